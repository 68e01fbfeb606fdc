import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeEvtx, type EvtxEventInput } from "../../../src/core/eventlog/index.ts";

/** A machine made up for tests: attacked twice, once with success, with a fault of its key, a fall and a cleared log. */
const DAY_MS = Date.UTC(2026, 10, 22, 8);
const MINUTE_MS = 60_000;
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const RCM = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
const CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";

/** Of the one who got in, and of the one who did not. */
export const INTRUDER = "203.0.113.50";
export const FAILED = "198.51.100.9";

type Data = readonly (readonly [string, string | number])[];

function event(provider: string, eventId: number, channel: string, minute: number, data: Data = []): EvtxEventInput {
  return { provider, eventId, channel, computer: "RDS01", timeMs: DAY_MS + minute * MINUTE_MS, data };
}

function session(eventId: number, minute: number, user: string, number: number, address?: string): EvtxEventInput {
  return {
    provider: LSM,
    eventId,
    channel: `${LSM}/Operational`,
    computer: "RDS01",
    timeMs: DAY_MS + minute * MINUTE_MS,
    userData: {
      element: "EventXML",
      namespace: "Event_NS",
      values: [
        ["User", `RDS01\\${user}`],
        ["SessionID", number],
        ...(address === undefined ? [] : [["Address", address] as const]),
      ],
    },
  };
}

function security(eventId: number, minute: number, data: Data): EvtxEventInput {
  return event("Microsoft-Windows-Security-Auditing", eventId, "Security", minute, data);
}

function failed(minute: number, user: string): EvtxEventInput {
  return security(4625, minute, [
    ["TargetUserName", user],
    ["TargetDomainName", "RDS01"],
    ["Status", "0xc000006d"],
    ["SubStatus", "0xc000006a"],
    ["LogonType", 3],
    ["IpAddress", "-"],
    ["IpPort", "-"],
  ]);
}

function logon(minute: number, user: string, address: string): EvtxEventInput {
  return security(4624, minute, [
    ["TargetUserName", user],
    ["TargetDomainName", "RDS01"],
    ["TargetLogonId", `0x${(0x10_000 + minute).toString(16)}`],
    ["LogonType", 10],
    ["IpAddress", address],
    ["IpPort", "0"],
  ]);
}

function opened(minute: number, address: string): EvtxEventInput {
  return event(CORE, 131, `${CORE}/Operational`, minute, [
    ["ConnType", "TCP"],
    ["ClientIP", `${address}:51000`],
  ]);
}

function refused(minute: number, address: string): EvtxEventInput {
  return event(CORE, 140, `${CORE}/Operational`, minute, [["IPString", address]]);
}

/** Guesses of one address, `count` of them, six a minute. */
function guesses(from: number, count: number, address: string, user: string): readonly (readonly EvtxEventInput[])[] {
  return Array.from({ length: count }, (_, index) => {
    const minute = from + index / 6;
    return [opened(minute, address), refused(minute + 0.01, address), failed(minute + 0.012, user)];
  });
}

const TRIES = [...guesses(60, 60, FAILED, "administrator"), ...guesses(180, 60, INTRUDER, "backup")].flat();
const IN_MINUTE = 195;

const RECORDS: readonly EvtxEventInput[] = [
  session(21, 5, "anna", 2, "192.0.2.7"),
  session(24, 35, "anna", 2, "192.0.2.7"),
  session(23, 40, "anna", 2),
  ...TRIES,
  opened(IN_MINUTE, INTRUDER),
  logon(IN_MINUTE + 0.05, "backup", INTRUDER),
  session(21, IN_MINUTE + 0.1, "backup", 3, INTRUDER),
  session(24, IN_MINUTE + 20, "backup", 3, INTRUDER),
  session(23, IN_MINUTE + 21, "backup", 3),
  {
    provider: "Microsoft-Windows-Eventlog",
    eventId: 1102,
    channel: "Security",
    computer: "RDS01",
    timeMs: DAY_MS + (IN_MINUTE + 22) * MINUTE_MS,
    userData: { element: "LogFileCleared", namespace: "Event_NS", values: [["SubjectUserName", "backup"]] },
  },
  event("Microsoft-Windows-Kernel-General", 12, "System", 300),
  event("Microsoft-Windows-Kernel-Power", 41, "System", 300.02, [["BugcheckCode", 0]]),
  event("EventLog", 6008, "System", 300.05),
  event("EventLog", 6005, "System", 300.06),
  session(21, 310, "anna", 2, "192.0.2.7"),
  session(23, 330, "anna", 2),
  event("Schannel", 36870, "System", 400, [
    ["Type", "server"],
    ["ErrorCode", "0x8009030d"],
    ["ErrorStatus", "10001"],
  ]),
  event(RCM, 1057, "System", 400.5, [["Param1", "Access is denied."]]),
  event("Schannel", 36870, "System", 410, [
    ["Type", "server"],
    ["ErrorCode", "0x8009030d"],
    ["ErrorStatus", "10001"],
  ]),
];

/** The last record: a fault of the key, still going on. */
export const LAST_MS: number = DAY_MS + 410 * MINUTE_MS;

/** Writes the logs of the machine into a folder, one file a channel, as Windows keeps them. */
export async function writeMachine(folder: string, more: readonly EvtxEventInput[] = []): Promise<void> {
  const byFile = new Map<string, EvtxEventInput[]>();
  for (const record of [...RECORDS, ...more].toSorted((one, other) => one.timeMs - other.timeMs)) {
    const file = `${(record.channel ?? "").replaceAll("/", "%4")}.evtx`;
    byFile.set(file, [...(byFile.get(file) ?? []), record]);
  }
  for (const [file, records] of byFile) await writeFile(join(folder, file), encodeEvtx(records));
}

/** A record of the System log at the moment of a probe. */
export function systemRecord(provider: string, eventId: number, timeMs: number, data: Data = []): EvtxEventInput {
  return { provider, eventId, channel: "System", computer: "RDS01", timeMs, data };
}
