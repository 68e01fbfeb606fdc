import type { Localized } from "../texts/index.ts";
import type { CauseId } from "./causes/cause-id.ts";
import codesJson from "./data/codes.json" with { type: "json" };
import { isCauseId } from "./known-cause.ts";

/** Number spaces in which RDP reports an outcome. The same number means different things in different families. */
export type CodeFamily =
  | "client_disconnect"
  | "client_disconnect_gateway"
  | "extended_disconnect"
  | "client_logon_error"
  | "client_fatal_error"
  | "set_error_info"
  | "rdp_neg_failure"
  | "rdp_neg_protocol"
  | "rdp_neg_response_flag"
  | "mcs_disconnect_ultimatum"
  | "early_user_auth"
  | "rdstls_result"
  | "auto_reconnect_status"
  | "ntstatus"
  | "sspi"
  | "tls_alert"
  | "license_error"
  | "license_state_transition"
  | "rd_gateway"
  | "win32_ctx"
  | "freerdp_connect"
  | "freerdp_exit"
  | "socket"
  | "service_start";

/** One number of one family. `decimal` is signed only where the API reports it so (OnLogonError). */
export interface CodeEntry {
  readonly family: CodeFamily;
  /** As documented, for instance "0x904" or "0xC000006D". */
  readonly hex: string;
  readonly decimal: number;
  /** Name or names (separated by " / ") in the specification or header; null where none is published. */
  readonly symbol: string | null;
  readonly meaning: Localized;
  readonly note?: Localized;
  /** Exit status of xfreerdp for this FreeRDP error. */
  readonly exitCode?: number;
  /** Causes of the catalogue that produce it, the likeliest first. */
  readonly likelyCauses: readonly CauseId[];
  readonly source: string;
  /** True where no authoritative public source was found: show it with that caveat. */
  readonly unverified: boolean;
}

interface CodeRow {
  readonly code: string;
  readonly decimal: number;
  readonly symbol: string | null;
  readonly meaning: Localized;
  readonly note?: Localized | undefined;
  readonly exitCode?: number | undefined;
  readonly likelyCauses: readonly string[];
  readonly source: string;
  readonly unverified?: boolean | undefined;
}

interface CodeTable {
  readonly title: Localized;
  readonly entries: readonly CodeRow[];
}

// The compiler checks here that every family is present and that no title or meaning lacks a language.
const tables: Readonly<Record<CodeFamily, CodeTable>> = codesJson;

/** The families, in the order in which matches of one number are shown. */
export const codeFamilies: readonly CodeFamily[] = [
  "client_disconnect",
  "extended_disconnect",
  "set_error_info",
  "client_disconnect_gateway",
  "ntstatus",
  "sspi",
  "rdp_neg_failure",
  "license_error",
  "tls_alert",
  "freerdp_exit",
  "freerdp_connect",
  "socket",
  "win32_ctx",
  "rd_gateway",
  "client_logon_error",
  "client_fatal_error",
  "service_start",
  "early_user_auth",
  "rdstls_result",
  "auto_reconnect_status",
  "mcs_disconnect_ultimatum",
  "license_state_transition",
  "rdp_neg_protocol",
  "rdp_neg_response_flag",
];

/** What a family is, for a person. */
export function codeFamilyTitle(family: CodeFamily): Localized {
  return tables[family].title;
}

function entryOf(family: CodeFamily, row: CodeRow): CodeEntry {
  return {
    family,
    hex: row.code,
    decimal: row.decimal,
    symbol: row.symbol,
    meaning: row.meaning,
    ...(row.note === undefined ? {} : { note: row.note }),
    ...(row.exitCode === undefined ? {} : { exitCode: row.exitCode }),
    likelyCauses: row.likelyCauses.filter(isCauseId),
    source: row.source,
    unverified: row.unverified ?? false,
  };
}

interface CodeIndex {
  readonly all: readonly CodeEntry[];
  readonly byValue: ReadonlyMap<number, readonly CodeEntry[]>;
}

let built: CodeIndex | undefined;

function index(): CodeIndex {
  if (built !== undefined) return built;
  const all = codeFamilies.flatMap((family) => tables[family].entries.map((row) => entryOf(family, row)));
  const byValue = new Map<number, CodeEntry[]>();
  for (const entry of all) {
    const value = entry.decimal >>> 0;
    const known = byValue.get(value);
    if (known === undefined) byValue.set(value, [entry]);
    else known.push(entry);
  }
  built = { all, byValue };
  return built;
}

/** Every code of every family, families in the order of `codeFamilies`. */
export function codeEntries(): readonly CodeEntry[] {
  return index().all;
}

/** All meanings of a 32-bit number, one for each family that knows it; signed and unsigned forms are the same number. */
export function findCodes(value: number): readonly CodeEntry[] {
  return index().byValue.get(value >>> 0) ?? [];
}

/** The meaning of a number in one family, or undefined where the family does not define it. */
export function findCode(family: CodeFamily, value: number): CodeEntry | undefined {
  return findCodes(value).find((entry) => entry.family === family);
}
