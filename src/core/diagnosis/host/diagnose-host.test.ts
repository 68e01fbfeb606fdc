import { describe, expect, it } from "vitest";
import type { RegistryValue } from "../../inventory/index.ts";
import { causes, isCauseId } from "../../knowledge/index.ts";
import type { HostEvent } from "../../telemetry/index.ts";
import { describeBecause } from "../describe-because.ts";
import { diagnoseHost } from "./diagnose-host.ts";
import { dword, evidenceOf, hostEvent, inventoryOf, NOW_MS } from "./host-fixtures.ts";
import { HOST_COVERAGE } from "./host-coverage.ts";

const SERVER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server";
const LISTENER = `${SERVER}\\WinStations\\RDP-Tcp`;
const POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services";

function crash(hoursAgo: number): HostEvent {
  return hostEvent("service-crashed", "Service Control Manager 7034", hoursAgo, {
    values: { service: "Remote Desktop Services" },
  });
}

function ids(events: readonly HostEvent[]): readonly string[] {
  return diagnoseHost(evidenceOf(events)).map(({ id }) => id);
}

function firstWith(registry: readonly RegistryValue[]): string | undefined {
  return diagnoseHost(evidenceOf([], { inventory: inventoryOf({ registry }) }))[0]?.id;
}

describe("diagnoseHost", () => {
  it.each([
    ["machinekeys-permissions", "certificate-unusable", "Schannel 36870"],
    ["rdp-cert-private-key-access", "certificate-unusable", "RemoteConnectionManager 1055"],
    ["rdp-cert-expired", "certificate-unusable", "RemoteConnectionManager 1053"],
    ["rdp-cert-thumbprint-mismatch", "certificate-unusable", "RemoteConnectionManager 1051"],
    ["rdp-cert-wrong-eku-or-name", "certificate-unusable", "RemoteConnectionManager 1054"],
    ["nla-dc-unreachable", "domain-trouble", "NETLOGON 5719"],
    ["tcp-port-exhaustion", "resources-exhausted", "Tcpip 4231"],
    ["clock-skew", "time-trouble", "Time-Service 50"],
    ["kerberos-spn-or-ntlm-blocked", "catalogued", "RemoteConnectionManager 1067"],
    ["drain-mode-or-logons-disabled", "connections-refused", "RemoteConnectionManager 1070"],
    ["rds-grace-period-expired", "licensing-trouble", "RemoteConnectionManager 1128"],
    ["rds-license-server-unreachable", "licensing-trouble", "RemoteConnectionManager 50283"],
    ["rds-cal-unavailable", "licensing-trouble", "RemoteConnectionManager 1011"],
    ["rds-license-material-corrupt", "licensing-trouble", "RemoteConnectionManager 50285"],
    ["memory-or-session-leak", "resources-exhausted", "Resource-Exhaustion-Detector 2004"],
    ["port-conflict", "listener-failed", "RemoteConnectionManager 1036"],
    ["account-locked-out", "account-locked", "Security 4740"],
    ["logon-right-missing", "logon-denied", "Security 4825"],
    ["slow-logon-profile", "profile-trouble", "User Profiles Service 1511"],
    ["broker-or-balancer-redirect", "catalogued", "SessionBroker-Client 1296"],
    ["hyperv-or-vgpu-legacy", "catalogued", "RdpCoreTS 4"],
    ["udp-transport-broken", "catalogued", "RdpCoreTS 291"],
    ["third-party-security-hook", "catalogued", "LocalSessionManager 35"],
  ] as const)("names %s first for %s %s", (id, kind, source) => {
    const event = hostEvent(kind, source, 2);
    const [finding] = diagnoseHost(evidenceOf([event]));
    expect(finding?.id).toBe(id);
    expect(finding?.because[0]).toMatchObject({ side: "for", fact: `event.${source}`, at: event.at });
  });

  it("leaves out what is too old to explain this moment", () => {
    const old = hostEvent("connections-refused", "RemoteConnectionManager 1070", 24 * 365);
    expect(diagnoseHost(evidenceOf([old]))).toEqual([]);
  });

  it("calls one crash a crash, and two in a day a loop that blocks", () => {
    expect(diagnoseHost(evidenceOf([crash(1)]))[0]).toMatchObject({ id: "termservice-crash-loop", effect: "hinders" });
    expect(diagnoseHost(evidenceOf([crash(5), crash(1)]))[0]).toMatchObject({
      id: "termservice-crash-loop",
      effect: "blocks",
    });
  });

  it("says less, and cites it, where somebody got in after the last sign", () => {
    const fault = hostEvent("certificate-unusable", "Schannel 36870", 5);
    const logon = hostEvent("session-logon", "LocalSessionManager 21", 1, {
      client: { address: "198.51.100.7", rule: "own", confidence: 1 },
    });
    const [finding] = diagnoseHost(evidenceOf([fault, logon]));
    expect(finding).toMatchObject({ id: "machinekeys-permissions", effect: "hinders" });
    expect(finding?.confidence).toBeLessThan(0.4);
    expect(finding?.because.at(-1)).toMatchObject({ side: "against", at: logon.at });
  });

  it("does not take a shutdown for a stopped service", () => {
    const stop = hostEvent("service-changed", "Service Control Manager 7036", 2, {
      values: { service: "Remote Desktop Services", state: "stopped" },
    });
    expect(diagnoseHost(evidenceOf([stop])).map(({ id }) => id)).toContain("termservice-stopped");
    const down = hostEvent("system-stopped", "Kernel-General 13", 2);
    expect(diagnoseHost(evidenceOf([stop, down])).map(({ id }) => id)).not.toContain("termservice-stopped");
  });

  it("tells who switched Remote Desktop off", () => {
    expect(firstWith([dword(SERVER, "fDenyTSConnections", 1)])).toBe("rdp-disabled");
    expect(firstWith([dword(POLICY, "fDenyTSConnections", 1), dword(SERVER, "fDenyTSConnections", 0)])).toBe(
      "rdp-disabled-by-gpo",
    );
    expect(firstWith([dword(SERVER, "fDenyTSConnections", 0)])).toBeUndefined();
  });

  it("reads port, owner, firewall, key, clock, domain, licence and drain from settings", () => {
    const found = diagnoseHost(
      evidenceOf([], {
        inventory: inventoryOf({
          registry: [dword(LISTENER, "PortNumber", 3390)],
          "port-owner": [{ port: 3390, localAddress: "0.0.0.0", process: "sshd.exe", processId: 7 }],
          firewall: {
            profiles: [{ name: "Domain", enabled: true, active: true }],
            rules: [],
          },
          certificates: [
            {
              thumbprintSha1: "ab".repeat(20),
              store: "My",
              bound: true,
              notAfterMs: NOW_MS - 1,
              keyAccess: [{ account: "NT AUTHORITY\\SYSTEM", rights: "FullControl", kind: "allow" }],
            },
          ],
          time: { offsetMs: 400_000 },
          domain: { isJoined: true, domain: "corp.example", secureChannel: "broken" },
          licensing: { mode: "not-configured", graceDaysLeft: 0 },
          sessions: { sessions: [], limits: {}, logons: "draining" },
        }),
      }),
    ).map(({ id }) => id);
    expect(new Set(found)).toEqual(
      new Set([
        "listener-port-changed",
        "port-conflict",
        "firewall-drop",
        "rdp-cert-private-key-access",
        "rdp-cert-expired",
        "clock-skew",
        "nla-dc-unreachable",
        "rds-grace-period-expired",
        "drain-mode-or-logons-disabled",
      ]),
    );
  });

  it("suspects an update only where the fault began after it", () => {
    const begin = hostEvent("catalogued", "RdpCoreTS 129", 24 * 30, { values: { Port: "3389" } });
    const update = hostEvent("update-installed", "WindowsUpdateClient 19", 30);
    expect(ids([begin, update, crash(10), crash(9)])).toContain("windows-update-regression");
    expect(ids([begin, crash(24 * 20), update, crash(10), crash(9)])).not.toContain("windows-update-regression");
  });

  it("says every piece of evidence in both languages", () => {
    const events = [hostEvent("domain-trouble", "NETLOGON 5719", 1), hostEvent("domain-trouble", "NETLOGON 5719", 2)];
    const [finding] = diagnoseHost(evidenceOf(events));
    const [because] = finding?.because ?? [];
    if (because === undefined) throw new Error("no evidence");
    expect(describeBecause(because, "en")).toBe(
      "NETLOGON 5719: No secure channel to a domain controller, 2 times, 2026-09-21 12:13 UTC to 2026-09-21 13:13 UTC",
    );
    expect(describeBecause(because, "zh")).toContain("共 2 次");
  });

  it("keeps confidences of a group at most 1", () => {
    const found = diagnoseHost(
      evidenceOf([
        hostEvent("certificate-unusable", "Schannel 36870", 1),
        hostEvent("certificate-unusable", "RemoteConnectionManager 1057", 1),
        hostEvent("certificate-unusable", "RemoteConnectionManager 1055", 1),
      ]),
    );
    expect(found.reduce((sum, { confidence }) => sum + confidence, 0)).toBeLessThanOrEqual(1);
  });
});

describe("HOST_COVERAGE", () => {
  it("names every cause of the catalogue, and says why where a host tells nothing", () => {
    expect(Object.keys(HOST_COVERAGE).toSorted()).toEqual(Object.keys(causes).toSorted());
    expect(Object.keys(HOST_COVERAGE).every(isCauseId)).toBe(true);
    const untold = Object.entries(HOST_COVERAGE).filter(([, { by }]) => by === "nothing");
    expect(untold.map(([id]) => id)).toEqual([
      "dns-name-or-address-wrong",
      "nat-or-segmentation-path",
      "nla-required-client-unsupported",
      "rd-gateway-unreachable-or-cert",
    ]);
  });
});
