import { printable } from "../../core/texts/index.ts";
import { StoreFailure } from "../store/index.ts";
import { Problem, type ProblemId } from "./problem.ts";
import { ActionRefused } from "./services.ts";

const FASTIFY: Readonly<Record<string, ProblemId>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "wrong-type",
  FST_ERR_CTP_EMPTY_JSON_BODY: "bad-request",
  FST_ERR_CTP_INVALID_JSON_BODY: "bad-request",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "bad-request",
  FST_ERR_CTP_EMPTY_TYPE: "wrong-type",
  FST_ERR_BAD_URL: "bad-request",
  FST_ERR_MAX_PARAM_LENGTH: "uri-too-long",
};

const REFUSED: Readonly<Record<ActionRefused["why"], ProblemId>> = {
  missing: "not-found",
  stale: "stale",
  senseless: "conflict",
};

/** Whatever was thrown, as what the caller is told. What is our fault keeps its words to itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ActionRefused) return new Problem(REFUSED[error.why], error.text);
  if (error instanceof StoreFailure) return ofStore(error);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const known = Object.hasOwn(FASTIFY, code) ? FASTIFY[code] : undefined;
  if (known !== undefined) return new Problem(known);
  const status =
    error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  if (status >= 400 && status < 500) return new Problem("bad-request");
  return new Problem("bug");
}

function ofStore(failure: StoreFailure): Problem {
  const text = printable(failure.message, 300);
  if (failure.trouble === "conflict") {
    if (/cursor/.test(failure.message)) return new Problem("bad-cursor");
    return new Problem("conflict", { en: text, zh: `存储拒绝了更改：${text}` });
  }
  return new Problem("store-trouble", undefined, { headers: { "retry-after": "5" } });
}
