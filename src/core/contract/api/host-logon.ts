import type { LogonJudgement } from "../../diagnosis/index.ts";
import type { LogonDepth, PictureKind } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { amount, integer, type JsonSchema, listOf, objectOf, oneWordOf, orNull, text } from "../json-schema.ts";
import { bounded, closed, line, localized, timeMs } from "./common-schema.ts";

/** In a body of at most a million bytes, as base64: a desktop of 1024 x 768 has a tenth of it to all of it. */
export const MOST_PICTURE_BYTES = 600_000;
export const MOST_PICTURE_SIDE = 2048;

interface LogonTold {
  /** When it began. */
  readonly atMs: number;
  /** As people write it: DOMAIN\user. */
  readonly account: string;
  readonly depth: LogonDepth;
  readonly outcome: LogonJudgement["outcome"];
  /** "good": nothing is in the way. */
  readonly tone: "good" | "warn" | "bad";
  /** What came of it, as a sentence. */
  readonly said: Localized;
  /** From the start of the connection to the first painted pixels; null where there were none. */
  readonly firstPictureMs: number | null;
  /** Until nothing changed any more; null where it did not come so far. */
  readonly stableMs: number | null;
  readonly totalMs: number;
}

/** What `rdpulse logon --tell` sends. */
export interface LogonRequest extends LogonTold {
  /** Ids, the first one first. */
  readonly causes: readonly string[];
  /** A PNG of at most `MOST_PICTURE_BYTES`, as base64. */
  readonly picture: { readonly kind: PictureKind; readonly png: string } | null;
}

export interface HostLogonDocument extends LogonTold {
  readonly causes: readonly { readonly id: string; readonly title: Localized }[];
  readonly picture: { readonly kind: PictureKind; readonly width: number; readonly height: number } | null;
  /** Who told it. */
  readonly by: string;
}

/** The last logon on a host that somebody told of; null without one. */
export interface LastLogonDocument {
  readonly last: HostLogonDocument | null;
}

const DEPTHS: Readonly<Record<LogonDepth, true>> = { credential: true, authorize: true, desktop: true };
const OUTCOMES: Readonly<Record<LogonJudgement["outcome"], true>> = {
  accepted: true,
  refused: true,
  denied: true,
  "not-verifiable": true,
  withheld: true,
  "not-tested": true,
};
const KINDS: Readonly<Record<PictureKind, true>> = {
  desktop: true,
  "login-window": true,
  "server-message": true,
  black: true,
  "one-colour": true,
  nothing: true,
};
const TONES: Readonly<Record<LogonTold["tone"], true>> = { good: true, warn: true, bad: true };

const depth = oneWordOf(Object.keys(DEPTHS));
const outcome = oneWordOf(Object.keys(OUTCOMES));
const kind = oneWordOf(Object.keys(KINDS));
const tone = oneWordOf(Object.keys(TONES));
const elapsedMs: JsonSchema = { type: "number", minimum: 0, maximum: 86_400_000 };

export const logonRequest: JsonSchema = closed(
  objectOf<keyof LogonRequest>({
    atMs: timeMs,
    account: line(400),
    depth,
    outcome,
    tone,
    said: closed(objectOf<keyof Localized>({ en: line(1000), zh: line(1000) })),
    causes: bounded(line(80), 40),
    firstPictureMs: orNull(elapsedMs),
    stableMs: orNull(elapsedMs),
    totalMs: elapsedMs,
    picture: orNull(
      closed(
        objectOf({
          kind,
          png: {
            type: "string",
            pattern: "^[A-Za-z0-9+/]*={0,2}$",
            maxLength: Math.ceil(MOST_PICTURE_BYTES / 3) * 4,
          },
        }),
      ),
    ),
  }),
);

const hostLogon = objectOf<keyof HostLogonDocument>({
  atMs: integer,
  account: text,
  depth,
  outcome,
  tone,
  said: localized,
  causes: listOf(objectOf({ id: text, title: localized })),
  firstPictureMs: orNull(amount),
  stableMs: orNull(amount),
  totalMs: amount,
  picture: orNull(objectOf({ kind, width: integer, height: integer })),
  by: text,
});
export const lastLogon: JsonSchema = objectOf<keyof LastLogonDocument>({ last: orNull(hostLogon) });
