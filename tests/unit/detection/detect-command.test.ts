import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { type DetectionsReport, SCHEMAS } from "../../../src/core/contract/index.ts";
import { encodeEvtx, type EvtxEventInput } from "../../../src/core/eventlog/index.ts";
import { runCli } from "../cli/index.ts";
import { START_MS, temporaryFolder } from "../ingest/index.ts";

const folder = await temporaryFolder();
const CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const ATTACKER = "203.0.113.66";
const HOSTILE = "=cmd|'/c calc'!A1\u001b[2J\u202e";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function core(eventId: number, afterMs: number, turn: number, name: string, text: string): EvtxEventInput {
  return {
    provider: CORE,
    eventId,
    channel: `${CORE}/Operational`,
    computer: "RDS01",
    timeMs: START_MS + afterMs,
    activityId: `f4200000-0000-0000-0000-0000000000${String(turn).padStart(2, "0")}`,
    data: [[name, text]],
  };
}

/** As NLA leaves it: a failed logon of type 3 without an address. */
function failure(afterMs: number): EvtxEventInput {
  return {
    provider: "Microsoft-Windows-Security-Auditing",
    eventId: 4625,
    channel: "Security",
    computer: "RDS01",
    timeMs: START_MS + afterMs,
    data: [
      ["TargetUserName", HOSTILE],
      ["Status", { type: "hexint32", number: 0xc000_006d }],
      ["SubStatus", { type: "hexint32", number: 0xc000_006a }],
      ["LogonType", { type: "uint32", number: 3 }],
      ["IpAddress", "-"],
    ],
  };
}

function session(afterMs: number): EvtxEventInput {
  return {
    provider: LSM,
    eventId: 21,
    channel: `${LSM}/Operational`,
    computer: "RDS01",
    timeMs: START_MS + afterMs,
    userData: {
      element: "EventXML",
      namespace: "Event_NS",
      values: [
        ["User", `EX\\${HOSTILE}`],
        ["SessionID", 3],
        ["Address", ATTACKER],
      ],
    },
  };
}

const attack = range(15).flatMap((turn) => [
  core(131, turn * 4000, turn, "ClientIP", `${ATTACKER}:50${turn}00`),
  core(140, turn * 4000 + 300, turn, "IPString", ATTACKER),
]);
await writeFile(join(folder, "RdpCoreTS.evtx"), encodeEvtx(attack));
await writeFile(join(folder, "Security.evtx"), encodeEvtx(range(15).map((turn) => failure(turn * 4000 + 301))));
await writeFile(join(folder, "LSM.evtx"), encodeEvtx([session(90_000)]));
const logs = ["RdpCoreTS.evtx", "Security.evtx", "LSM.evtx"].map((name) => join(folder, name));

const rules = join(folder, "rules.yml");
await writeFile(
  rules,
  `title: Ours\nid: 1\nauthor: A. Writer\nlicense: CC0-1.0\nlogsource:\n  product: windows\n  service: security\ndetection:\n  sel:\n    EventID: 4625\n  condition: sel\nlevel: low\n---\ntitle: Counting\nlogsource:\n  product: windows\n  service: security\ndetection:\n  sel:\n    EventID: 4625\n  condition: sel | count() by IpAddress > 5\n`,
);

function reportOf(stdout: string): DetectionsReport {
  const report: DetectionsReport = JSON.parse(stdout);
  return report;
}

describe("rdpulse detect", () => {
  it("tells who guessed under NLA, from where, and that they got in, with the records", async () => {
    const { code, stdout } = await runCli(["detect", ...logs, "--sigma", rules, "--json"]);
    expect(code).toBe(1);
    const report = reportOf(stdout);
    const closed = JSON.stringify(SCHEMAS["detections-1"]).replaceAll(
      '"type":"object","properties"',
      '"type":"object","additionalProperties":false,"properties"',
    );
    const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false });
    const validate = ajv.compile(JSON.parse(closed));
    expect([validate(report), validate.errors]).toEqual([true, null]);
    expect(report.detections.map(({ id }) => id)).toEqual(["password-guessing", "success-after-guessing"]);
    const [guessing] = report.detections;
    expect(guessing).toMatchObject({
      severity: "high",
      addresses: [ATTACKER],
      count: 15,
      evidenceCount: 30,
      outcome: "got-in",
      threshold: { id: "guesses-fast", value: 10 },
    });
    expect(guessing?.because[0]?.at).toBe("RdpCoreTS.evtx#2");
    expect(report.sigma).toMatchObject({ rules: 1, hits: [{ title: "Ours", count: 15, author: "A. Writer" }] });
    expect(report.sigma?.refused).toMatchObject([{ title: "Counting", construct: "aggregation count" }]);
  });

  it("has a page that no name can break, in both languages, and narrow", async () => {
    for (const language of ["en", "zh"]) {
      const { code, stdout } = await runCli(["detect", ...logs, "--lang", language, "--width", "44"]);
      expect(code).toBe(1);
      expect(stdout.includes("\u001b") || stdout.includes("\u202e")).toBe(false);
      expect(stdout).toContain(ATTACKER);
      expect(Math.max(...stdout.split("\n").map(displayWidth))).toBeLessThanOrEqual(44);
    }
  });

  it("has CSV that no spreadsheet runs, and one JSON line a finding", async () => {
    const { stdout } = await runCli(["detect", ...logs, "--csv"]);
    expect(stdout.split("\r\n")[0]).toContain("id,severity");
    expect(stdout).not.toMatch(/(?:^|,)"?=cmd/m);
    const lines = (await runCli(["detect", ...logs, "--ndjson", "--sigma", rules])).stdout.trimEnd().split("\n");
    const validate = new Ajv2020({ strict: true, validateFormats: false }).compile(SCHEMAS["detection-line-1"]);
    expect(lines.map((line) => validate(JSON.parse(line)))).toEqual([true, true, true]);
  });

  it("goes by the bar, the thresholds, the time and the history that are given", async () => {
    expect((await runCli(["detect", logs[2] ?? "", "--fail-on", "high"])).code).toBe(0);
    const few = join(folder, "few.json");
    await writeFile(few, '{"guesses-fast": {"value": 50}}');
    expect((await runCli(["detect", ...logs, "--thresholds", few])).code).toBe(0);
    const usual = join(folder, "usual.json");
    expect((await runCli(["detect", ...logs, "--save-baseline", usual])).stderr).toContain("1 user");
    expect((await runCli(["detect", ...logs, "--save-baseline", usual])).code).toBe(2);
    expect((await runCli(["detect", ...logs, "--baseline", usual])).code).toBe(1);
    const { code, stdout } = await runCli(["detect", ...logs, "--until", "2001-01-01"]);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("does not call a log clean of which nothing could be read", async () => {
    const damaged = join(folder, "damaged.evtx");
    const bytes = encodeEvtx([core(131, 0, 1, "ClientIP", ATTACKER)]);
    bytes.fill(0xff, 4096);
    await writeFile(damaged, bytes);
    const { code, stderr } = await runCli(["detect", damaged, "--lang", "en"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("damaged")]);
  });

  it("names what is wrong in one line", async () => {
    const wrong = join(folder, "wrong.json");
    await writeFile(wrong, '{"guesses-fast": {"value": -1}}');
    const cases: readonly (readonly [readonly string[], string])[] = [
      [["detect"], "LOGS"],
      [["detect", join(folder, "absent.evtx")], "absent.evtx"],
      [["detect", ...logs, "--thresholds", wrong], "guesses-fast.value"],
      [["detect", ...logs, "--thresholds", rules], "JSON"],
      [["detect", ...logs, "--baseline", wrong], "baseline"],
      [["detect", ...logs, "--sigma", join(folder, "absent.yml")], "absent.yml"],
      [["detect", ...logs, "--json", "--csv"], "--csv"],
      [["detect", wrong], "no event log"],
    ];
    for (const [args, sign] of cases) {
      const { code, stderr } = await runCli(args);
      expect([args.at(-1), code, stderr]).toEqual([args.at(-1), 2, expect.stringContaining(sign)]);
    }
  });
});
