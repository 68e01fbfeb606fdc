import type { EvidenceReader } from "./evidence-reader.ts";
import type { Finding, Verdict } from "./finding.ts";
import { isResetAfterHandshake } from "./symptoms/stage-faults.ts";

/**
 * *unreachable*: no TCP connection to the port was made. *failing*: the port answers, but a current client cannot connect.
 * *degraded*: it connects with a warning, slowly, or only until a date. *healthy*: neither.
 * What an operator switched off is not held against the host.
 */
export function verdictOf(reader: EvidenceReader, findings: readonly Finding[]): Verdict {
  if (isUnreachable(reader)) return "unreachable";
  if (reader.evidence.stages.some((stage) => stage.outcome === "failed")) return "failing";
  if (findings.some((finding) => finding.effect === "blocks")) return "failing";
  return findings.some((finding) => finding.effect === "hinders") ? "degraded" : "healthy";
}

function isUnreachable(reader: EvidenceReader): boolean {
  const tcp = reader.stage("tcp");
  // The host that was asked for answered, and sent us to one that does not.
  if ((reader.value("session.redirections") ?? []).length > 0) return false;
  if (tcp?.outcome === "ok" || isResetAfterHandshake(reader.fault("tcp"))) return false;
  if (tcp?.outcome === "failed" || reader.stage("dns")?.outcome === "failed") return true;
  return tcp !== undefined && tcp.reason !== "switched-off" && tcp.outcome === "not-tested";
}
