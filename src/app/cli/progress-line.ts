import type { Arguments } from "./arguments.ts";
import { cut } from "./render/display-width.ts";
import type { World } from "./world.ts";

/** What is over before a line could be read shows none. */
const FIRST_AFTER_MS = 150;

/** One line on a terminal's stderr that tells what is under way, and is gone when the report comes. */
export class ProgressLine {
  readonly #world: World;
  readonly #words: (seconds: number) => string;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #startedMs = performance.now();
  #isDrawn = false;

  /** `words`: what to say after so many whole seconds. */
  constructor(world: World, args: Arguments, words: (seconds: number) => string) {
    this.#world = world;
    this.#words = words;
    const isShown = world.stderr.isTTY === true && world.env["TERM"] !== "dumb" && !args.has("plain");
    if (isShown) this.#timer = setInterval(() => this.#draw(), FIRST_AFTER_MS).unref();
  }

  erase(): void {
    clearInterval(this.#timer);
    if (this.#isDrawn) this.#world.stderr.write("\r\u001b[K");
    this.#isDrawn = false;
  }

  #draw(): void {
    const text = this.#words(Math.floor((performance.now() - this.#startedMs) / 1000));
    this.#world.stderr.write(`\r\u001b[K${cut(text, (this.#world.stderr.columns ?? 80) - 1)}`);
    this.#isDrawn = true;
  }
}
