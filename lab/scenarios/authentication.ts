// Clocks and authentication before any password.
import { namedShadow } from "./hosts.ts";
import type { Scenario } from "./scenario.ts";

/** Faults of CredSSP. */
export const authenticationScenarios: readonly Scenario[] = [
  {
    id: "clock-ahead",
    title: "the host's clock is minutes ahead",
    truth: "clock-skew",
    sameOnTheWire: ["clock-skew"],
    production: "real",
    start: (ground) => namedShadow(ground, { security: "nla", clockOffset: `+${ground.dice.between(6, 14)}m` }),
  },
  {
    id: "clock-behind",
    title: "the host's clock is minutes behind",
    truth: "clock-skew",
    sameOnTheWire: ["clock-skew"],
    production: "real",
    start: (ground) => namedShadow(ground, { security: "nla", clockOffset: `-${ground.dice.between(6, 14)}m` }),
  },
];
