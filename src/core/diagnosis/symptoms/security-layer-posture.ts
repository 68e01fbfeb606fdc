import type { Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

const PROTOCOL_RDP = 0;
/** Encryption methods of [MS-RDPBCGR] 2.2.1.4.3. */
const NO_ENCRYPTION = 0;
const FIPS_METHOD = 0x10;

/** Which security layer was really agreed, and whether the weak one is offered beside the strong one. */
export const securityLayerPosture: Symptom = (reader) => {
  const onlyPlain = isPlainRdpOnly(reader);
  const unencrypted = onlyPlain && reader.value("mcs.encryptionMethod") === NO_ENCRYPTION;
  if (unencrypted || reader.value("session.clearText") === true) return [clearText(reader, onlyPlain)];
  if (onlyPlain) return [plainRdpOnly(reader)];
  const selected = reader.value("x224.selectedProtocol");
  const requested = reader.value("x224.requestedProtocols");
  if (selected !== undefined && requested !== undefined && selected !== PROTOCOL_RDP && (selected & requested) === 0) {
    return [selectedWhatNobodyAskedFor(reader)];
  }
  return reader.value("x224.accepted")?.rdp === "accepted" ? [plainRdpAccepted(reader)] : [];
};

/** The X.224 exchange succeeded, TLS was offered, and the server stayed with native RDP security. */
function isPlainRdpOnly(reader: EvidenceReader): boolean {
  if (!reader.completed("x224") || (reader.value("x224.requestedProtocols") ?? 1) === PROTOCOL_RDP) return false;
  const accepted = reader.value("x224.accepted");
  if (accepted?.tls === "accepted" || accepted?.hybrid === "accepted") return false;
  return reader.value("x224.negotiated") === false || reader.value("x224.selectedProtocol") === PROTOCOL_RDP;
}

/** Offered beside TLS it hurts nobody who does not ask for it; agreed on, it sends passwords in the clear. */
function clearText(reader: EvidenceReader, onlyPlain: boolean): Group {
  return {
    group: "clear-text",
    stage: "mcs",
    effect: onlyPlain ? "hinders" : "weakens",
    certainty: 0.97,
    because: reader.supports(
      "session.clearText",
      "mcs.encryptionMethod",
      "mcs.encryptionLevel",
      "x224.selectedProtocol",
    ),
    candidates: [{ id: "security-layer-mismatch", variant: "clear-text", weight: 1 }],
  };
}

function plainRdpOnly(reader: EvidenceReader): Group {
  const fips = reader.value("mcs.encryptionMethod") === FIPS_METHOD;
  return {
    group: "plain-rdp-only",
    stage: "x224",
    effect: "hinders",
    certainty: 0.95,
    because: reader.supports(
      "x224.selectedProtocol",
      "x224.requestedProtocols",
      "x224.negotiated",
      "mcs.encryptionMethod",
      "mcs.encryptionLevel",
    ),
    candidates: [
      { id: "security-layer-mismatch", variant: "plain-rdp-only", weight: fips ? 70 : 100 },
      ...(fips ? [{ id: "fips-mismatch", weight: 30 } as const] : []),
    ],
  };
}

function plainRdpAccepted(reader: EvidenceReader): Group {
  return {
    group: "plain-rdp-accepted",
    stage: "x224",
    effect: "weakens",
    certainty: 0.9,
    because: reader.supports("x224.plainRdp", "x224.selectedProtocol"),
    candidates: [{ id: "security-layer-mismatch", variant: "plain-rdp-accepted", weight: 1 }],
  };
}

function selectedWhatNobodyAskedFor(reader: EvidenceReader): Group {
  return {
    group: "wrong-selection",
    stage: "x224",
    effect: "blocks",
    certainty: 0.8,
    because: reader.supports("x224.selectedProtocol", "x224.requestedProtocols"),
    candidates: [
      { id: "protocol-stream-error", weight: 60 },
      { id: "security-layer-mismatch", weight: 40 },
    ],
  };
}
