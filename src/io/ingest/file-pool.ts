import { closeSync, openSync, readSync } from "node:fs";

const MOST_OPEN = 64;

/**
 * Reads pieces of many files with few handles: the one that was used longest ago is closed for the next, and opened
 * again when it is needed. Reads are synchronous: of a file in the cache of the system a piece of 64 KiB takes less time
 * than a promise. Who reads in a loop yields to the event loop itself.
 */
export class FilePool {
  readonly #mostOpen: number;
  /** In the order of their last use. */
  readonly #descriptors = new Map<string, number>();

  constructor(mostOpen: number = MOST_OPEN) {
    this.#mostOpen = mostOpen;
  }

  /** Fills `target` from `offset` on; gives the part that was there, shorter only at the end of the file. */
  read(path: string, target: Uint8Array, offset: number): Uint8Array {
    const descriptor = this.#descriptorOf(path);
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(descriptor, target, filled, target.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return target.subarray(0, filled);
  }

  #descriptorOf(path: string): number {
    const known = this.#descriptors.get(path);
    this.#descriptors.delete(path);
    const descriptor = known ?? openSync(path, "r");
    this.#descriptors.set(path, descriptor);
    if (this.#descriptors.size > this.#mostOpen) {
      const [oldest] = this.#descriptors.keys();
      if (oldest !== undefined) this.release(oldest);
    }
    return descriptor;
  }

  release(path: string): void {
    const descriptor = this.#descriptors.get(path);
    if (descriptor === undefined) return;
    this.#descriptors.delete(path);
    closeSync(descriptor);
  }

  close(): void {
    for (const path of this.#descriptors.keys()) this.release(path);
  }
}
