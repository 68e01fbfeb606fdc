import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeEvtx } from "../../../src/core/eventlog/index.ts";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { runCli } from "../cli/index.ts";
import { evtxAt, sesmanAt, START_MS, temporaryFolder } from "../ingest/index.ts";

const folder = await temporaryFolder();
const HOSTILE = "=cmd|'/c calc'!A1\u001b[2J\u202e\u0007\nnext";

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const security = await write("Security.evtx", evtxAt([1, 2, 3]));
const sesman = await write("xrdp-sesman.log", sesmanAt([4]));
const rdpCore = await write(
  "RdpCoreTS.evtx",
  encodeEvtx([
    {
      provider: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
      eventId: 140,
      channel: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
      computer: "rds01",
      level: 3,
      timeMs: START_MS,
      recordId: 9,
      data: [["IPString", "10.1.2.3"]],
    },
    {
      provider: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
      eventId: 131,
      channel: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
      computer: "rds01",
      level: 4,
      timeMs: START_MS + 500,
      recordId: 10,
      data: [
        ["ConnType", HOSTILE],
        ["ClientIP", "[2001:db8::7]:59407"],
      ],
    },
  ]),
);

/** Ids of the records that a command line prints. */
async function idsOf(...argv: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runCli(["events", ...argv, "--ndjson"]);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const document: unknown = JSON.parse(line);
      return typeof document === "object" && document !== null && "at" in document ? String(document.at) : "?";
    });
}

describe("rdpulse events", () => {
  it("prints a table for people, in both languages and in narrow windows", async () => {
    const { code, stdout, stderr } = await runCli(["events", rdpCore, security, "--width", "120"]);
    expect(code).toBe(0);
    expect(stdout).toContain("2026-11-22 08:00:00.000 warning  RdpCoreTS 140");
    expect(stdout).toContain("IPString=10.1.2.3");
    expect(stderr).toContain("5 records shown, 2 logs read, 0 damaged records, 0 files passed over");
    const zh = await runCli(["events", rdpCore, "--lang", "zh", "--width", "44"]);
    expect(zh.stdout).toContain("警告");
    expect(zh.stderr).toContain("显示 2 条记录");
    for (const line of zh.stdout.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(44);
  });

  it("ends with 2 where nothing was there to read, be it a file, a device or stdin", async () => {
    for (const path of ["/dev/null", "-"]) {
      const { code, stdout, stderr } = await runCli(["events", path, "--json"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`no event log in ${path}`);
    }
  });

  it("prints one JSON line a record, and one document with --json", async () => {
    const { stdout } = await runCli(["events", rdpCore, "--ndjson", "--id", "131"]);
    expect(JSON.parse(stdout)).toEqual({
      schema: "rdpulse.event/1",
      at: "RdpCoreTS.evtx#10",
      time: "2026-11-22T08:00:00.5000000Z",
      computer: "rds01",
      channel: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
      provider: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
      eventId: 131,
      level: 4,
      recordId: 10,
      version: 0,
      task: 0,
      opcode: 0,
      keywords: expect.any(String),
      processId: expect.any(Number),
      threadId: expect.any(Number),
      data: { ConnType: HOSTILE, ClientIP: "[2001:db8::7]:59407" },
    });
    const document: unknown = JSON.parse(
      (await runCli(["events", rdpCore, security, "--json", "--limit", "3"])).stdout,
    );
    expect(document).toMatchObject({
      schema: "rdpulse.events/1",
      records: [{}, {}, {}],
      damaged: [],
      passedOver: [],
      counts: { records: 3, damaged: 0, logs: 2 },
      complete: false,
    });
    const none: unknown = JSON.parse((await runCli(["events", security, "--json", "--id", "1"])).stdout);
    expect(none).toMatchObject({ records: [], complete: true });
  });

  it("lets nothing of a stranger reach the terminal or run in a spreadsheet", async () => {
    for (const form of ["--table", "--ndjson", "--csv", "--json"]) {
      const { stdout } = await runCli(["events", rdpCore, form]);
      expect(stdout).not.toMatch(/\p{Cc}(?<![\r\n])/u);
      expect(stdout).not.toContain("\u202e");
    }
    const { stdout } = await runCli(["events", rdpCore, "--csv", "--id", "131"]);
    const lines = stdout.trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe("time,level,computer,channel,provider,eventId,recordId,at,activityId,data");
    const alone = await write(
      "alone.evtx",
      encodeEvtx([
        { provider: "=1+1", eventId: 1, channel: "@SUM(A1)", computer: "+x", timeMs: START_MS, data: [["", "=cmd"]] },
      ]),
    );
    const cells = (await runCli(["events", alone, "--csv"])).stdout.split("\r\n")[1]?.split(",") ?? [];
    expect(cells).toContain("'=1+1");
    expect(cells).toContain("'@SUM(A1)");
    expect(cells).toContain("'=cmd");
  });

  it("counts what is damaged, and says so with exit code 1", async () => {
    const bytes = evtxAt([1, 2, 3]);
    const second = 4096 + 512 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4096 + 512 + 4, true);
    const broken = Uint8Array.from(bytes);
    broken.fill(0xff, second + 24, second + 40);
    const path = await write("broken.evtx", broken);
    const { code, stdout, stderr } = await runCli(["events", path, "--ndjson"]);
    expect(code).toBe(1);
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(stderr).toContain("1 damaged record");
    expect(stderr).toContain(`broken.evtx at ${second}`);
  });

  it("tells what the operator can get wrong in one line, with exit code 2", async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [[], "needs FILE|FOLDER"],
      [[join(folder, "missing.evtx")], "cannot read"],
      [[await write("notes.txt", "nothing of a log\n")], "no event log in"],
      [[security, "--where", "nonsense"], "no condition"],
      [[security, "--where", "colour=red"], "does not know the field 'colour'"],
      [[security, "--where", "time>=yesterday"], "is no time"],
      [[security, "--where", "address=10.0.0.0/99"], "10.0.0.0/99"],
      [[security, "--since", "soon"], "is no time"],
      [[security, "--limit", "0"], "--limit 0"],
      [[security, "--json", "--csv"], "exclude each other"],
      [[security, "--json", "--follow"], "--ndjson"],
      [[security, "--utc-offset", "99"], "--utc-offset 99"],
      [[security, "--format", "binary"], "--format"],
    ];
    for (const [argv, words] of wrong) {
      const { code, stdout, stderr } = await runCli(["events", ...argv]);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(words);
      expect(stderr.trimEnd()).not.toContain("\n");
    }
  });

  it("says that a local time was read in the zone of this machine", async () => {
    expect((await runCli(["events", sesman])).stderr).toContain("--utc-offset");
    expect((await runCli(["events", sesman, "--utc-offset", "+08:00"])).stderr).not.toContain("--utc-offset");
    expect((await runCli(["events", sesman, "--quiet"])).stderr).toBe("");
  });
});

describe("--where", () => {
  const all = [rdpCore, security, sesman, "--utc-offset", "Z"];
  const from = async (...conditions: readonly string[]): Promise<readonly string[]> =>
    idsOf(...all, ...conditions.flatMap((condition) => ["--where", condition]));
  const rdp = ["RdpCoreTS.evtx#9", "RdpCoreTS.evtx#10"];
  const failed = ["Security.evtx#1", "Security.evtx#2", "Security.evtx#3"];
  const refused = "xrdp-sesman.log#1";

  it.each<readonly [string, readonly string[]]>([
    ["id=140,131", rdp],
    ["id!=4625,0", rdp],
    ["id<140", [rdp[1] ?? "", refused]],
    ["provider=RdpCoreTS", rdp],
    ["provider=Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", rdp],
    ["provider~core", rdp],
    ["provider=Security", failed],
    ["channel=security", failed],
    ["channel=*operational", rdp],
    ["channel!~Operational", [...failed, refused]],
    ["level<=3", rdp.slice(0, 1)],
    ["level=warning", rdp.slice(0, 1)],
    ["host=RDS01", rdp],
    ["file~sesman", [refused]],
    ["record>=10", rdp.slice(1)],
    ["user=ANNA", [...failed, refused]],
    ["address=192.0.2.0/24", [...failed, refused]],
    ["address=10.0.0.0/8,2001:db8::/32", rdp],
    ["data.IPString=10.*.3", rdp.slice(0, 1)],
    ["data.TargetUserName~nn", failed],
    ["text~2001:db8", rdp.slice(1)],
    ["time>=2026-11-22T08:00:03", [failed[2] ?? "", refused]],
    ["time<2026-11-22T08:00:00.4", rdp.slice(0, 1)],
  ])("%s", async (condition, expected) => {
    expect(await from(condition)).toEqual(expected);
  });

  it("given several times means all of them, also where they contradict", async () => {
    expect(await from("id=4625", "time>=2026-11-22T08:00:02", "user=anna")).toEqual(failed.slice(1));
    expect(await from("id=4625", "id=140")).toEqual([]);
    expect(
      await idsOf(...all, "--id", "4625,140", "--provider", "Security", "--until", "2026-11-22T08:00:01Z"),
    ).toEqual(failed.slice(0, 1));
    expect(await idsOf(...all, "--since", "1h")).toEqual([]);
  });
});
