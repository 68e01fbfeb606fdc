import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { JsonSchema } from "../../core/contract/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import type { Language } from "../../core/texts/index.ts";
import type { Caller, Scope } from "./caller.ts";
import type { ServerParts } from "./server-parts.ts";
import type { ApiServices } from "./services.ts";
import { readerOf } from "./validation.ts";

export interface CallShape {
  readonly params?: object;
  readonly query?: object;
  readonly body?: unknown;
}

/** One request after everything about it was checked. */
export interface Call<Shape extends CallShape> {
  readonly services: ApiServices;
  /** The server itself, for the few that sign in, stream, or keep tokens. */
  readonly server: ServerParts;
  readonly tenant: TenantId;
  readonly caller: Caller;
  readonly language: Language;
  readonly nowMs: number;
  readonly params: Required<Shape>["params"];
  readonly query: Required<Shape>["query"];
  readonly body: Required<Shape>["body"];
  /** Revision that If-Match asks for; null where it asks for none. */
  readonly ifRevision: number | null;
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Where the request comes from. */
  readonly address: string;
  /** The body as it comes, of an operation with `upload`. It fails where it is larger than allowed. */
  readonly upload: Readable | null;
}

/** What an operation gives back. `body` is serialised by the schema of the status. */
export interface Answer {
  /** 200 when absent. */
  readonly status?: number;
  readonly body?: unknown;
  /** In place of `body`: writes the response itself, headers and all, until either side ends it. */
  readonly stream?: (response: ServerResponse, headers: Readonly<Record<string, string>>) => Promise<void>;
  /** In place of `body`. */
  readonly text?: { readonly type: string; readonly content: string };
  /** Of the one thing that was read or changed: its ETag. */
  readonly revision?: number;
  /** Tells apart what changes without a revision, such as the state of a host. */
  readonly variant?: string;
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
  /** true: pages of other sites may show it; it is the same for everybody. */
  readonly embeddable?: boolean;
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
  readonly run: (call: Call<Shape>) => Promise<Answer>;
}

/** An operation as the server and its description see it: what it takes is checked inside. */
export interface Operation {
  readonly spec: Omit<OperationSpec<CallShape>, "run">;
  /** Throws Problem "invalid" for what does not fit the schemas. */
  answer(call: Call<CallShape>): Promise<Answer>;
}

/** Operations of one resource, in the order of its description. */
export interface Resource {
  readonly name: string;
  readonly about: string;
  readonly operations: readonly Operation[];
}

const NOTHING: JsonSchema = { type: "object", additionalProperties: false };
const WHATEVER: JsonSchema = {};

export function operation<Shape extends CallShape>(spec: OperationSpec<Shape>): Operation {
  const { run, ...facts } = spec;
  const readers = once(() => ({
    params: readerOf<Required<Shape>["params"]>(spec.params ?? WHATEVER, "address"),
    query: readerOf<Required<Shape>["query"]>(spec.query ?? NOTHING, "address"),
    body: readerOf<Required<Shape>["body"]>(spec.body ?? WHATEVER, "body"),
  }));
  return {
    spec: facts,
    answer: async (call) => {
      const { params, query, body } = readers();
      return run({
        ...call,
        params: params(call.params),
        query: query(call.query),
        body: body(spec.body === undefined ? undefined : call.body),
      });
    },
  };
}

/** Schemas are compiled when they are first needed: most starts of the command line need none. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
