import type { RedirectionFailure, StageName } from "../../evidence/index.ts";
import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { faultStageOf } from "./stage-faults.ts";

/** Stages in which a host that we were sent to shows that it is not there. */
const REACHING = ["dns", "tcp", "x224"] as const satisfies readonly StageName[];

/** A server sent us elsewhere (Server Redirection, [MS-RDPBCGR] 2.2.13.1), and that led nowhere. */
export const redirectionFailed: Symptom = (reader) => [...impossible(reader), ...deadTarget(reader)];

function impossible(reader: EvidenceReader): readonly Group[] {
  const stage = faultStageOf(reader, "redirection-failed");
  const fault = stage === undefined ? undefined : reader.fault(stage);
  if (stage === undefined || fault?.kind !== "redirection-failed") return [];
  return [
    {
      group: "redirection-failed",
      stage,
      effect: "blocks",
      certainty: 0.9,
      because: [...reader.faultOf(stage), ...reader.supports("session.redirections")],
      candidates: CANDIDATES[fault.why],
    },
  ];
}

/** The broker answered and named a host; that host did not. */
function deadTarget(reader: EvidenceReader): readonly Group[] {
  const hops = reader.value("session.redirections") ?? [];
  const stage = REACHING.find((name) => reader.fault(name) !== undefined);
  if (hops.length === 0 || stage === undefined || reader.evidence.logon === undefined) return [];
  return [
    {
      group: "redirection-target",
      stage,
      effect: "blocks",
      certainty: 0.85,
      because: [...reader.faultOf(stage), ...reader.supports("session.redirections")],
      candidates: [{ id: "broker-or-balancer-redirect", variant: "dead-target", weight: 1 }],
    },
  ];
}

const CANDIDATES: Readonly<Record<RedirectionFailure, readonly Candidate[]>> = {
  loop: [{ id: "broker-or-balancer-redirect", variant: "redirect-loop", weight: 1 }],
  "too-many": [{ id: "broker-or-balancer-redirect", variant: "redirect-loop", weight: 1 }],
  "no-address": [
    { id: "broker-or-balancer-redirect", variant: "dead-target", weight: 80 },
    { id: "dns-name-or-address-wrong", weight: 20 },
  ],
  "needs-rdstls": [{ id: "nla-required-client-unsupported", variant: "redirect-needs-rdstls", weight: 1 }],
};
