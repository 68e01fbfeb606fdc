import { describe, expect, it } from "vitest";
import type { FactChange } from "../fleet/index.ts";
import { rollOuts, whatChangedBefore } from "./index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function change(fact: FactChange["fact"], atMs: number, parts: Partial<FactChange> = {}): FactChange {
  return { tenant: 1, target: 1, vantage: 0, atMs, fact, before: "old", after: "new", ...parts };
}

describe("whatChangedBefore", () => {
  it("puts what acts on the failing stage first, with its reasons", () => {
    const suspicious = { verdict: "suspicious", rule: "other-issuer" } as const;
    const list = whatChangedBefore(
      [
        change("address", 9 * DAY),
        change("certificate", 9 * DAY, { judgement: suspicious }),
        change("clockSkewMinutes", 10 * DAY - HOUR, { before: 0, after: 1 }),
      ],
      10 * DAY,
      7 * DAY,
      { stage: "tls" },
    );
    expect(list.map((each) => each.change.fact)).toEqual(["certificate", "address", "clockSkewMinutes"]);
    expect(list[0]?.text).toEqual({ en: "certificate: old → new", zh: "证书：old → new" });
    expect(list[0]?.reasons.map(({ en }) => en)).toEqual([
      "it acts on the stage that fails (tls)",
      "24 h before",
      expect.stringContaining("Somebody else issued"),
    ]);
  });

  it("leaves out first sights, what came later, what is too old, and other hosts", () => {
    const changes = [
      change("osBuild", DAY, { before: null }),
      change("osBuild", 11 * DAY),
      change("osBuild", DAY),
      change("osBuild", 9 * DAY, { target: 2 }),
    ];
    expect(whatChangedBefore(changes, 10 * DAY, 7 * DAY, { targets: [1] })).toEqual([]);
  });

  it("holds what came to several of the hosts for likelier", () => {
    const both = [1, 2].map((target) => change("osBuild", 9 * DAY, { target, after: "10.0.20348" }));
    const [first, second, third] = whatChangedBefore([change("stack", 9 * DAY), ...both], 10 * DAY);
    expect([first?.change.fact, second?.change.fact, third?.change.fact]).toEqual(["osBuild", "osBuild", "stack"]);
    expect(first?.reasons.map(({ en }) => en)).toContain("the same on 2 of the hosts");
  });

  it("escapes what hosts say", () => {
    const [first] = whatChangedBefore([change("dnsName", 0, { after: "a\u001B[2J\u202Eb" })], 1);
    expect(first?.text.en).toBe(String.raw`DNS name: old → a\u{1b}[2J\u{202e}b`);
  });
});

describe("rollOuts", () => {
  it("are the same new value on three hosts in one day", () => {
    const changes = [1, 2, 3].map((target) => change("certificateIssuer", target * HOUR, { target, after: "CN=New" }));
    expect(rollOuts(changes)).toEqual([
      { fact: "certificateIssuer", value: "CN=New", fromMs: HOUR, untilMs: 3 * HOUR, targets: [1, 2, 3] },
    ]);
    expect(rollOuts(changes.slice(1))).toEqual([]);
    expect(rollOuts(changes.map((each) => ({ ...each, before: null })))).toEqual([]);
    expect(rollOuts(changes.map((each) => ({ ...each, atMs: each.target * DAY })))).toEqual([]);
  });
});
