import { type EventRecord, valueOf } from "../../../core/eventlog/index.ts";
import { type EventEntry, findEvents, shortProviderName } from "../../../core/knowledge/index.ts";
import { type Language, printable, type TextKey } from "../../../core/texts/index.ts";

/** Security events have no level but say in their keywords whether something succeeded. */
const AUDIT_FAILURE = 0x10;
const AUDIT_SUCCESS = 0x20;
/** Keywords are 64 bits; the two of audits are the second and third digit of "0x80n0…". */
const AUDIT_DIGITS = { from: 4, to: 6 };

const LEVEL_KEYS = [
  "events.level.0",
  "events.level.1",
  "events.level.2",
  "events.level.3",
  "events.level.4",
  "events.level.5",
] as const satisfies readonly TextKey[];

/** The word for the level of a record, or for the outcome of an audit. */
export function levelKey(record: EventRecord): TextKey {
  const keywords = record.keywords ?? "";
  if (record.level === 0 && keywords.length === 18) {
    const bits = Number.parseInt(keywords.slice(AUDIT_DIGITS.from, AUDIT_DIGITS.to), 16);
    if ((bits & AUDIT_FAILURE) !== 0) return "events.level.failure";
    if ((bits & AUDIT_SUCCESS) !== 0) return "events.level.success";
  }
  return LEVEL_KEYS[record.level] ?? "events.level.0";
}

/** Provider as people write it, and the id: "RdpCoreTS 140"; a program of Linux alone. */
export function sourceName(record: EventRecord): string {
  const provider = shortProviderName(record.provider);
  return printable(record.eventId === 0 ? provider : `${provider} ${record.eventId}`, 60);
}

const entries = new Map<string, EventEntry | undefined>();
/** Providers and ids come from a stranger's log: the memory for them is bounded. */
const MOST_ENTRIES = 10_000;

/** The first sentence of what the catalogue says of an event; undefined where it has no entry. */
export function meaningOf(record: EventRecord, language: Language): string | undefined {
  const key = `${record.eventId} ${record.provider}`;
  if (!entries.has(key)) {
    if (entries.size >= MOST_ENTRIES) entries.clear();
    entries.set(key, findEvents(record.eventId, record.provider)[0]);
  }
  const meaning = entries.get(key)?.meaning[language];
  return meaning === undefined ? undefined : (/^.+?(?:[。；]|[.;](?= |$))/s.exec(meaning)?.[0] ?? meaning);
}

/** Values that tell most, in this order; the others follow in the order of the event. */
const TELLING: readonly string[] = [
  "message",
  "TargetUserName",
  "AccountName",
  "User",
  "UserName",
  "Username",
  "TargetDomainName",
  "AccountDomain",
  "IpAddress",
  "Address",
  "ClientAddress",
  "ClientIP",
  "IPString",
  "IpPort",
  "LogonType",
  "Status",
  "SubStatus",
  "ResultCode",
  "ReasonCode",
  "Reason",
  "ErrorCode",
  "SessionID",
  "SessionId",
  "Session",
  "Source",
  "ClientName",
  "WorkstationName",
  "ChannelName",
  "ServiceName",
  "NewProcessName",
  "CommandLine",
];
const RANK: ReadonlyMap<string, number> = new Map(TELLING.map((name, index) => [name, index]));
const SAYS_NOTHING = /^(?:-?|0|0x0|S-1-0-0|\{?0{8}-0{4}-0{4}-0{4}-0{12}\}?|%%\d+)$/;

/** The values of a record in a line, the most telling first, safe to show and cut to about `longest` characters. */
export function tellingValues(record: EventRecord, longest: number): string {
  const message = valueOf(record, "message");
  if (message !== undefined && record.eventId === 0) return printable(message, longest);
  const ranked = record.values
    .filter(({ text }) => !SAYS_NOTHING.test(text))
    .map((value, index) => ({ ...value, rank: RANK.get(value.name) ?? TELLING.length + index }))
    .toSorted((one, other) => one.rank - other.rank);
  let line = "";
  for (const { name, text } of ranked) {
    if (line.length > longest) break;
    const shown = printable(text.trim(), 120);
    line += `${line === "" ? "" : "  "}${name === "" ? shown : `${printable(name, 40)}=${shown}`}`;
  }
  return line;
}
