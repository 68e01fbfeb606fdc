import { languageNow } from "../shell/preferences.ts";

/** Problem details of the API (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The server's refusal, or its silence (`status` 0). */
export class ApiFailure extends Error {
  readonly status: number;
  readonly problem: ProblemDocument | null;

  constructor(status: number, problem: ProblemDocument | null) {
    super(problem?.title ?? `status ${status}`);
    this.name = "ApiFailure";
    this.status = status;
    this.problem = problem;
  }
}

/** Why a request failed, in the server's words; without them its status, or what the browser said. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return String(error);
  const { problem, status } = error;
  if (problem === null) return String(status);
  return [problem.title, problem.detail, ...(problem.errors ?? []).map(({ detail }) => detail)]
    .filter((part) => part !== undefined)
    .join(". ");
}

export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

export interface Ask {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Query;
  readonly body?: unknown;
  /** The change is refused (412) when somebody else changed it since this revision. */
  readonly revision?: number;
  readonly signal?: AbortSignal;
  /** Sent although the page is being left. */
  readonly keepalive?: boolean;
}

/** Where the API of this server is. */
export const API = "/api/v1";

/** Path below the API with its query; empty and absent values are left out, a list is the same name again and again. */
function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
    for (const one of values) if (one !== "") parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return `${API}${path}${text === "" ? "" : `?${text}`}`;
}

/** One request. Gives the JSON of the answer (undefined for 204); rejects with ApiFailure. */
export async function ask<Answer>(path: string, options: Ask = {}): Promise<Answer> {
  const response = await send(path, options);
  const text = await response.text();
  return text === "" ? JSON.parse("null") : JSON.parse(text);
}

/** One request whose answer is text: Markdown, CSV. */
export async function askText(path: string, options: Ask = {}): Promise<string> {
  return (await send(path, options)).text();
}

/** One request whose answer is a line of JSON at a time; gives each as it comes. */
export async function* askLines<Line>(path: string, options: Ask = {}): AsyncGenerator<Line> {
  const { body } = await send(path, options);
  if (body === null) return;
  let rest = "";
  for await (const piece of piecesOf(body)) {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line);
  }
}

async function* piecesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    throw new ApiFailure(0, null);
  } finally {
    reader.releaseLock();
  }
}

async function send(
  path: string,
  { method = "GET", query, body, revision, signal, keepalive }: Ask,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers: {
        accept: "application/json",
        "accept-language": languageNow() === "zh" ? "zh-CN" : "en",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(revision === undefined ? {} : { "if-match": `"${revision}"` }),
        ...(method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      ...(keepalive === undefined ? {} : { keepalive }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiFailure(0, null);
  }
  if (response.ok) return response;
  throw new ApiFailure(response.status, await problemIn(response));
}

async function problemIn(response: Response): Promise<ProblemDocument | null> {
  if (response.headers.get("content-type")?.startsWith("application/problem+json") !== true) return null;
  return response.json().catch(() => null);
}
