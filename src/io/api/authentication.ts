import { DEFAULT_TENANT, type TenantId } from "../../core/fleet/index.ts";
import { AttemptLimiter } from "./attempt-limiter.ts";
import type { Caller, Scope } from "./caller.ts";
import { Problem } from "./problem.ts";
import type { SignIns } from "./sign-in.ts";
import type { TokenKeeper } from "./token-keeper.ts";

const MOST_FAILURES = 10;

export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly address: string;
  /** A proxy on this machine stands before us: who asks is elsewhere. */
  readonly isForwarded: boolean;
}

export interface SignedIn {
  readonly caller: Caller;
  readonly tenant: TenantId;
}

/** Names that no token may have: the trail of actions would lie. */
export const RESERVED_NAMES: readonly string[] = ["anonymous", "local", "rdpulse"];

const ANONYMOUS: SignedIn = { caller: { name: "anonymous", scopes: [] }, tenant: DEFAULT_TENANT };
const LOCAL: SignedIn = { caller: { name: "local", scopes: ["admin"] }, tenant: DEFAULT_TENANT };

export class Authentication {
  readonly #tokens: TokenKeeper;
  readonly #signIns: SignIns;
  readonly #nowMs: () => number;
  readonly #isLocalTrusted: boolean;
  readonly #limiter: AttemptLimiter = new AttemptLimiter(MOST_FAILURES);

  constructor(tokens: TokenKeeper, signIns: SignIns, nowMs: () => number, isLocalTrusted: boolean) {
    this.#tokens = tokens;
    this.#signIns = signIns;
    this.#nowMs = nowMs;
    this.#isLocalTrusted = isLocalTrusted;
  }

  /** Who asks. Throws for a token that is wrong, and for an address that showed too many of those. */
  async who(credentials: Credentials): Promise<SignedIn> {
    const { authorization, cookie, address } = credentials;
    if (authorization !== undefined) return this.withToken(bearer(authorization), address);
    const holder = await this.#signIns.holderOf(cookie);
    if (holder !== undefined) return { caller: holder, tenant: holder.tenant };
    const isLocal = this.#isLocalTrusted && isLoopback(address) && !credentials.isForwarded;
    return isLocal ? LOCAL : ANONYMOUS;
  }

  /** false: the token that it came with was revoked or has ended. */
  async isStillThere(tenant: TenantId, caller: Caller): Promise<boolean> {
    if (caller.name === LOCAL.caller.name) return true;
    return (await this.#tokens.holderByName(tenant, caller.name)) !== undefined;
  }

  async withToken(token: string, address: string): Promise<SignedIn & { readonly hash: string }> {
    const wait = this.#limiter.waitSeconds(address, this.#nowMs());
    if (wait > 0) throw new Problem("too-many", undefined, { headers: { "retry-after": String(wait) } });
    const holder = await this.#tokens.holderOf(token);
    if (holder !== undefined) return { caller: holder, tenant: holder.tenant, hash: holder.hash };
    this.#limiter.failed(address, this.#nowMs());
    throw new Problem("bad-token", undefined, { headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
  }
}

function bearer(header: string): string {
  const [, token = ""] = /^Bearer +([^\s]{1,200})\s*$/i.exec(header) ?? [];
  return token;
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1";
}

export function mayDo(caller: Caller, needed: Scope | "public"): boolean {
  if (needed === "public" || caller.scopes.includes("admin")) return true;
  if (needed === "read") return caller.scopes.includes("read") || caller.scopes.includes("operate");
  if (needed === "ingest") return caller.scopes.includes("ingest") || caller.scopes.includes("operate");
  return caller.scopes.includes(needed);
}

/** Throws unless the caller may do what needs this scope. */
export function requireScope(caller: Caller, needed: Scope | "public"): void {
  if (mayDo(caller, needed)) return;
  if (caller.name === "anonymous") {
    throw new Problem(
      "not-signed-in",
      {
        en: "Send Authorization: Bearer TOKEN, or sign in with POST /api/v1/sign-in",
        zh: "请发送 Authorization: Bearer 令牌，或通过 POST /api/v1/sign-in 登录",
      },
      { headers: { "www-authenticate": "Bearer" } },
    );
  }
  throw new Problem("not-allowed", { en: `It needs the scope ${needed}`, zh: `需要 ${needed} 权限` });
}
