import { type Language, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { cut, displayWidth } from "../render/display-width.ts";
import type { World } from "../world.ts";
import type { EventsSummary } from "./events-summary.ts";

const REDRAW_MS = 200;

/** A bar on a terminal's stderr while logs are read to a file or a pipe; silent anywhere else. */
export class EventsProgress {
  readonly #world: World;
  readonly #language: Language;
  readonly #summary: EventsSummary;
  readonly #timer: NodeJS.Timeout | undefined;
  #isDrawn = false;

  constructor(world: World, args: Arguments, language: Language, summary: EventsSummary) {
    this.#world = world;
    this.#language = language;
    this.#summary = summary;
    const isShown = world.stderr.isTTY === true && world.env["TERM"] !== "dumb" && !args.has("plain");
    if (isShown && !args.has("follow")) this.#timer = setInterval(() => this.#draw(), REDRAW_MS).unref();
  }

  /** Takes the bar away before something is written to the same terminal. */
  erase(): void {
    if (this.#isDrawn) this.#world.stderr.write("\r\u001b[K");
    this.#isDrawn = false;
  }

  end(): void {
    clearInterval(this.#timer);
    this.erase();
  }

  #draw(): void {
    const { files, filesDone, bytes, bytesDone, records } = this.#summary.progress;
    const percent = bytes === 0 ? 0 : Math.min(100, Math.floor((bytesDone / bytes) * 100));
    const text = say(this.#language, "events.progress", { percent, files, filesDone, records });
    const columns = (this.#world.stderr.columns ?? 80) - 1;
    const room = Math.min(24, columns - displayWidth(text) - 1);
    const filled = Math.floor((percent / 100) * room);
    const bar = room >= 8 ? `${"█".repeat(filled)}${"░".repeat(room - filled)} ` : "";
    this.#world.stderr.write(`\r\u001b[K${cut(bar + text, columns)}`);
    this.#isDrawn = true;
  }
}
