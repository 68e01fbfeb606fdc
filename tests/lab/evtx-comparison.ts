// Our reader beside evtxexport (libevtx): the same file, record by record and field by field. Every difference is named
// by the rule that explains it (docs/evtx-differences.md); what no rule explains is returned as it is.
import { spawnSync } from "node:child_process";
import { SaxesParser } from "saxes";
import { type EventField, readEventFields, readEvtxElements, renderEventXml } from "../../src/core/eventlog/index.ts";

/** Kinds of differences that are explained; the same names are the headings in docs/evtx-differences.md. */
export const DIFFERENCE_KINDS = [
  "hexadecimal-digits",
  "negative-numbers",
  "float-digits",
  "size-of-pointer",
  "time-digits",
  "line-ends",
  "blank-text",
  "surrogate-pairs",
  "text-not-escaped",
  "rendering-info-left-out",
  "optional-element-kept",
  "record-not-read-by-libevtx",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface Comparison {
  /** Records that both read. */
  readonly compared: number;
  readonly fields: number;
  /** Equal in every field, apart from the way of writing numbers, times and line ends. */
  readonly equalRecords: number;
  readonly ours: number;
  readonly theirs: number;
  readonly damaged: number;
  /** Fields (or records, where the kind is about records) by kind. */
  readonly explained: ReadonlyMap<DifferenceKind, number>;
  readonly unexplained: readonly string[];
}

interface OurEvent {
  readonly id: string;
  readonly fields: readonly EventField[];
  readonly xml: string;
}

export function readWithOurs(file: Uint8Array): { readonly events: readonly OurEvent[]; readonly damaged: number } {
  const { records, damaged } = readEvtxElements(file, "file");
  const events = records.map((event): OurEvent => {
    const fields = readEventFields(event).map(([path, text]): EventField => [path, withoutControl(text)]);
    const id = fields.find(([path]) => path === "Event/System/EventRecordID")?.[1] ?? "";
    return { id, fields, xml: renderEventXml(event) };
  });
  return { events, damaged: damaged.length };
}

/** The events of evtxexport's output, each as its own text. */
export function readWithLibevtx(path: string): { readonly events: readonly string[]; readonly hasGivenUp: boolean } {
  const run = spawnSync("evtxexport", ["-f", "xml", path], { encoding: "utf8", maxBuffer: 1024 ** 3 });
  if (run.error !== undefined) throw run.error;
  const pieces = run.stdout.split(/^(?=<Event (?:xmlns|[a-z]))/m).slice(1);
  return {
    events: pieces.map((piece) => piece.trim()),
    hasGivenUp: /unable to/i.test(run.stderr + run.stdout.slice(-300)),
  };
}

/** What differs in the way of writing only. */
const FORMAL: ReadonlySet<DifferenceKind> = new Set(["hexadecimal-digits", "time-digits", "line-ends"]);
// XML 1.0 allows none of these, libevtx writes them: they are moved to where a parser lets them be.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

function withoutControl(text: string): string {
  return text.replaceAll(CONTROL, (character) => String.fromCharCode(0xe000 + character.charCodeAt(0)));
}

/** Fields of an XML text as `readEventFields` gives them; undefined when it is not well formed. */
function fieldsOfXml(xml: string): readonly EventField[] | undefined {
  const fields: EventField[] = [];
  const open: { path: string; text: string; hasElements: boolean; place: number }[] = [];
  const parser = new SaxesParser();
  let isBroken = false;
  parser.on("error", () => (isBroken = true));
  parser.on("opentag", (tag) => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.hasElements = true;
    const path = parent === undefined ? tag.name : `${parent.path}/${tag.name}`;
    for (const [name, value] of Object.entries(tag.attributes)) fields.push([`${path}@${name}`, value]);
    fields.push([path, ""]);
    open.push({ path, text: "", hasElements: false, place: fields.length - 1 });
  });
  const addText = (text: string): void => {
    const top = open.at(-1);
    if (top !== undefined) top.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  const dropped = new Set<number>();
  parser.on("closetag", () => {
    const element = open.pop();
    if (element === undefined) return;
    if (element.hasElements && element.text.trim() === "") dropped.add(element.place);
    else fields[element.place] = [element.path, element.text];
  });
  parser.write(withoutControl(xml)).close();
  return isBroken ? undefined : fields.filter((_, index) => !dropped.has(index));
}

/** libevtx 2018 writes a negative number as its sign and the bits below the sign, so -3 of 8 bits becomes -125. */
function isSignAndMagnitude(ours: string, theirs: string): boolean {
  if (!/^-\d+$/.test(ours) || !/^-\d+$/.test(theirs)) return false;
  return [8n, 16n, 32n, 64n].some((bits) => -(2n ** (bits - 1n)) - BigInt(ours) === BigInt(theirs));
}

function isSameFloat(ours: string, theirs: string): boolean {
  if (!/^-?\d\.\d+e[+-]\d+$/.test(theirs)) return false;
  const [a, b] = [Number(ours), Number(theirs)];
  return Number.isFinite(a) && Math.abs(a - b) <= Math.abs(a) * 1e-6;
}

function lines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/** Why two texts of one field differ; undefined when no rule tells. */
function kindOf(ours: string, theirs: string): DifferenceKind | undefined {
  const isHex = /^0x[0-9a-f]+$/;
  if (isHex.test(ours) && isHex.test(theirs) && BigInt(ours) === BigInt(theirs)) return "hexadecimal-digits";
  if (isHex.test(ours) && /^\d+$/.test(theirs) && BigInt(ours) === BigInt(theirs)) return "size-of-pointer";
  if (isSignAndMagnitude(ours, theirs)) return "negative-numbers";
  if (isSameFloat(ours, theirs)) return "float-digits";
  if (/^\d{4}-\d\d-\d\dT/.test(ours) && ours.replace(/Z$/, "00Z") === theirs) return "time-digits";
  if (theirs === "" && ours.trim() === "") return "blank-text";
  const beyond = /[\u{10000}-\u{10ffff}]/gu;
  if (beyond.test(ours) && ours.replaceAll(beyond, "") === theirs.replaceAll(beyond, "")) return "surrogate-pairs";
  if (lines(ours) === lines(theirs)) return "line-ends";
  return undefined;
}

class Tally {
  readonly explained = new Map<DifferenceKind, number>();
  readonly unexplained: string[] = [];

  /** Differences of the present record that are more than formal. */
  real = 0;

  count(kind: DifferenceKind): void {
    if (!FORMAL.has(kind)) this.real++;
    this.explained.set(kind, (this.explained.get(kind) ?? 0) + 1);
  }
}

/** True when the records are equal in every field, apart from formal differences. */
function compareRecord(ours: OurEvent, theirs: string, tally: Tally): boolean {
  const theirFields = fieldsOfXml(theirs);
  if (theirFields === undefined) {
    // Without escapes and blanks, both texts must be the same letters.
    const bare = (text: string): string => unescape(text).replaceAll(/\s+|\/>|<\/?[\w:]+/g, "");
    if (bare(ours.xml) === bare(theirs)) tally.count("text-not-escaped");
    else tally.unexplained.push(`#${ours.id}: ${theirs.slice(0, 400)}`);
    return false;
  }
  const before = tally.unexplained.length;
  let at = 0;
  tally.real = 0;
  for (const [path, text] of ours.fields) {
    const their = theirFields[at];
    if (their?.[0] === path && their[1] === text) {
      at++;
      continue;
    }
    if (path.startsWith("Event/RenderingInfo") && their?.[0].startsWith("Event/RenderingInfo") !== true) {
      tally.count("rendering-info-left-out");
      continue;
    }
    if (their?.[0] === path) {
      at++;
      const kind = kindOf(text, their[1]);
      if (kind === undefined) tally.unexplained.push(`#${ours.id} ${path}: "${text}", libevtx "${their[1]}"`);
      else tally.count(kind);
      continue;
    }
    // An optional element without a value: we leave it out, libevtx keeps it, empty.
    while (theirFields[at] !== undefined && theirFields[at]?.[0] !== path && theirFields[at]?.[1] === "") {
      tally.count("optional-element-kept");
      at++;
    }
    const next = theirFields[at];
    if (next?.[0] === path) {
      at++;
      const kind = next[1] === text ? undefined : kindOf(text, next[1]);
      if (kind !== undefined) tally.count(kind);
      else if (next[1] !== text) tally.unexplained.push(`#${ours.id} ${path}: "${text}", libevtx "${next[1]}"`);
      continue;
    }
    tally.unexplained.push(`#${ours.id} ${path} "${text}" is not in libevtx's event`);
    return false;
  }
  for (const [path, text] of theirFields.slice(at)) {
    if (text === "") tally.count("optional-element-kept");
    else tally.unexplained.push(`#${ours.id} ${path} "${text}" is in libevtx's event only`);
  }
  return tally.real === 0 && tally.unexplained.length === before;
}

function unescape(text: string): string {
  const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|#39|apos);/g, (whole, name: string) => entities[name] ?? whole);
}

/** Compares the file at `path`, whose bytes are `file`. */
export function compareWithLibevtx(path: string, file: Uint8Array): Comparison {
  const ours = readWithOurs(file);
  const theirs = readWithLibevtx(path);
  const tally = new Tally();
  let at = 0;
  let compared = 0;
  let fields = 0;
  let equalRecords = 0;
  for (const event of ours.events) {
    const their = theirs.events[at];
    const theirId = their === undefined ? undefined : /<EventRecordID>(\d+)<\/EventRecordID>/.exec(their)?.[1];
    if (their === undefined || theirId !== event.id) {
      // In the middle, only a record of a file where libevtx met something that it does not read.
      if (theirs.hasGivenUp || ours.damaged > 0) tally.count("record-not-read-by-libevtx");
      else tally.unexplained.push(`#${event.id} is not in libevtx's output (which has ${theirId})`);
      continue;
    }
    at++;
    compared++;
    fields += event.fields.length;
    if (compareRecord(event, their, tally)) equalRecords++;
  }
  for (const left of theirs.events.slice(at)) tally.unexplained.push(`libevtx only: ${left.slice(0, 200)}`);
  return {
    compared,
    fields,
    equalRecords,
    ours: ours.events.length,
    theirs: theirs.events.length,
    damaged: ours.damaged,
    explained: tally.explained,
    unexplained: tally.unexplained,
  };
}
