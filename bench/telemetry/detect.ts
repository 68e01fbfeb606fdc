import { existsSync, readdirSync, readFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gunzipSync } from "node:zlib";
import { DetectionEngine, type DetectionResult } from "../../src/core/detection/index.ts";
import type { EventRecord } from "../../src/core/eventlog/index.ts";
import { HostStory } from "../../src/core/telemetry/index.ts";
import { readEvents } from "../../src/io/ingest/index.ts";

const EVENTS = 1_000_000;
const GOAL_MS = 10_000;
/** Growth of the heap in use over the second half of the events: a state that grows with them would show here. */
const GOAL_GROWTH_BYTES = 24 * 1024 * 1024;
const REPORTS = 5;
const START_MS = 1_795_000_000_000;

const SECURITY = "Microsoft-Windows-Security-Auditing";
const RDP_CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";

/** One turn of a busy, attacked host: connections, refusals, logons, sessions and what is of no interest. */
function* syntheticRecords(count: number): Generator<EventRecord> {
  let number = 0;
  for (let turn = 0; number < count; turn++) {
    const address = `10.${(turn >> 16) & 255}.${(turn >> 8) & 255}.${turn & 255}`;
    const attacker = `203.0.113.${turn % 200}`;
    const user = `user${turn % 500}`;
    const activityId = `f42000${(turn % 0xffff).toString(16).padStart(2, "0")}-0000-0000-0000-${turn.toString(16).padStart(12, "0")}`;
    const records: readonly (readonly [string, string, number, readonly (readonly [string, string])[]])[] = [
      [
        `${RDP_CORE}/Operational`,
        RDP_CORE,
        131,
        [
          ["ConnType", "TCP"],
          ["ClientIP", `${attacker}:50000`],
        ],
      ],
      [`${RDP_CORE}/Operational`, RDP_CORE, 140, [["IPString", attacker]]],
      ["Security", SECURITY, 4625, failed(user)],
      [
        `${RDP_CORE}/Operational`,
        RDP_CORE,
        131,
        [
          ["ConnType", "TCP"],
          ["ClientIP", `${address}:50001`],
        ],
      ],
      ["Security", SECURITY, 4624, logon(user, address)],
      [
        "Security",
        SECURITY,
        4672,
        [
          ["SubjectUserName", user],
          ["SubjectLogonId", "0x1234"],
        ],
      ],
      [
        `${LSM}/Operational`,
        LSM,
        21,
        [
          ["User", `CORP\\${user}`],
          ["SessionID", String(turn % 60)],
          ["Address", address],
        ],
      ],
      ["Security", SECURITY, 4688, process(turn)],
      ["Security", SECURITY, 5145, [["ShareName", "\\\\*\\IPC$"]]],
      [
        `${LSM}/Operational`,
        LSM,
        24,
        [
          ["User", `CORP\\${user}`],
          ["SessionID", String(turn % 60)],
          ["Address", address],
        ],
      ],
    ];
    for (const [channel, provider, eventId, values] of records) {
      if (number++ >= count) return;
      yield {
        origin: "synthetic",
        recordId: number,
        timeMs: START_MS + number * 250,
        timeTicks: 0,
        channel,
        provider,
        eventId,
        level: 0,
        computer: `RDS${turn % 8}.corp.example`,
        ...(provider === RDP_CORE ? { activityId } : {}),
        values: values.map(([name, text]) => ({ name, text })),
      };
    }
  }
}

function failed(user: string): readonly (readonly [string, string])[] {
  return [
    ["TargetUserName", user],
    ["LogonType", "3"],
    ["Status", "0xc000006d"],
    ["SubStatus", "0xc000006a"],
    ["IpAddress", "-"],
  ];
}

function logon(user: string, address: string): readonly (readonly [string, string])[] {
  return [
    ["TargetUserName", user],
    ["TargetLogonId", "0x1234"],
    ["LogonType", "10"],
    ["IpAddress", address],
    ["IpPort", "0"],
  ];
}

function process(turn: number): readonly (readonly [string, string])[] {
  return [
    ["SubjectUserName", "RDS$"],
    ["NewProcessName", "C:\\Windows\\System32\\svchost.exe"],
    ["CommandLine", `C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Service${turn % 90}`],
  ];
}

/** Time and memory of a million events through normalise, join and detection; then what is found in real logs. */
export async function benchDetect(): Promise<boolean> {
  const isFast = measureMillion();
  const samples = globalThis.process.env["RDPULSE_EVTX_SAMPLES"];
  if (samples === undefined) {
    console.log("detection on real logs: not tested, RDPULSE_EVTX_SAMPLES names no folder");
    return isFast;
  }
  return (await compareSamples(samples)) && isFast;
}

function measureMillion(): boolean {
  const story = new HostStory();
  const engine = new DetectionEngine();
  const memory: { readonly heap: number; readonly rss: number }[] = [];
  let records = 0;
  let spentMicros = 0;
  let batch: EventRecord[] = [];
  const flush = (): void => {
    // Making the records is no part of it.
    const before = globalThis.process.cpuUsage();
    for (const record of batch) for (const event of story.add(record)) engine.add(event);
    const { system, user } = globalThis.process.cpuUsage(before);
    spentMicros += system + user;
    batch = [];
  };
  for (const record of syntheticRecords(EVENTS)) {
    batch.push(record);
    records++;
    if (batch.length === 10_000) flush();
    if (records % (EVENTS / REPORTS) !== 0) continue;
    collectGarbage();
    const { heapUsed, rss } = globalThis.process.memoryUsage();
    memory.push({ heap: heapUsed, rss });
    console.log(`${records} records: ${megabytes(rss)} MiB resident, ${megabytes(heapUsed)} MiB in use`);
  }
  flush();
  for (const event of story.finish()) engine.add(event);
  const result = engine.finish(story.channels());
  const spentMs = spentMicros / 1000;
  console.log(
    `${EVENTS} records in ${spentMs.toFixed(0)} ms of CPU time (goal ${GOAL_MS}), ${result.events} events, ${result.detections.length} detections, ${result.forgotten} forgotten`,
  );
  const middle = memory[Math.floor(memory.length / 2)];
  const last = memory.at(-1);
  const growth = last === undefined || middle === undefined ? 0 : last.heap - middle.heap;
  console.log(`growth over the second half: ${(growth / 1_048_576).toFixed(1)} MiB (goal 24)`);
  return spentMs <= GOAL_MS && growth <= GOAL_GROWTH_BYTES;
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(0);
}

/** Only what is still held counts. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

/** What was found in the logs by another tool, and by reading them. */
interface Expected {
  readonly records: number;
  readonly attackers: readonly { readonly address: string; readonly count: number }[];
  readonly detections: readonly string[];
  readonly benign: boolean;
}

async function compareSamples(folder: string): Promise<boolean> {
  const list: unknown = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8"));
  if (!isExpectedList(list)) throw new Error("bench/telemetry/expected.json is not what it should be");
  const scratch = mkdtempSync(join(tmpdir(), "rdpulse-bench-"));
  let isSame = true;
  let falseAlarms = 0;
  let benign = 0;
  try {
    for (const [name, expected] of Object.entries(list)) {
      const path = samplePath(folder, name, scratch);
      if (path === undefined) {
        console.log(`${name}: not tested, not in the folder`);
        continue;
      }
      const { records, result } = await detectIn([path]);
      // "info" is no alarm: it is worth knowing, and said to be no attack.
      const found = [
        ...new Set(result.detections.filter(({ severity }) => severity !== "info").map(({ id }) => id)),
      ].toSorted();
      const missed = expected.detections.filter((id) => !found.some((one) => one === id));
      const extra = found.filter((id) => !expected.detections.includes(id));
      const isAttackerFound =
        expected.detections.length === 0 ||
        expected.attackers.every(({ address, count }) =>
          result.detections.some((one) => one.addresses.includes(address) && one.count === count),
        );
      if (expected.benign) {
        benign++;
        falseAlarms += extra.length;
      }
      const verdict = missed.length === 0 && extra.length === 0 && isAttackerFound ? "as expected" : "DIFFERS";
      if (verdict !== "as expected") isSame = false;
      const parts = [`${records} records`, found.join(", ") || "nothing", verdict];
      if (missed.length > 0) parts.push(`missed: ${missed.join(", ")}`);
      if (extra.length > 0) parts.push(`extra: ${extra.join(", ")}`);
      if (!isAttackerFound) parts.push("attackers differ");
      console.log(`${name}: ${parts.join("; ")}`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(`false alarms: ${falseAlarms} in ${benign} benign logs`);
  return isSame;
}

function samplePath(folder: string, name: string, scratch: string): string | undefined {
  const plain = join(folder, name);
  if (existsSync(plain)) return plain;
  if (!readdirSync(folder).includes(`${name}.gz`)) return undefined;
  const unpacked = join(scratch, name);
  writeFileSync(unpacked, gunzipSync(readFileSync(`${plain}.gz`)));
  return unpacked;
}

async function detectIn(
  paths: readonly string[],
): Promise<{ readonly records: number; readonly result: DetectionResult }> {
  const story = new HostStory();
  const engine = new DetectionEngine();
  const { signal } = new AbortController();
  for await (const batch of readEvents({ paths, order: "time", signal })) {
    for (const record of batch) for (const event of story.add(record)) engine.add(event);
  }
  for (const event of story.finish()) engine.add(event);
  return { records: story.counts.records, result: engine.finish(story.channels()) };
}

function isExpectedList(value: unknown): value is Readonly<Record<string, Expected>> {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(
    (entry: unknown) =>
      typeof entry === "object" &&
      entry !== null &&
      "detections" in entry &&
      Array.isArray(entry.detections) &&
      "attackers" in entry &&
      Array.isArray(entry.attackers) &&
      "benign" in entry &&
      typeof entry.benign === "boolean",
  );
}
