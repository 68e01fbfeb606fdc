import type { Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** TRANSPORTTYPE_UDPFECR and _UDPFECL of [MS-RDPBCGR] 2.2.1.4.6. */
const UDP_TRANSPORTS = 0x1 | 0x4;

/** The host offers the UDP side channel, and UDP does not get through. Sessions fall back to TCP, so it seldom hurts much. */
export const udp: Symptom = (reader) => {
  const answer = reader.value("session.udp");
  const offered = ((reader.value("mcs.multitransportFlags") ?? 0) & UDP_TRANSPORTS) !== 0;
  if (answer === "garbage") return [group(reader, offered ? "hinders" : "weakens", offered ? 0.7 : 0.4, undefined)];
  if (!offered || answer === undefined || answer === "answered") return [];
  return [group(reader, "weakens", answer === "unreachable" ? 0.6 : 0.4, "udp-silent")];
};

function group(reader: EvidenceReader, effect: Group["effect"], certainty: number, variant: string | undefined): Group {
  return {
    group: "udp",
    stage: "capabilities",
    effect,
    certainty,
    because: reader.supports("session.udp", "mcs.multitransportFlags"),
    candidates: [{ id: "udp-transport-broken", ...(variant === undefined ? {} : { variant }), weight: 1 }],
  };
}
