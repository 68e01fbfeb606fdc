import { toLatin1 } from "../src/core/bytes/index.ts";
import { buildDetectionsReport } from "../src/core/contract/index.ts";
import {
  compileSigmaRule,
  DetectionEngine,
  readHistory,
  readThresholds,
  SigmaEngine,
} from "../src/core/detection/index.ts";
import type { EventRecord } from "../src/core/eventlog/index.ts";
import { HOST_EVENT_KINDS, type HostEvent } from "../src/core/telemetry/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;
const START_MS = 1_795_000_000_000;
const LINES = 400;

const RULE = JSON.stringify({
  title: "T",
  logsource: { product: "windows", service: "security" },
  detection: {
    sel_a: { EventID: 4624, "A|contains|all": ["x", "y"], "B|re": "^(a|b)+[c-e]{1,3}$" },
    sel_b: [{ "C|cidr": "10.0.0.0/8" }, { "D|windash|startswith": " -x" }, { E: null }],
    condition: "1 of sel_* and not (sel_b or all of them)",
  },
});
const SCRIPT = HOST_EVENT_KINDS.map(
  (kind, index) => `${index}\t${index}\trds01\tanna\t10.0.0.1\ttscon 2 /dest:x\t0\t10`,
).join("\n");

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return content;
  } catch {
    return toLatin1(bytes);
  }
}

/** A line is `kind seconds host user address command number type`; what the script says stands in every value. */
function eventOf(line: string, index: number): HostEvent {
  const [kind = "", seconds = "", host = "", user = "", address = "", command = "", number = "", type = ""] =
    line.split("\t");
  const code = Number.parseInt(number, 10);
  return {
    kind: HOST_EVENT_KINDS[(Number.parseInt(kind, 10) || 0) % HOST_EVENT_KINDS.length] ?? "catalogued",
    timeMs: START_MS + (Number.parseInt(seconds, 10) || 0) * 1000,
    timeTicks: 0,
    host,
    at: `fuzz.evtx#${index}`,
    source: command.slice(0, 20),
    ...(user === "" ? {} : { user: { name: user } }),
    ...(address === "" ? {} : { client: { address, rule: "own", confidence: 1 } }),
    clientName: host,
    commandLine: command,
    process: command,
    targetHost: user,
    logonId: number,
    logonType: Number.parseInt(type, 10) || 0,
    ...(Number.isNaN(code) ? {} : { status: code, subStatus: code, sessionId: code }),
    values: {
      registryKey: command,
      registryValue: user,
      detail: number,
      channelName: command,
      MajorType: number,
      TimezoneBiasHour: number,
      TargetSid: user,
      PreviousTime: command,
      NewTime: number,
    },
  };
}

function recordsOf(text: string): readonly EventRecord[] {
  return ["A", "B", "C", "D", "E"].map((name, index) => ({
    origin: "fuzz.evtx",
    recordId: index,
    timeMs: START_MS,
    timeTicks: 0,
    channel: "Security",
    provider: "P",
    eventId: 4624,
    level: 0,
    computer: "C",
    values: [{ name, text }],
  }));
}

/** What detectors make of events of strangers, and the compiler of rules of anybody. */
export const detectionTargets: readonly FuzzTarget[] = [
  {
    name: "DetectionEngine",
    run: (bytes) => {
      const engine = new DetectionEngine();
      for (const [index, line] of toLatin1(bytes).split("\n").slice(0, LINES).entries()) {
        engine.add(eventOf(line, index));
      }
      const result = engine.finish([]);
      const stored = readHistory(JSON.parse(JSON.stringify(engine.history())));
      if (stored === undefined) throw new Error("a history that cannot be read again");
      const input = { records: 0, events: 0, damaged: 0, duplicates: 0, passedOver: [] };
      return JSON.stringify(buildDetectionsReport(result, input));
    },
    faults: [],
    recordings: () => [bytesOf(SCRIPT)],
    baseLimitBytes: 32 * MEGABYTE,
    runLimitMs: 1000,
  },
  {
    name: "compileSigmaRule",
    run: (bytes) => {
      const reading = compileSigmaRule(parsed(bytes), "fuzz.yml");
      if (reading.kind === "refused") return reading.refused.construct;
      const engine = new SigmaEngine([reading.rule]);
      for (const record of recordsOf(toLatin1(bytes))) engine.add(record);
      return engine.hits().length;
    },
    faults: [],
    recordings: () => [bytesOf(RULE)],
    baseLimitBytes: 32 * MEGABYTE,
    runLimitMs: 1000,
  },
  {
    name: "readThresholds",
    run: (bytes) => [readThresholds(parsed(bytes)), readHistory(parsed(bytes))],
    faults: [],
    recordings: () => [bytesOf('{"guesses-fast":{"value":8,"windowMs":240000}}')],
    baseLimitBytes: 8 * MEGABYTE,
  },
];
