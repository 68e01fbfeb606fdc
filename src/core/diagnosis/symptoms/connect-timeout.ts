import type { Candidate, Symptom } from "../candidate.ts";

/** Nothing came back. Who is missing on the own segment is the only thing that separates host and firewall. */
export const connectTimeout: Symptom = (reader) => {
  const fault = reader.fault("tcp");
  if (fault?.kind !== "tcp-timeout") return [];
  const neighbour = reader.value("tcp.neighbour") ?? "not-on-segment";
  const elsewhere = reader.supports("tcp.otherPort");
  const moved: readonly Candidate[] =
    elsewhere.length === 0
      ? []
      : [{ id: "listener-port-changed", variant: "answers-on-other-port", weight: 300, because: elsewhere }];
  return [
    {
      group: "connect-timeout",
      stage: "tcp",
      effect: "blocks",
      certainty: neighbour === "not-on-segment" ? 0.9 : 0.95,
      because: [...reader.faultOf("tcp"), ...reader.supports("tcp.neighbour")],
      candidates: [...moved, ...NOTHING_CAME_BACK[neighbour]],
    },
  ];
};

const NOTHING_CAME_BACK: Readonly<Record<"present" | "absent" | "not-on-segment", readonly Candidate[]>> = {
  present: [
    { id: "firewall-drop", weight: 70 },
    { id: "rdp-bruteforce-or-flood", weight: 12 },
    { id: "nat-or-segmentation-path", weight: 10 },
    { id: "host-down-or-asleep", weight: 8 },
  ],
  absent: [
    { id: "host-down-or-asleep", weight: 75 },
    { id: "dns-name-or-address-wrong", weight: 10 },
    { id: "nat-or-segmentation-path", weight: 8 },
    { id: "firewall-drop", weight: 7 },
  ],
  "not-on-segment": [
    { id: "firewall-drop", weight: 42 },
    { id: "host-down-or-asleep", weight: 28 },
    { id: "nat-or-segmentation-path", weight: 22 },
    { id: "rdp-bruteforce-or-flood", weight: 8 },
  ],
};
