// The logs that are measured: real ones, or what the encoder writes.
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type EvtxEventInput, encodeEvtx } from "../../src/core/eventlog/index.ts";

export interface MeasuredLog {
  readonly name: string;
  /** Plain .evtx on this disk. */
  readonly path: string;
}

export interface MeasuredLogs {
  readonly logs: readonly MeasuredLog[];
  /** Where they come from, for the reader of the figures. */
  readonly source: string;
  /** To be deleted afterwards. */
  readonly folder: string;
}

const START_MS = 1_700_000_000_000;

/** A Security log as an attacked host has it: 26 values an event, half of them the same all the time. */
export function exampleEvent(index: number): EvtxEventInput {
  const failed = index % 3 !== 0;
  return {
    provider: "Microsoft-Windows-Security-Auditing",
    providerGuid: "54849625-5478-4994-A5BA-3E3B0328C30D",
    eventId: failed ? 4625 : 4624,
    level: 0,
    task: 12_544,
    keywords: failed ? "0x8010000000000000" : "0x8020000000000000",
    timeMs: START_MS + index * 137,
    timeTicks: index % 10_000,
    channel: "Security",
    computer: "RDS01.example.org",
    processId: 700,
    threadId: 5000 + (index % 40),
    data: [
      ["SubjectUserSid", { type: "sid", text: "S-1-5-18" }],
      ["SubjectUserName", "RDS01$"],
      ["SubjectDomainName", "EXAMPLE"],
      ["SubjectLogonId", { type: "hexint64", big: 0x3e7n }],
      ["TargetUserSid", { type: "sid", text: `S-1-5-21-1004336348-1177238915-682003330-${1000 + (index % 200)}` }],
      ["TargetUserName", `user${index % 500}`],
      ["TargetDomainName", "EXAMPLE"],
      ["Status", { type: "hexint32", number: 0xc000_006d }],
      ["FailureReason", "%%2313"],
      ["SubStatus", { type: "hexint32", number: 0xc000_006a }],
      ["LogonType", failed ? 3 : 10],
      ["LogonProcessName", "NtLmSsp "],
      ["AuthenticationPackageName", "NTLM"],
      ["WorkstationName", `CLIENT${index % 300}`],
      ["TransmittedServices", "-"],
      ["LmPackageName", "-"],
      ["KeyLength", 0],
      ["ProcessId", { type: "sizet", big: 0n }],
      ["ProcessName", "C:\\Windows\\System32\\svchost.exe"],
      ["IpAddress", `198.51.100.${index % 250}`],
      ["IpPort", String(1024 + ((index * 7919) % 60_000))],
      ["LogonGuid", { type: "guid", text: `00000000-0000-0000-0000-${String(index % 1_000_000).padStart(12, "0")}` }],
    ],
  };
}

/** RdpCoreTS as it looks like under attack: short events, an activity id for each connection. */
function connectionEvent(index: number): EvtxEventInput {
  const activityId = `f420${(index >> 2).toString(16).padStart(4, "0")}-fbe2-48e8-a06d-ade59b9d0000`;
  const head = {
    provider: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
    channel: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
    computer: "RDS01.example.org",
    timeMs: START_MS + index * 31,
    timeTicks: index % 10_000,
    activityId,
    userId: "S-1-5-20",
  };
  const address = `203.0.113.${index % 200}`;
  const connected: EvtxEventInput["data"] = [
    ["ConnType", "TCP"],
    ["ClientIP", `${address}:${1024 + (index % 60_000)}`],
  ];
  return index % 2 === 0
    ? { ...head, eventId: 131, data: connected }
    : { ...head, eventId: 140, level: 3, data: [["IPString", address]] };
}

/** Files above `leastBytes`. */
export function measuredLogs(leastBytes: number): MeasuredLogs {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-bench-"));
  const samples = process.env["RDPULSE_EVTX_SAMPLES"];
  const logs: MeasuredLog[] = [];
  const add = (name: string, bytes: Uint8Array): void => {
    const path = join(folder, `${logs.length}.evtx`);
    writeFileSync(path, bytes);
    logs.push({ name, path });
  };
  if (samples === undefined) {
    add("Security, by our encoder", encodeEvtx(Array.from({ length: 6000 }, (_, index) => exampleEvent(index))));
    add("RdpCoreTS, by our encoder", encodeEvtx(Array.from({ length: 6000 }, (_, index) => connectionEvent(index))));
    return { logs, source: "logs of our encoder; RDPULSE_EVTX_SAMPLES names no folder of real ones", folder };
  }
  for (const name of readdirSync(samples).toSorted()) {
    if (!/\.evtx(\.gz)?$/.test(name)) continue;
    const packed = readFileSync(join(samples, name));
    const bytes = name.endsWith(".gz") ? gunzipSync(packed) : packed;
    if (bytes.length >= leastBytes) add(name.replace(/\.evtx(\.gz)?$/, ""), bytes);
  }
  return { logs, source: `real logs of ${samples}`, folder };
}
