import { toLatin1 } from "../src/core/bytes/index.ts";
import { incidentReport } from "../src/core/contract/index.ts";
import {
  describeBecause,
  diagnoseHost,
  diagnoseTogether,
  HostEventIndex,
  type HostEvidence,
  type ProbeView,
  readProbe,
} from "../src/core/diagnosis/index.ts";
import type { EventRecord } from "../src/core/eventlog/index.ts";
import { assembleIncidents, treePicture } from "../src/core/incident/index.ts";
import { eventEntries } from "../src/core/knowledge/index.ts";
import { HostStory } from "../src/core/telemetry/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;
const START_MS = 1_795_000_000_000;
const LINES = 300;

/** A line is `number-of-an-event minutes value…`: the number chooses among the events of the catalogue. */
function recordOf(line: string, index: number): EventRecord {
  const [number = "", minutes = "", ...values] = line.split("\t");
  const entries = eventEntries();
  const entry = entries[(Number.parseInt(number, 10) || 0) % entries.length];
  const texts = values.length === 0 ? [line] : values;
  const names = [
    "param1",
    "param2",
    "Status",
    "SubStatus",
    "LogonType",
    "TargetUserName",
    "Address",
    "User",
    "AlertDesc",
    "",
  ];
  return {
    origin: `${line.slice(0, 40)}.evtx`,
    recordId: index,
    timeMs: START_MS + (Number.parseInt(minutes, 10) || 0) * 60_000,
    timeTicks: 0,
    channel: entry?.channel ?? "",
    provider: entry?.provider ?? "",
    eventId: entry?.id ?? 0,
    level: 2,
    computer: "srv01",
    values: names.map((name, place) => ({ name, text: texts[place % texts.length] ?? "" })),
  };
}

function evidenceOf(text: string): HostEvidence {
  const story = new HostStory();
  const index = new HostEventIndex({ fromMs: START_MS, untilMs: START_MS + 60_000 });
  for (const [number, line] of text.split("\n").slice(0, LINES).entries()) {
    for (const event of story.add(recordOf(line, number))) index.add(event);
  }
  for (const event of story.finish()) index.add(event);
  const referenceMs = index.span?.untilMs ?? START_MS;
  return {
    host: text.slice(0, 30),
    events: index,
    channels: story.channels(),
    detections: [],
    referenceMs,
    isProbed: true,
  };
}

function told(evidence: HostEvidence, probe: ProbeView | undefined): string {
  const joint = probe === undefined ? undefined : diagnoseTogether(probe, evidence);
  const findings = joint?.findings ?? diagnoseHost(evidence);
  const groups = new Map<string, number>();
  for (const { group, confidence, because } of findings) {
    groups.set(group, (groups.get(group) ?? 0) + confidence);
    for (const reason of because) describeBecause(reason, "zh");
  }
  const incidents = assembleIncidents({ evidence, findings, ...(probe === undefined ? {} : { probe }) });
  const picture = incidents.map((incident) => treePicture(incident, "en")).join("");
  // Nothing that a log says may begin an element of its own.
  if (/<(?!\/?(?:svg|title|desc|style|rect|path|text)\b)/.test(picture)) throw new Error(picture);
  for (const [group, sum] of groups) if (group.startsWith("host.") && sum > 1.0001) throw new Error(`${group}: ${sum}`);
  return JSON.stringify(incidents.map(incidentReport)) + picture;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON never gets as far as a probe's report.
    return undefined;
  }
}

/** What findings, joint diagnoses and incidents make of the logs and reports of strangers. */
export const storyTargets: readonly FuzzTarget[] = [
  {
    name: "assembleIncidents",
    run: (bytes) => told(evidenceOf(toLatin1(bytes)), undefined),
    faults: [],
    baseLimitBytes: 16 * MEGABYTE,
    runLimitMs: 2000,
  },
  {
    name: "readProbe",
    run: (bytes) => {
      const text = toLatin1(bytes);
      const probe = readProbe(parsed(text), () => START_MS);
      return probe === undefined ? undefined : told(evidenceOf("100\t1"), probe);
    },
    faults: [],
    baseLimitBytes: 8 * MEGABYTE,
    runLimitMs: 1000,
  },
];
