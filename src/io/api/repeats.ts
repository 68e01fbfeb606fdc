import { createHash } from "node:crypto";
import type { TenantId } from "../../core/fleet/index.ts";
import { type Store, StoreFailure } from "../store/index.ts";
import { Problem } from "./problem.ts";

export interface GivenAnswer {
  readonly status: number;
  readonly body: string;
}

/** Idempotency keys: the same request with the same key is carried out once, and answered alike again. */
export class Repeats {
  readonly #store: Store;
  readonly #running: Set<string> = new Set();

  constructor(store: Store) {
    this.#store = store;
  }

  /** `carryOut` runs unless its answer is known. `isRepeat` tells which it was. */
  async once(
    tenant: TenantId,
    caller: string,
    key: string,
    request: { readonly method: string; readonly url: string; readonly body: unknown },
    nowMs: number,
    carryOut: () => Promise<GivenAnswer>,
  ): Promise<GivenAnswer & { readonly isRepeat: boolean }> {
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new Problem("bad-request", {
        en: "Idempotency-Key takes 1 to 200 visible ASCII characters",
        zh: "Idempotency-Key 必须是 1 到 200 个可见 ASCII 字符",
      });
    }
    const hash = createHash("sha256")
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest("hex");
    const full = createHash("sha256")
      .update(JSON.stringify([caller, key]))
      .digest("hex");
    const running = `${tenant}/${full}`;
    if (this.#running.has(running)) throw new Problem("in-progress", undefined, { headers: { "retry-after": "1" } });
    this.#running.add(running);
    try {
      const known = await this.#known(tenant, full, hash);
      if (known !== null) return { ...known, isRepeat: true };
      const answer = await carryOut();
      await this.#store.safe.rememberAnswer(tenant, full, hash, answer, nowMs);
      return { ...answer, isRepeat: false };
    } finally {
      this.#running.delete(running);
    }
  }

  async #known(tenant: TenantId, key: string, hash: string): Promise<GivenAnswer | null> {
    try {
      return await this.#store.safe.repeatOf(tenant, key, hash);
    } catch (error) {
      if (error instanceof StoreFailure && error.trouble === "conflict") throw new Problem("repeat-differs");
      throw error;
    }
  }
}
