// Numbers that differ from run to run and can be had again: a seed and a name give the same row of numbers.
import { createHash } from "node:crypto";

/** Seeded choices. */
export class Dice {
  readonly #seed: string;
  #throws = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    this.#throws += 1;
    const digest = createHash("sha256").update(`${this.#seed} ${this.#throws}`).digest();
    return low + (digest.readUInt32BE(0) % (high - low + 1));
  }

  /** One of these. */
  pick<T>(first: T, ...others: readonly T[]): T {
    return others[this.between(0, others.length) - 1] ?? first;
  }
}
