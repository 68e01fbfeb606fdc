import type { Localized } from "../texts/index.ts";
import type { CauseId } from "./causes/cause-id.ts";
import { causes } from "./causes/index.ts";
import { codeFamilyTitle } from "./codes.ts";
import type { CodeEntry, CodeFamily } from "./codes.ts";
import type { EventEntry } from "./events.ts";
import type { Folklore } from "./folklore.ts";
import type { KnownMessage } from "./messages/index.ts";

/** One thing of the catalogue that a query may mean. */
export interface ExplainMatch {
  readonly kind: "code" | "event" | "cause" | "message" | "folklore";
  /** Unique within its kind: "set_error_info/0x102", "TermDD 56", a cause id ... */
  readonly id: string;
  readonly title: Localized;
  readonly meaning: Localized;
  readonly note?: Localized;
  /** Codes only. */
  readonly family?: CodeFamily;
  readonly hex?: string;
  readonly decimal?: number;
  readonly symbol?: string;
  /** Events only. */
  readonly channel?: string;
  readonly provider?: string;
  /** Causes behind it, the likeliest first. */
  readonly likelyCauses: readonly CauseId[];
  readonly source: string;
  /** True where no authoritative public source was found. */
  readonly unverified: boolean;
  /** 1 for what was asked for exactly, below 0.6 for what only resembles it. */
  readonly score: number;
}

function joined(symbol: string, title: Localized): Localized {
  return { en: `${symbol} · ${title.en}`, zh: `${symbol} · ${title.zh}` };
}

/** A code as a match. */
export function codeMatch(code: CodeEntry, score: number): ExplainMatch {
  return {
    kind: "code",
    id: `${code.family}/${code.hex}`,
    title: joined(code.symbol ?? code.hex, codeFamilyTitle(code.family)),
    meaning: code.meaning,
    ...(code.note === undefined ? {} : { note: code.note }),
    family: code.family,
    hex: code.hex,
    decimal: code.decimal,
    ...(code.symbol === null ? {} : { symbol: code.symbol }),
    likelyCauses: code.likelyCauses,
    source: code.source,
    unverified: code.unverified,
    score,
  };
}

/** An event as a match. */
export function eventMatch(event: EventEntry, score: number): ExplainMatch {
  return {
    kind: "event",
    id: `${event.shortName} ${event.id}`,
    title: { en: `${event.shortName} event ${event.id}`, zh: `${event.shortName} 事件 ${event.id}` },
    meaning: event.meaning,
    ...(event.note === undefined ? {} : { note: event.note }),
    channel: event.channel,
    provider: event.provider,
    likelyCauses: event.likelyCauses,
    source: event.source,
    unverified: event.unverified,
    score,
  };
}

/** A cause as a match; it is its own likely cause. */
export function causeMatch(id: CauseId, score: number): ExplainMatch {
  const cause = causes[id];
  return {
    kind: "cause",
    id,
    title: cause.title,
    meaning: cause.explanation,
    likelyCauses: [id],
    source: cause.sources.join("; "),
    unverified: false,
    ...(cause.unverified === undefined ? {} : { note: cause.unverified }),
    score,
  };
}

/** A well-known message as a match. */
export function messageMatch(message: KnownMessage, score: number): ExplainMatch {
  return {
    kind: "message",
    id: message.id,
    title: message.title,
    meaning: message.meaning,
    likelyCauses: message.causes,
    source: message.source,
    unverified: message.unverified ?? false,
    score,
  };
}

/** A piece of folklore as a match: the verdict, and in `note` what to look at instead. */
export function folkloreMatch(item: Folklore, score: number): ExplainMatch {
  return {
    kind: "folklore",
    id: item.id,
    title: item.title,
    meaning: item.verdict,
    note: item.instead,
    likelyCauses: item.whatPeopleMean,
    source: item.source,
    unverified: false,
    score,
  };
}
