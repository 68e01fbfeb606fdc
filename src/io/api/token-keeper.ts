import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { DEFAULT_TENANT, type TenantId } from "../../core/fleet/index.ts";
import type { Store } from "../store/index.ts";
import type { Caller, Scope } from "./caller.ts";

/** A token as the store keeps it: never the token itself. */
export interface TokenDocument {
  /** SHA-256 of the token, hex. It holds 256 random bits, so that no slow hash is needed. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly note?: string;
  readonly expiresMs?: number;
  /** Of a vantage's token: whose it is. */
  readonly vantage?: string;
}

export const TOKEN_KIND = "token";
const PREFIX = "rdpulse_";
/** A token that was revoked through another process may work this long. */
const MEMORY_MS = 2000;

export function hashOfToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

export function newToken(): string {
  return `${PREFIX}${randomBytes(32).toString("base64url")}`;
}

interface Known extends TokenDocument {
  readonly name: string;
  readonly tenant: TenantId;
  readonly bytes: Buffer;
}

export interface TokenSettings {
  readonly scopes: readonly Scope[];
  readonly note?: string;
  readonly expiresMs?: number;
  readonly vantage?: string;
}

export interface TokenHolder extends Caller {
  readonly tenant: TenantId;
  readonly hash: string;
}

/** Knows every token by its hash. */
export class TokenKeeper {
  readonly #store: Store;
  readonly #nowMs: () => number;
  #known: Promise<readonly Known[]> | undefined;
  #readMs = 0;

  constructor(store: Store, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** Makes a token, keeps its hash, and gives it: nobody can read it again. Rejects with "conflict" where the name exists. */
  async issue(tenant: TenantId, name: string, settings: TokenSettings): Promise<string> {
    const token = newToken();
    await this.register(tenant, name, token, settings, 0);
    return token;
  }

  /** Takes a token that exists already, such as the admin token in its file. */
  async register(
    tenant: TenantId,
    name: string,
    token: string,
    settings: TokenSettings,
    ifRevision: number | null = null,
  ): Promise<void> {
    const document: TokenDocument = { ...settings, hash: hashOfToken(token) };
    await this.#store.resources.put(tenant, TOKEN_KIND, name, document, "api", ifRevision, this.#nowMs());
    this.forget();
  }

  async revoke(tenant: TenantId, name: string): Promise<boolean> {
    const isGone = await this.#store.resources.remove(tenant, TOKEN_KIND, name, "api");
    this.forget();
    return isGone;
  }

  /** Whose token it is; undefined for one that is unknown, revoked or expired. */
  async holderOf(token: string): Promise<TokenHolder | undefined> {
    if (token.length > 200) return undefined;
    return this.#find(hashOfToken(token));
  }

  async holderByName(tenant: TenantId, name: string): Promise<TokenHolder | undefined> {
    const found = (await this.#all()).find((known) => known.tenant === tenant && known.name === name);
    return found === undefined ? undefined : this.#holder(found);
  }

  forget(): void {
    this.#known = undefined;
  }

  async #find(hash: string): Promise<TokenHolder | undefined> {
    const wanted = Buffer.from(hash, "hex");
    let found: Known | undefined;
    // All are compared, each in constant time: how long it takes tells nothing.
    for (const known of await this.#all()) if (timingSafeEqual(known.bytes, wanted)) found = known;
    return found === undefined ? undefined : this.#holder(found);
  }

  #holder({ name, tenant, scopes, hash, expiresMs, vantage }: Known): TokenHolder | undefined {
    if (expiresMs !== undefined && expiresMs <= this.#nowMs()) return undefined;
    return { name, tenant, scopes, hash, ...(vantage === undefined ? {} : { vantage }) };
  }

  async #all(): Promise<readonly Known[]> {
    const nowMs = this.#nowMs();
    if (this.#known === undefined || Math.abs(nowMs - this.#readMs) > MEMORY_MS) {
      this.#readMs = nowMs;
      this.#known = this.#read();
      this.#known.catch(() => this.forget());
    }
    return this.#known;
  }

  async #read(): Promise<readonly Known[]> {
    const resources = await this.#store.resources.list<TokenDocument>(DEFAULT_TENANT, TOKEN_KIND);
    return resources.flatMap(({ name, doc }) => {
      const bytes = Buffer.from(doc.hash, "hex");
      return bytes.length === 32 ? [{ ...doc, name, tenant: DEFAULT_TENANT, bytes }] : [];
    });
  }
}
