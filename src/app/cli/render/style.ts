import { type Language, say, type TextKey, type TextValues } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { usage } from "../operation-error.ts";
import type { Output } from "../world.ts";
import { wrap } from "./wrap.ts";

export type Tone = "good" | "bad" | "warn" | "quiet" | "strong" | "command";

const SGR: Readonly<Record<Tone, readonly [string, string]>> = {
  good: ["\u001b[32m", "\u001b[39m"],
  bad: ["\u001b[1;31m", "\u001b[22;39m"],
  warn: ["\u001b[33m", "\u001b[39m"],
  quiet: ["\u001b[2m", "\u001b[22m"],
  strong: ["\u001b[1m", "\u001b[22m"],
  command: ["\u001b[36m", "\u001b[39m"],
};

const NARROWEST = 40;
const WIDEST = 120;
const DEFAULT_WIDTH = 80;

/** How a page is drawn. Colour adds to what words say and never replaces it. */
export interface Style {
  readonly language: Language;
  readonly width: number;
  readonly colour: boolean;
  /** No bars and no rules: for screen readers, and for logs. */
  readonly plain: boolean;
}

/** The style for an output, from its terminal, the environment and the options. */
export function styleFor(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  args: Arguments,
  language: Language,
): Style {
  const isDumb = env["TERM"] === "dumb";
  return {
    language,
    width: widthFor(output, env, args.get("width")),
    colour: output.isTTY === true && !env["NO_COLOR"] && !isDumb && !args.has("no-color") && !args.has("plain"),
    plain: args.has("plain") || (isDumb && output.isTTY === true),
  };
}

function widthFor(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  asked: string | undefined,
): number {
  if (asked !== undefined) {
    const width = /^\d{1,4}$/.test(asked) ? Number(asked) : 0;
    if (width < NARROWEST) throw usage("error.bad-width", { value: asked, least: NARROWEST });
    return width;
  }
  const columns = output.isTTY === true ? (output.columns ?? 0) : Number(env["COLUMNS"] ?? 0);
  if (!Number.isInteger(columns) || columns <= 0) return DEFAULT_WIDTH;
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}

export function paint(style: Style, tone: Tone | undefined, text: string): string {
  if (!style.colour || tone === undefined || text.trim() === "") return text;
  const [on, off] = SGR[tone];
  return on + text + off;
}

export function tell(style: Style, key: TextKey, values?: TextValues): string {
  return say(style.language, key, values);
}

/** Lines of a paragraph: the first after `lead`, the others indented by the same number of cells. */
export function paragraph(style: Style, text: string, indent = 0, lead = "", tone?: Tone): string[] {
  const inner = indent + lead.length;
  return wrap(text, style.width - inner).map((line, index) => {
    const margin = index === 0 ? " ".repeat(indent) + lead : " ".repeat(inner);
    return margin + paint(style, tone, line);
  });
}

/** A heading of a section, with an empty line before it. */
export function heading(style: Style, text: string): string[] {
  return ["", ...paragraph(style, text, 0, "", "strong")];
}

/** `3 ms`, `1.2 s`: short, and never more exact than it is useful. */
export function duration(style: Style, durationMs: number): string {
  if (durationMs < 999.5) return tell(style, "time.ms", { count: Math.round(durationMs) });
  return tell(style, "time.s", { count: (durationMs / 1000).toFixed(1) });
}
