import type { Readable } from "node:stream";
import type { JsonSchema } from "../../core/contract/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import type { Language } from "../../core/texts/index.ts";
import type { ApiServices } from "./services.ts";

/** What a token may do. *admin* may everything, *operate* reads and changes, *read* reads, *vantage* works for the watch. */
export const SCOPES = ["read", "operate", "admin", "vantage"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: the name of the token, "local" for this machine, "anonymous". */
export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

export interface CallShape {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
}

/** One request after everything about it was checked. */
export interface Call<Shape extends CallShape> {
  readonly services: ApiServices;
  readonly tenant: TenantId;
  readonly caller: Caller;
  readonly language: Language;
  readonly nowMs: number;
  readonly params: Required<Shape>["params"];
  readonly query: Required<Shape>["query"];
  readonly body: Required<Shape>["body"];
  /** Revision that If-Match asks for; null where it asks for none. */
  readonly ifRevision: number | null;
  /** The body as it comes, of an operation with `upload`. It fails where it is larger than allowed. */
  readonly upload: Readable | null;
}

/** What an operation gives back. `body` is serialised by the schema of the status. */
export interface Answer {
  /** 200 when absent. */
  readonly status?: number;
  readonly body?: unknown;
  /** In place of `body`. */
  readonly text?: { readonly type: string; readonly content: string };
  /** Of the one thing that was read or changed: its ETag. */
  readonly revision?: number;
  /** Where the next page begins, null at the end; makes the Link header. */
  readonly next?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OperationSpec<Shape extends CallShape> {
  /** Stable: operationId of the description. */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1 unless `outside`; parameters as `:id`. */
  readonly path: string;
  readonly outside?: boolean;
  readonly summary: string;
  /** The least that a token must be allowed; *public* asks for no sign-in. */
  readonly scope: Scope | "public";
  readonly params?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
  /** Takes the body unread, of any type, up to this many bytes. */
  readonly upload?: { readonly mostBytes: number };
  /** false: an answer holds what is shown once, so that it is never remembered for a repeat. */
  readonly repeatable?: boolean;
  /** Schema of each status that is no error; a string is a content type for a body that is no JSON, null is no body. */
  readonly answers: Readonly<Record<number, JsonSchema | string | null>>;
  run(call: Call<Shape>): Promise<Answer>;
}
