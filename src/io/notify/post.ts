import { request as plainRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as tlsRequest } from "node:https";
import type { NotifyWorld } from "./notifier.ts";
import { NotifyFailure } from "./notify-failure.ts";

const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_REQUEST_BYTES = 1024 * 1024;
const MOST_REASON = 4096;
const LONGEST_WAIT_MS = 3_600_000;

/** What to send, and where. */
export interface Post {
  readonly url: string;
  readonly body: string | Uint8Array;
  /** POST when absent. */
  readonly method?: "GET" | "POST" | "PUT";
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the answer; 64 KiB when absent. */
  readonly mostAnswerBytes?: number;
}

/** What came back; `text` is cut at the most that is read. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    // Not shown: addresses of chat services are secrets.
    throw new NotifyFailure("the address is no http:// or https:// URL", true);
  return url;
}

function retryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : undefined;
}

/**
 * One HTTP request under the policy of outbound addresses, with one deadline for all of it and a bounded answer. Redirects
 * are not followed: they would lead around the policy. Any status is an answer; only a broken connection rejects.
 */
export async function post(what: Post, world: NotifyWorld): Promise<PostAnswer> {
  const url = addressOf(what.url);
  world.policy.check(url.hostname);
  const body = typeof what.body === "string" ? Buffer.from(what.body, "utf8") : what.body;
  const mostBytes = what.mostAnswerBytes ?? MOST_ANSWER_BYTES;
  if (body.length > MOST_REQUEST_BYTES) throw new NotifyFailure(`the message has ${body.length} bytes, too many`, true);
  const headers: OutgoingHttpHeaders = {
    "Content-Type": what.contentType ?? "application/json; charset=utf-8",
    "Content-Length": body.length,
    "User-Agent": "rdpulse",
    ...what.headers,
  };
  const request = url.protocol === "https:" ? tlsRequest : plainRequest;
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  const sent = request(url, {
    method: what.method ?? "POST",
    headers,
    agent: false,
    lookup: world.policy.lookup,
    signal: AbortSignal.timeout(world.timeoutMs),
  });
  sent.on("response", (answer: IncomingMessage) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (): void => {
      const text = Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
      const waitMs = retryAfter(answer.headers["retry-after"], world.nowMs());
      resolve({ status: answer.statusCode ?? 0, text, retryAfterMs: waitMs });
    };
    answer.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= mostBytes) return;
      // The rest is nobody's: whoever answers without end must not hold our memory.
      finish();
      sent.destroy();
    });
    answer.on("end", finish);
    answer.on("error", reject);
  });
  sent.on("error", (error) => {
    if (error instanceof NotifyFailure) reject(error);
    else if (error.name === "TimeoutError" || error.name === "AbortError")
      reject(new NotifyFailure(`${url.hostname} did not answer within ${world.timeoutMs / 1000} s`, false));
    else reject(error);
  });
  sent.end(body);
  return promise;
}

/** Statuses that say "later" although they are 4xx. */
const LATER = new Set([408, 425, 429]);

/** Throws NotifyFailure unless the status is 2xx: permanent for what would be refused again. */
export function requireOk(answer: PostAnswer, who: string): void {
  const { status, text, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return;
  // Made safe and short only after secrets are taken out: half a secret would not be found any more.
  const why = (text.trim().split("\n")[0] ?? "").slice(0, MOST_REASON);
  const redirect = status >= 300 && status < 400 ? " (redirects are not followed)" : "";
  const permanent = status >= 300 && status < 500 && !LATER.has(status);
  throw new NotifyFailure(
    `${who} answered ${status}${redirect}${why === "" ? "" : `: ${why}`}`,
    permanent,
    retryAfterMs,
  );
}

/** POST of a JSON value that must be answered with 2xx. */
export async function postJson(
  who: string,
  url: string,
  value: unknown,
  world: NotifyWorld,
  headers: Readonly<Record<string, string>> = {},
): Promise<PostAnswer> {
  const answer = await post({ url, body: JSON.stringify(value), headers }, world);
  requireOk(answer, who);
  return answer;
}

/** A number in an answer's JSON object, where services tell the outcome inside of a 200; undefined where there is none. */
export function numberIn(text: string, ...path: readonly string[]): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: then it tells no number.
    return undefined;
  }
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return typeof value === "number" ? value : undefined;
}
