import { readFile } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { join } from "node:path";
import { type Language, printable } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { storePlace } from "../archive/store-place.ts";
import type { OptionSpec } from "../command.ts";
import { errnoOf, OperationError, usage } from "../operation-error.ts";
import type { World } from "../world.ts";

const USUAL_URL = "http://127.0.0.1:8480";
/** As the server names the file that it keeps in its data folder. */
const ADMIN_TOKEN_FILE = "admin-token";
const PATIENCE_MS = 60_000;
const MOST_BYTES = 100_000_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Which server, and what it wants to see. */
export const SERVER_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  url: { type: "string", value: "URL", help: "option.fleet-url" },
  "token-file": { type: "string", value: "FILE", help: "option.fleet-token-file", completes: "file" },
  token: { type: "string", value: "TOKEN", help: "option.fleet-token" },
};

/** Options of every command that talks to a server. */
export const CONNECTION_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  ...SERVER_OPTIONS,
  ca: { type: "string", value: "FILE", help: "option.fleet-ca", completes: "file" },
};

export interface ApiRequest {
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
}

/** The way to the API of a running server. */
export class ApiConnection {
  readonly #url: URL;
  readonly #given: string | undefined;
  /** The token of the server whose folder this account has, which need not be the server that is asked. */
  #found: string | undefined;
  readonly #ca: string | undefined;
  readonly #language: Language;
  readonly #interrupted: AbortSignal;

  private constructor(
    url: URL,
    token: { readonly given?: string; readonly found?: string },
    ca: string | undefined,
    language: Language,
    interrupted: AbortSignal,
  ) {
    this.#url = url;
    this.#given = token.given;
    this.#found = token.found;
    this.#ca = ca;
    this.#language = language;
    this.#interrupted = interrupted;
  }

  /** What the options, the environment, and on this machine the server's own folder say. Throws `OperationError`. */
  static async from(args: Arguments, world: World, language: Language): Promise<ApiConnection> {
    const text = args.get("url") ?? (world.env["RDPULSE_URL"] || USUAL_URL);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      throw usage("error.fleet-url", { value: printable(text, 120) });
    }
    const isHere = LOOPBACK.test(url.hostname);
    const given = await givenToken(args, world);
    if (given !== undefined && url.protocol === "http:" && !isHere) {
      throw usage("error.fleet-plain", { url: printable(url.origin, 120) });
    }
    const found = given === undefined && isHere ? await foundToken(args, world) : undefined;
    const token = { ...(given === undefined ? {} : { given }), ...(found === undefined ? {} : { found }) };
    const ca = args.get("ca");
    return new ApiConnection(url, token, ca === undefined ? undefined : await textOf(ca), language, world.interrupted);
  }

  /** The text of the answer. Throws `OperationError` in the reader's language for every refusal. */
  async send(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    { query = {}, body }: ApiRequest = {},
  ): Promise<string> {
    const url = new URL(`/api/v1${path}`, this.#url);
    for (const [name, value] of Object.entries(query)) {
      const values = typeof value === "object" ? value : value === undefined ? [] : [String(value)];
      for (const one of values) url.searchParams.append(name, one);
    }
    const sent = body === undefined ? undefined : JSON.stringify(body);
    let answer = await this.#exchange(method, url, sent);
    if (answer.status === 401 && this.#found !== undefined) {
      // It is another server's. On this machine the one that is asked may want none; what was refused did nothing yet.
      this.#found = undefined;
      answer = await this.#exchange(method, url, sent);
    }
    if (answer.status < 300) return answer.text;
    throw this.#refusal(answer.status, answer.text);
  }

  async #exchange(
    method: string,
    url: URL,
    body: string | undefined,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const token = this.#given ?? this.#found;
    const headers = {
      accept: "application/json",
      "accept-language": this.#language,
      "user-agent": "rdpulse",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
    };
    const common = { method, headers, timeout: PATIENCE_MS, signal: this.#interrupted };
    try {
      return await new Promise((resolve, reject) => {
        const asked =
          url.protocol === "https:"
            ? requestTls(url, this.#ca === undefined ? common : { ...common, ca: this.#ca })
            : requestPlain(url, common);
        asked.on("response", (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes > MOST_BYTES) asked.destroy(new Error("too long an answer"));
          });
          response.on("error", reject);
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
          });
        });
        asked.on("timeout", () => asked.destroy(new Error("timeout")));
        asked.on("error", reject);
        asked.end(body);
      });
    } catch (error) {
      const reason = errnoOf(error) ?? (error instanceof Error ? error.message : "?");
      throw new OperationError("environment", "error.fleet-unreachable", {
        url: this.#url.origin,
        reason: printable(reason, 120),
      });
    }
  }

  #refusal(status: number, text: string): OperationError {
    const url = printable(this.#url.origin, 120);
    if (status === 401) return usage("error.fleet-sign-in", { url });
    const said = problemText(text);
    if (said === undefined) return new OperationError("environment", "error.fleet-answer", { url });
    const whose = status >= 500 || status === 429 ? "environment" : "operator";
    return new OperationError(whose, "error.fleet-refused", { url, reason: printable(said, 400) });
  }
}

/** What a problem document says (RFC 9457), as one line; undefined for what is none. */
function problemText(text: string): string | undefined {
  try {
    const problem: {
      readonly title?: unknown;
      readonly detail?: unknown;
      readonly errors?: readonly { readonly pointer?: unknown; readonly detail?: unknown }[];
    } | null = JSON.parse(text);
    if (typeof problem?.title !== "string") return undefined;
    const fields = Array.isArray(problem.errors)
      ? problem.errors.map(({ pointer, detail }) => `${String(pointer ?? "")} ${String(detail ?? "")}`.trim())
      : [];
    const detail = typeof problem.detail === "string" ? [problem.detail] : [];
    return [problem.title, ...detail, ...fields].join(": ");
  } catch {
    return undefined;
  }
}

async function givenToken(args: Arguments, world: World): Promise<string | undefined> {
  const file = args.get("token-file");
  const given = file === undefined ? (args.get("token") ?? world.env["RDPULSE_TOKEN"]) : await textOf(file);
  return given?.trim() || undefined;
}

async function foundToken(args: Arguments, world: World): Promise<string | undefined> {
  try {
    const kept = await readFile(join(storePlace(args, world.env).folder, ADMIN_TOKEN_FILE), "utf8");
    return kept.trim() || undefined;
  } catch {
    // Another account's server, or one with its data elsewhere: on this machine it may want no token at all.
    return undefined;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw usage("error.unreadable-file", { file: printable(path, 120), reason: errnoOf(error) ?? String(error) });
  }
}
