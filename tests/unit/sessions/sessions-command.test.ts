import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { SCHEMAS } from "../../../src/core/contract/index.ts";
import { encodeEvtx, type EvtxEventInput } from "../../../src/core/eventlog/index.ts";
import { runCli } from "../cli/index.ts";
import { START_MS, temporaryFolder } from "../ingest/index.ts";

const folder = await temporaryFolder();
const MINUTE_MS = 60_000;
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
const HOSTILE = "=cmd|'/c calc'!A1\u001b[2J\u202e</text><script>";

function session(eventId: number, afterMs: number, user: string, number: number, address?: string): EvtxEventInput {
  return {
    provider: LSM,
    eventId,
    channel: `${LSM}/Operational`,
    computer: "RDS01.example.test",
    timeMs: START_MS + afterMs,
    activityId: "f4200000-0000-0000-0000-00000000000a",
    userData: {
      element: "EventXML",
      namespace: "Event_NS",
      values: [
        ["User", `EX\\${user}`],
        ["SessionID", number],
        ...(address === undefined ? [] : [["Address", address] as const]),
      ],
    },
  };
}

await writeFile(
  join(folder, "LSM.evtx"),
  encodeEvtx([
    session(21, 40_000, "anna", 3, ""),
    session(22, 45_000, "anna", 3, ""),
    session(23, 10 * MINUTE_MS, "anna", 3),
    session(21, 11 * MINUTE_MS, HOSTILE, 4, "192.0.2.9"),
    session(21, 12 * MINUTE_MS, "console-user", 1, "LOCAL"),
  ]),
);
await writeFile(
  join(folder, "RdpCoreTS.evtx"),
  encodeEvtx([
    {
      provider: CORE,
      eventId: 131,
      channel: `${CORE}/Operational`,
      computer: "RDS01",
      timeMs: START_MS,
      activityId: "f4200000-0000-0000-0000-00000000000a",
      data: [
        ["ConnType", "TCP"],
        ["ClientIP", "192.0.2.7:50123"],
      ],
    },
  ]),
);

interface Report {
  readonly schema: string;
  readonly sessions: readonly {
    readonly host: string;
    readonly user: { readonly name: string };
    readonly end: { readonly kind: string };
    readonly at: readonly string[];
    readonly visits: readonly { readonly client: unknown }[];
  }[];
}

async function reportOf(...argv: readonly string[]): Promise<Report> {
  const { stdout } = await runCli(["sessions", folder, "--json", ...argv]);
  const report: Report = JSON.parse(stdout);
  return report;
}

async function users(...argv: readonly string[]): Promise<readonly string[]> {
  return (await reportOf(...argv)).sessions.map(({ user }) => user.name);
}

describe("rdpulse sessions", () => {
  it("tells who was on, with the address joined from another log", async () => {
    const report = await reportOf();
    expect(report.schema).toBe("rdpulse.sessions/1");
    expect(report.sessions).toHaveLength(2);
    expect(report.sessions[0]).toMatchObject({
      host: "rds01",
      user: { name: "anna" },
      end: { kind: "logoff", at: "LSM.evtx#3" },
      totalMs: 10 * MINUTE_MS - 40_000,
      visits: [
        { client: { address: "192.0.2.7", port: 50_123, rule: "activity-id", at: "RdpCoreTS.evtx#1", confidence: 1 } },
      ],
    });
    expect(report.sessions[0]?.at).toContain("RdpCoreTS.evtx#1");
  });

  it("prints what its schema says, and nothing that it does not name", async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false });
    const closed = JSON.stringify(SCHEMAS["sessions-1"]).replaceAll(
      '"type":"object","properties"',
      '"type":"object","additionalProperties":false,"properties"',
    );
    const check = ajv.compile(JSON.parse(closed));
    expect([check(await reportOf("--all")), ajv.errorsText(check.errors)]).toEqual([true, "No errors"]);
  });

  it("shows the console and chooses by user, host and time", async () => {
    expect(await users("--all")).toHaveLength(3);
    expect(await users("--user", "AN*")).toEqual(["anna"]);
    expect(await users("--host", "other")).toEqual([]);
    expect(await users("--since", "2026-11-22T08:10:30")).toEqual([HOSTILE]);
    expect(await users("--until", "2026-11-22T08:10:30")).toEqual(["anna"]);
  });

  it.each([44, 80, 120])("prints a page of %i columns without a sign that a terminal obeys", async (width) => {
    for (const lang of ["en", "zh"]) {
      const { stdout, code } = await runCli(["sessions", folder, "--width", String(width), "--lang", lang]);
      expect(code).toBe(0);
      // eslint-disable-next-line no-control-regex
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
      expect(Math.max(...stdout.split("\n").map(displayWidth))).toBeLessThanOrEqual(width);
      expect(stdout).toContain("192.0.2.7");
      expect(stdout).toContain("LSM.evtx");
    }
  });

  it("shows nothing raw of hosts and users, in whatever form", async () => {
    const hostile = await temporaryFolder();
    const names = [
      "cr\rover",
      "tag\u{e0041}x",
      "c1\u009b31mred",
      "bidi\u202egnp.exe",
      "zero\u200bwidth",
      "</svg><script>",
    ];
    const events = names.map((name, index) => ({
      ...session(21, index * MINUTE_MS, name, index + 3, "192.0.2.9"),
      computer: name,
    }));
    await writeFile(join(hostile, "LSM.evtx"), encodeEvtx(events));
    const svg = join(hostile, "sessions.svg");
    const page = await runCli(["sessions", join(hostile, "LSM.evtx"), "--svg", svg, "--lang", "en"]);
    const csv = await runCli(["sessions", join(hostile, "LSM.evtx"), "--csv"]);
    const json = await runCli(["sessions", join(hostile, "LSM.evtx"), "--json"]);
    const picture = await readFile(svg, "utf8");
    const document: Report = JSON.parse(json.stdout);
    expect(document.sessions.map(({ user }) => user.name)).toEqual(names);
    // eslint-disable-next-line no-control-regex
    const raw = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u202e\u{e0041}]|\r(?!\n)/u;
    for (const text of [page.stdout, csv.stdout, json.stdout]) expect(text).not.toMatch(raw);
    expect(picture).not.toMatch(/[\u009b\u200b\u202e\u{e0041}]|<script/u);
  });

  it("names a path that is not there, and says in words why a file was not read", async () => {
    const odd = await temporaryFolder();
    await writeFile(join(odd, "broken.log.gz"), Buffer.from("1f8b080000000000000301020304", "hex"));
    const missing = join(odd, "missing.evtx");
    for (const command of ["sessions", "detect"]) {
      const none = await runCli([command, missing, "--lang", "en"]);
      expect([none.code, none.stderr]).toEqual([
        2,
        expect.stringContaining(`cannot read ${missing} (ENOENT); name a log`),
      ]);
      const broken = await runCli([command, odd, "--lang", "en"]);
      expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining("broken.log.gz: cannot be read (")]);
      const both = await runCli([command, odd, folder, "--lang", "zh"]);
      expect(both.stderr).toContain("broken.log.gz（无法读取（");
    }
    const told = await runCli(["explain", odd, "--lang", "en"]);
    expect(told.stderr).toMatch(/broken\.log\.gz: cannot be read .*; give logs/);
    const audited = await runCli(["audit", odd, "--lang", "en"]);
    expect(audited.stderr).toMatch(/broken\.log\.gz: cannot be read .*; give exports/);
  });

  it("draws bars with letters where the locale has no others, and none for a screen reader", async () => {
    const ascii = await runCli(["sessions", folder, "--lang", "en"], { env: { LANG: "C" } });
    expect(ascii.stdout).toMatch(/anna +#+\.+/);
    const plain = await runCli(["sessions", folder, "--lang", "en", "--plain"]);
    expect(plain.stdout).not.toContain("Who was on");
  });

  it("tells of a slow logon by its phases", async () => {
    const { stdout } = await runCli(["sessions", folder, "--width", "100"]);
    expect(stdout).toMatch(/Slow logons\n.*\n.*anna: 45 s \(session made 40 s 1#1, desktop started 5\.0 s 1#2\)/);
  });

  it("writes CSV that no spreadsheet runs, and a picture that holds no script", async () => {
    const csv = await runCli(["sessions", folder, "--csv"]);
    expect(csv.stdout.split("\r\n")[1]).toMatch(/^rds01,anna,EX,3,remote,2026-11-22T08:00:40\.000Z,/);
    expect(csv.stdout).toContain("'=cmd");
    const picture = join(folder, "out.svg");
    await runCli(["sessions", folder, "--svg", picture]);
    const svg = await readFile(picture, "utf8");
    expect(svg).toMatch(/^<svg /);
    expect(svg).not.toContain("<script");
    const again = await runCli(["sessions", folder, "--svg", picture]);
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toContain("already");
  });

  it.each([
    ["sessions"],
    ["sessions", "/nowhere/at-all"],
    ["sessions", ".", "--since", "yesterday"],
    ["sessions", ".", "--since", "2026-02-30"],
    ["sessions", ".", "--json", "--csv"],
    ["sessions", ".", "--utc-offset", "east"],
  ])("%j ends with 2 and one line", async (...argv) => {
    const { code, stderr, stdout } = await runCli(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^rdpulse: /);
  });
});
