import { promises as dnsPromises } from "node:dns";
import { codeOf, resolverAt } from "./resolve-name.ts";

/** Where a service is offered (RFC 2782), or why that is not known. */
export type ServiceAnswer =
  | { readonly kind: "services"; readonly services: readonly { readonly host: string; readonly port: number }[] }
  | { readonly kind: "failed"; readonly code: string };

const MOST_SERVICES = 10_000;

/** SRV records of a name such as _rdp._tcp.example.com, best first, by the system's DNS servers or the one named. Never rejects. */
export async function resolveService(
  name: string,
  server: string | undefined,
  timeoutMs: number,
): Promise<ServiceAnswer> {
  const resolver =
    server === undefined
      ? new dnsPromises.Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 })
      : resolverAt(server, timeoutMs);
  if (resolver === undefined) return { kind: "failed", code: "EBADRESOLVER" };
  const timer = setTimeout(() => resolver.cancel(), timeoutMs);
  try {
    const records = await resolver.resolveSrv(name);
    const services = records
      .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
      .slice(0, MOST_SERVICES)
      // The root as target says that the service is decidedly not offered.
      .filter((record) => record.name !== "" && record.name !== "." && record.port > 0)
      .map((record) => ({ host: record.name.replace(/\.$/, ""), port: record.port }));
    return { kind: "services", services };
  } catch (error) {
    // "No such name" is told, too: whoever wrote the name believes that there is a service.
    return { kind: "failed", code: codeOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
