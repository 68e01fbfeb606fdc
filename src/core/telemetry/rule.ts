import { type EventRecord, parseIsoTime, valueOf } from "../eventlog/index.ts";
import { type ParsedAddress, parseClientAddress } from "./client-address.ts";
import type { AccountName, ClientAddress, HostEvent, HostEventKind } from "./host-event.ts";

/** A host event while its record is read. */
export type Draft = { -readonly [Field in keyof HostEvent]: HostEvent[Field] };

/** How one event of a provider becomes a host event. */
export interface EventRule {
  readonly kind: HostEventKind;
  /** Fills in what the record tells; it may choose another kind. */
  readonly read?: (draft: Draft, record: EventRecord) => void;
  /** Records that do not pass tell nothing about a host. */
  readonly admits?: (record: EventRecord) => boolean;
}

/** All that is known of one provider, in one file. */
export interface ProviderRules {
  /** Names under which Windows, or a shipper, writes it; case does not matter. */
  readonly names: readonly string[];
  /** As the catalogue calls it: "RdpCoreTS". */
  readonly shortName: string;
  readonly rules: ReadonlyMap<number, EventRule>;
}

/** Longest text of a value that is kept: what comes after tells nothing more, and logs are written by strangers. */
const LONGEST_VALUE = 2048;
/** Values that an event may keep; no catalogued event has more. */
const MOST_VALUES = 40;

/** A value without the signs by which Windows says that there is none. */
export function told(record: EventRecord, name: string): string | undefined {
  const text = valueOf(record, name);
  if (text === undefined || text === "" || text === "-") return undefined;
  return text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text;
}

/** The value at a place, for events whose values have no names. */
export function toldAt(record: EventRecord, index: number): string | undefined {
  const text = record.values[index]?.text;
  if (text === undefined || text === "" || text === "-") return undefined;
  return text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text;
}

/** NTSTATUS, HRESULT or Win32 code as an unsigned number; Windows writes them hexadecimal, decimal and negative. */
export function codeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  // A code of 32 bits that was stored in 64 has its sign before it.
  if (/^0x[\da-f]{1,16}$/i.test(trimmed)) return Number.parseInt(trimmed.slice(2).slice(-8), 16);
  return /^-?\d{1,10}$/.test(trimmed) ? Number(trimmed) >>> 0 : undefined;
}

/** A whole number from 0 to 2^31 - 1, such as a session id. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,10}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 0x7fff_ffff ? value : undefined;
}

/** `DOMAIN\name`, or a name alone. */
export function accountOf(text: string | undefined): AccountName | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  const slash = trimmed.indexOf("\\");
  return slash < 0 ? account(trimmed) : account(trimmed.slice(slash + 1), trimmed.slice(0, slash));
}

/** An account by the parts that an event writes apart. A SID alone is a name too; an absent user is undefined. */
export function account(name: string | undefined, domain?: string, sid?: string): AccountName | undefined {
  const known = name?.trim() ?? "";
  const isSidKnown = sid !== undefined && sid.startsWith("S-1-") && sid !== "S-1-0-0";
  if (known === "" || known === "-") return isSidKnown ? { name: sid, sid } : undefined;
  const within = domain?.trim() ?? "";
  return {
    name: known,
    ...(within === "" || within === "-" ? {} : { domain: within }),
    ...(isSidKnown ? { sid } : {}),
  };
}

/** The address that the event itself carries. */
export function ownClient(address: string | undefined, port?: string): ClientAddress | undefined {
  const parsed = parseClientAddress(address, port);
  return parsed === undefined ? undefined : ownAddress(parsed);
}

function ownAddress(parsed: ParsedAddress): ClientAddress {
  return { ...parsed, rule: "own", confidence: 1 };
}

export function setUser(draft: Draft, user: AccountName | undefined): void {
  if (user !== undefined) draft.user = user;
}

export function setClient(draft: Draft, client: ClientAddress | undefined): void {
  if (client !== undefined) draft.client = client;
}

export function setSession(draft: Draft, sessionId: number | undefined): void {
  if (sessionId !== undefined) draft.sessionId = sessionId;
}

export function setStatus(draft: Draft, status: number | undefined): void {
  if (status !== undefined) draft.status = status;
}

export function setReason(draft: Draft, reason: number | undefined): void {
  if (reason !== undefined) draft.reason = reason;
}

/** Keeps these values of the event under their own names. */
export function keep(draft: Draft, record: EventRecord, names: readonly string[]): void {
  let kept: Record<string, string> | undefined;
  for (const value of record.values) {
    if (value.text === "" || value.text === "-" || !names.includes(value.name)) continue;
    kept ??= { ...draft.values };
    kept[value.name] = value.text.slice(0, LONGEST_VALUE);
  }
  if (kept !== undefined) draft.values = kept;
}

/** Keeps values that have no name under the names given, in order; "" leaves one out. Named ones are taken as well. */
export function keepInOrder(draft: Draft, record: EventRecord, names: readonly string[]): void {
  const kept: Record<string, string> = { ...draft.values };
  for (const [index, name] of names.entries()) {
    const text = name === "" ? undefined : toldAt(record, index);
    if (text !== undefined) kept[name] = text;
  }
  draft.values = kept;
}

/** Keeps every value; those without a name become param1, param2 and so on by their place. */
export function keepAll(draft: Draft, record: EventRecord): void {
  const kept: Record<string, string> = {};
  for (const [index, value] of record.values.entries()) {
    if (index >= MOST_VALUES) break;
    if (value.text === "") continue;
    const name = value.name === "" ? `param${index + 1}` : value.name.slice(0, 120);
    if (name !== "__proto__" && !Object.hasOwn(kept, name)) kept[name] = value.text.slice(0, LONGEST_VALUE);
  }
  draft.values = kept;
}

/** By how much the clock was set, as `shiftMs`: positive is forward. Both times must be there as Windows writes them. */
export function keepClockShift(draft: Draft, before: string | undefined, after: string | undefined): void {
  const from = before === undefined ? undefined : parseIsoTime(before);
  const to = after === undefined ? undefined : parseIsoTime(after);
  if (from === undefined || to === undefined) return;
  draft.values = { ...draft.values, shiftMs: String(to.timeMs - from.timeMs) };
}

/** The same rule for several ids. */
export function rulesFor(ids: readonly number[], rule: EventRule): readonly (readonly [number, EventRule])[] {
  return ids.map((id) => [id, rule] as const);
}
