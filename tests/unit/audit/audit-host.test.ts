import { describe, expect, it } from "vitest";
import { auditHost, type HostOutcome } from "../../../src/core/audit/index.ts";
import type { RegistryValue } from "../../../src/core/inventory/index.ts";
import { controls } from "../../../src/core/knowledge/index.ts";
import {
  collected,
  dword,
  firewallRule,
  hardened,
  inventory,
  LISTENER,
  NOW_MS,
  POLICY,
  registryOnly,
  SCHANNEL,
  type Sections,
  SERVER_2022,
} from "./hand-made-inventory.ts";
import { judged } from "./judged.ts";

/** The hardened host with these registry values in place of its own of the same name. */
function withValues(...values: readonly RegistryValue[]): Sections {
  const whole = hardened();
  const own = whole.registry?.outcome === "collected" ? whole.registry.value : [];
  const isReplaced = (one: RegistryValue): boolean =>
    values.some(({ key, name }) => key === one.key && name === one.name);
  return { ...whole, ...registryOnly([...own.filter((one) => !isReplaced(one)), ...values]) };
}

const LSA = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa";
const CREDSSP = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters";
const DELEGATION = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CredentialsDelegation";
const CLIENT = `${POLICY}\\Client`;

function withPolicy(
  systemAccess: Readonly<Record<string, string | number>>,
  rights: Readonly<Record<string, readonly string[]>> = {},
): Sections {
  return { ...hardened(), "security-policy": collected({ systemAccess, privilegeRights: rights }, "secedit.inf") };
}

function withAudit(guid: string, success: boolean, failure: boolean): Sections {
  return { ...hardened(), "audit-policy": collected({ [guid]: { success, failure } }, "auditpol.csv") };
}

function withChannel(name: string, enabled: boolean, maxSizeBytes: number): Sections {
  return { ...hardened(), channels: collected([{ name, enabled, maxSizeBytes }], "channels.json") };
}

const GUID = (digits: string): string => `0CCE${digits}-69AE-11D9-BED3-505054503030`;
const LSM = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
const RCM = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";
const CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";

/** Of each control that is judged: sections on which it is not met. */
const NOT_MET: Readonly<Record<string, () => Sections>> = {
  "RDP-NLA": () => withValues(dword(POLICY, "UserAuthentication", 0)),
  "RDP-SECLAYER": () => withValues(dword(POLICY, "SecurityLayer", 1)),
  "RDP-ENCLEVEL": () => withValues(dword(POLICY, "MinEncryptionLevel", 2)),
  "RDP-RPC": () => withValues(dword(POLICY, "fEncryptRPCTraffic", 0)),
  "RDP-PROMPTPW": () => withValues(dword(POLICY, "fPromptForPassword", 0)),
  "RDP-SAVEPW": () => withValues(dword(POLICY, "DisablePasswordSaving", 0)),
  "RDP-CREDSSP": () => withValues(dword(CREDSSP, "AllowEncryptionOracle", 2)),
  "RDP-RCG-HOST": () => withValues(dword(DELEGATION, "AllowProtectedCreds", 0)),
  "RDP-RCG-CLIENT": () => withValues(dword(DELEGATION, "RestrictedRemoteAdministration", 0)),
  "RDP-DRIVE": () => withValues(dword(POLICY, "fDisableCdm", 0)),
  "RDP-COM": () => withValues(dword(POLICY, "fDisableCcm", 0)),
  "RDP-LPT": () => withValues(dword(POLICY, "fDisableLPT", 0)),
  "RDP-PNP": () => withValues(dword(POLICY, "fDisablePNPRedir", 0)),
  "RDP-LOCATION": () => withValues(dword(POLICY, "fDisableLocationRedir", 0)),
  "RDP-UIA": () => withValues(dword(POLICY, "EnableUiaRedirection", 1)),
  "RDP-WEBAUTHN": () => withValues(dword(POLICY, "fDisableWebAuthn", 0)),
  "RDP-CLIP-S2C": () => withValues(dword(POLICY, "SCClipLevel", 3)),
  "RDP-IDLE": () => withValues(dword(POLICY, "MaxIdleTime", 0)),
  "RDP-DISC": () => withValues(dword(POLICY, "MaxDisconnectionTime", 0)),
  "RDP-SINGLE": () => withValues(dword(POLICY, "fSingleSessionPerUser", 0)),
  "RDP-TEMPDEL": () => withValues(dword(POLICY, "DeleteTempDirsOnExit", 0)),
  "RDP-TEMPPER": () => withValues(dword(POLICY, "PerSessionTempDir", 0)),
  "RA-SOLICITED": () => withValues(dword(POLICY, "fAllowToGetHelp", 1)),
  "RA-OFFER": () => withValues(dword(POLICY, "fAllowUnsolicited", 1)),
  "RDP-OFF-WKS": () => ({
    ...withValues(dword(POLICY, "fDenyTSConnections", 0)),
    version: collected(
      { ...SERVER_2022, build: 22631, installationType: "client", domainRole: "workstation" },
      "version.json",
    ),
  }),
  "RDP-SHADOW": () => withValues(dword(POLICY, "Shadow", 2)),
  "RDP-CERT": () => ({
    ...hardened(),
    listener: collected({ settings: { SSLCertificateSHA1HashType: 1 } }, "listener.json"),
  }),
  "RDP-FILEWARN": () => withValues(dword(CLIENT, "RedirectionWarningDialogVersion", 1)),
  "NTLM-LEVEL": () => withValues(dword(LSA, "LmCompatibilityLevel", 3)),
  "TLS-SSL20": () => ({
    ...withValues(dword(`${SCHANNEL}\\SSL 2.0\\Server`, "Enabled", 1)),
    version: collected({ ...SERVER_2022, build: 9600 }, "version.json"),
  }),
  "TLS-SSL30": () => withValues(dword(`${SCHANNEL}\\SSL 3.0\\Server`, "Enabled", 0xffffffff)),
  "TLS-TLS10": () => withValues(dword(`${SCHANNEL}\\TLS 1.0\\Server`, "Enabled", 1)),
  "TLS-TLS11": () => withValues(dword(`${SCHANNEL}\\TLS 1.1\\Server`, "Enabled", 1)),
  "RIGHT-ALLOW": () => withPolicy({}, { SeRemoteInteractiveLogonRight: ["S-1-5-32-544", "S-1-1-0"] }),
  "RIGHT-DENY": () => withPolicy({}, { SeDenyRemoteInteractiveLogonRight: ["S-1-5-32-546"] }),
  "LOCK-THRESH": () => withPolicy({ LockoutBadCount: 0 }),
  "LOCK-DUR": () => withPolicy({ LockoutBadCount: 5, LockoutDuration: 10 }),
  "LOCK-RESET": () => withPolicy({ LockoutBadCount: 5, ResetLockoutCount: "10" }),
  "LOCK-ADMIN": () => withPolicy({ AllowAdministratorLockout: 0 }),
  "AUDIT-LOGON": () => withAudit(GUID("9215"), true, false),
  "AUDIT-LOGOFF": () => withAudit(GUID("9216"), false, true),
  "AUDIT-ACCOUNT-LOCKOUT": () => withAudit(GUID("9217"), true, false),
  "AUDIT-SPECIAL-LOGON": () => withAudit(GUID("921B"), false, false),
  "AUDIT-OTHER-LOGONLOGOFF-EVENTS": () => withAudit(GUID("921C"), false, true),
  "AUDIT-CREDENTIAL-VALIDATION": () => withAudit(GUID("923F"), true, false),
  "LOG-LOCALSESSIONMANAGER": () => withChannel(LSM, false, 20_971_520),
  "LOG-REMOTECONNECTIONMANAGER": () => withChannel(RCM, true, 1_052_672),
  "LOG-RDPCORETS": () => withChannel(CORE, true, 1_052_672),
  "LOG-SECURITY-SIZE": () =>
    withValues(dword("HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\Security", "MaxSize", 20_480)),
  "FW-RDP": () => ({
    ...hardened(),
    firewall: collected({ profiles: [], rules: [firewallRule("RDP", ["192.0.2.1", "Any"])] }, "firewall.json"),
  }),
};

/** What the hardened member server gives where it is not "met". */
const HARDENED_OTHERWISE: Readonly<Record<string, HostOutcome>> = {
  "RDP-OFF-WKS": "not-applicable",
  "RDP-PORT": "reported",
  "RDP-RESTADMIN-STATE": "reported",
  "TLS-SSL20": "not-applicable",
};

describe("the 52 controls", () => {
  it.each(controls.map(({ id }) => id))("%s is met, or as the role wants it, on the hardened host", (id) => {
    const control = judged(id, hardened());
    expect(control.outcome).toBe(HARDENED_OTHERWISE[id] ?? "met");
    expect(control.outcome !== "met" || Boolean(control.found?.at)).toBe(true);
  });

  it.each(Object.entries(NOT_MET))("%s is not met where its value is wrong", (id, sections) => {
    const control = judged(id, sections());
    expect(control.outcome).toBe("not-met");
    expect(control.found?.at).toBeTruthy();
  });

  it("judges every one of them, but for the two that are only shown", () => {
    const shown = ["RDP-PORT", "RDP-RESTADMIN-STATE"];
    expect(controls.map(({ id }) => id).filter((id) => !(id in NOT_MET))).toEqual(
      controls.map(({ id }) => id).filter((id) => shown.includes(id)),
    );
  });

  it.each(controls.map(({ id }) => id))("%s is not tested where nothing was collected", (id) => {
    const control = judged(id, {});
    expect(control.outcome).toBe(id === "RDP-OFF-WKS" ? "not-applicable" : "not-tested");
    expect(control.reason?.zh).toBeTruthy();
    expect(control.found).toBeUndefined();
  });

  it.each(controls.map(({ id }) => id))("%s does not apply to a host that runs xrdp", (id) => {
    const control = auditHost(inventory({}, "linux"), { nowMs: NOW_MS }).controls.find((one) => one.id === id);
    expect(control?.outcome).toBe("not-applicable");
  });
});

describe("where a setting comes from", () => {
  it("lets the policy win over the listener, and tells whose it is", () => {
    const control = judged(
      "RDP-NLA",
      registryOnly([
        dword(LISTENER, "UserAuthentication", 0),
        dword(POLICY, "UserAuthentication", 1, { policy: "RDS baseline" }),
      ]),
    );
    expect(control).toMatchObject({ outcome: "met", found: { value: 1, from: "policy", setBy: "RDS baseline" } });
  });

  it("finds the policy in the results of gpresult", () => {
    const control = judged("RDP-NLA", {
      ...registryOnly([dword(POLICY, "UserAuthentication", 0)]),
      "policy-results": collected(
        [
          {
            policy: "Legacy RDS",
            key: "Software\\Policies\\Microsoft\\Windows NT\\Terminal Services",
            valueName: "userauthentication",
            at: "gp.xml#4",
          },
        ],
        "gp.xml",
      ),
    });
    expect(control).toMatchObject({ outcome: "not-met", found: { from: "policy", setBy: "Legacy RDS" } });
  });

  it("finds it by the English name of the setting too, and for account policies and rights by their own", () => {
    const results = [
      { policy: "Template one", setting: "Set client connection encryption level", state: "Enabled", at: "gp.xml#1" },
      { policy: "Domain", setting: "LockoutBadCount", value: "5", at: "gp.xml#2" },
      { policy: "Rights", setting: "SeRemoteInteractiveLogonRight", at: "gp.xml#3" },
    ];
    const sections: Sections = {
      ...registryOnly([dword(POLICY, "MinEncryptionLevel", 3), dword(LISTENER, "MinEncryptionLevel", 1)]),
      "security-policy": collected(
        { systemAccess: { LockoutBadCount: 5 }, privilegeRights: { SeRemoteInteractiveLogonRight: ["S-1-5-32-544"] } },
        "secedit.inf",
      ),
      "policy-results": collected(results, "gp.xml"),
    };
    expect(judged("RDP-ENCLEVEL", sections).found?.setBy).toBe("Template one");
    expect(judged("LOCK-THRESH", sections).found).toMatchObject({ from: "policy", setBy: "Domain" });
    expect(judged("RIGHT-ALLOW", sections).found).toMatchObject({ from: "policy", setBy: "Rights" });
  });

  it("takes the listener's value where the policy key holds none", () => {
    const control = judged("RDP-SECLAYER", registryOnly([dword(LISTENER, "SecurityLayer", 2)]));
    expect(control).toMatchObject({ outcome: "met", found: { from: "local" } });
  });

  it("takes the default where both were exported and hold none", () => {
    expect(judged("RDP-DRIVE", registryOnly([]))).toMatchObject({
      outcome: "not-met",
      found: { value: 0, from: "default" },
    });
    expect(judged("RDP-SINGLE", registryOnly([]))).toMatchObject({
      outcome: "met",
      found: { value: 1, from: "default" },
    });
  });

  it("gives no verdict where sources disagree about the default", () => {
    expect(judged("RDP-NLA", registryOnly([]))).toMatchObject({ outcome: "not-tested", found: { value: null } });
  });

  it("does not take the listener's value while a policy may stand in a key that was not exported", () => {
    const control = judged("RDP-NLA", { registry: collected([dword(LISTENER, "UserAuthentication", 1)], "rdp.reg") });
    expect(control.outcome).toBe("not-tested");
  });

  it("believes Win32_TSGeneralSetting, which knows the effective value", () => {
    const control = judged("RDP-NLA", {
      listener: collected(
        { settings: { UserAuthenticationRequired: 1, PolicySourceUserAuthenticationRequired: 1 } },
        "ts.json",
      ),
    });
    expect(control).toMatchObject({
      outcome: "met",
      found: { from: "policy", at: "ts.json UserAuthenticationRequired" },
    });
  });

  it("does not take a policy file for the whole registry", () => {
    const value = dword(POLICY, "UserAuthentication", 1, { at: "registry.pol#1" });
    const sections: Sections = { registry: collected([value], "registry.pol") };
    expect(judged("RDP-NLA", sections).outcome).toBe("met");
    expect(judged("RDP-DRIVE", sections).outcome).toBe("not-tested");
  });

  it("takes a value that a policy file deletes for absent", () => {
    const value = dword(POLICY, "RedirectionWarningDialogVersion", 0, { at: "registry.pol#1", change: "deleted" });
    expect(judged("RDP-FILEWARN", { registry: collected([{ ...value, key: CLIENT }], "registry.pol") }).outcome).toBe(
      "met",
    );
  });

  it("does not guess at a value of another type", () => {
    const value: RegistryValue = { key: POLICY, name: "UserAuthentication", type: "REG_SZ", value: "1", at: "x.reg#1" };
    expect(judged("RDP-NLA", registryOnly([value]))).toMatchObject({ outcome: "not-tested", found: { value: "1" } });
  });

  it("compares keys without regard to case, and reads the control set in use", () => {
    const key = LISTENER.replace("CurrentControlSet", "ControlSet001").toUpperCase();
    expect(judged("RDP-SECLAYER", registryOnly([dword(key, "SECURITYLAYER", 2)])).outcome).toBe("met");
  });
});
