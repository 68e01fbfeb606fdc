import type { Evidence, Fault, LogonDepth, StageName } from "../evidence/index.ts";
import { STAGES } from "../evidence/index.ts";
import { EvidenceReader } from "./evidence-reader.ts";
import type { Because } from "./finding.ts";
import { DENIED_STATUSES, explainNotice } from "./logon-notices.ts";
import { readServerMessage } from "./server-messages.ts";
import { isHardlyDrawn } from "./picture-share.ts";
import { sharesADesktop, stackOf } from "./server-stack.ts";
import { explainNtStatus } from "./symptoms/nt-status.ts";
import { faultStageOf } from "./symptoms/stage-faults.ts";

/**
 * Was this account let in?
 *
 * - "accepted": the server took the credential, as deep as was asked. "refused": it did not.
 * - "denied": the password is right, and the account may not log on here, or not now.
 * - "not-verifiable": nothing failed, and nothing proves that the password is right.
 * - "withheld": we did not send it. "not-tested": it never came to that.
 */
export interface LogonJudgement {
  readonly outcome: "accepted" | "refused" | "denied" | "not-verifiable" | "withheld" | "not-tested";
  /** What told. */
  readonly by?:
    | "nla"
    | "authorization"
    | "save-session-info"
    | "virtual-channel"
    | "picture"
    | "server-message"
    | "error-info"
    | "hang-up";
  /** Where it was told. */
  readonly stage?: StageName;
  readonly because: readonly Because[];
}

/** Set Error Info codes with which a server turns somebody away at the door ([MS-RDPBCGR] 2.2.5.1.1). */
const SERVER_DENIED_CONNECTION = 0x7;
const SERVER_INSUFFICIENT_PRIVILEGES = 0x9;
const SERVER_FRESH_CREDENTIALS_REQUIRED = 0xa;

/** What a logon's evidence says about the credential. Evidence of a check gives "not-tested". */
export function judgeLogon(evidence: Evidence): LogonJudgement {
  const reader = new EvidenceReader(evidence);
  if (evidence.logon === undefined) return { outcome: "not-tested", because: [] };
  return (
    notSent(reader) ??
    turnedAwayByNla(reader) ??
    turnedAwayByAuthorization(reader) ??
    (evidence.logon.depth === "desktop" ? insideSession(reader) : undefined) ??
    letInByNla(reader, evidence.logon.depth) ??
    leftOpen(reader)
  );
}

/** Also where the server accepted: whoever proves another key than that of the certificate is not the host. */
function notSent(reader: EvidenceReader): LogonJudgement | undefined {
  const withheld = faultStageOf(reader, "credential-withheld");
  if (withheld !== undefined) return { outcome: "withheld", stage: withheld, because: reader.faultOf(withheld) };
  const foreign = faultStageOf(reader, "server-key-mismatch");
  if (foreign !== undefined || reader.value("credssp.serverKey") === "different") {
    return {
      outcome: "withheld",
      stage: foreign ?? "credssp",
      because: [...(foreign === undefined ? [] : reader.faultOf(foreign)), ...reader.supports("credssp.serverKey")],
    };
  }
  if (reader.value("credssp.credential") !== "withheld") return undefined;
  return { outcome: "withheld", stage: "credssp", because: reader.supports("credssp.credential") };
}

function turnedAwayByNla(reader: EvidenceReader): LogonJudgement | undefined {
  const fault = reader.fault("credssp");
  const because = [...reader.faultOf("credssp"), ...reader.supports("credssp.credential", "credssp.errorCode")];
  if (fault?.kind === "logon-refused") return { outcome: "refused", by: "hang-up", stage: "credssp", because };
  const status = fault?.kind === "credssp-error" ? fault.ntStatus : undefined;
  const outcome = status === undefined ? undefined : outcomeOfStatus(status);
  if (outcome !== undefined) return { outcome, by: "nla", stage: "credssp", because };
  if (reader.value("credssp.credential") !== "refused") return undefined;
  return { outcome: "refused", by: "nla", stage: "credssp", because };
}

/** "not-tested": the status tells of a server that could not ask anybody about the password. */
function outcomeOfStatus(ntStatus: number): "refused" | "denied" | "not-tested" | undefined {
  const [first] = explainNtStatus(ntStatus) ?? [];
  if (first === undefined) return undefined;
  if (DENIED_STATUSES.has(ntStatus >>> 0)) return "denied";
  return ABOUT_THE_ACCOUNT.has(first.id) ? "refused" : "not-tested";
}

const ABOUT_THE_ACCOUNT: ReadonlySet<string> = new Set([
  "bad-credentials",
  "account-locked-out",
  "account-disabled-or-restricted",
  "password-expired-or-must-change",
  "logon-right-missing",
  "credential-delegation-or-smartcard",
]);

function turnedAwayByAuthorization(reader: EvidenceReader): LogonJudgement | undefined {
  const stage = faultStageOf(reader, "authorization-denied");
  if (stage === undefined && reader.value("credssp.authorization") !== "denied") return undefined;
  return {
    outcome: "denied",
    by: "authorization",
    stage: stage ?? "credssp",
    because: [
      ...(stage === undefined ? [] : reader.faultOf(stage)),
      ...reader.supports("credssp.authorization", "credssp.authorizationResult"),
    ],
  };
}

/** What a session tells, or the attempt to get one: the user's own session first, then words, then the picture. */
function insideSession(reader: EvidenceReader): LogonJudgement | undefined {
  return (
    confirmed(reader) ??
    turnedAwayByNotice(reader) ??
    toldByWindow(reader) ??
    hungUpOn(reader) ??
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

/** NLA took the password. At depth "desktop" that stands even where the session then failed. */
function letInByNla(
  reader: EvidenceReader,
  depth: LogonDepth,
  seen: readonly Because[] = [],
): LogonJudgement | undefined {
  if (reader.value("credssp.credential") !== "accepted") return undefined;
  const because = [...reader.supports("credssp.credential", "credssp.serverKey", "credssp.authorization"), ...seen];
  if (depth === "credential") return { outcome: "accepted", by: "nla", stage: "credssp", because };
  const authorization = reader.value("credssp.authorization");
  if (authorization === "allowed") return { outcome: "accepted", by: "authorization", stage: "credssp", because };
  // An authorization that was asked for and did not come is no consent.
  if (depth === "authorize" && authorization === undefined) {
    return { outcome: "not-tested", stage: "credssp", because: [...reader.faultOf("credssp"), ...because] };
  }
  return { outcome: "accepted", by: "nla", stage: "credssp", because };
}

/** Nobody said anything of the credential: because something broke before, or because nobody was asked. */
function leftOpen(reader: EvidenceReader): LogonJudgement {
  const broken = STAGES.find((stage) => reader.stage(stage)?.outcome === "failed");
  if (broken !== undefined && reader.value("desktop.picture") === undefined) {
    return { outcome: "not-tested", stage: broken, because: reader.faultOf(broken) };
  }
  const seen = reader.supports("desktop.picture", "x224.nla", "x224.selectedProtocol");
  if (broken !== undefined || reader.completed("x224")) {
    return { outcome: "not-verifiable", stage: broken ?? "credssp", because: seen };
  }
  return { outcome: "not-tested", because: seen };
}
