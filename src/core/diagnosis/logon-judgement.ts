import type { Evidence } from "../evidence/index.ts";
import { STAGES } from "../evidence/index.ts";
import { EvidenceReader } from "./evidence-reader.ts";
import type { LogonJudgement } from "./judged-logon.ts";
import { letInByNla, turnedAwayByAuthorization, turnedAwayByNla } from "./nla-judgement.ts";
import { insideSession } from "./session-judgement.ts";
import { faultStageOf } from "./symptoms/stage-faults.ts";

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
