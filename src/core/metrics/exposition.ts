/*
 * Prometheus "Text-based format" 0.0.4 and OpenMetrics 1.0.0 "Text format", as exporters deliver them.
 *   # TYPE name counter                         # HELP name text            # UNIT, # EOF: OpenMetrics
 *   name{label="value",other="value"} 1.5e3 1795000000000 # {exemplar="x"} 1
 *   Within a label value: \\ \" \n. The time is in milliseconds (0.0.4) or seconds (OpenMetrics).
 *
 * Read here and not by a package: parse-prometheus-text-format (npm 1.1.1 of December 2024, Apache-2.0) groups samples by
 * family, knows neither OpenMetrics' exemplars nor "# EOF", stops at the first line it cannot read and has no bounds; exposition
 * (npm) writes the same format and is older still. A log of a stranger needs bounds and the lines beside a damaged one, and
 * the line number of each sample, which none keeps.
 */

/** One sample of an exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Milliseconds since 1970 where the sample carries its own time. */
  readonly timeMs?: number;
  /** Line of the exposition, from 1. */
  readonly line: number;
}

/** What an exposition holds. */
export interface Exposition {
  readonly samples: readonly Sample[];
  /** Name of a metric to its type ("gauge", "counter" …), as the exporter says it. */
  readonly types: ReadonlyMap<string, string>;
  /** Lines that could not be read. */
  readonly damaged: number;
  /** False where there was more than is read. */
  readonly isWhole: boolean;
}

const LINES_MOST = 1_000_000;
const SAMPLES_MOST = 500_000;
const LINE_LENGTH_MOST = 65_536;
const LABELS_MOST = 64;

const NAME = /[A-Z_a-z:][\w:]*/y;
const LABEL = /[A-Z_a-z][\w.]*/y;
const BLANKS = /[\t ]*/y;

function matchAt(pattern: RegExp, text: string, from: number): string | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0];
}

/* The number forms of Go's ParseFloat that exporters write. */
function numberOf(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text)?.[1];
  if (infinite !== undefined) return infinite === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?nan$/i.test(text) ? Number.NaN : undefined;
}

interface Labels {
  readonly labels: Readonly<Record<string, string>>;
  readonly end: number;
}

function quoted(text: string, from: number): { readonly value: string; readonly end: number } | undefined {
  let value = "";
  let start = from + 1;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === '"') return { value: value + text.slice(start, index), end: index + 1 };
    if (character !== "\\") continue;
    const next = text[index + 1] ?? "";
    // A backslash before anything else stands for itself, as in Windows paths of careless exporters.
    const meant = next === "n" ? "\n" : next === "\\" || next === '"' ? next : `\\${next}`;
    value += text.slice(start, index) + meant;
    index += 1;
    start = index + 1;
  }
  return undefined;
}

function labelsAt(text: string, from: number): Labels | undefined {
  const found = new Map<string, string>();
  let at = from + 1;
  while (found.size <= LABELS_MOST) {
    at += matchAt(BLANKS, text, at)?.length ?? 0;
    if (text[at] === "}") return { labels: Object.fromEntries(found), end: at + 1 };
    const name = matchAt(LABEL, text, at);
    if (name === undefined) return undefined;
    at += name.length;
    at += matchAt(BLANKS, text, at)?.length ?? 0;
    if (text[at] !== "=") return undefined;
    at += 1;
    at += matchAt(BLANKS, text, at)?.length ?? 0;
    const value = text[at] === '"' ? quoted(text, at) : undefined;
    if (value === undefined) return undefined;
    found.set(name, value.value);
    at = value.end;
    at += matchAt(BLANKS, text, at)?.length ?? 0;
    if (text[at] === ",") at += 1;
    else if (text[at] !== "}") return undefined;
  }
  return undefined;
}

function sampleOf(text: string, line: number, isOpenMetrics: boolean): Sample | undefined {
  const name = matchAt(NAME, text, 0);
  if (name === undefined) return undefined;
  let at = name.length;
  at += matchAt(BLANKS, text, at)?.length ?? 0;
  const found = text[at] === "{" ? labelsAt(text, at) : { labels: {}, end: at };
  if (found === undefined) return undefined;
  // An exemplar may follow after " # ".
  const [plain = ""] = text.slice(found.end).split(" # ", 1);
  const [valueText = "", timeText, ...more] = plain.trim().split(/[\t ]+/);
  const value = numberOf(valueText);
  if (value === undefined || more.length > 0) return undefined;
  if (timeText === undefined) return { name, labels: found.labels, value, line };
  const time = numberOf(timeText);
  if (time === undefined || !Number.isFinite(time)) return undefined;
  return { name, labels: found.labels, value, timeMs: isOpenMetrics ? time * 1000 : time, line };
}

/**
 * Reads an exposition. The text may begin with a byte order mark and have any line ends. Lines that are none of the format are
 * counted and passed over; nothing is thrown.
 */
export function decodeExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const isOpenMetrics = /(?:^|\n)# EOF\s*$/.test(text.slice(-64));
  let damaged = 0;
  let line = 0;
  let from = text.startsWith("\ufeff") ? 1 : 0;
  for (; from < text.length && line < LINES_MOST && samples.length < SAMPLES_MOST; line++) {
    const end = text.indexOf("\n", from);
    const until = end < 0 ? text.length : end;
    const raw = until - from > LINE_LENGTH_MOST ? undefined : text.slice(from, until).trim();
    from = until + 1;
    if (raw === undefined) damaged += 1;
    else if (raw.startsWith("#")) {
      const [, type, name, kind] = /^#\s+(TYPE)\s+(\S+)\s+(\w+)$/.exec(raw) ?? [];
      if (type !== undefined && name !== undefined && kind !== undefined) types.set(name, kind);
    } else if (raw !== "") {
      const sample = sampleOf(raw, line + 1, isOpenMetrics);
      if (sample === undefined) damaged += 1;
      else samples.push(sample);
    }
  }
  return { samples, types, damaged, isWhole: from >= text.length };
}

/**
 * Does this text hold an exposition of windows_exporter, its forerunner wmi_exporter or node_exporter? `head` is its beginning.
 * Their names tell, not the form, which many text files share.
 */
export function isExposition(head: string): boolean {
  return (
    /^(?:# (?:TYPE|HELP) )?(?:windows|wmi|node)_\w+[{ ]/m.test(head.slice(0, 65_536)) && /^[^<[]/.test(head.trimStart())
  );
}
