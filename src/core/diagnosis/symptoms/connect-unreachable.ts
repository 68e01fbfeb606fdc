import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { isResetAfterHandshake } from "./stage-faults.ts";

/** A router or firewall answers at once; the kernel gives up on a neighbour only after about three seconds. */
const PROMPT_ANSWER_MS = 1000;

/** The network said that the host cannot be reached, or this machine could not even try. */
export const connectUnreachable: Symptom = (reader) => {
  const fault = reader.fault("tcp");
  if (fault?.kind === "tcp-unreachable") {
    return [group(reader, 0.9, unreachable(reader, fault.errno, fault.afterMs))];
  }
  if (fault?.kind === "proxy-failed") return [group(reader, 0.85, [{ id: "nat-or-segmentation-path", weight: 1 }])];
  return fault?.kind === "tcp-failed" && !isResetAfterHandshake(fault) ? [group(reader, 0.6, FAILED_OTHERWISE)] : [];
};

function unreachable(reader: EvidenceReader, errno: string, afterMs: number): readonly Candidate[] {
  if (errno === "EHOSTDOWN") return SILENT_NEIGHBOUR;
  if (errno === "ENETUNREACH" || errno === "EADDRNOTAVAIL") return NO_ROUTE;
  if (errno === "EACCES" || errno === "EPERM") return REJECTED;
  const absent = reader.value("tcp.neighbour") === "absent";
  return afterMs < PROMPT_ANSWER_MS && !absent ? REJECTED : SILENT_NEIGHBOUR;
}

function group(reader: EvidenceReader, certainty: number, candidates: readonly Candidate[]): Group {
  const because = [...reader.faultOf("tcp"), ...reader.supports("tcp.neighbour")];
  return { group: "connect-unreachable", stage: "tcp", effect: "blocks", certainty, because, candidates };
}

const REJECTED: readonly Candidate[] = [
  { id: "firewall-drop", variant: "rejected-by-policy", weight: 70 },
  { id: "nat-or-segmentation-path", weight: 20 },
  { id: "host-down-or-asleep", weight: 10 },
];

const SILENT_NEIGHBOUR: readonly Candidate[] = [
  { id: "host-down-or-asleep", weight: 75 },
  { id: "nat-or-segmentation-path", weight: 14 },
  { id: "dns-name-or-address-wrong", weight: 11 },
];

const NO_ROUTE: readonly Candidate[] = [
  { id: "nat-or-segmentation-path", variant: "no-route", weight: 90 },
  { id: "dns-name-or-address-wrong", weight: 10 },
];

const FAILED_OTHERWISE: readonly Candidate[] = [
  { id: "nat-or-segmentation-path", weight: 40 },
  { id: "firewall-drop", variant: "rejected-by-policy", weight: 35 },
  { id: "third-party-security-hook", weight: 25 },
];
