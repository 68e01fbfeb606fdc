import type { TargetId, TenantId } from "../../core/fleet/index.ts";
import { StoreFailure, type ResourceStore } from "../store/index.ts";

/** Slots from `fromMs` until before `untilMs` that are being sent; targets up to `after` are done. */
export interface ExportWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly after: TargetId;
}

/** How far a receiver was told: every slot before `untilMs`, and what of `window` is done. */
export interface CursorPosition {
  readonly untilMs: number;
  readonly window: ExportWindow | null;
}

const KIND = "cursor";

/** The place in the store where a receiver's position is kept, so that a restart neither repeats nor leaves out. */
export class ExportCursor {
  readonly #store: ResourceStore;
  readonly #tenant: TenantId;
  readonly #name: string;
  #revision = 0;

  constructor(store: ResourceStore, tenant: TenantId, receiver: string) {
    this.#store = store;
    this.#tenant = tenant;
    this.#name = `remote-write.${receiver}`;
  }

  /** null where nothing was ever sent. Rejects with StoreFailure. */
  async read(): Promise<CursorPosition | null> {
    const stored = await this.#store.get<CursorPosition>(this.#tenant, KIND, this.#name);
    this.#revision = stored?.revision ?? 0;
    return stored?.doc ?? null;
  }

  /** false: another process moved it meanwhile, and this one has to read it again. */
  async move(position: CursorPosition, nowMs: number): Promise<boolean> {
    try {
      const stored = await this.#store.put(this.#tenant, KIND, this.#name, position, "api", this.#revision, nowMs);
      this.#revision = stored.revision;
      return true;
    } catch (error) {
      if (error instanceof StoreFailure && error.trouble === "conflict") return false;
      throw error;
    }
  }
}
