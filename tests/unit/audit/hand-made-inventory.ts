import type { HostInventory, InventorySections, RegistryValue, Section } from "../../../src/core/inventory/index.ts";

/*
 * Made by hand after documented formats: no host stands behind it. Names and addresses are those of documentation (RFC 2606,
 * RFC 5737).
 */

export const POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services";
export const SERVER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server";
export const LISTENER = `${SERVER}\\WinStations\\RDP-Tcp`;
export const SCHANNEL = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
export const NOW_MS: number = Date.UTC(2026, 10, 22);

let line = 0;

export function dword(key: string, name: string, value: number, more: Partial<RegistryValue> = {}): RegistryValue {
  line += 1;
  return { key, name, type: "REG_DWORD", value, at: `all.reg#${line}`, ...more };
}

export function collected<Value>(value: Value, at: string): Section<Value> {
  return { outcome: "collected", value, at };
}

/** Keys of the whole catalogue, exported whole and empty. */
const ALL_KEYS: InventorySections["registry-keys"] = [
  "HKLM\\SOFTWARE\\Policies",
  "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System",
  SERVER,
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa",
  "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Remote Assistance",
  SCHANNEL,
  "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters",
].map((key, index) => ({ key, at: `all.reg#k${index}` }));

export type Sections = HostInventory["sections"];

export function inventory(sections: Sections, platform: HostInventory["platform"] = "windows"): HostInventory {
  return { host: "RDS01", platform, collector: "made by hand", collectedAtMs: NOW_MS, sections };
}

/** Registry values only, with every key of the catalogue exported. */
export function registryOnly(values: readonly RegistryValue[]): Sections {
  return { registry: collected(values, "all.reg"), "registry-keys": collected(ALL_KEYS, "all.reg") };
}

export const SERVER_2022: InventorySections["version"] = {
  product: "Windows Server 2022 Standard",
  version: "10.0.20348",
  build: 20348,
  ubr: 5256,
  installationType: "server",
  edition: "ServerStandard",
  domainRole: "member",
};

const ON = { success: true, failure: true };

/** A host as the catalogue wants it. */
export function hardened(): Sections {
  const policies: readonly (readonly [string, number])[] = [
    ["UserAuthentication", 1],
    ["SecurityLayer", 2],
    ["MinEncryptionLevel", 3],
    ["fEncryptRPCTraffic", 1],
    ["fPromptForPassword", 1],
    ["DisablePasswordSaving", 1],
    ["fDisableCdm", 1],
    ["fDisableCcm", 1],
    ["fDisableLPT", 1],
    ["fDisablePNPRedir", 1],
    ["fDisableLocationRedir", 1],
    ["EnableUiaRedirection", 0],
    ["fDisableWebAuthn", 1],
    ["SCClipLevel", 0],
    ["MaxIdleTime", 900_000],
    ["MaxDisconnectionTime", 60_000],
    ["fSingleSessionPerUser", 1],
    ["DeleteTempDirsOnExit", 1],
    ["PerSessionTempDir", 1],
    ["fAllowToGetHelp", 0],
    ["fAllowUnsolicited", 0],
    ["Shadow", 1],
  ];
  const delegation = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CredentialsDelegation";
  const values: RegistryValue[] = [
    ...policies.map(([name, value]) => dword(POLICY, name, value, { policy: "RDS hardening" })),
    dword(
      "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters",
      "AllowEncryptionOracle",
      0,
    ),
    dword(delegation, "AllowProtectedCreds", 1),
    dword(delegation, "RestrictedRemoteAdministration", 1),
    dword("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa", "LmCompatibilityLevel", 5),
    dword("HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\Security", "MaxSize", 196_608),
    dword(LISTENER, "PortNumber", 3389),
    ...["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1"].flatMap((version) => [
      dword(`${SCHANNEL}\\${version}\\Server`, "Enabled", 0),
      dword(`${SCHANNEL}\\${version}\\Server`, "DisabledByDefault", 1),
    ]),
  ];
  return {
    ...registryOnly(values),
    listener: collected({ settings: { SSLCertificateSHA1HashType: 3 } }, "listener.json"),
    version: collected(SERVER_2022, "version.json"),
    "security-policy": collected(
      {
        systemAccess: { LockoutBadCount: 5, LockoutDuration: 15, ResetLockoutCount: 15, AllowAdministratorLockout: 1 },
        privilegeRights: {
          SeRemoteInteractiveLogonRight: ["S-1-5-32-544", "S-1-5-32-555"],
          SeDenyRemoteInteractiveLogonRight: ["S-1-5-32-546", "S-1-5-113"],
        },
      },
      "secedit.inf",
    ),
    "audit-policy": collected(
      {
        "0CCE9215-69AE-11D9-BED3-505054503030": ON,
        "0CCE9216-69AE-11D9-BED3-505054503030": ON,
        "0CCE9217-69AE-11D9-BED3-505054503030": ON,
        "0CCE921B-69AE-11D9-BED3-505054503030": ON,
        "0CCE921C-69AE-11D9-BED3-505054503030": ON,
        "0CCE923F-69AE-11D9-BED3-505054503030": ON,
      },
      "auditpol.csv",
    ),
    channels: collected(
      [
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
      ].map((name) => ({ name, enabled: true, maxSizeBytes: 20_971_520 })),
      "channels.json",
    ),
    firewall: collected(
      {
        profiles: [{ name: "Domain", enabled: true, active: true }],
        rules: [firewallRule("RemoteDesktop-UserMode-In-TCP", ["192.0.2.0/24"])],
      },
      "firewall.json",
    ),
    "remote-desktop-users": collected([{ name: "EXAMPLE\\rds-users" }], "users.json"),
  };
}

export function firewallRule(
  name: string,
  remoteAddresses: readonly string[],
): InventorySections["firewall"]["rules"][number] {
  return {
    name,
    enabled: true,
    direction: "in",
    action: "allow",
    profiles: ["Any"],
    protocol: "TCP",
    localPorts: ["3389"],
    remoteAddresses,
  };
}
