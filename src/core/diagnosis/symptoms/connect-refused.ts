import type { Candidate, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/**
 * The port answered the SYN with a reset. From outside every way of having no listener looks the same, and so does a
 * firewall that resets; only another port on which RDP answers tells more.
 */
export const connectRefused: Symptom = (reader) => {
  if (reader.fault("tcp")?.kind !== "tcp-refused") return [];
  const elsewhere = reader.value("tcp.otherPort") !== undefined;
  return [
    {
      group: "connect-refused",
      stage: "tcp",
      effect: "blocks",
      certainty: 0.95,
      because: reader.faultOf("tcp"),
      candidates: elsewhere
        ? [
            {
              id: "listener-port-changed",
              variant: "answers-on-other-port",
              weight: 90,
              because: reader.supports("tcp.otherPort"),
            },
            { id: "rdp-listener-not-listening", weight: 10, because: reader.contradicts("tcp.otherPort") },
          ]
        : NO_LISTENER.map((candidate) =>
            candidate.id === "listener-port-changed" && otherPortIsNotRdp(reader)
              ? { ...candidate, weight: MOVED_TO_UNKNOWN_PORT }
              : candidate,
          ),
    },
  ];
};

/** The port that people move it to was asked and has no RDP either: only one that nobody told us of remains. */
const MOVED_TO_UNKNOWN_PORT = 4;

function otherPortIsNotRdp(reader: EvidenceReader): boolean {
  return reader.evidence.questions.some(({ id, outcome }) => id === "other-port" && outcome === "unanswered");
}

/** Platform unknown: no byte of the host was seen. The catch-all entry leads, because it says how to walk the rest. */
const NO_LISTENER: readonly Candidate[] = [
  { id: "rdp-listener-not-listening", weight: 30 },
  { id: "termservice-stopped", weight: 22 },
  { id: "rdp-disabled", weight: 20 },
  { id: "rdp-disabled-by-gpo", weight: 9 },
  { id: "listener-port-changed", weight: 8 },
  { id: "rdp-listener-config-corrupt", weight: 6 },
  { id: "firewall-drop", variant: "rejected-by-policy", weight: 5 },
];
