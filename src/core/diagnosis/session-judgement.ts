import type { EvidenceReader } from "./evidence-reader.ts";
import type { Fault } from "../evidence/index.ts";
import type { Because } from "./finding.ts";
import type { LogonJudgement } from "./judged-logon.ts";
import { explainNotice } from "./logon-notices.ts";
import { letInByNla } from "./nla-judgement.ts";
import { isHardlyDrawn } from "./picture-share.ts";
import { readServerMessage } from "./server-messages.ts";
import { sharesADesktop, stackOf } from "./server-stack.ts";
import { hangsUpOnCredential } from "./symptoms/session-lost.ts";
import { faultStageOf } from "./symptoms/stage-faults.ts";

/** Set Error Info codes with which a server turns somebody away at the door ([MS-RDPBCGR] 2.2.5.1.1). */
const SERVER_DENIED_CONNECTION = 0x7;
const SERVER_INSUFFICIENT_PRIVILEGES = 0x9;
const SERVER_FRESH_CREDENTIALS_REQUIRED = 0xa;

/**
 * What a session tells, or the attempt to get one: that it was ended because the user may not have it, the user's own
 * session, then words, then the picture.
 */
export function insideSession(reader: EvidenceReader): LogonJudgement | undefined {
  return (
    (faultStageOf(reader, "error-info") === undefined ? undefined : turnedAwayByErrorInfo(reader)) ??
    confirmed(reader) ??
    turnedAwayByNotice(reader) ??
    toldByWindow(reader) ??
    hungUpOn(reader) ??
    hungUpOnCredential(reader) ??
    turnedAwayByErrorInfo(reader) ??
    stillAsked(reader) ??
    seenDesktop(reader)
  );
}

/** A server that shares one desktop has no session of the user's that could tell of a logon. */
function confirmed(reader: EvidenceReader): LogonJudgement | undefined {
  const confirmation = reader.value("session.logonConfirmed");
  if (confirmation === undefined || sharesADesktop(reader)) return undefined;
  return {
    outcome: "accepted",
    by: confirmation.by,
    stage: "desktop",
    because: reader.supports("session.logonConfirmed", "desktop.picture"),
  };
}

function turnedAwayByNotice(reader: EvidenceReader): LogonJudgement | undefined {
  const notices = reader.value("session.logonNotices") ?? [];
  const telling = notices.filter((notice) => explainNotice(notice) !== undefined);
  const [first] = telling;
  const meaning = first === undefined ? undefined : explainNotice(first);
  if (meaning === undefined) return undefined;
  return {
    outcome: meaning.says,
    by: "save-session-info",
    stage: "desktop",
    because: reader.supportsWith("session.logonNotices", telling),
  };
}

/** Words in the server's own window. Words that are not known are a refusal all the same: it is no desktop. */
function toldByWindow(reader: EvidenceReader): LogonJudgement | undefined {
  const picture = reader.value("desktop.picture");
  if (picture === undefined || !isServerWindow(picture.kind)) return undefined;
  const because = [...windowFault(reader), ...reader.supports("desktop.picture")];
  const message = readServerMessage(picture.text);
  if (message !== undefined) {
    const outcome = message.says === "unknown" ? "not-tested" : message.says;
    return { outcome, by: "server-message", stage: "desktop", because };
  }
  return picture.kind === "server-message"
    ? { outcome: "refused", by: "server-message", stage: "desktop", because }
    : undefined;
}

function isServerWindow(kind: string): boolean {
  return kind === "server-message" || kind === "login-window";
}

function windowFault(reader: EvidenceReader): readonly Because[] {
  const stage = faultStageOf(reader, "logon-refused");
  return stage === undefined ? [] : reader.faultOf(stage);
}

function hungUpOn(reader: EvidenceReader): LogonJudgement | undefined {
  const stage = faultStageOf(reader, "logon-refused");
  const fault: Fault | undefined = stage === undefined ? undefined : reader.fault(stage);
  if (stage === undefined || fault?.kind !== "logon-refused") return undefined;
  const by = { closed: "hang-up", deactivated: "hang-up", shown: "picture", notified: "save-session-info" } as const;
  return {
    outcome: "refused",
    by: by[fault.how],
    stage,
    because: [...reader.faultOf(stage), ...reader.supports("session.logonNotices", "desktop.picture")],
  };
}

/** Servers that share a desktop, ask for a password without NLA and have no words for a refusal hang up on a wrong one. */
function hungUpOnCredential(reader: EvidenceReader): LogonJudgement | undefined {
  const stage = faultStageOf(reader, "closed");
  if (stage === undefined || !hangsUpOnCredential(reader, stage)) return undefined;
  const because = [...reader.faultOf(stage), ...reader.supports("session.fingerprint")];
  return { outcome: "refused", by: "hang-up", stage, because };
}

function turnedAwayByErrorInfo(reader: EvidenceReader): LogonJudgement | undefined {
  const stage = faultStageOf(reader, "error-info");
  const fault = stage === undefined ? undefined : reader.fault(stage);
  const code = fault?.kind === "error-info" ? fault.errorInfo : reader.value("session.errorInfo");
  const outcome = code === undefined ? undefined : ERROR_INFO_OUTCOME.get(code >>> 0);
  if (outcome === undefined) return undefined;
  return {
    outcome,
    by: "error-info",
    ...(stage === undefined ? {} : { stage }),
    because: [...(stage === undefined ? [] : reader.faultOf(stage)), ...reader.supports("session.errorInfo")],
  };
}

const ERROR_INFO_OUTCOME: ReadonlyMap<number, "refused" | "denied"> = new Map([
  [SERVER_DENIED_CONNECTION, "denied"],
  [SERVER_INSUFFICIENT_PRIVILEGES, "denied"],
  [SERVER_FRESH_CREDENTIALS_REQUIRED, "refused"],
]);

/**
 * The server asks who we are although it was told, or shows something that is no desktop of the user's. After NLA took
 * the password that is the logon behind it which does not let the account in.
 */
function stillAsked(reader: EvidenceReader): LogonJudgement | undefined {
  const picture = reader.value("desktop.picture");
  if (picture?.kind !== "login-window" || isHardlyDrawn(reader)) return undefined;
  const outcome = reader.value("credssp.credential") === "accepted" ? "denied" : "refused";
  const because = reader.supports("desktop.picture", "credssp.credential");
  return { outcome, by: "picture", stage: "desktop", because };
}

/**
 * A desktop proves a logon only on servers that show one to nobody else. Where the server shares a desktop that is
 * there anyway, and NLA did not ask, everybody gets in: that is an accepted logon which no password took part in.
 */
function seenDesktop(reader: EvidenceReader): LogonJudgement | undefined {
  const picture = reader.value("desktop.picture");
  if (picture?.kind !== "desktop") return undefined;
  const because = reader.supports("desktop.picture", "session.fingerprint");
  if (sharesADesktop(reader)) {
    return (
      letInByNla(reader, "desktop", because) ?? { ...SEEN, outcome: "accepted", because: unasked(reader, because) }
    );
  }
  if (stackOf(reader) === "unknown") {
    return letInByNla(reader, "desktop", because) ?? { ...SEEN, outcome: "not-verifiable", because };
  }
  return { ...SEEN, outcome: "not-verifiable", because: [...because, ...reader.supports("credssp.credential")] };
}

const SEEN = { by: "picture", stage: "desktop" } as const;

function unasked(reader: EvidenceReader, because: readonly Because[]): readonly Because[] {
  const known = reader.supports("capabilities.withoutAuthentication");
  const [cited] = because;
  const nobodyChecked: readonly Because[] =
    known.length > 0 || cited === undefined
      ? known
      : [{ side: "for", fact: "capabilities.withoutAuthentication", value: true, at: cited.at }];
  return [...because, ...nobodyChecked, ...reader.supports("x224.nla")];
}
