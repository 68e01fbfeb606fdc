import type { Candidate, Symptom } from "../candidate.ts";

/**
 * The handshake in one segment works and the post-quantum one in two does not. Lost packets hurt every session that sends
 * much; a server or middlebox that hangs up on the large hello hurts only clients that send one.
 */
export const largeHello: Symptom = (reader) => {
  const answer = reader.value("tls.largeHello");
  if (answer === undefined || answer === "answered" || !reader.completed("tls")) return [];
  const silence = answer === "silence";
  return [
    {
      group: "large-hello",
      stage: "tls",
      effect: silence ? "hinders" : "weakens",
      certainty: silence ? 0.75 : 0.6,
      because: reader.supports("tls.largeHello", "tls.handshakeMs"),
      candidates: silence ? LOST : TURNED_DOWN,
    },
  ];
};

const LOST: readonly Candidate[] = [
  { id: "lossy-or-high-latency-path", variant: "mtu-black-hole-to-host", weight: 70 },
  { id: "third-party-security-hook", weight: 30 },
];

const TURNED_DOWN: readonly Candidate[] = [
  { id: "third-party-security-hook", variant: "tls-reset", weight: 60 },
  { id: "lossy-or-high-latency-path", weight: 40 },
];
