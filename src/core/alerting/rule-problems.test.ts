import { describe, expect, it } from "vitest";
import { ruleProblems } from "./rule-problems.ts";
import { DEFAULT_RULES } from "./rules.ts";

const around = { channels: ["mail"], isZone: (zone: string): boolean => zone === "Asia/Shanghai" };

describe("problems of a rule", () => {
  it("are none in those that are shipped", () => {
    expect(DEFAULT_RULES.flatMap((rule) => ruleProblems(rule, around))).toEqual([]);
  });

  it("say where they are", () => {
    const rule = {
      name: "x",
      channels: ["mail", "maul"],
      escalation: [{ afterMinutes: 5, channels: ["pager"] }],
      quiet: { hours: "22-7", zone: "Mars" },
      daily: { at: "8 o'clock", zone: "Asia/Shanghai" },
    };
    expect(ruleProblems(rule, around).map((problem) => problem.pointer)).toEqual([
      "/channels/1",
      "/escalation/0/channels/0",
      "/quiet/hours",
      "/daily/at",
      "/quiet/zone",
    ]);
  });
});
