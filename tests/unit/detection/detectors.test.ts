import { describe, expect, it } from "vitest";
import {
  DETECTION_IDS,
  DETECTORS,
  DetectionEngine,
  readHistory,
  readThresholds,
} from "../../../src/core/detection/index.ts";
import {
  ALL_CHANNELS,
  ATTACKER,
  detect,
  event,
  from,
  ids,
  process,
  refused140,
  registry,
  sessionLogon,
  START_MS,
} from "./host-events.ts";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const DAY = 86_400;

const station = (kind: "window-station-disconnected" | "window-station-reconnected", seconds: number, name: string) =>
  event(kind, seconds, {
    source: kind === "window-station-disconnected" ? "Security 4779" : "Security 4778",
    user: { name },
    clientName: "JUMP01",
    logonId: name === "anna" ? "0x1" : "0x2",
    values: { SessionName: "RDP-Tcp#8" },
    ...from("10.0.0.9"),
  });

const out = (seconds: number, host: string, targetHost: string) =>
  event("outbound-connection", seconds, { source: "RDPClient 1024", host, targetHost });

const described = (seconds: number, MinorType: string) =>
  event("client-described", seconds, {
    source: "RdpCoreTS 169",
    values: { MajorType: "1", MinorType },
    ...from("10.0.0.7"),
  });

const set = (PreviousTime: string, NewTime: string) => event("clock-changed", 0, { values: { PreviousTime, NewTime } });

describe("floods", () => {
  it("are told by address, by host, and at the listener", () => {
    const byAddress = range(40).map((index) =>
      event("connection-opened", index / 10, { source: "RdpCoreTS 131", ...from(ATTACKER) }),
    );
    expect(detect(byAddress).detections[0]).toMatchObject({ id: "handshake-flood", addresses: [ATTACKER], count: 40 });
    const schannel = range(40).map((index) => event("tls-handshake-failed", index / 10, { source: "Schannel 36874" }));
    expect(detect(schannel).detections[0]).toMatchObject({ id: "handshake-flood", severity: "low" });
    const storm = range(200).map((index) =>
      event("listener-accepted", index / 10, { source: "RemoteConnectionManager 261" }),
    );
    expect(ids(detect(storm))).toEqual(["handshake-flood"]);
    const both = [
      ...storm,
      ...range(150).map((index) =>
        event("connection-opened", index / 10, { source: "RdpCoreTS 131", ...from(ATTACKER) }),
      ),
    ];
    expect(ids(detect(both))).toEqual(["handshake-flood"]);
  });

  it("are no monitor that asks once a minute", () => {
    const monitor = range(200).map((index) =>
      event("connection-opened", index * 60, { source: "RdpCoreTS 131", ...from("10.0.0.5") }),
    );
    expect(ids(detect(monitor))).toEqual([]);
  });
});

describe("sessions in wrong hands", () => {
  it("tscon as SYSTEM and the window that changed hands are one finding", () => {
    const result = detect([
      process(0, "tscon.exe", "tscon 2 /dest:rdp-tcp#8", "RDS01$"),
      station("window-station-disconnected", 0.1, "anna"),
      station("window-station-reconnected", 0.6, "bert"),
    ]);
    expect(ids(result)).toEqual(["session-hijack"]);
    expect(result.detections[0]).toMatchObject({ severity: "high", outcome: "got-in", users: ["bert", "anna"] });
  });

  it("two people at one workstation are no hijack", () => {
    const result = detect([
      station("window-station-disconnected", 0, "anna"),
      event("logon", 2, { source: "Security 4624", logonType: 10, user: { name: "bert" }, ...from("10.0.0.9") }),
      station("window-station-reconnected", 3, "bert"),
    ]);
    expect(ids(result)).toEqual([]);
  });

  it("shadowing, tunnels and scans are told", () => {
    expect(ids(detect([event("shadow-started", 0, { source: "RemoteConnectionManager 20503" })]))).toEqual([
      "session-shadowing",
    ]);
    expect(detect([process(0, "mstsc.exe", "mstsc /shadow:2 /noConsentPrompt")]).detections[0]?.severity).toBe("high");
    expect(detect([sessionLogon(0, "anna", "127.0.0.1")]).detections[0]).toMatchObject({
      id: "tunnelled-logon",
      severity: "high",
    });
    expect(ids(detect([process(0, "plink.exe", "plink -R 9000:127.0.0.1:3389 x@203.0.113.9")]))).toEqual([
      "tunnelled-logon",
    ]);
    expect(ids(detect([process(0, "ssh.exe", "ssh -L 8080:web:80 host")]))).toEqual([]);
    const ngrok = event("session-logon", 0, { source: "LocalSessionManager 21", values: { Address: "::%16777216" } });
    expect(ids(detect([ngrok]))).toEqual(["tunnelled-logon"]);
    const unlock = event("logon", 0, {
      source: "Security 4624",
      logonType: 7,
      user: { name: "anna" },
      ...from("127.0.0.1"),
    });
    expect(ids(detect([unlock]))).toEqual([]);
    const scan = event("channel-closed", 0, {
      source: "RdpCoreTS 148",
      values: { channelName: "MS_T120" },
      ...from(ATTACKER),
    });
    expect(ids(detect([scan]))).toEqual(["channel-scan"]);
  });

  it("a chain over three hosts is told, one hop is not", () => {
    const hop = [out(0, "pc1", "rds01.corp.example"), sessionLogon(20, "anna", "10.0.0.1", "rds01")];
    expect(ids(detect(hop))).toEqual([]);
    const chain = [...hop, out(100, "rds01", "db01"), sessionLogon(120, "dba", "10.0.0.2", "db01")];
    const [found] = detect(chain).detections;
    expect(found).toMatchObject({ id: "lateral-movement", count: 2, hosts: ["pc1", "rds01", "db01"] });
    expect(found?.summary.en).toContain("pc1 → rds01 → db01");
  });
});

describe("changes for the worse", () => {
  it("are read from the registry and from commands", () => {
    expect(ids(detect([registry(0, "UserAuthentication", "DWORD (0x00000000)")]))).toEqual(["nla-switched-off"]);
    expect(ids(detect([registry(0, "UserAuthentication", "DWORD (0x00000001)")]))).toEqual([]);
    const command =
      'reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp" /v SecurityLayer /t REG_DWORD /d 0 /f';
    expect(ids(detect([process(0, "reg.exe", command)]))).toEqual(["nla-switched-off"]);
    const cmdlet = "Set-ItemProperty -Path 'HKLM:\\System\\x' -Name fDenyTSConnections -Value 0";
    expect(ids(detect([process(0, "powershell.exe", cmdlet)]))).toEqual(["remote-desktop-opened"]);
    expect(ids(detect([registry(0, "RedirectionWarningDialogVersion", "DWORD (0x00000001)")]))).toEqual([
      "protection-lowered",
    ]);
    expect(ids(detect([registry(0, "AllowEncryptionOracle", "2")]))).toEqual(["protection-lowered"]);
    expect(ids(detect([registry(0, "PortNumber", "DWORD (0x00000d3d)")]))).toEqual([]);
    const netsh = 'netsh advfirewall firewall set rule group="remote desktop" new enable=Yes';
    expect(ids(detect([process(0, "netsh.exe", netsh)]))).toEqual(["remote-desktop-opened"]);
  });

  it("cleared logs, new members and modes are told", () => {
    expect(ids(detect([event("log-cleared", 0, { source: "Eventlog 1102" })]))).toEqual(["logs-cleared"]);
    expect(ids(detect([process(0, "wevtutil.exe", "wevtutil cl Security")]))).toEqual(["logs-cleared"]);
    const member = event("account-changed", 0, {
      source: "Security 4732",
      values: { TargetSid: "S-1-5-32-555", MemberSid: "S-1-5-21-1" },
    });
    expect(ids(detect([member]))).toEqual(["remote-desktop-user-added"]);
    const mode = event("logon", 0, {
      logonType: 10,
      user: { name: "admin" },
      values: { RestrictedAdminMode: "%%1842" },
    });
    expect(ids(detect([mode]))).toEqual(["restricted-admin-logon"]);
    const locked = event("account-locked", 0, { source: "Security 4740", user: { name: "anna" } });
    expect(detect([locked]).detections[0]?.summary.en).toContain("locked 1 time");
    expect(
      ids(detect([event("logon-denied", 0, { source: "Security 4825", user: { name: "svc" }, ...from("10.0.0.9") })])),
    ).toEqual(["denied-with-right-password"]);
  });
});

describe("what is usual", () => {
  const usual = range(12).map((index) => sessionLogon(index * DAY, "anna", "10.0.0.7"));

  it("is learnt from the events; what is new is told once", () => {
    const later = [13, 14].map((day) => sessionLogon(day * DAY, "anna", "203.0.113.50"));
    const result = detect([...usual, ...later]);
    expect(ids(result)).toEqual(["new-logon-address"]);
    expect(result.detections[0]).toMatchObject({ severity: "low", count: 1, users: ["anna"] });
    const night = sessionLogon(13 * DAY + 12 * 3600, "anna", "10.0.0.7");
    expect(ids(detect([...usual, night]))).toEqual(["unusual-logon-hour"]);
    expect(ids(detect([...usual.slice(0, 3), ...later]))).toEqual([]);
  });

  it("tells a client of another kind", () => {
    const events = usual.flatMap((logon, index) => [logon, described(index * DAY + 1, "3")]);
    expect(ids(detect([...events, sessionLogon(13 * DAY, "anna", "10.0.0.7"), described(13 * DAY + 1, "9")]))).toEqual([
      "new-client-kind",
    ]);
  });

  it("can be stored and loaded", () => {
    const engine = new DetectionEngine();
    for (const one of usual) engine.add(one);
    const history = readHistory(JSON.parse(JSON.stringify(engine.history())));
    expect(history).toEqual(engine.history());
    const later = detect(
      [sessionLogon(14 * DAY, "anna", "203.0.113.50")],
      ALL_CHANNELS,
      history === undefined ? {} : { history },
    );
    expect(ids(later)).toEqual(["new-logon-address"]);
    for (const wrong of [
      null,
      [],
      {},
      { schema: "rdpulse.logon-history/1", users: { a: {} } },
      { schema: "x", users: {} },
    ]) {
      expect(readHistory(wrong)).toBeUndefined();
    }
  });
});

describe("the registry and thresholds", () => {
  it("every detector is told in both languages, with its needs and kinds", () => {
    for (const id of DETECTION_IDS) {
      const { facts } = DETECTORS[id];
      expect(facts.id).toBe(id);
      expect(facts.kinds.length).toBeGreaterThan(0);
      expect(facts.needs.length).toBeGreaterThan(0);
      for (const text of [facts.title, facts.looksFor, facts.cannotSee]) {
        expect(text.en).not.toBe("");
        expect(text.zh).toMatch(/\p{Script=Han}/u);
      }
    }
  });

  it("a threshold can be changed, and a wrong one is named", () => {
    const read = readThresholds({ "guesses-fast": { value: 3, windowMs: 60_000 } });
    if (!read.ok) throw new Error("refused");
    const three = range(3).map((index) => refused140(index, ATTACKER));
    expect(ids(detect(three, ALL_CHANNELS, { thresholds: read.thresholds }))).toEqual(["password-guessing"]);
    const faults = [
      [[], "not-an-object"],
      [{ guesses: {} }, "unknown-threshold"],
      [{ "guesses-fast": 3 }, "not-an-object"],
      [{ "guesses-fast": { values: 3 } }, "unknown-field"],
      [{ "guesses-fast": { value: "3" } }, "not-a-number"],
      [{ "guesses-fast": { value: 0 } }, "out-of-range"],
      [{ lockouts: { windowMs: 1 } }, "unknown-field"],
    ] as const;
    for (const [input, fault] of faults) {
      const wrong = readThresholds(input);
      expect(wrong.ok ? [] : wrong.faults.map((one) => one.fault)).toEqual([fault]);
    }
  });

  it("counts clocks that were set, and nothing below a minute", () => {
    const result = detect([
      set("2026-11-22T10:00:00.0Z", "2026-11-22T12:00:00.0Z"),
      set("2026-11-22T10:00:00.0Z", "2026-11-22T10:00:02.0Z"),
    ]);
    expect(result.clockChanges).toBe(1);
    expect(START_MS).toBeGreaterThan(0);
  });
});
