import { describe, expect, it } from "vitest";
import type { EventRecord } from "../eventlog/index.ts";
import { canonicalAddress, HOST_EVENT_KINDS, normalise, parseClientAddress } from "./index.ts";

const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const RCM = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
const CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
const AUDIT = "Microsoft-Windows-Security-Auditing";

function record(provider: string, eventId: number, values: readonly (readonly [string, string])[] = []): EventRecord {
  return {
    origin: "Test.evtx",
    recordId: 7,
    timeMs: 1_700_000_000_000,
    timeTicks: 42,
    channel: "any",
    provider,
    eventId,
    level: 4,
    computer: "RDS01.Example.test",
    values: values.map(([name, text]) => ({ name, text })),
  };
}

function clientOf(address: string): unknown {
  return normalise(record(LSM, 25, [["Address", address]]))?.client;
}

describe("normalise", () => {
  it("tells a session's logon with user, number and address", () => {
    const values = [
      ["User", "EXAMPLE\\anna"],
      ["SessionID", "3"],
      ["Address", "192.0.2.7"],
    ] as const;
    expect(normalise({ ...record(LSM, 21, values), activityId: "f4200000-0000-0000-0000-000000000001" })).toEqual({
      kind: "session-logon",
      timeMs: 1_700_000_000_000,
      timeTicks: 42,
      host: "rds01.example.test",
      at: "Test.evtx#7",
      source: "LocalSessionManager 21",
      activityId: "f4200000-0000-0000-0000-000000000001",
      user: { name: "anna", domain: "EXAMPLE" },
      sessionId: 3,
      client: { address: "192.0.2.7", rule: "own", confidence: 1 },
    });
  });

  it("keeps the console, an unknown client and a remote one apart", () => {
    expect(clientOf("LOCAL")).toEqual({ address: "local", rule: "own", confidence: 1 });
    expect(clientOf("")).toBeUndefined();
    expect(clientOf("2001:DB8::0:7")).toMatchObject({ address: "2001:db8::7" });
  });

  it("reads a failed logon under NLA, which has no address", () => {
    const event = normalise(
      record(AUDIT, 4625, [
        ["TargetUserSid", "S-1-0-0"],
        ["TargetUserName", "administrator"],
        ["TargetDomainName", "-"],
        ["Status", "0xc000006d"],
        ["SubStatus", "0xc000006a"],
        ["LogonType", "3"],
        ["LogonProcessName", "NtLmSsp "],
        ["WorkstationName", "attacker"],
        ["ProcessName", "-"],
        ["IpAddress", "-"],
        ["IpPort", "-"],
      ]),
    );
    expect(event).toMatchObject({
      kind: "logon-failed",
      user: { name: "administrator" },
      logonType: 3,
      status: 0xc000006d,
      subStatus: 0xc000006a,
      clientName: "attacker",
      values: { LogonProcessName: "NtLmSsp ", WorkstationName: "attacker" },
    });
    expect(event?.client).toBeUndefined();
  });

  it.each([
    [record(RCM, 261, [["listenerName", "RDP-Tcp"]]), "listener-accepted", "RemoteConnectionManager 261"],
    [
      record(RCM, 1149, [
        ["Param1", "anna"],
        ["Param2", ""],
        ["Param3", "192.0.2.7"],
      ]),
      "authenticated",
      "RemoteConnectionManager 1149",
    ],
    [record(RCM, 1057, [["", "Access denied"]]), "certificate-unusable", "RemoteConnectionManager 1057"],
    [record(CORE, 140, [["IPString", "192.0.2.7"]]), "credential-refused", "RdpCoreTS 140"],
    [
      record(CORE, 66, [
        ["ConnectionName", "RDP-Tcp#1"],
        ["SessionID", "2"],
      ]),
      "connection-joined",
      "RdpCoreTS 66",
    ],
    [record("Schannel", 36888), "tls-handshake-failed", "Schannel 36888"],
    [record("schannel", 36870), "certificate-unusable", "Schannel 36870"],
    [record("NETLOGON", 5719), "domain-trouble", "NETLOGON 5719"],
    [record("EventLog", 6005), "system-started", "EventLog 6005"],
    [record("Microsoft-Windows-Eventlog", 1102), "log-cleared", "Eventlog 1102"],
    [record("TermDD", 56), "catalogued", "TermDD 56"],
    [
      record("Service Control Manager", 7031, [["param1", "Remote Desktop Services"]]),
      "service-crashed",
      "Service Control Manager 7031",
    ],
    [record("Microsoft-Windows-Sysmon", 13), "registry-set", "Sysmon 13"],
  ])("names %#", (given, kind, source) => {
    expect(normalise(given)).toMatchObject({ kind, source });
  });

  it("leaves out what tells nothing about Remote Desktop", () => {
    expect(normalise(record("Microsoft-Windows-Kernel-General", 16))).toBeUndefined();
    expect(normalise(record("Somebody Else", 4625))).toBeUndefined();
    expect(normalise(record("Application Error", 1000, [["", "game.exe"]]))).toBeUndefined();
    expect(normalise(record(CORE, 229))).toBeUndefined();
  });

  it("takes no value of a hostile name for a property", () => {
    const event = normalise(
      record("TermDD", 56, [
        ["__proto__", "x"],
        ["toString", "y"],
        ["", "192.0.2.9"],
      ]),
    );
    expect(Object.entries(event?.values ?? {})).toEqual([
      ["toString", "y"],
      ["param3", "192.0.2.9"],
    ]);
  });

  it("splits key and value of a registry change", () => {
    const target = String.raw`HKLM\System\CurrentControlSet\Control\Terminal Server\fDenyTSConnections`;
    expect(
      normalise(
        record("Microsoft-Windows-Sysmon", 13, [
          ["TargetObject", target],
          ["Details", "DWORD (0x00000000)"],
        ]),
      )?.values,
    ).toMatchObject({
      registryKey: String.raw`HKLM\System\CurrentControlSet\Control\Terminal Server`,
      registryValue: "fDenyTSConnections",
      detail: "DWORD (0x00000000)",
    });
  });
});

function line(message: string, provider = "xrdp-sesman"): unknown {
  return normalise({ ...record(provider, 0, [["message", message]]), channel: `${provider}.log` });
}

describe("lines of xrdp and sesman", () => {
  // As xrdp 0.9.21.1 of Debian 12 writes them.
  it.each([
    [
      "Socket 12: AF_INET connection received from 127.0.0.1 port 48050",
      "xrdp",
      { kind: "connection-opened", client: { address: "127.0.0.1", port: 48050 } },
    ],
    [
      "TLS connection established from ::ffff:192.0.2.1 port 5: TLSv1.3 with cipher X",
      "xrdp",
      { kind: "transport-described", client: { address: "192.0.2.1" } },
    ],
    ["Connected client computer name: laptop", "xrdp", { kind: "client-described", clientName: "laptop" }],
    [
      "AUTHFAIL: user=labuser ip=127.0.0.1 time=1700000000",
      "xrdp-sesman",
      { kind: "logon-failed", user: { name: "labuser" }, client: { address: "127.0.0.1" } },
    ],
    [
      "[INFO ] ++ created session (access granted): username anna, ip 127.0.0.1:58058 - socket: 11",
      "xrdp-sesman",
      { kind: "logon", user: { name: "anna" }, client: { port: 58058 } },
    ],
    [
      "Starting session: session_pid 8, display :10.0, width 1024, height 768, bpp 24, client ip 127.0.0.1:58058 - socket: 11, user name anna",
      "xrdp-sesman",
      { kind: "session-logon", sessionId: 10, user: { name: "anna" } },
    ],
    [
      "++ terminated session:  username anna, display :10.0, session_pid 8, ip 127.0.0.1:58058 - socket: 11",
      "xrdp-sesman",
      { kind: "session-logoff", sessionId: 10 },
    ],
    [
      "Starting the default window manager on display 10: /etc/xrdp/startwm.sh",
      "xrdp-sesman",
      { kind: "shell-started", sessionId: 10 },
    ],
  ])("%s", (message, provider, wanted) => {
    expect(line(message, provider)).toMatchObject(wanted);
  });

  it("lets no user name bring an address of its own", () => {
    expect(line("AUTHFAIL: user=a ip=198.51.100.9 time=1 ip=192.0.2.1 time=2")).toMatchObject({
      user: { name: "a ip=198.51.100.9 time=1" },
      client: { address: "192.0.2.1" },
    });
  });

  it("passes over its inner life", () => {
    expect(line("Socket 11: AF_INET6 connection received from ::1 port 46870")).toBeUndefined();
    expect(line("Found X server running at /tmp/.X11-unix/X10")).toBeUndefined();
  });
});

describe("addresses", () => {
  it.each([
    ["10.0.2.16:52208", { address: "10.0.2.16", port: 52208 }],
    ["[10.0.2.16]:59407", { address: "10.0.2.16", port: 59407 }],
    ["[fe80::1%12]:3389", { address: "fe80::1", port: 3389 }],
    ["::ffff:192.0.2.1", { address: "192.0.2.1" }],
    ["LOCAL", { address: "local" }],
    ["::1", { address: "::1" }],
    ["1:0:0:2:0:0:0:3", { address: "1:0:0:2::3" }],
    ["", undefined],
    ["-", undefined],
    ["0.0.0.0", undefined],
    ["::", undefined],
    ["300.1.1.1", undefined],
    ["010.001.1.1", { address: "10.1.1.1" }],
    ["1.1.1", undefined],
    ["1.1.1.", undefined],
    ["1.1.1.1.1", undefined],
    ["0001.1.1.1", undefined],
    ["host.example", undefined],
    ["1::2::3", undefined],
    ["[]:1", undefined],
  ])("%s", (text, wanted) => {
    expect(parseClientAddress(text)).toEqual(wanted);
  });

  it("has one form for one address", () => {
    expect(canonicalAddress("2001:0DB8:0:0:0:0:2:1")).toBe(canonicalAddress("2001:db8::2:1"));
  });
});

it("has every kind once", () => {
  expect(new Set(HOST_EVENT_KINDS).size).toBe(HOST_EVENT_KINDS.length);
});
