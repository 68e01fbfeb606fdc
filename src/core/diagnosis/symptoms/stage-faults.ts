import { STAGES } from "../../evidence/index.ts";
import type { Fault, FaultKind, StageName } from "../../evidence/index.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** The stage that failed with a fault of this kind. */
export function faultStageOf(reader: EvidenceReader, kind: FaultKind): StageName | undefined {
  return STAGES.find((stage) => reader.fault(stage)?.kind === kind);
}

/** The peer sent something that could not be read as what was due. */
export function isUnreadable(fault: Fault): boolean {
  return fault.kind === "malformed" || fault.kind === "oversized" || fault.kind === "not-rdp";
}

/** The port accepted and reset so quickly that the system reports it as a failed connect: it did answer. */
export function isResetAfterHandshake(fault: Fault | undefined): boolean {
  return fault?.kind === "tcp-failed" && (fault.errno === "ECONNRESET" || fault.errno === "EPIPE");
}
