import type { Operation } from "./operation.ts";
import { Problem } from "./problem.ts";

/**
 * Throws "wrong-method" with `Allow` (RFC 9110 section 15.5.6) where this path has operations of other methods. `prefix`: what
 * stands before the paths of operations that do not stand outside.
 */
export function requireOwnMethod(operations: readonly Operation[], prefix: string, method: string, path: string): void {
  const asked = path.split("/");
  const methods = operations.flatMap(({ spec }) => {
    const pattern = `${spec.outside === true ? "" : prefix}${spec.path}`.split("/");
    const isIt =
      pattern.length === asked.length && pattern.every((part, at) => part.startsWith(":") || part === asked[at]);
    return isIt ? [spec.method] : [];
  });
  if (methods.length === 0 || methods.some((each) => each === method)) return;
  const allow = [...new Set(methods.flatMap((each) => (each === "GET" ? ["GET", "HEAD"] : [each])))].join(", ");
  throw new Problem(
    "wrong-method",
    { en: `${method} does not exist here: ${allow} does`, zh: `此处不支持 ${method}，可用：${allow}` },
    { headers: { allow } },
  );
}
