import type { CodeFamily } from "./codes.ts";

const LONGEST_QUERY = 2000;
const WIDEST_UNSIGNED = 0xffff_ffff;
const NARROWEST_SIGNED = -0x8000_0000;

/** A number in a query. */
export interface QueryNumber {
  /** The 32-bit value, unsigned. */
  readonly value: number;
  readonly notation: "hex" | "decimal";
  /** Families that the words around it point to; empty where nothing does. */
  readonly families: readonly CodeFamily[];
  /** Whether the words say that it is a Windows event id, leave it open, or speak against it. */
  readonly event: "certain" | "possible" | "no";
}

/** A query as the look-up understands it. */
export interface ParsedQuery {
  /** Bounded, without control characters, white space collapsed, upper and lower case kept. */
  readonly text: string;
  readonly lower: string;
  /** Letters and digits only, lower case: for comparing sentences however they are punctuated. */
  readonly key: string;
  readonly words: readonly string[];
  readonly numbers: readonly QueryNumber[];
}

interface Hint {
  readonly pattern: RegExp;
  readonly families: readonly CodeFamily[];
}

const HINTS: readonly Hint[] = [
  { pattern: /exit(?:ed)?\b|\brc\b|退出码|返回码|退出代码/, families: ["freerdp_exit", "freerdp_connect"] },
  { pattern: /errinfo|set error info/, families: ["set_error_info"] },
  { pattern: /\balert\b|警报/, families: ["tls_alert"] },
  { pattern: /neg(?:otiation)?[ _]?fail|failure ?code|协商失败/, families: ["rdp_neg_failure"] },
  { pattern: /gateway|网关/, families: ["client_disconnect_gateway", "rd_gateway"] },
  { pattern: /fatal|致命/, families: ["client_fatal_error"] },
  { pattern: /\bwsa|winsock|errno|socket|套接字/, families: ["socket"] },
  { pattern: /ntstatus|sub ?status|子状态/, families: ["ntstatus"] },
  { pattern: /licens(?:e|ing) error|许可证错误|授权错误/, families: ["license_error"] },
  { pattern: /disconnect reason|reason code|断开原因/, families: ["client_disconnect", "extended_disconnect"] },
];

const EXTENDED = /(?:extended|扩展)[^0-9]{0,40}$/;
const EVENT = /(?:event|事件|日志|\bid)\D{0,20}$/;
const NUMBER =
  /(?<![\w.])(?:0x([0-9a-f]{1,16})|(-?\d{1,10})|((?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8}))(?![\w.]*\w)/gi;
// Words that say nothing about a message: beside a number they do not make a sentence of the query.
const FILLER =
  /^(?:rdp|mstsc|xfreerdp|freerdp|error|errors|code|codes|err|errinfo|extended|reason|disconnect|exit|exited|status|event|events|id|alert|tls|number|with|the|what|is|of|and|windows|ntstatus|hresult|log)$/;

/** Bounded and printable: control characters become spaces, full-width forms become ordinary ones. */
function readableQuery(query: string): string {
  return query
    .slice(0, LONGEST_QUERY)
    .normalize("NFKC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\s]+/gu, " ")
    .trim();
}

/** Letters and digits of a text in lower case, nothing else; spellings that differ between Windows versions made one. */
export function textKey(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/can['\u2019]t\b/g, "cannot")
    .replaceAll("帐", "账")
    .replaceAll("您", "你")
    .replaceAll("登陆", "登录")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

function unsigned(value: number): number | undefined {
  if (!Number.isSafeInteger(value) || value > WIDEST_UNSIGNED || value < NARROWEST_SIGNED) return undefined;
  return value >>> 0;
}

function isSentence(words: readonly string[]): boolean {
  const telling = words.filter((word) => /^[\p{L}_'-]{2,}$/u.test(word) && !FILLER.test(word));
  return telling.length > 3;
}

function contextOf(before: string, lower: string, sentence: boolean): Pick<QueryNumber, "families" | "event"> {
  if (EXTENDED.test(before)) return { families: ["extended_disconnect"], event: "no" };
  if (EVENT.test(before)) return { families: [], event: "certain" };
  const families = HINTS.flatMap((hint) => (hint.pattern.test(lower) ? hint.families : []));
  // A dialog of mstsc names its primary code first and the extended one after it.
  if (families.length === 0 && /extended|扩展/.test(lower)) {
    return { families: ["client_disconnect", "client_disconnect_gateway"], event: "no" };
  }
  return { families, event: families.length > 0 || sentence ? "no" : "possible" };
}

function numbersOf(text: string, words: readonly string[]): readonly QueryNumber[] {
  const lower = text.toLowerCase();
  const sentence = isSentence(words);
  const found: QueryNumber[] = [];
  for (const match of lower.matchAll(NUMBER)) {
    const [whole, prefixed, decimal, bare] = match;
    const before = lower.slice(Math.max(0, match.index - 60), match.index);
    const context = contextOf(before, lower, sentence);
    const hex = prefixed ?? bare;
    if (hex !== undefined) {
      const value = unsigned(Number.parseInt(hex, 16));
      if (value !== undefined) found.push({ value, notation: "hex", ...context });
      continue;
    }
    // In a sentence a bare number is mostly a date, a port or a version: only a word in front makes it a code.
    if (
      sentence &&
      context.event !== "certain" &&
      !/(?:code|reason|error|status|exit|代码|原因|错误|extended)\W{0,3}$/.test(before)
    )
      continue;
    const value = unsigned(Number(decimal));
    if (value !== undefined) found.push({ value, notation: "decimal", ...context });
    // Eight digits are as likely an NTSTATUS or SSPI status written without its prefix.
    if (/^[8c]\d{7}$/.test(whole)) found.push({ value: Number.parseInt(whole, 16), notation: "hex", ...context });
  }
  return found.slice(0, 16);
}

/** Takes a query apart. Pure, bounded in time by the first 2,000 characters. */
export function parseQuery(query: string): ParsedQuery {
  const text = readableQuery(query);
  const lower = text.toLowerCase();
  const words = lower.split(/[\s,;:=()[\]{}"“”‘’<>|/]+/u).filter((word) => word !== "");
  return { text, lower, key: textKey(text), words, numbers: numbersOf(text, words) };
}
