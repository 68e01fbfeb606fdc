import type { Arguments } from "./arguments.ts";
import { cut } from "./render/display-width.ts";
import { type Language, say } from "../../core/texts/index.ts";
import type { World } from "./world.ts";

/** Quick checks are over before a line could be read: nothing is shown for them. */
const FIRST_AFTER_MS = 150;

/** One line on a terminal's stderr that tells what is under way, and is gone when the report comes. */
export class CheckProgress {
  readonly #world: World;
  readonly #language: Language;
  readonly #label: string;
  readonly #isShown: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #startedMs = performance.now();
  #question: string | undefined;
  #isDrawn = false;

  constructor(world: World, args: Arguments, language: Language, label: string) {
    this.#world = world;
    this.#language = language;
    this.#label = label;
    this.#isShown = world.stderr.isTTY === true && world.env["TERM"] !== "dumb" && !args.has("plain");
    if (this.#isShown) this.#timer = setInterval(() => this.#draw(), FIRST_AFTER_MS).unref();
  }

  asking(question: string): void {
    this.#question = question;
  }

  erase(): void {
    clearInterval(this.#timer);
    if (this.#isDrawn) this.#world.stderr.write("\r\u001b[K");
    this.#isDrawn = false;
  }

  #draw(): void {
    const values = { target: this.#label, seconds: Math.floor((performance.now() - this.#startedMs) / 1000) };
    const text =
      this.#question === undefined
        ? say(this.#language, "progress.connection", values)
        : say(this.#language, "progress.question", { ...values, question: this.#question });
    this.#world.stderr.write(`\r\u001b[K${cut(text, (this.#world.stderr.columns ?? 80) - 1)}`);
    this.#isDrawn = true;
  }
}
