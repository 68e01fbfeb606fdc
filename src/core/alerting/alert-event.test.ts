import { describe, expect, it } from "vitest";
import type { IncidentRecord } from "../incident/index.ts";
import { causes } from "../knowledge/index.ts";
import { alertEventOf, lastedText } from "./alert-event.ts";

const NOON = 1_795_435_200_000;
const naming = { nameOf: (target: number): string => `ts${target}`, offsetMinutes: (): number => 480 };
const base: IncidentRecord = {
  id: 12,
  tenant: 1,
  cause: "rdp-listener-not-listening",
  effect: "blocks",
  stage: "tcp",
  confidence: 0.874,
  because: [],
  scope: { kind: "target", key: "7" },
  severity: "major",
  state: "open",
  firstFailureMs: NOON,
  openedMs: NOON + 5000,
  reopened: 0,
  members: [{ target: 7, joinedMs: NOON }],
  outageMs: 0,
  revision: 1,
};

describe("what somebody is told", () => {
  it("is what, since when, who, and what to do first, in both languages", () => {
    const { text } = alertEventOf(base, "opened", "0", naming, NOON);
    const cause = causes[base.cause];
    expect(text.en.split("\n")).toEqual([
      "INC-12, major, since 2026-11-23 20:00 (UTC+08:00).",
      "Affected: ts7.",
      `${cause.explanation.en} (87 % sure)`,
      `First: ${cause.remedies.windows?.confirm[0]?.text.en ?? ""}`,
    ]);
    expect(text.zh.split("\n")).toHaveLength(4);
    expect(text.zh.split("\n")[0]).toBe("INC-12，重要，始于 2026-11-23 20:00 (UTC+08:00)。");
  });

  it("says at the end how long it lasted, and nothing to do", () => {
    const closed: IncidentRecord = {
      ...base,
      state: "closed",
      goodSinceMs: NOON + 65 * 60_000,
      closedMs: NOON + 70 * 60_000,
    };
    const { text, title } = alertEventOf(closed, "closed", "0", naming, NOON + 70 * 60_000);
    expect(title.en.startsWith("Resolved: ")).toBe(true);
    expect(text.en.split("\n")[0]).toContain("lasted 1 h 5 min");
    expect(text.en).not.toContain("First:");
  });

  it("makes a hostile name safe to show and bounds it", () => {
    const hostile = { ...naming, nameOf: (): string => `\u001B[31mred\r\nBcc: x\u202E${"a".repeat(500)}` };
    const { title, hosts } = alertEventOf(base, "opened", "0", hostile, NOON);
    for (const text of [title.en, title.zh, hosts[0]?.name ?? ""]) {
      expect(text).toMatch(/^[\x20-\x7e\u3000-\uffef\u4e00-\u9fff…]+$/u);
      expect(text.length).toBeLessThan(160);
    }
  });

  it.each(["site", "gateway", "balancer", "pool", "vantage", "fleet"] as const)("names a %s in words", (kind) => {
    const members = Array.from({ length: 500 }, (_, target) => ({ target, joinedMs: NOON }));
    const event = alertEventOf({ ...base, scope: { kind, key: "k1" }, members }, "opened", "0", naming, NOON);
    expect(event.title.en).toContain("500 hosts");
    expect(event.title.zh).toContain("500 台主机");
    expect(JSON.stringify(event).length).toBeLessThan(6000);
  });

  it.each([
    [10_000, "less than a minute"],
    [59 * 60_000, "59 min"],
    [60 * 60_000, "1 h 0 min"],
    [49 * 3_600_000, "2 d 1 h"],
  ])("%d ms are %s", (ms, text) => {
    expect(lastedText(ms).en).toBe(text);
  });
});
