import { Readable } from "node:stream";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type InjectOptions,
  type LightMyRequestResponse,
} from "fastify";
import { DEFAULT_TENANT } from "../../core/fleet/index.ts";
import { acceptedLanguage } from "./accept-language.ts";
import { answerSchema } from "./answer-schema.ts";
import { Authentication, requireScope, type SignedIn } from "./authentication.ts";
import { ChangeFeed } from "./change-feed.ts";
import { entityTag, isKnown, revisionAsked } from "./entity-tag.ts";
import type { StreamLimits } from "./event-stream.ts";
import { problemOf } from "./failure.ts";
import { makeServer, refuseConnection, type TlsIdentity } from "./make-server.ts";
import type { Answer, Call, CallShape, Operation, Resource } from "./operation.ts";
import { requireOwnMethod } from "./other-methods.ts";
import { type Addressing, requireKnownHost, requireOneHost, requireOwnOrigin } from "./origin-check.ts";
import { requirePlain } from "./plain-value.ts";
import { givePage, type PageFile, readPages } from "./pages.ts";
import { Problem, PROBLEM_MEDIA_TYPE, problemDocument } from "./problem.ts";
import { Repeats } from "./repeats.ts";
import { resourcesWith } from "./resources/index.ts";
import { nextLink, securityHeaders } from "./response-headers.ts";
import type { ServerParts } from "./server-parts.ts";
import type { ApiServices } from "./services.ts";
import { SignIns } from "./sign-in.ts";
import { TokenKeeper } from "./token-keeper.ts";
import { limited, requireLength } from "./upload.ts";

export interface ApiLimits {
  readonly bodyBytes: number;
  readonly urlBytes: number;
  readonly headerBytes: number;
  readonly headersMs: number;
  /** From the first byte of a request to the last of its answer; streams and uploads have longer. */
  readonly exchangeMs: number;
  readonly uploadMs: number;
  readonly connections: number;
  readonly streams: StreamLimits;
  /** How often the stream of changes is read. */
  readonly feedEveryMs: number;
}

export const API_LIMITS: ApiLimits = {
  bodyBytes: 1_000_000,
  urlBytes: 8000,
  headerBytes: 16_384,
  headersMs: 15_000,
  exchangeMs: 60_000,
  uploadMs: 600_000,
  connections: 2000,
  streams: { streams: 500, waitingBytes: 1_000_000, heartbeatMs: 15_000 },
  feedEveryMs: 500,
};

export interface ApiOptions {
  readonly addressing: Addressing;
  readonly tls?: TlsIdentity;
  /** Requests from this machine need no token. true when absent. */
  readonly trustsLocal?: boolean;
  readonly limits?: Partial<ApiLimits>;
  /** Resources of other rooms: metrics, uploads, vantages. */
  readonly resources?: readonly Resource[];
  /** Folder of the built dashboard. */
  readonly pages?: string;
  /** Hears of faults of ours; the caller is told nothing of them. */
  readonly onBug?: (error: unknown, where: string) => void;
}

export interface Api {
  readonly tokens: TokenKeeper;
  readonly operations: readonly Operation[];
  /** Gives the port that it listens on. */
  listen(host: string, port: number): Promise<number>;
  /** Ends streams at once, lets answers that are being given end. */
  close(): Promise<void>;
  /** A request without a network, for tests. */
  inject(request: InjectOptions): Promise<LightMyRequestResponse>;
}

export function createApi(services: ApiServices, options: ApiOptions): Api {
  return new FastifyApi(services, options);
}

const PREFIX = "/api/v1";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route does; the hook before every request reads who may do it. */
    operation?: Operation;
  }
}

class FastifyApi implements Api {
  readonly tokens: TokenKeeper;
  readonly operations: readonly Operation[];
  readonly #services: ApiServices;
  readonly #options: ApiOptions;
  readonly #limits: ApiLimits;
  readonly #app: FastifyInstance;
  readonly #authentication: Authentication;
  readonly #repeats: Repeats;
  readonly #feed: ChangeFeed;
  readonly #server: ServerParts;
  readonly #streaming: WeakSet<FastifyRequest> = new WeakSet();
  readonly #who: WeakMap<FastifyRequest, SignedIn> = new WeakMap();

  constructor(services: ApiServices, options: ApiOptions) {
    this.#services = services;
    this.#options = options;
    this.#limits = { ...API_LIMITS, ...options.limits };
    const nowMs = (): number => services.clock.nowMs();
    this.tokens = new TokenKeeper(services.store, nowMs);
    const signIns = new SignIns(services.store, this.tokens, nowMs);
    this.#authentication = new Authentication(this.tokens, signIns, nowMs, options.trustsLocal ?? true);
    this.#repeats = new Repeats(services.store);
    this.#feed = new ChangeFeed(services.store.changes, this.#limits.feedEveryMs);
    this.#server = {
      authentication: this.#authentication,
      feed: this.#feed,
      isTls: options.addressing.isTls,
      signIns,
      streams: this.#limits.streams,
      tokens: this.tokens,
    };
    const resources = resourcesWith(options.resources ?? []);
    this.operations = resources.flatMap((resource) => resource.operations);
    this.#app = this.#makeApp();
    // What a form of any page can send without asking is not read.
    this.#app.removeContentTypeParser("text/plain");
    this.#app.addHook("onRequest", async (request, reply) => this.#begin(request, reply));
    for (const each of this.operations) this.#mount(each);
    const pages = options.pages === undefined ? new Map<string, PageFile>() : readPages(options.pages);
    this.#app.setNotFoundHandler(async (request, reply) => {
      const [path = ""] = request.url.split("?");
      requireOwnMethod(this.operations, PREFIX, request.method, path);
      return givePage(pages, request, reply);
    });
    this.#app.setErrorHandler(async (error: FastifyError, request, reply) => this.#refuse(error, request, reply));
  }

  async listen(host: string, port: number): Promise<number> {
    await this.#app.listen({ host, port });
    const address = this.#app.server.address();
    return address !== null && typeof address === "object" ? address.port : port;
  }

  async close(): Promise<void> {
    this.#feed.close();
    await this.#app.close();
  }

  async inject(request: InjectOptions): Promise<LightMyRequestResponse> {
    return this.#app.inject(request);
  }

  #makeApp(): FastifyInstance {
    const limits = this.#limits;
    const server = {
      headerBytes: limits.headerBytes,
      headersMs: limits.headersMs,
      requestMs: limits.uploadMs,
      idleMs: limits.exchangeMs + 10_000,
      connections: limits.connections,
    };
    return Fastify({
      bodyLimit: limits.bodyBytes,
      forceCloseConnections: true,
      logger: false,
      trustProxy: false,
      routerOptions: { maxParamLength: 300 },
      serverFactory: (handler) => makeServer(handler, server, this.#options.tls),
      clientErrorHandler: refuseConnection,
      frameworkErrors: (error, request, reply) => {
        void this.#refuse(error, request, reply);
      },
    });
  }

  /** Before a byte of the body is read: address, Host, Origin, who it is, what they may. */
  async #begin(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { addressing } = this.#options;
    void reply.headers(securityHeaders(addressing.isTls));
    const language = acceptedLanguage(first(request.headers["accept-language"]));
    void reply.header("content-language", language);
    if (request.url.length > this.#limits.urlBytes) throw new Problem("uri-too-long");
    requireOneHost(request.raw.rawHeaders);
    requireKnownHost(request.headers.host, addressing);
    const { config } = request.routeOptions;
    if (config.operation?.spec.embeddable !== true) {
      requireOwnOrigin(
        {
          host: request.headers.host,
          origin: request.headers.origin,
          fetchSite: first(request.headers["sec-fetch-site"]),
          fetchMode: first(request.headers["sec-fetch-mode"]),
        },
        addressing,
      );
    }
    this.#watchTime(request, reply, config.operation);
    if (config.operation === undefined) return;
    const isForwarded = request.headers["x-forwarded-for"] !== undefined || request.headers["forwarded"] !== undefined;
    const who = await this.#authentication.who({
      authorization: request.headers.authorization,
      cookie: request.headers.cookie,
      address: request.ip,
      isForwarded,
    });
    requireScope(who.caller, config.operation.spec.scope);
    this.#who.set(request, who);
  }

  /** A sender or reader who takes too long for the whole exchange is cut off: nobody pins memory by being slow. */
  #watchTime(request: FastifyRequest, reply: FastifyReply, operation: Operation | undefined): void {
    const ms = operation?.spec.upload === undefined ? this.#limits.exchangeMs : this.#limits.uploadMs;
    const timer = setTimeout(() => {
      if (!this.#streaming.has(request)) request.raw.destroy();
    }, ms);
    timer.unref();
    reply.raw.once("close", () => clearTimeout(timer));
  }

  #mount(operation: Operation): void {
    const { spec } = operation;
    const url = spec.outside === true ? spec.path : `${PREFIX}${spec.path}`;
    const response = Object.fromEntries(
      Object.entries(spec.answers).flatMap(([status, schema]) =>
        typeof schema === "object" && schema !== null ? [[status, answerSchema(schema)]] : [],
      ),
    );
    const route = {
      method: spec.method,
      url,
      config: { operation },
      schema: { response },
      handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
        this.#handle(operation, request, reply),
    };
    const { upload } = spec;
    if (upload === undefined) {
      this.#app.route(route);
      return;
    }
    void this.#app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", (request, payload, done) => {
        try {
          requireLength(request.headers["content-length"], upload.mostBytes);
          done(null, limited(payload, upload.mostBytes));
        } catch (error) {
          done(error instanceof Error ? error : new Problem("bug"));
        }
      });
      scope.route({ ...route, bodyLimit: upload.mostBytes });
    });
  }

  async #handle(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { caller, tenant } = this.#who.get(request) ?? {
      caller: { name: "anonymous", scopes: [] },
      tenant: DEFAULT_TENANT,
    };
    const call: Call<CallShape> = {
      services: this.#services,
      server: this.#server,
      tenant,
      caller,
      language: acceptedLanguage(first(request.headers["accept-language"])),
      nowMs: this.#services.clock.nowMs(),
      params: { ...asObject(request.params) },
      query: { ...asObject(request.query) },
      body: request.body ?? null,
      ifRevision: revisionAsked(request.headers["if-match"]),
      upload: request.body instanceof Readable ? request.body : null,
      header: (name) => first(request.headers[name]),
      address: request.ip,
    };
    requirePlain(call.params);
    requirePlain(call.query);
    if (call.upload === null) requirePlain(call.body);
    const key = first(request.headers["idempotency-key"]);
    const { method, repeatable, upload } = operation.spec;
    if (key === undefined || method !== "POST" || repeatable === false || upload !== undefined) {
      return this.#give(await operation.answer(call), request, reply);
    }
    const asked = { method, url: request.url, body: request.body };
    const given = await this.#repeats.once(tenant, caller.name, key, asked, call.nowMs, async () => {
      const answer = await operation.answer(call);
      const status = answer.status ?? 200;
      void reply.code(status);
      return { status, body: answer.body === undefined ? "" : textOf(reply.serialize(answer.body)) };
    });
    if (given.isRepeat) void reply.header("idempotency-replayed", "true");
    void reply.code(given.status);
    if (given.body === "") return reply.send();
    return reply
      .type("application/json; charset=utf-8")
      .serializer((text: string) => text)
      .send(given.body);
  }

  async #give(answer: Answer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { revision, next, text, stream, body } = answer;
    if (stream !== undefined && request.method === "HEAD") return reply.type(streamType(request)).send();
    if (stream !== undefined) {
      const headers = Object.fromEntries(
        Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
      );
      this.#streaming.add(request);
      void reply.hijack();
      await stream(reply.raw, headers);
      return reply;
    }
    void reply.code(answer.status ?? 200).headers({ ...answer.headers });
    if (next !== undefined && next !== null) void reply.header("link", nextLink(request.url, next));
    if (revision !== undefined) {
      const tag = entityTag(revision, answer.variant);
      void reply.headers({ etag: tag, "cache-control": "private, no-cache" });
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (isRead && isKnown(request.headers["if-none-match"], tag)) return reply.code(304).send();
    }
    if (text !== undefined) return reply.type(text.type).send(text.content);
    return body === undefined ? reply.send() : reply.type("application/json; charset=utf-8").send(body);
  }

  async #refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = problemOf(error);
    if (problem.id === "bug") this.#options.onBug?.(error, `${request.method} ${request.routeOptions.url ?? "?"}`);
    const document = problemDocument(problem, acceptedLanguage(first(request.headers["accept-language"])));
    return reply
      .headers(securityHeaders(this.#options.addressing.isTls))
      .headers({ ...problem.headers })
      .code(document.status)
      .type(`${PROBLEM_MEDIA_TYPE}; charset=utf-8`)
      .serializer((text: string) => text)
      .send(JSON.stringify(document));
  }
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header[0] : header;
}

/** Content type of an operation that writes its answer itself, as it is described. */
function streamType(request: FastifyRequest): string {
  const described = request.routeOptions.config.operation?.spec.answers[200];
  return typeof described === "string" ? described : "application/octet-stream";
}

function textOf(serialized: string | ArrayBuffer | Buffer): string {
  return typeof serialized === "string" ? serialized : Buffer.from(new Uint8Array(serialized)).toString("utf8");
}

function asObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
