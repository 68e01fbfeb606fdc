// Logs of one host: a session, and somebody who guesses passwords.
import { gzipSync } from "node:zlib";
import { encodeEvtx, type EvtxEventInput } from "../../../../src/core/eventlog/index.ts";
import { tarOf } from "../../ingest/archives.ts";

const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const SECURITY = "Microsoft-Windows-Security-Auditing";
export const START_MS = 1_795_000_000_000;

export function sessionEvent(eventId: 21 | 23 | 24 | 25, afterMs: number, user: string): EvtxEventInput {
  return {
    provider: LSM,
    eventId,
    channel: `${LSM}/Operational`,
    computer: "RDS01.example.test",
    timeMs: START_MS + afterMs,
    activityId: "f4200000-0000-0000-0000-00000000000a",
    userData: {
      element: "EventXML",
      namespace: "Event_NS",
      values: [
        ["User", `EX\\${user}`],
        ["SessionID", 3],
        ...(eventId === 23 ? [] : [["Address", "10.0.0.7"] as const]),
      ],
    },
  };
}

/** The key of the certificate cannot be read: what Schannel writes at each handshake, and the service at its start. */
export function keyFaults(fromMs: number = START_MS): readonly EvtxEventInput[] {
  const schannel = Array.from({ length: 4 }, (_, index) => ({
    provider: "Schannel",
    eventId: 36_870,
    channel: "System",
    computer: "RDS01.example.test",
    timeMs: fromMs + 60_000 + index * 1000,
    data: [
      ["Type", "server"],
      ["ErrorCode", "0x8009030D"],
      ["ErrorStatus", "10001"],
    ] as const,
  }));
  const service: EvtxEventInput = {
    provider: "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
    eventId: 1057,
    channel: "System",
    computer: "RDS01.example.test",
    timeMs: fromMs + 65_000,
    data: [["Error", "Access is denied."]],
  };
  return [...schannel, service];
}

export function refusal(index: number, fromMs: number = START_MS): EvtxEventInput {
  return {
    provider: SECURITY,
    eventId: 4625,
    channel: "Security",
    computer: "RDS01.example.test",
    timeMs: fromMs + 60_000 + index * 500,
    data: [
      ["TargetUserName", "administrator"],
      ["TargetDomainName", "EX"],
      ["Status", { type: "hexint32", number: 0xc000_006d }],
      ["SubStatus", { type: "hexint32", number: 0xc000_006a }],
      ["LogonType", 3],
      ["IpAddress", "203.0.113.9"],
      ["IpPort", "50000"],
    ],
  };
}

export function evtx(events: readonly EvtxEventInput[]): Buffer {
  return Buffer.from(encodeEvtx(events));
}

/** What the collector of an xrdp host brings, with what loginctl lists: a session over RDP, and one over SSH. */
export async function collectedArchive(collectedAt: string): Promise<Buffer> {
  const schema = "rdpulse.collect/1";
  const manifest = {
    schema,
    collector: "collect-xrdp 1",
    platform: "linux",
    host: "X1.example.test",
    collectedAt,
    sections: [{ section: "sessions", outcome: "collected", file: "sections/sessions.json" }],
  };
  const sessions = [
    { id: 7, name: "c7 xrdp-sesman", user: "bob", state: "active", clientAddress: "198.51.100.4" },
    { id: 99, name: "99 sshd", user: "root", state: "active" },
  ];
  const section = { schema, section: "sessions", outcome: "collected", value: { sessions, limits: {} } };
  const members = [
    { name: "manifest.json", bytes: Buffer.from(JSON.stringify(manifest)) },
    { name: "sections/sessions.json", bytes: Buffer.from(JSON.stringify(section)) },
  ];
  return gzipSync(await tarOf(members));
}
