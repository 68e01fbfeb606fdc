import { parseIpAddress } from "../../../core/certificate/index.ts";
import { type EventFilter, type EventRecord, parseIsoTime } from "../../../core/eventlog/index.ts";
import { eventEntries, shortProviderName } from "../../../core/knowledge/index.ts";
import { parseClientAddress } from "../../../core/telemetry/index.ts";
import { usage } from "../operation-error.ts";

/** One condition of `--where`. */
export interface Condition {
  readonly test: (record: EventRecord) => boolean;
  /** What can be decided before values are decoded; the test decides it again. */
  readonly filter: EventFilter;
}

type Operator = "=" | "!=" | "~" | "!~" | "<" | ">" | "<=" | ">=";

const EXPRESSION = /^\s*([A-Za-z][\w.-]*?(?:\.[^=!~<>]+?)?)\s*(!=|!~|<=|>=|=|~|<|>)\s*(.*?)\s*$/s;

/** Texts of a record that a field stands for. */
type Field = (record: EventRecord) => readonly string[];

const FIELDS: Readonly<Record<string, Field>> = {
  id: (record) => [String(record.eventId)],
  channel: (record) => [record.channel],
  provider: (record) => [record.provider, shortProviderName(record.provider)],
  level: (record) => [String(record.level), LEVEL_NAMES[record.level] ?? ""],
  host: (record) => [record.computer],
  file: (record) => [record.origin],
  record: (record) => [String(record.recordId)],
  activity: (record) => [record.activityId ?? ""],
  pid: (record) => [String(record.processId ?? "")],
  user: userTexts,
  address: addressTexts,
  text: (record) => record.values.map(({ text }) => text),
};

const LEVEL_NAMES: readonly string[] = ["always", "critical", "error", "warning", "information", "verbose"];

/** Names of the fields of `--where`, for messages; `time` and `data.NAME` are two more. */
const FIELD_NAMES: readonly string[] = [...Object.keys(FIELDS), "time", "data.NAME"];

const USER_NAMES = /^(?:(?:.*\/)?(?:Target|Subject|Sam)?(?:User|Account)(?:Name|Sid)?|Username)$/i;

/** Every name in an event that is one of an account, alone and with its domain; of a line of text, its words. */
function userTexts(record: EventRecord): readonly string[] {
  const texts = record.userId === undefined ? [] : [record.userId];
  for (const { name, text } of record.values) {
    if (USER_NAMES.test(name)) texts.push(text, text.slice(text.lastIndexOf("\\") + 1));
    else if (name === "Param1" && record.eventId === 1149) texts.push(text);
    else if (name === "message") texts.push(...text.split(/[\s,=()[\]]+/));
  }
  return texts;
}

const ADDRESS_NAMES = /(?:address|ip|ipstring|param3)$/i;

/** Every address in an event, without its port; of a line of text, its words. */
function addressTexts(record: EventRecord): readonly string[] {
  const texts: string[] = [];
  for (const { name, text } of record.values) {
    const words = name === "message" ? text.split(/[\s,=()]+/) : ADDRESS_NAMES.test(name) ? [text] : [];
    for (const word of words) {
      const address = parseClientAddress(word)?.address;
      if (address !== undefined) texts.push(address);
    }
  }
  return texts;
}

/**
 * Reads a condition: `id=4625,4624`, `channel=Security`, `provider~RdpCoreTS`, `user=CONTOSO\anna`, `address=10.0.0.0/8`,
 * `data.LogonType=10`, `time>=2026-11-01`. Values behind "=" are alternatives, may hold "*", and compare without regard to
 * case. Throws `OperationError`.
 */
export function parseWhere(text: string): Condition {
  const match = EXPRESSION.exec(text);
  const field = match?.[1] ?? "";
  const operator = operatorOf(match?.[2]);
  const value = match?.[3] ?? "";
  if (operator === undefined || value === "") throw usage("error.bad-where", { value: text });
  const key = field.toLowerCase();
  if (key === "time") return timeCondition(operator, value, text);
  const read = fieldOf(field);
  if (read === undefined) throw usage("error.bad-where-field", { value: field, fields: FIELD_NAMES.join(", ") });
  const test = testOf(operator, value, text);
  return { test: (record) => test(read(record)), filter: operator === "=" ? pushedDown(key, value) : {} };
}

function operatorOf(text: string | undefined): Operator | undefined {
  switch (text) {
    case "=":
    case "!=":
    case "~":
    case "!~":
    case "<":
    case ">":
    case "<=":
    case ">=":
      return text;
    default:
      return undefined;
  }
}

function fieldOf(field: string): Field | undefined {
  const key = field.toLowerCase();
  if (Object.hasOwn(FIELDS, key)) return FIELDS[key];
  if (!key.startsWith("data.")) return undefined;
  const wanted = key.slice("data.".length);
  return (record) => record.values.filter(({ name }) => name.toLowerCase() === wanted).map(({ text }) => text);
}

function testOf(operator: Operator, value: string, expression: string): (texts: readonly string[]) => boolean {
  switch (operator) {
    case "=":
    case "!=": {
      const alternatives = value.split(",").map((word) => matcher(word.trim()));
      const isAny = (texts: readonly string[]): boolean => texts.some((text) => alternatives.some((is) => is(text)));
      return operator === "=" ? isAny : (texts) => !isAny(texts);
    }
    case "~":
    case "!~": {
      const wanted = value.toLowerCase();
      const isIn = (texts: readonly string[]): boolean => texts.some((text) => text.toLowerCase().includes(wanted));
      return operator === "~" ? isIn : (texts) => !isIn(texts);
    }
    case "<":
    case ">":
    case "<=":
    case ">=": {
      const bound = Number(value);
      if (!Number.isFinite(bound)) throw usage("error.bad-where", { value: expression });
      return (texts) => texts.some((text) => text.trim() !== "" && isOrdered(operator, Number(text), bound));
    }
  }
}

function isOrdered(operator: "<" | ">" | "<=" | ">=", value: number, bound: number): boolean {
  switch (operator) {
    case "<":
      return value < bound;
    case ">":
      return value > bound;
    case "<=":
      return value <= bound;
    case ">=":
      return value >= bound;
  }
}

/** An exact text, one with "*", or a network: `10.0.0.0/8`. */
function matcher(word: string): (text: string) => boolean {
  const network = networkOf(word);
  if (network !== undefined) return network;
  const wanted = word.toLowerCase();
  const parts = wanted.split("*");
  if (parts.length === 1) return (text) => text.toLowerCase() === wanted;
  return (text) => isWildcardMatch(text.toLowerCase(), parts);
}

/** By parts and without an expression: the text is a stranger's. */
function isWildcardMatch(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function networkOf(word: string): ((text: string) => boolean) | undefined {
  const match = /^([\da-fA-F.:]+)\/(\d{1,3})$/.exec(word);
  const network = match === null ? undefined : parseIpAddress(match[1] ?? "");
  if (network === undefined) return undefined;
  const prefix = Number(match?.[2]);
  if (prefix > network.length * 8) throw usage("error.bad-range", { value: word });
  return (text) => {
    const address = parseIpAddress(parseClientAddress(text)?.address ?? "");
    return address !== undefined && isWithin(address, network, prefix);
  };
}

function isWithin(address: Uint8Array, network: Uint8Array, prefix: number): boolean {
  if (address.length !== network.length) return false;
  for (const [index, byte] of network.entries()) {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    if (((byte ^ (address[index] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

function timeCondition(operator: Operator, value: string, expression: string): Condition {
  const bound = parseMoment(value);
  if (bound === undefined) throw usage("error.bad-time", { value });
  switch (operator) {
    case "<":
    case "<=":
      return {
        test: ({ timeMs }) => isOrdered(operator, timeMs, bound),
        filter: { untilMs: bound },
      };
    case ">":
    case ">=":
      return { test: ({ timeMs }) => isOrdered(operator, timeMs, bound), filter: { fromMs: bound } };
    default:
      throw usage("error.bad-where", { value: expression });
  }
}

const AGO_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A moment: a date, a time in ISO 8601 (UTC without an offset), or so long ago: `2h`, `7d`. In ms since 1970. */
export function parseMoment(text: string, nowMs: number = Date.now()): number | undefined {
  const ago = /^(\d{1,6})([smhdw])$/i.exec(text.trim());
  if (ago !== null) return nowMs - Number(ago[1]) * (AGO_MS[(ago[2] ?? "").toLowerCase()] ?? 0);
  const trimmed = text.trim();
  const full = /^\d{4}-\d{2}-\d{2}$/.test(trimmed)
    ? `${trimmed}T00:00:00`
    : trimmed.replace(/^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2})(?=$|Z|[+-])/i, "$1:00");
  return parseIsoTime(full, (wallClockMs) => wallClockMs)?.timeMs;
}

/** The part of a condition that the reader can decide by itself. */
function pushedDown(key: string, value: string): EventFilter {
  const words = value.split(",").map((word) => word.trim());
  if (words.some((word) => word.includes("*"))) return {};
  switch (key) {
    case "id": {
      const eventIds = words.map(Number);
      return eventIds.every((id) => Number.isInteger(id)) ? { eventIds } : {};
    }
    case "channel":
      return { channels: words };
    case "provider":
      return { providers: words.flatMap(fullProviderNames) };
    default:
      return {};
  }
}

/** Every name of a provider that is shortened to this word. */
function fullProviderNames(word: string): readonly string[] {
  const wanted = word.toLowerCase();
  const prefixes = ["", "TerminalServices-", "RemoteDesktopServices-"];
  const known = eventEntries().filter(({ shortName }) => shortName.toLowerCase() === wanted);
  return [
    word,
    ...prefixes.map((prefix) => `Microsoft-Windows-${prefix}${word}`),
    ...known.map(({ provider }) => provider),
  ];
}

/** All conditions as one: the filter for the reader, and the test that decides. */
export function allOf(conditions: readonly Condition[]): Condition {
  // Of two lists for the same thing the first narrows the reading; the tests see to both.
  const first = <Key extends "eventIds" | "channels" | "providers">(key: Key): Pick<EventFilter, Key> | undefined =>
    conditions.find(({ filter }) => filter[key] !== undefined)?.filter;
  const from = conditions.flatMap(({ filter }) => filter.fromMs ?? []);
  const until = conditions.flatMap(({ filter }) => filter.untilMs ?? []);
  const eventIds = first("eventIds")?.eventIds;
  const channels = first("channels")?.channels;
  const providers = first("providers")?.providers;
  const filter: EventFilter = {
    ...(eventIds === undefined ? {} : { eventIds }),
    ...(channels === undefined ? {} : { channels }),
    ...(providers === undefined ? {} : { providers }),
    ...(from.length === 0 ? {} : { fromMs: Math.max(...from) }),
    ...(until.length === 0 ? {} : { untilMs: Math.min(...until) }),
  };
  const tests = conditions.map(({ test }) => test);
  return { filter, test: (record) => tests.every((test) => test(record)) };
}
