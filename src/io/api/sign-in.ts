import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { DEFAULT_TENANT } from "../../core/fleet/index.ts";
import type { Store } from "../store/index.ts";
import type { TokenHolder, TokenKeeper } from "./token-keeper.ts";

const COOKIE = "rdpulse-sign-in";
const LASTS_MS = 12 * 3_600_000;
const KEY_NAME = "api/sign-in-key";

/**
 * A sign-in of a browser as a cookie that proves itself: name of the token, end, and a MAC over both and the token's hash
 * with a key that is kept encrypted. Every process on the same store takes it; a revoked token ends it at once.
 */
export class SignIns {
  readonly #store: Store;
  readonly #tokens: TokenKeeper;
  readonly #nowMs: () => number;
  #key: Promise<Buffer> | undefined;

  constructor(store: Store, tokens: TokenKeeper, nowMs: () => number) {
    this.#store = store;
    this.#tokens = tokens;
    this.#nowMs = nowMs;
  }

  /** Set-Cookie for somebody who showed a token. */
  async cookieFor(holder: TokenHolder, isTls: boolean): Promise<string> {
    const untilMs = this.#nowMs() + LASTS_MS;
    const name = Buffer.from(holder.name, "utf8").toString("base64url");
    const mac = await this.#mac(holder, untilMs);
    return cookie(`${name}.${untilMs}.${mac.toString("base64url")}`, LASTS_MS / 1000, isTls);
  }

  /** Set-Cookie that ends it in this browser. */
  ended(isTls: boolean): string {
    return cookie("", 0, isTls);
  }

  /** Who shows this Cookie header; undefined for nobody. */
  async holderOf(header: string | undefined): Promise<TokenHolder | undefined> {
    const value = valueIn(header);
    const [name = "", until = "", mac = "", ...rest] = value?.split(".") ?? [];
    if (value === undefined || rest.length > 0 || !/^\d{1,15}$/.test(until)) return undefined;
    const untilMs = Number(until);
    if (untilMs <= this.#nowMs()) return undefined;
    const holder = await this.#tokens.holderByName(DEFAULT_TENANT, Buffer.from(name, "base64url").toString("utf8"));
    if (holder === undefined) return undefined;
    const shown = Buffer.from(mac, "base64url");
    const right = await this.#mac(holder, untilMs);
    return shown.length === right.length && timingSafeEqual(shown, right) ? holder : undefined;
  }

  async #mac(holder: TokenHolder, untilMs: number): Promise<Buffer> {
    this.#key ??= this.#readKey();
    this.#key.catch(() => (this.#key = undefined));
    return createHmac("sha256", await this.#key)
      .update(JSON.stringify([holder.name, untilMs, holder.hash]))
      .digest();
  }

  async #readKey(): Promise<Buffer> {
    const kept = await this.#store.safe.secret(DEFAULT_TENANT, KEY_NAME);
    if (kept !== null) return Buffer.from(kept, "base64url");
    await this.#store.safe.putSecret(DEFAULT_TENANT, KEY_NAME, randomBytes(32).toString("base64url"), this.#nowMs());
    // Another process may have made one in the same moment: what the store has now holds for all.
    const made = await this.#store.safe.secret(DEFAULT_TENANT, KEY_NAME);
    return made === null ? randomBytes(32) : Buffer.from(made, "base64url");
  }
}

function cookie(value: string, seconds: number, isTls: boolean): string {
  return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isTls ? "; Secure" : ""}`;
}

function valueIn(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 8192) return undefined;
  for (const pair of header.split(";")) {
    const [name = "", value = ""] = pair.trim().split("=");
    if (name === COOKIE && value !== "") return value;
  }
  return undefined;
}
