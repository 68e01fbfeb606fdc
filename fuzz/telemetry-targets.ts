import { toLatin1 } from "../src/core/bytes/index.ts";
import { buildSessionsReport } from "../src/core/contract/index.ts";
import type { EventRecord } from "../src/core/eventlog/index.ts";
import { sessionPicture, SessionTracker } from "../src/core/sessions/index.ts";
import { HostStory, normalise, parseClientAddress } from "../src/core/telemetry/index.ts";
import type { FuzzTarget } from "./targets.ts";

const MEGABYTE = 1024 * 1024;
const START_MS = 1_795_000_000_000;
/** Events of one script: enough for every cap of a host that a script could reach. */
const LINES = 400;

const PROVIDERS = [
  "Microsoft-Windows-TerminalServices-LocalSessionManager",
  "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
  "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
  "Microsoft-Windows-Security-Auditing",
  "Microsoft-Windows-Kernel-General",
  "Microsoft-Windows-Eventlog",
  "Microsoft-Windows-Sysmon",
  "Service Control Manager",
  "xrdp-sesman",
  "xrdp",
] as const;

/** Names that the rules ask for: whatever the script says stands in all of them. */
const NAMES = [
  "User",
  "SessionID",
  "Address",
  "Session",
  "Reason",
  "TargetSession",
  "Source",
  "ClientIP",
  "IPString",
  "ConnType",
  "Param1",
  "Param3",
  "TargetUserName",
  "TargetLogonId",
  "LogonType",
  "IpAddress",
  "IpPort",
  "Status",
  "SubStatus",
  "LogonID",
  "ClientAddress",
  "ClientName",
  "ChannelName",
  "ReasonCode",
  "TargetObject",
  "NewTime",
  "OldTime",
  "message",
  "__proto__",
  "",
] as const;

/** A line is `provider id seconds computer activity value…`; what is missing is empty. */
function recordOf(line: string, index: number): EventRecord {
  const [provider = "", id = "", seconds = "", computer = "", activityId = "", ...values] = line.split("\t");
  const texts = values.length === 0 ? [line] : values;
  return {
    origin: "fuzz.evtx",
    recordId: index,
    timeMs: START_MS + (Number.parseInt(seconds, 10) || 0) * 1000,
    timeTicks: 0,
    channel: provider,
    provider: PROVIDERS[Number.parseInt(provider, 10)] ?? provider,
    eventId: Number.parseInt(id, 10) || 0,
    level: 4,
    computer,
    ...(activityId === "" ? {} : { activityId }),
    values: NAMES.map((name, place) => ({ name, text: texts[place % texts.length] ?? "" })),
  };
}

function recordsOf(bytes: Uint8Array): readonly EventRecord[] {
  return toLatin1(bytes).split("\n").slice(0, LINES).map(recordOf);
}

/** What normalisation, joins and the timeline make of events of strangers. */
export const telemetryTargets: readonly FuzzTarget[] = [
  { name: "normalise", run: (bytes) => recordsOf(bytes).map(normalise), faults: [], baseLimitBytes: 8 * MEGABYTE },
  { name: "parseClientAddress", run: (bytes) => parseClientAddress(toLatin1(bytes)), faults: [] },
  {
    name: "SessionTracker",
    run: (bytes) => {
      const story = new HostStory();
      const tracker = new SessionTracker();
      for (const record of recordsOf(bytes)) for (const event of story.add(record)) tracker.add(event);
      for (const event of story.finish()) tracker.add(event);
      const timeline = tracker.finish();
      const input = { records: story.counts.records, damaged: 0, duplicates: story.counts.duplicates, passedOver: [] };
      const report = JSON.stringify(buildSessionsReport(timeline, input));
      const picture = sessionPicture(timeline, { language: "en", formatTime: String, zone: "UTC" });
      // Nothing that a log says may begin an element of its own.
      if (/<(?!\/?(?:svg|title|desc|style|defs|pattern|line|rect|text)\b)/.test(picture)) throw new Error(picture);
      return [report, story.channels()];
    },
    faults: [],
    baseLimitBytes: 16 * MEGABYTE,
    runLimitMs: 1000,
  },
];
