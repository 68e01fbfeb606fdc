import type { Bandwidth } from "../evidence/index.ts";

const WINDOW_MS = 1000;

/** Counts updates with pixels, and finds the fullest second. */
export class GraphicsMeter {
  updates = 0;
  bytes = 0;
  readonly #window: { readonly atMs: number; bytes: number }[] = [];
  #windowBytes = 0;
  #fullestBytes = 0;

  add(bytes: number, atMs: number): void {
    this.updates += 1;
    this.bytes += bytes;
    this.#windowBytes += bytes;
    const last = this.#window.at(-1);
    // A flood of small updates comes with few packets of the network: the window stays short.
    if (last?.atMs === atMs) last.bytes += bytes;
    else this.#window.push({ atMs, bytes });
    for (let [first] = this.#window; first !== undefined && first.atMs < atMs - WINDOW_MS; [first] = this.#window) {
      this.#windowBytes -= first.bytes;
      this.#window.shift();
    }
    this.#fullestBytes = Math.max(this.#fullestBytes, this.#windowBytes);
  }

  /** What the path carried at least: nothing says that the server had more to send. */
  get bandwidth(): Bandwidth | undefined {
    if (this.#fullestBytes === 0) return undefined;
    const kilobitsPerSecond = Math.round((this.#fullestBytes * 8) / WINDOW_MS);
    return { method: "updates", kilobitsPerSecond, bytes: this.#fullestBytes };
  }
}
