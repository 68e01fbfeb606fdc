import type { Candidate, Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** What answers speaks another protocol, or nothing that X.224 allows. */
export const notRdp: Symptom = (reader) => {
  const fault = reader.fault("x224");
  if (fault?.kind === "not-rdp") {
    const looksLike = fault.looksLike.toLowerCase();
    return [group(reader, "not-rdp", 0.95, looksLike === "ica" ? CITRIX : otherService(looksLike))];
  }
  if (fault?.kind === "malformed") return [group(reader, "malformed-x224", 0.8, malformed(fault.pdu))];
  return fault?.kind === "oversized" ? [group(reader, "malformed-x224", 0.8, ENDLESS)] : [];
};

function group(reader: EvidenceReader, name: string, certainty: number, candidates: readonly Candidate[]): Group {
  const because = [...reader.faultOf("x224"), ...reader.supports("x224.firstBytes")];
  return { group: name, stage: "x224", effect: "blocks", certainty, because, candidates };
}

/** Variants of port-conflict by the protocol that was recognised. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ["http", "http"],
  ["ssh", "ssh"],
  ["tls", "tls-service"],
  ["tls-alert", "tls-service"],
  ["vnc", "vnc"],
  ["rfb", "vnc"],
]);

function otherService(looksLike: string): readonly Candidate[] {
  return [
    { id: "port-conflict", variant: SERVICES.get(looksLike) ?? "other-service", weight: 84 },
    { id: "nat-or-segmentation-path", weight: 9 },
    looksLike === "unknown" ? { id: "protocol-stream-error", weight: 20 } : { id: "listener-port-changed", weight: 7 },
  ];
}

const CITRIX: readonly Candidate[] = [
  { id: "citrix-ica-coexistence", weight: 88 },
  { id: "port-conflict", variant: "other-service", weight: 12 },
];

/** A TPKT header that cannot be read is one whose length cannot be true. */
function malformed(pdu: string): readonly Candidate[] {
  return [
    { id: "protocol-stream-error", variant: /tpkt/iu.test(pdu) ? "lying-length" : "malformed", weight: 60 },
    { id: "port-conflict", variant: "other-service", weight: 25 },
    { id: "third-party-security-hook", weight: 15 },
  ];
}

const ENDLESS: readonly Candidate[] = [
  { id: "port-conflict", variant: "other-service", weight: 55 },
  { id: "protocol-stream-error", variant: "lying-length", weight: 45 },
];
