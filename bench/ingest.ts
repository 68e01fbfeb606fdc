// What taking logs of hosts costs, from an upload to sessions in the store and attacks in the stream of changes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Readable } from "node:stream";
import { encodeEvtx, type EvtxEventInput } from "../src/core/eventlog/index.ts";
import { EventIntake } from "../src/io/monitor/index.ts";
import { openStore } from "../src/io/store/index.ts";
import { exampleEvent } from "./telemetry/logs.ts";

const GOAL_A_SECOND = 20_000;
const HOSTS = 50;
const EVENTS_AN_UPLOAD = 10_000;
const UPLOADS = 60;
const SENDERS = 8;
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";

/** A Security log under attack, with somebody logging on or off at each hundredth event. */
function eventOf(upload: number, index: number): EvtxEventInput {
  const host = upload % HOSTS;
  const event = exampleEvent(upload * EVENTS_AN_UPLOAD + index);
  const computer = `RDS${host}.example.org`;
  if (index % 100 !== 0) return { ...event, computer };
  const turn = Math.floor(index / 100);
  return {
    provider: LSM,
    eventId: turn % 2 === 0 ? 21 : 23,
    channel: `${LSM}/Operational`,
    computer,
    timeMs: event.timeMs,
    activityId: `f4200000-0000-0000-0000-${String(turn).padStart(12, "0")}`,
    userData: {
      element: "EventXML",
      namespace: "Event_NS",
      values: [
        ["User", `EX\\user${Math.floor(turn / 2)}`],
        ["SessionID", 2 + Math.floor(turn / 2)],
        ...(turn % 2 === 0 ? [["Address", "10.0.0.7"] as const] : []),
      ],
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), "rdpulse-bench-ingest-"));
const uploads = Array.from({ length: UPLOADS }, (_, upload) =>
  Buffer.from(encodeEvtx(Array.from({ length: EVENTS_AN_UPLOAD }, (_unused, index) => eventOf(upload, index)))),
);
const megabytes = uploads.reduce((sum, bytes) => sum + bytes.length, 0) / 2 ** 20;
const clock = { nowMs: () => Date.now() };
const store = await openStore({ folder, clock });
const intake = new EventIntake({ store, tenant: 1, clock, onTrouble: (failure) => console.error(failure?.message) });
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const cpu = process.cpuUsage();
const begunMs = performance.now();
let events = 0;
const waiting = [...uploads];
const send = async (): Promise<void> => {
  for (let bytes = waiting.shift(); bytes !== undefined; bytes = waiting.shift()) {
    const report = await intake.take(Readable.from([bytes]));
    events += report.events;
  }
};
await Promise.all(Array.from({ length: SENDERS }, send));
const seconds = (performance.now() - begunMs) / 1000;
const used = process.cpuUsage(cpu);
delay.disable();
const { items } = await store.sessions.list(1, { limit: 1000 });
const { lines } = await store.changes.since(1, 0, 1000);
const attacks = lines.filter(({ kind }) => kind === "detection").length;
await intake.close();
await store.close();
rmSync(folder, { recursive: true, force: true });

const rate = events / seconds;
const processors = (used.user + used.system) / 1e6 / seconds;
console.log(`${UPLOADS} uploads of ${HOSTS} hosts, ${events} events in ${megabytes.toFixed(0)} MB of .evtx`);
console.log(`${Math.round(rate)} events/s with sessions and detection on (goal: ${GOAL_A_SECOND})`);
console.log(`CPU: ${processors.toFixed(2)} processors, ${((processors / rate) * 1e6).toFixed(1)} µs an event`);
console.log(`at ${GOAL_A_SECOND} events/s that is ${((processors / rate) * GOAL_A_SECOND).toFixed(2)} processors`);
console.log(
  `the main thread waited at most ${(delay.max / 1e6).toFixed(0)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms`,
);
console.log(`memory: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB, the uploads themselves included`);
console.log(`found: ${items.length} sessions or more, ${attacks} attacks`);
if (rate < GOAL_A_SECOND || items.length === 0 || attacks === 0) {
  console.log("goal NOT reached");
  process.exitCode = 1;
} else console.log("goal reached");
