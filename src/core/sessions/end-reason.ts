import { findCode } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";
import type { EndReason } from "./session.ts";

/** A reason for people. */
export interface ReasonText {
  readonly text: Localized;
  /** Name of the number in the specification, where it has one. */
  readonly symbol?: string;
  /** False where the meaning is by analogy of numbers, and was not seen together with what it says. */
  readonly isVerified: boolean;
}

/**
 * Numbers of LocalSessionManager 40 and RdpCoreTS 103 whose meaning real logs bear out: 5 stands beside a second
 * connection to the same session, 11 beside a disconnection asked for, 12 beside a logoff. The others are taken from
 * the error numbers of MS-RDPBCGR section 2.2.5.1.1, which begin with the same values.
 */
const SEEN: ReadonlySet<number> = new Set([0, 5, 11, 12]);

const LIMITS: Readonly<Record<string, Localized>> = {
  "RemoteConnectionManager 20515": { en: "Idle limit: logged off.", zh: "达到空闲时间上限：已注销。" },
  "RemoteConnectionManager 20516": { en: "Idle limit: disconnected.", zh: "达到空闲时间上限：已断开。" },
  "RemoteConnectionManager 20517": { en: "Time limit: logged off.", zh: "达到会话时间上限：已注销。" },
  "RemoteConnectionManager 20518": { en: "Time limit: disconnected.", zh: "达到会话时间上限：已断开。" },
  "RemoteConnectionManager 20519": {
    en: "Limit of disconnected sessions: logged off.",
    zh: "达到已断开会话的时间上限：已注销。",
  },
};

/** What a reason of a disconnection means, or undefined where nobody has written that down. */
export function reasonText(reason: EndReason): ReasonText | undefined {
  const limit = LIMITS[reason.source];
  if (limit !== undefined) return { text: limit, isVerified: true };
  if (reason.code === undefined) return undefined;
  const entry = findCode("set_error_info", reason.code);
  if (entry === undefined) return undefined;
  return {
    text: reason.code === 0 ? { en: "No reason given.", zh: "未给出原因。" } : entry.meaning,
    ...(entry.symbol === null ? {} : { symbol: entry.symbol }),
    isVerified: SEEN.has(reason.code),
  };
}
