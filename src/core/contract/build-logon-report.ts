import { EvidenceReader, sharesADesktop } from "../diagnosis/index.ts";
import type { Finding, LogonJudgement, LogonVerdict } from "../diagnosis/index.ts";
import type { Evidence, FactTable } from "../evidence/index.ts";
import { factsByPrefix, stageReport, tenths } from "./build-report.ts";
import { isoTime } from "./calendar.ts";
import type { LogonReport, LogonSessionReport, Remainder } from "./logon-report.ts";

/** What follows from the evidence of a logon. */
export interface LogonConclusions {
  readonly verdict: LogonVerdict;
  readonly judgement: LogonJudgement;
  readonly findings: readonly Finding[];
  /** Where the screenshot was written. */
  readonly pictureFile?: string;
}

/** Puts together what `rdpulse logon --json` prints. */
export function buildLogonReport(evidence: Evidence, conclusions: LogonConclusions): LogonReport {
  const { input, host, port } = evidence.target;
  const { verdict, judgement, findings, pictureFile } = conclusions;
  const { outcome, by, stage, because } = judgement;
  const facts = factsByPrefix(evidence.facts);
  const firstPictureMs = evidence.facts["graphics.firstPictureMs"]?.value;
  const stableMs = evidence.facts["desktop.stableMs"]?.value;
  const picture = evidence.facts["desktop.picture"]?.value;
  return {
    schema: "rdpulse.logon/1",
    target: { input, host, port, address: evidence.facts["tcp.address"]?.value ?? null },
    account: accountOf(evidence),
    depth: evidence.logon?.depth ?? "credential",
    startedAt: isoTime(evidence.startedAtMs),
    verdict,
    logon: {
      outcome,
      ...(by === undefined ? {} : { by }),
      ...(stage === undefined ? {} : { stage }),
      because,
    },
    stages: evidence.stages.map((seen) => stageReport(seen, facts.get(seen.name) ?? {})),
    timings: {
      firstPictureMs: firstPictureMs === undefined ? null : tenths(firstPictureMs),
      stableMs: stableMs === undefined ? null : tenths(stableMs),
      totalMs: tenths(evidence.durationMs),
    },
    picture: picture === undefined ? null : { ...picture, ...(pictureFile === undefined ? {} : { file: pictureFile }) },
    session: sessionOf(evidence),
    causes: findings,
    facts: facts.get("session") ?? {},
    footprint: { ...evidence.footprint, stays: remainderOf(evidence, judgement) },
  };
}

/** Evidence names the account as people write it. */
function accountOf(evidence: Evidence): LogonReport["account"] {
  const account = evidence.logon?.account ?? "";
  const at = account.indexOf("\\");
  return at < 0 ? { user: account, domain: "" } : { user: account.slice(at + 1), domain: account.slice(0, at) };
}

function sessionOf({ logon, stages, facts }: Evidence): LogonSessionReport | null {
  const reached = stages.some(({ name, outcome }) => name === "capabilities" && outcome === "ok");
  const hops = facts["session.redirections"]?.value ?? [];
  if (logon?.depth !== "desktop" || (!reached && hops.length === 0)) return null;
  return {
    confirmed: facts["session.logonConfirmed"]?.value ?? null,
    roundTrip: facts["session.roundTrip"]?.value ?? null,
    bandwidth: facts["session.bandwidth"]?.value ?? null,
    redirections: hops,
    autoReconnect: {
      cookie: facts["session.autoReconnectCookie"]?.value ?? false,
      reconnected: facts["session.reconnected"]?.value ?? false,
    },
    end: facts["session.end"]?.value ?? null,
    errorInfo: facts["session.errorInfo"]?.value ?? null,
    notices: facts["session.logonNotices"]?.value ?? [],
  };
}

/**
 * What of the logon stays on the host. A session is made when Client Info was sent with the password and it was not
 * refused; a picture that nobody had to log on for belongs to a desktop that was there before.
 */
export function remainderOf(evidence: Evidence, judgement: LogonJudgement): Remainder {
  const { logon, stages, facts } = evidence;
  const sentPassword = stages.some(({ name, outcome }) => name === "mcs" && outcome === "ok");
  if (logon?.depth !== "desktop" || !sentPassword) return "nothing";
  if (judgement.outcome === "refused" || judgement.outcome === "denied" || judgement.outcome === "withheld")
    return "nothing";
  // A desktop that is there for everybody was there before, and is none of this account.
  if (judgement.by === "picture" || sharesADesktop(new EvidenceReader(evidence))) return "nothing";
  return remainderAfter(facts);
}

function remainderAfter(facts: FactTable): Remainder {
  switch (facts["session.end"]?.value) {
    case "logged-off":
      return "nothing";
    case "disconnected":
    case "lost":
      return facts["session.logonConfirmed"] === undefined ? "unknown" : "session";
    default:
      return "unknown";
  }
}
