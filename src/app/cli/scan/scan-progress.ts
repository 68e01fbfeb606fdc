import { type Language, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { cut, displayWidth } from "../render/display-width.ts";
import type { World } from "../world.ts";
import type { ScanSummary } from "./scan-summary.ts";

const REDRAW_MS = 200;

/** A bar on a terminal's stderr: done of total, rate, time left, and how many fail; silent anywhere else. */
export class ScanProgress {
  readonly #world: World;
  readonly #language: Language;
  readonly #summary: ScanSummary;
  readonly #total: number;
  readonly #before: number;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout | undefined;
  #isDrawn = false;

  constructor(world: World, args: Arguments, language: Language, summary: ScanSummary, total: number) {
    this.#world = world;
    this.#language = language;
    this.#summary = summary;
    this.#total = total;
    this.#before = summary.finished;
    const isShown = world.stderr.isTTY === true && world.env["TERM"] !== "dumb" && !args.has("plain");
    if (isShown) this.#timer = setInterval(() => this.#draw(), REDRAW_MS).unref();
  }

  erase(): void {
    clearInterval(this.#timer);
    if (this.#isDrawn) this.#world.stderr.write("\r\u001b[K");
  }

  #draw(): void {
    const columns = (this.#world.stderr.columns ?? 80) - 1;
    const done = this.#summary.finished + this.#summary.failed;
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const rate = seconds > 0 ? (done - this.#before) / seconds : 0;
    const { failing, unreachable } = this.#summary.verdicts;
    const text = say(this.#language, "progress.scan", {
      done,
      total: this.#total,
      percent: this.#total === 0 ? 100 : Math.floor((done / this.#total) * 100),
      rate: rate >= 10 ? Math.round(rate) : rate.toFixed(1),
      eta: rate > 0 ? clockTime((this.#total - done) / rate) : "-",
      bad: failing + unreachable,
    });
    const room = Math.min(24, columns - displayWidth(text) - 1);
    const filled = this.#total === 0 ? room : Math.floor((done / this.#total) * room);
    const bar = room >= 8 ? `${"█".repeat(filled)}${"░".repeat(room - filled)} ` : "";
    this.#world.stderr.write(`\r\u001b[K${cut(bar + text, columns)}`);
    this.#isDrawn = true;
  }
}

/** `0:07`, `12:30`, `3:05:00`. */
function clockTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
