import { execFileSync } from "node:child_process";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, vi } from "vitest";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { SCHEMAS, type StoryReport } from "../../../src/core/contract/index.ts";
import { encodeEvtx } from "../../../src/core/eventlog/index.ts";
import { runCli } from "../cli/index.ts";
import { temporaryFolder } from "../ingest/index.ts";
import { FAILED, INTRUDER, LAST_MS, systemRecord, writeMachine } from "./machine.ts";

const folder = await temporaryFolder();
const machine = join(folder, "rds01");
await mkdir(machine);
await writeMachine(machine);

async function storyOf(argv: readonly string[]): Promise<StoryReport> {
  const { stdout } = await runCli(["explain", ...argv, "--json"]);
  const report: StoryReport = JSON.parse(stdout);
  return report;
}

const story = await storyOf([machine]);
const [host] = story.hosts;
if (host === undefined) throw new Error("no host");

describe("the story of a folder", () => {
  it("is as its schema says", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(SCHEMAS["story-1"]);
    validate(story);
    expect(validate.errors).toBeNull();
  });

  it("tells who was on, from where, and how it ended", () => {
    expect(story.hosts.map((one) => one.host)).toEqual(["rds01"]);
    const remote = host.sessions.filter(({ place }) => place === "remote");
    expect(remote.map(({ user, visits, end }) => [user?.name, visits[0]?.client?.address, end.kind])).toEqual([
      ["anna", "192.0.2.7", "logoff"],
      ["backup", INTRUDER, "logoff"],
      ["anna", "192.0.2.7", "logoff"],
    ]);
  });

  it("tells who attacked from where, and whether they got in", () => {
    const inside = host.detections.filter(({ outcome }) => outcome === "got-in");
    expect(inside.flatMap(({ addresses }) => addresses)).toContain(INTRUDER);
    expect(inside.map(({ id }) => id)).toContain("success-after-guessing");
    const others = host.detections.filter(({ addresses }) => addresses.includes(FAILED));
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ outcome }) => outcome !== "got-in")).toBe(true);
    expect(host.detections.map(({ id }) => id)).toContain("logs-cleared");
  });

  it("tells what is wrong now, with its records", () => {
    expect(host.explained).toEqual({ moment: new Date(LAST_MS).toISOString(), isProbe: false });
    const [finding] = host.findings;
    expect(finding).toMatchObject({ id: "machinekeys-permissions", effect: "blocks" });
    expect(finding?.because[0]?.at).toMatch(/^System\.evtx#\d+$/u);
  });

  it("says first to contain, then to mend", () => {
    expect(host.steps[0]).toMatchObject({ detectionId: "success-after-guessing" });
    const mend = host.steps.findIndex(({ causeId }) => causeId === "machinekeys-permissions");
    expect(mend).toBeGreaterThan(0);
    expect(host.steps[mend]?.command).toContain("icacls");
    expect(host.steps.every(({ at }) => at.length > 0)).toBe(true);
  });

  it("makes one incident of one fault, and an ended one of the fall", () => {
    const [key] = host.incidents;
    expect(key).toMatchObject({ end: { kind: "ongoing" }, effect: "blocks" });
    expect(key?.symptoms.map(({ at }) => at[0])).toHaveLength(2);
    expect(key?.tree.children.map(({ kind }) => kind)).toEqual(["seen", "why", "not-tested"]);
    const fall = host.incidents.find(({ causes }) => causes[0]?.id === "host-down-or-asleep");
    expect(fall?.end.kind).toBe("recovered");
  });

  it("keeps gaps, and what was not tested", () => {
    expect(host.gaps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["log-cleared", "unexpected-restart"]));
    expect(host.notTested.some(({ en }) => en.includes("Settings of the host"))).toBe(true);
    expect(host.grade).toBeNull();
  });

  it("cites a record that is there for every statement", async () => {
    const { stdout } = await runCli(["events", machine, "--ndjson"]);
    const known = new Set(
      stdout
        .trim()
        .split("\n")
        .map((line) => {
          const record: { readonly at: string } = JSON.parse(line);
          return record.at;
        }),
    );
    const cited = [
      ...host.steps.flatMap(({ at }) => at),
      ...host.findings.flatMap(({ because }) => because.map(({ at }) => at)),
      ...host.detections.flatMap(({ because }) => because.flatMap(({ at }) => at ?? [])),
      ...host.incidents.flatMap(({ symptoms }) => symptoms.flatMap(({ at }) => at)),
      ...host.sessions.flatMap(({ at }) => at),
      ...host.gaps.map(({ at }) => at),
    ];
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter((at) => !known.has(at))).toEqual([]);
  });
});

describe("the page", () => {
  it.each([
    ["en", 44],
    ["en", 100],
    ["zh", 44],
    ["zh", 80],
  ])("fits a terminal, in %s at %i columns", async (language, width) => {
    const { stdout, code } = await runCli(["explain", machine, "--lang", language, "--width", String(width)]);
    expect(code).toBe(1);
    expect(stdout).toContain(INTRUDER);
    // Tables of sessions hold whole names.
    const long = stdout.split("\n").filter((line) => displayWidth(line) > width);
    expect(long).toEqual([]);
  });

  it("draws the tree with plain characters where that is asked for", async () => {
    const { stdout } = await runCli(["explain", machine, "--plain"]);
    expect(stdout).toContain("|- What was seen");
    expect(stdout).not.toMatch(/[│├└]/u);
  });

  it("writes HTML and SVG once, escaped", async () => {
    const hostile = join(folder, "hostile");
    await mkdir(hostile);
    const name = "</text><script>alert(1)</script>\u001b[2J\u202e";
    await writeMachine(hostile, [
      systemRecord("Service Control Manager", 7034, LAST_MS, [["param1", "Remote Desktop Services"]]),
      {
        ...systemRecord("Microsoft-Windows-Security-Auditing", 4740, LAST_MS, [
          ["TargetUserName", name],
          ["TargetDomainName", name],
        ]),
        channel: "Security",
      },
    ]);
    const [html, svg] = [join(folder, "story.html"), join(folder, "tree.svg")];
    const { stdout } = await runCli(["explain", hostile, "--html", html, "--svg", svg]);
    expect(stdout).not.toContain("\u001b[2J");
    expect(stdout).not.toContain("\u202e");
    const page = await readFile(html, "utf8");
    expect(page).not.toContain("<script");
    expect(page).not.toMatch(/(?:src|href)="http/u);
    expect(await readFile(svg, "utf8")).toMatch(/^<svg [^>]*role="img"[\s\S]*<title/u);
    const again = await runCli(["explain", hostile, "--html", html]);
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain("is there already");
  });
});

/** A replayed check at a time at which the machine's logs can be asked. */
async function probeOf(transcript: string): Promise<string> {
  const { stdout } = await runCli(["replay", join("transcripts", transcript), "--json"]);
  const path = join(folder, `${transcript}.json`);
  await writeFile(path, JSON.stringify({ ...JSON.parse(stdout), startedAt: new Date(LAST_MS).toISOString() }));
  return path;
}

async function jointly(
  transcript: string,
  records: Parameters<typeof encodeEvtx>[0],
): Promise<StoryReport["hosts"][0]> {
  const logs = join(folder, `${transcript}-logs`);
  await mkdir(logs);
  await writeFile(join(logs, "System.evtx"), encodeEvtx(records));
  const report = await storyOf(["--probe", await probeOf(transcript), "--events", logs]);
  const [only] = report.hosts;
  if (only === undefined) throw new Error("no host");
  return only;
}

function pipeNamed(name: string): string {
  const path = join(folder, name);
  execFileSync("mkfifo", [path]);
  return path;
}

describe("a probe from a pipe", () => {
  it("is read when its writer comes", async () => {
    const path = pipeNamed("written");
    const report = await readFile(await probeOf("freerdp-shadow-tls.txt"));
    const written = appendFile(path, report);
    const { stderr, stdout } = await runCli(["explain", machine, "--probe", path, "--json"]);
    await written;
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({ schema: "rdpulse.story/1" });
  });

  it("that never says anything is told of, given up in the end, and left at once when asked to", async () => {
    const path = pipeNamed("silent");
    const stop = new AbortController();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const over = new AbortController();
      const waiting = runCli(["explain", machine, "--probe", path]).finally(() => over.abort());
      while (!over.signal.aborted) {
        vi.advanceTimersByTime(5000);
        await setImmediate();
      }
      const { code, stderr } = await waiting;
      expect(code).toBe(2);
      expect(stderr).toContain("still waiting");
      expect(stderr).toContain("within 120 s");
      const left = runCli(["explain", machine, "--probe", path], { interrupted: stop.signal });
      stop.abort();
      expect((await left).code).toBe(130);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a probe and the host's own logs", () => {
  const RCM = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
  it.each([
    ["stand-in-no-certificate.txt", "machinekeys-permissions", RCM, 1057, [["Param1", "Access is denied."]]],
    ["stand-in-license-error.txt", "rds-grace-period-expired", RCM, 1128, []],
    ["silent.txt", "termservice-crash-loop", "Service Control Manager", 7034, [["param1", "Remote Desktop Services"]]],
  ] as const)("separate what %s alone leaves as a list: %s", async (transcript, cause, provider, eventId, data) => {
    const records = [10, 5].map((minutes) => systemRecord(provider, eventId, LAST_MS - minutes * 60_000, data));
    const told = await jointly(transcript, records);
    expect(told.explained.isProbe).toBe(true);
    const [separation] = told.separated;
    expect(separation?.before.length).toBeGreaterThan(1);
    expect(separation?.isDecided).toBe(true);
    expect(told.findings[0]?.id).toBe(cause);
    const at = told.findings[0]?.because.map((because) => because.at) ?? [];
    expect(at.some((one) => one.startsWith("line "))).toBe(true);
    expect(at).toContain("System.evtx#2");
  });

  it("lets the logs decide between the causes of a code", async () => {
    const logs = join(folder, "code-logs");
    await mkdir(logs);
    const record = systemRecord(RCM, 1070, LAST_MS);
    await writeFile(join(logs, "System.evtx"), encodeEvtx([record]));
    const report = await storyOf([logs, "--code", "ERRINFO_SERVER_DENIED_CONNECTION"]);
    expect(report.hosts[0]?.findings[0]?.id).toBe("drain-mode-or-logons-disabled");
  });
});

describe("what cannot be told", () => {
  it.each([
    [["explain", "/nowhere/logs"], "no such file"],
    [["explain", "--probe", "package.json", machine], "not the JSON of a check"],
    [["explain", "--code", "nothing-like-this-xyzzy", machine], "nothing is known of it"],
    [["explain", "--probe", "package.json"], "name the host's logs too"],
  ])("is one line: %j", async (argv, words) => {
    const { code, stderr } = await runCli(argv);
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain(words);
  });

  it("stays a query where no such file is", async () => {
    const { stdout, code } = await runCli(["explain", "rdp-cert-expired"]);
    expect(code).toBe(0);
    expect(stdout).toContain("rdp-cert-expired");
  });
});
