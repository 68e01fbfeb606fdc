import { describeBecause, type Finding, type LogonJudgement } from "../../../core/diagnosis/index.ts";
import type { Evidence, PictureKind, StageName } from "../../../core/evidence/index.ts";
import type { LogonConclusions } from "../../../core/contract/index.ts";
import { causeAs } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";

import { duration, type Style, tell, type Tone } from "./style.ts";

export interface Headline {
  readonly tone: Tone;
  readonly words: string;
}

/** The one sentence that counts: can the user work, and if not, why not? */
export function logonHeadline(style: Style, evidence: Evidence, conclusions: LogonConclusions): Headline {
  const { judgement } = conclusions;
  const account = accountName(evidence);
  switch (judgement.outcome) {
    case "accepted":
      return acceptedHeadline(style, evidence, conclusions);
    case "denied":
      return { tone: "bad", words: tell(style, "logon.denied", { account }) };
    case "not-verifiable": {
      const key = evidence.logon?.depth === "desktop" ? "logon.not-verifiable-session" : "logon.not-verifiable";
      return { tone: "warn", words: tell(style, key, { account }) };
    }
    case "refused":
    case "withheld":
    case "not-tested": {
      const why = whyOf(style, evidence, judgement);
      return { tone: "bad", words: tell(style, `logon.${judgement.outcome}`, { account, why }) };
    }
  }
}

/** The account as people write it, safe to show. */
export function accountName(evidence: Evidence): string {
  return printable(evidence.logon?.account ?? "", 80);
}

function acceptedHeadline(style: Style, evidence: Evidence, conclusions: LogonConclusions): Headline {
  const account = accountName(evidence);
  const { facts, logon } = evidence;
  if (logon?.depth === "authorize") {
    return facts["credssp.authorization"]?.value === "allowed"
      ? { tone: "good", words: tell(style, "logon.accepted-authorized", { account }) }
      : { tone: "warn", words: tell(style, "logon.accepted-authorization-unknown", { account }) };
  }
  if (logon?.depth !== "desktop") return { tone: "good", words: tell(style, "logon.accepted-nla", { account }) };

  const time = duration(style, facts["desktop.stableMs"]?.value ?? evidence.durationMs);
  const kind = facts["desktop.picture"]?.value.kind;
  const picture = kind === undefined ? "" : tell(style, `picture.${kind}`);
  const [first] = conclusions.findings;
  if (kind !== "desktop" || first?.effect === "blocks") {
    const why = whyBroken(style, evidence, first, kind);
    return { tone: "bad", words: tell(style, "logon.accepted-broken", { account, why, time }) };
  }
  const isAsked = conclusions.judgement.by !== "picture" || facts["credssp.credential"]?.value === "accepted";
  if (!isAsked) return { tone: "warn", words: tell(style, "logon.accepted-unasked", { account, time }) };
  const key = first?.effect === "hinders" ? "logon.accepted-slow" : "logon.accepted-session";
  return { tone: first?.effect === "hinders" ? "warn" : "good", words: tell(style, key, { account, picture, time }) };
}

/** The fault that stopped it, else a picture that is none of a desktop, else what was concluded from all. */
function whyBroken(
  style: Style,
  evidence: Evidence,
  first: Finding | undefined,
  kind: PictureKind | undefined,
): string {
  const failed = evidence.stages.find(({ outcome }) => outcome === "failed");
  if (failed?.fault !== undefined) {
    const at = `line ${failed.line ?? 0}`;
    return describeBecause({ side: "for", fact: `fault.${failed.name}`, value: failed.fault, at }, style.language);
  }
  if (kind !== undefined && kind !== "desktop") {
    return tell(style, "logon.why-picture", { picture: tell(style, `picture.${kind}`) });
  }
  if (first !== undefined) return causeAs(first.id, first.variant).title[style.language];
  return tell(style, "logon.why-stage", { stage: lastStage(evidence) });
}

function lastStage(evidence: Evidence): StageName {
  return evidence.stages.findLast(({ outcome }) => outcome === "ok")?.name ?? "dns";
}

/** What the server itself wrote last, else the first thing that the judgement rests on, else how far it went. */
function whyOf(style: Style, evidence: Evidence, judgement: LogonJudgement): string {
  const written = judgement.by === "server-message" ? evidence.facts["desktop.picture"]?.value.text.at(-1) : undefined;
  if (written !== undefined) return tell(style, "logon.why-written", { text: printable(written, 120) });
  const reason = judgement.because.find(({ side }) => side === "for");
  if (reason !== undefined) return describeBecause(reason, style.language);
  return tell(style, "logon.why-stage", { stage: judgement.stage ?? lastStage(evidence) });
}
