import { DetectionEngine, type DetectionOptions, type DetectionResult } from "../../../src/core/detection/index.ts";
import type { ChannelCoverage, HostEvent } from "../../../src/core/telemetry/index.ts";

export const START_MS = 1_795_000_000_000;
export const ATTACKER = "203.0.113.9";

let number = 0;

/** A host event with what a test cares for; each has a record number of its own. */
export function event(kind: HostEvent["kind"], seconds: number, rest: Partial<HostEvent> = {}): HostEvent {
  number++;
  return {
    kind,
    timeMs: START_MS + seconds * 1000,
    timeTicks: 0,
    host: "rds01",
    at: `Security.evtx#${number}`,
    source: "Security 4625",
    ...rest,
  };
}

export function from(address: string): { readonly client: NonNullable<HostEvent["client"]> } {
  return { client: { address, rule: "own", confidence: 1 } };
}

/** Wrong password of a network logon under NLA: no address of its own, one joined. */
export function refused4625(seconds: number, name: string, address: string): HostEvent {
  return event("logon-failed", seconds, {
    user: { name },
    logonType: 3,
    status: 0xc000_006d,
    subStatus: 0xc000_006a,
    client: { address, rule: "time", confidence: 0.9, at: "RdpCoreTS.evtx#1" },
  });
}

export function refused140(seconds: number, address: string): HostEvent {
  return event("credential-refused", seconds, { source: "RdpCoreTS 140", ...from(address) });
}

export function sessionLogon(seconds: number, name: string, address: string, host = "rds01"): HostEvent {
  return event("session-logon", seconds, { source: "LocalSessionManager 21", user: { name }, host, ...from(address) });
}

export function process(seconds: number, image: string, commandLine: string, user = "anna"): HostEvent {
  return event("process-started", seconds, {
    source: "Security 4688",
    process: `C:\\Windows\\System32\\${image}`,
    commandLine,
    user: { name: user },
  });
}

export function registry(
  seconds: number,
  registryValue: string,
  detail: string,
  key = "hklm\\system\\rdp-tcp",
): HostEvent {
  return event("registry-set", seconds, {
    source: "Sysmon 13",
    values: { registryKey: key, registryValue, detail, eventType: "SetValue" },
  });
}

export function channel(name: string, fromSeconds = -10, untilSeconds = 1e7, host = "rds01"): ChannelCoverage {
  return {
    host,
    channel: name,
    records: 1,
    firstMs: START_MS + fromSeconds * 1000,
    lastMs: START_MS + untilSeconds * 1000,
    firstAt: "Security.evtx#1",
    lastAt: "Security.evtx#2",
    missing: [],
  };
}

export const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
export const ALL_CHANNELS: readonly ChannelCoverage[] = [
  channel("Security"),
  channel("System"),
  channel(LSM),
  channel("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational"),
  channel("Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational"),
  channel("Microsoft-Windows-Sysmon/Operational"),
];

export function detect(
  events: readonly HostEvent[],
  channels: readonly ChannelCoverage[] = ALL_CHANNELS,
  options: DetectionOptions = {},
): DetectionResult {
  const engine = new DetectionEngine(options);
  for (const one of events) engine.add(one);
  return engine.finish(channels);
}

export function ids(result: DetectionResult): readonly string[] {
  return result.detections.map(({ id }) => id).toSorted();
}
