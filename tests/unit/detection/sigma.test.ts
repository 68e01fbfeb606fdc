import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileSigmaRule, SigmaEngine } from "../../../src/core/detection/index.ts";
import type { EventRecord } from "../../../src/core/eventlog/index.ts";

function record(channel: string, eventId: number, values: Readonly<Record<string, string>>): EventRecord {
  return {
    origin: "Security.evtx",
    recordId: 7,
    timeMs: 1_795_000_000_000,
    timeTicks: 0,
    channel,
    provider: "Microsoft-Windows-Security-Auditing",
    eventId,
    level: 0,
    computer: "RDS01",
    values: Object.entries(values).map(([name, text]) => ({ name, text })),
  };
}

function rule(detection: string, logsource = "{ product: windows, service: security }"): string {
  return `title: Test\nid: 0\nauthor: Somebody\nlicense: CC0\nlogsource: ${logsource}\ndetection:\n${detection.replaceAll(/^/gm, "  ")}\nlevel: high\n`;
}

function hits(text: string, ...records: readonly EventRecord[]): number {
  const reading = compileSigmaRule(parse(text), "test.yml");
  if (reading.kind === "refused") throw new Error(reading.refused.construct);
  const engine = new SigmaEngine([reading.rule]);
  for (const one of records) engine.add(one);
  return engine.hits()[0]?.count ?? 0;
}

function refusal(text: string): string {
  const reading = compileSigmaRule(parse(text), "test.yml");
  return reading.kind === "refused" ? reading.refused.construct : "taken";
}

const logon = record("Security", 4624, { LogonType: "10", IpAddress: "10.1.2.3", TargetUserName: "Anna" });

describe("Sigma rules", () => {
  it("match fields, lists, wildcards and modifiers as their specification says", () => {
    const cases: readonly (readonly [string, boolean])[] = [
      ["sel:\n  EventID: 4624\n  LogonType: 10\ncondition: sel", true],
      ["sel:\n  EventID: [1, 4624]\ncondition: sel", true],
      ["sel:\n  TargetUserName: anna\ncondition: sel", true],
      ["sel:\n  TargetUserName|cased: anna\ncondition: sel", false],
      ["sel:\n  TargetUserName: 'A*a'\ncondition: sel", true],
      ["sel:\n  TargetUserName: 'A??a'\ncondition: sel", true],
      ["sel:\n  TargetUserName: 'A\\*a'\ncondition: sel", false],
      ["sel:\n  TargetUserName|contains|all: [an, na]\ncondition: sel", true],
      ["sel:\n  TargetUserName|contains|all: [an, x]\ncondition: sel", false],
      ["sel:\n  TargetUserName|startswith: an\ncondition: sel", true],
      ["sel:\n  TargetUserName|endswith: an\ncondition: sel", false],
      ["sel:\n  TargetUserName|re: '^A.{2}a$'\ncondition: sel", true],
      ["sel:\n  TargetUserName|re: '^a'\ncondition: sel", false],
      ["sel:\n  TargetUserName|re|i: '^a'\ncondition: sel", true],
      ["sel:\n  IpAddress|cidr: 10.0.0.0/8\ncondition: sel", true],
      ["sel:\n  IpAddress|cidr: [192.168.0.0/16, 'fe80::/10']\ncondition: sel", false],
      ["sel:\n  LogonType|gte: 10\ncondition: sel", true],
      ["sel:\n  LogonType|lt: 10\ncondition: sel", false],
      ["sel:\n  Missing|exists: false\ncondition: sel", true],
      ["sel:\n  Missing: null\ncondition: sel", true],
      ["sel:\n  IpAddress: null\ncondition: sel", false],
      ["sel:\n  - TargetUserName: bert\n  - LogonType: 10\ncondition: sel", true],
      ["words:\n  - '10.1.2'\n  - nothing\ncondition: words", true],
      ["words:\n  '|all':\n    - '10.1.2'\n    - nothing\ncondition: words", false],
      ["a:\n  LogonType: 10\nb:\n  LogonType: 3\ncondition: a and not b", true],
      ["a:\n  LogonType: 10\nb:\n  LogonType: 3\ncondition: a and b or not (a or b)", false],
      ["sel_a:\n  LogonType: 10\nsel_b:\n  LogonType: 3\ncondition: 1 of sel_*", true],
      ["sel_a:\n  LogonType: 10\nsel_b:\n  LogonType: 3\ncondition: all of sel_*", false],
      ["a:\n  LogonType: 10\n_b:\n  LogonType: 3\ncondition: all of them", true],
      ["a:\n  LogonType: 3\nb:\n  LogonType: 10\ncondition:\n  - a\n  - b", true],
    ];
    for (const [detection, isHit] of cases) {
      expect([detection, hits(rule(detection), logon)]).toEqual([detection, isHit ? 1 : 0]);
    }
  });

  it("find processes in Sysmon and in the Security log, by one name of the field", () => {
    const text = rule(
      "sel:\n  Image|endswith: '\\tscon.exe'\n  CommandLine|windash|contains: ' -dest'\ncondition: sel",
      "{ product: windows, category: process_creation }",
    );
    const sysmon = record("Microsoft-Windows-Sysmon/Operational", 1, {
      Image: "C:\\tscon.exe",
      CommandLine: "tscon 2 /dest:x",
    });
    const security = record("Security", 4688, { NewProcessName: "C:\\TSCON.EXE", CommandLine: "tscon 2 -dest:x" });
    expect(hits(text, sysmon, security, logon)).toBe(2);
    expect(hits(text, record("Microsoft-Windows-Sysmon/Operational", 3, { Image: "C:\\tscon.exe" }))).toBe(0);
  });

  it("are refused as a whole where a part is not supported, and the part is named", () => {
    expect(refusal(rule("sel:\n  A: 1\ncondition: sel | count() by IpAddress > 5"))).toBe("aggregation count");
    expect(refusal(rule("sel:\n  A: 1\ntimeframe: 5m\ncondition: sel"))).toBe("timeframe");
    expect(refusal(rule("sel:\n  A|fieldref: B\ncondition: sel"))).toBe("modifier fieldref");
    expect(refusal(rule("sel:\n  A|base64offset|contains: B\ncondition: sel"))).toBe("modifier base64offset");
    expect(refusal(rule("sel:\n  A|re: '(?=x)y'\ncondition: sel"))).toContain("look-around");
    expect(refusal(rule("sel:\n  A|re: '(x)\\1'\ncondition: sel"))).toContain("back-reference");
    expect(refusal(rule("sel:\n  A: 1\ncondition: other"))).toBe("condition: other");
    expect(refusal(rule("sel:\n  A: 1\ncondition: 2 of sel*"))).toBe("condition: 2 of");
    expect(refusal(rule("sel:\n  A: 1\ncondition: sel and (sel"))).toContain("parenthesis");
    expect(refusal(rule("sel:\n  A: 1\ncondition: sel", "{ product: zeek, service: rdp }"))).toBe(
      "logsource product zeek",
    );
    expect(refusal(rule("sel:\n  A: 1\ncondition: sel", "{ product: windows, service: unheard }"))).toBe(
      "logsource service unheard",
    );
    expect(refusal("title: T\ncorrelation:\n  type: event_count\n")).toBe("correlation");
    expect(refusal("- 1")).toBe("a document that is no rule");
  });

  it("carry author and licence to their hits, and tell which were not tested", () => {
    const reading = compileSigmaRule(parse(rule("sel:\n  EventID: 4624\ncondition: sel")), "test.yml");
    if (reading.kind === "refused") throw new Error("refused");
    const engine = new SigmaEngine([reading.rule]);
    expect(engine.untested()).toHaveLength(1);
    engine.add(logon);
    expect(engine.hits()[0]).toMatchObject({
      count: 1,
      at: ["Security.evtx#7"],
      rule: { author: "Somebody", licence: "CC0" },
    });
    expect(engine.untested()).toEqual([]);
  });
});
