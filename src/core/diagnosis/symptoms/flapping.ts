import type { Symptom } from "../candidate.ts";

/** Questions that go to the same port of the same host as the main connection. */
const SAME_PORT = new Set([
  "nla-optional",
  "plain-rdp",
  "rdstls",
  "rdsaad",
  "tls-1.2",
  "tls-1.1",
  "tls-1.0",
  "post-quantum",
  "large-hello",
  "small-hello",
  "routing-token",
  "proxy-header",
  "tls-at-once",
]);

/** The port took one connection and refused another moments later: a service that dies, or one that sheds load. */
export const flapping: Symptom = (reader) => {
  if (!reader.completed("tcp")) return [];
  const turnedAway = reader.evidence.questions.filter(
    (question) => SAME_PORT.has(question.id) && question.fault?.kind === "tcp-refused",
  );
  if (turnedAway.length === 0) return [];
  return [
    {
      group: "flapping",
      stage: "tcp",
      effect: "hinders",
      certainty: 0.75,
      because: turnedAway.map((question) => ({
        side: "for" as const,
        fact: "fault.tcp",
        value: question.fault,
        at: `line ${question.line ?? 0}`,
      })),
      candidates: [
        { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 75 },
        { id: "rdp-bruteforce-or-flood", weight: 25 },
      ],
    },
  ];
};
