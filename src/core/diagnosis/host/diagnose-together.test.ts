import { describe, expect, it } from "vitest";
import type { Finding } from "../finding.ts";
import { diagnoseTogether } from "./diagnose-together.ts";
import { channel, dword, evidenceOf, hostEvent, inventoryOf, NOW_MS, probeOf } from "./host-fixtures.ts";
import type { HostEvidence } from "./host-evidence.ts";
import type { ProbeView } from "./probe-view.ts";

const SERVER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server";
const LISTENER = `${SERVER}\\WinStations\\RDP-Tcp`;
const POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services";

/** The alternatives as the symptoms of a check leave them: the true one is never the first. */
const TLS_RESET: readonly (readonly [Finding["id"], number])[] = [
  ["third-party-security-hook", 0.3],
  ["machinekeys-permissions", 0.25],
  ["termservice-crash-loop", 0.2],
  ["tls-no-common-version", 0.13],
];
const REFUSED: readonly (readonly [Finding["id"], number])[] = [
  ["termservice-stopped", 0.3],
  ["rdp-disabled", 0.3],
  ["rdp-disabled-by-gpo", 0.15],
  ["listener-port-changed", 0.15],
];
const NO_LICENCE: readonly (readonly [Finding["id"], number])[] = [
  ["rds-license-server-unreachable", 0.48],
  ["rds-grace-period-expired", 0.44],
];
const DENIED: readonly (readonly [Finding["id"], number])[] = [
  ["max-connections-reached", 0.51],
  ["drain-mode-or-logons-disabled", 0.42],
];
const CREDSSP_CLOSED: readonly (readonly [Finding["id"], number])[] = [
  ["kerberos-spn-or-ntlm-blocked", 0.24],
  ["termservice-crash-loop", 0.21],
  ["nla-dc-unreachable", 0.11],
  ["clock-skew", 0.1],
];

function first(alternatives: typeof TLS_RESET, evidence: HostEvidence): Finding | undefined {
  const joint = diagnoseTogether(probeOf(alternatives), evidence);
  const group = joint.findings.filter((finding) => finding.group === "seen-from-outside");
  expect(group.reduce((sum, { confidence }) => sum + confidence, 0)).toBeLessThanOrEqual(1);
  return group[0];
}

function crash(hoursAgo: number) {
  return hostEvent("service-crashed", "Service Control Manager 7034", hoursAgo, {
    values: { service: "Remote Desktop Services" },
  });
}

describe("diagnoseTogether", () => {
  it.each([
    [
      "machinekeys-permissions",
      TLS_RESET,
      [
        hostEvent("certificate-unusable", "Schannel 36870", 0.1),
        hostEvent("certificate-unusable", "RemoteConnectionManager 1057", 3),
      ],
    ],
    ["termservice-crash-loop", TLS_RESET, [crash(3), crash(2), crash(1)]],
    ["rds-grace-period-expired", NO_LICENCE, [hostEvent("licensing-trouble", "RemoteConnectionManager 1128", 20)]],
    [
      "rds-license-server-unreachable",
      NO_LICENCE,
      [hostEvent("licensing-trouble", "RemoteConnectionManager 50283", 20)],
    ],
    ["drain-mode-or-logons-disabled", DENIED, [hostEvent("connections-refused", "RemoteConnectionManager 1070", 0.1)]],
    ["nla-dc-unreachable", CREDSSP_CLOSED, [hostEvent("domain-trouble", "NETLOGON 5719", 0.2)]],
    ["clock-skew", CREDSSP_CLOSED, [hostEvent("time-trouble", "Time-Service 50", 0.2)]],
  ] as const)("lets events decide for %s", (id, alternatives, events) => {
    const found = first(alternatives, evidenceOf(events));
    expect(found?.id).toBe(id);
    expect(found?.because.some(({ at }) => at === "line 12")).toBe(true);
    expect(found?.because.some(({ at }) => at.startsWith("System.evtx#"))).toBe(true);
  });

  it("lets the policy that overrides the host's own switch decide", () => {
    const registry = [dword(POLICY, "fDenyTSConnections", 1), dword(SERVER, "fDenyTSConnections", 0)];
    const evidence = evidenceOf([], { inventory: inventoryOf({ registry }) });
    expect(first(REFUSED, evidence)).toMatchObject({ id: "rdp-disabled-by-gpo" });
  });

  it("lowers what a collected state denies, and cites it", () => {
    const inventory = inventoryOf({
      services: [{ name: "TermService", state: "Running", startMode: "Manual" }],
      registry: [dword(SERVER, "fDenyTSConnections", 0), dword(LISTENER, "PortNumber", 3390)],
    });
    const joint = diagnoseTogether(probeOf(REFUSED), evidenceOf([], { inventory }));
    expect(joint.findings[0]).toMatchObject({ id: "listener-port-changed" });
    const stopped = joint.findings.find(({ id }) => id === "termservice-stopped");
    expect(stopped?.confidence).toBeLessThan(0.05);
    expect(stopped?.because.at(-1)).toMatchObject({ side: "against", fact: "setting.service" });
    expect(joint.separated[0]).toMatchObject({ group: "seen-from-outside", isDecided: true });
  });

  it("takes a silent log as evidence only where it covers the time", () => {
    const covered = first(TLS_RESET, evidenceOf([]));
    const uncovered = diagnoseTogether(probeOf(TLS_RESET), evidenceOf([], { channels: [] }));
    expect(covered?.because.some(({ fact }) => fact === "silence.events")).toBe(false);
    expect(uncovered.separated).toEqual([]);
    const joint = diagnoseTogether(probeOf(TLS_RESET), evidenceOf([]));
    expect(joint.findings.find(({ id }) => id === "machinekeys-permissions")?.because.at(-1)?.fact).toBe(
      "silence.events",
    );
  });

  it("does not believe that nobody gets past a stage which the probe completed", () => {
    const registry = [dword(SERVER, "fDenyTSConnections", 1)];
    const evidence = evidenceOf([crash(3), crash(1)], { inventory: inventoryOf({ registry }) });
    const { findings } = diagnoseTogether(probeOf([]), evidence);
    const off = findings.find(({ id }) => id === "rdp-disabled");
    expect(off).toMatchObject({ effect: "weakens" });
    expect(off?.confidence).toBeLessThan(0.1);
    expect(off?.because.at(-1)).toMatchObject({ side: "against", fact: "probe.stage-ok" });
    expect(findings.find(({ id }) => id === "termservice-crash-loop")?.effect).toBe("hinders");
  });

  it("keeps an event of last year out of today's fault", () => {
    const evidence = evidenceOf([hostEvent("certificate-unusable", "Schannel 36870", 24 * 300)], { channels: [] });
    expect(diagnoseTogether(probeOf(TLS_RESET), evidence).separated).toEqual([]);
  });
});

function ids(probe: ProbeView, evidence: HostEvidence): readonly string[] {
  return diagnoseTogether(probe, evidence).contradictions.map(({ id }) => id);
}

describe("contradictions", () => {
  const rdp = channel("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational");

  it("shows an open port to which nothing came", () => {
    expect(ids(probeOf([]), evidenceOf([], { channels: [rdp] }))).toEqual(["open-but-nothing-arrived"]);
    const arrived = hostEvent("connection-opened", "RdpCoreTS 131", 0);
    expect(ids(probeOf([]), evidenceOf([arrived], { channels: [rdp] }))).toEqual([]);
  });

  it("does not compare what the log does not cover", () => {
    const joint = diagnoseTogether(probeOf([]), evidenceOf([], { channels: [{ ...rdp, lastMs: NOW_MS - 1 }] }));
    expect(joint.contradictions).toEqual([]);
    expect(joint.untested.map(({ id }) => id)).toContain("open-but-nothing-arrived");
  });

  it("shows a stopped service, a switched off listener, another port and missing NLA behind an answer", () => {
    const inventory = inventoryOf({
      services: [{ name: "TermService", state: "Stopped", startMode: "Disabled" }],
      registry: [
        dword(SERVER, "fDenyTSConnections", 1),
        dword(LISTENER, "PortNumber", 3390),
        dword(LISTENER, "UserAuthentication", 1),
      ],
      time: { offsetMs: 0 },
      certificates: [{ thumbprintSha1: "ab".repeat(20), store: "My", bound: true, notAfterMs: NOW_MS + 1e10 }],
    });
    const facts = {
      "x224.nla": "optional",
      "credssp.clockSkewMs": 600_000,
      "credssp.ntlm": { netbiosComputer: "OTHER" },
      "tls.chain": [{ subject: "CN=x", serial: "01", notAfterMs: NOW_MS + 5e10 }],
    };
    expect(ids(probeOf([], { facts }), evidenceOf([], { inventory, channels: [] })).toSorted()).toEqual([
      "clocks-disagree",
      "nla-set-but-not-asked",
      "other-certificate",
      "other-host",
      "other-port",
      "stopped-but-answers",
      "switched-off-but-answers",
    ]);
  });

  it("shows arrivals where no connection was made from here", () => {
    const probe = probeOf([], { stages: { tcp: "failed" }, faults: { tcp: "tcp-timeout" } });
    const arrived = hostEvent("connection-opened", "RdpCoreTS 131", 0);
    expect(ids(probe, evidenceOf([arrived], { channels: [rdp] }))).toEqual(["arrived-but-no-answer"]);
  });
});
