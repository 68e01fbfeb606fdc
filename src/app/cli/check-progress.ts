import { type StageName, STAGES } from "../../core/evidence/index.ts";
import type { Arguments } from "./arguments.ts";
import { cut } from "./render/display-width.ts";
import { type Language, say } from "../../core/texts/index.ts";
import type { World } from "./world.ts";

/** Quick checks are over before a line could be read: nothing is shown for them. */
const FIRST_AFTER_MS = 150;

/** One line on a terminal's stderr that tells which stage or question is under way, and is gone when the report comes. */
export class CheckProgress {
  readonly #world: World;
  readonly #language: Language;
  readonly #label: string;
  readonly #isShown: boolean;
  readonly #timer: NodeJS.Timeout | undefined;
  #step: string = STAGES[0];
  #isDrawn = false;

  constructor(world: World, args: Arguments, language: Language, label: string) {
    this.#world = world;
    this.#language = language;
    this.#label = label;
    this.#isShown = world.stderr.isTTY === true && world.env["TERM"] !== "dumb" && !args.has("plain");
    if (this.#isShown) this.#timer = setInterval(() => this.#draw(), FIRST_AFTER_MS).unref();
  }

  passed(stage: StageName): void {
    this.#step = STAGES[STAGES.indexOf(stage) + 1] ?? stage;
  }

  asking(question: string): void {
    this.#step = question;
  }

  erase(): void {
    clearInterval(this.#timer);
    if (this.#isDrawn) this.#world.stderr.write("\r\u001b[K");
    this.#isDrawn = false;
  }

  #draw(): void {
    const text = say(this.#language, "progress.step", { target: this.#label, step: this.#step });
    this.#world.stderr.write(`\r\u001b[K${cut(text, (this.#world.stderr.columns ?? 80) - 1)}`);
    this.#isDrawn = true;
  }
}
