/**
 * A map that forgets: it holds at least the newest `most` entries and at most twice as many. Two generations make that
 * cheap: when the younger one is full it becomes the older, and what was in there is gone.
 */
export class Recent<Key, Value> {
  readonly #most: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: Key, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#most) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: Key): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
  }

  /** The newest entries, oldest first; fewer where a generation has just begun. */
  youngest(): readonly Value[] {
    return [...(this.#young.size > 0 ? this.#young : this.#old).values()];
  }
}
