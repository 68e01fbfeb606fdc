import { describe, expect, it } from "vitest";
import { auditHost, type HostAudit, type HostOutcome, type JudgedControl } from "../../../src/core/audit/index.ts";
import type { HostInventory, RegistryValue } from "../../../src/core/inventory/index.ts";
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

function audited(sections: Sections, platform: HostInventory["platform"] = "windows"): HostAudit {
  return auditHost(inventory(sections, platform), { nowMs: NOW_MS });
}

function judged(id: string, sections: Sections): JudgedControl {
  const control = audited(sections).controls.find((one) => one.id === id);
  if (control === undefined) throw new Error(`no control ${id}`);
  return control;
}

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
    if (control.outcome === "met") expect(control.found?.at).not.toBe("");
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

describe("Schannel", () => {
  const versions = (build: number): Sections => ({
    ...registryOnly([]),
    version: collected({ ...SERVER_2022, build }, "v"),
  });

  it.each([
    ["TLS-TLS10", 20348, "not-met"],
    ["TLS-TLS10", 26100, "not-tested"],
    ["TLS-TLS11", 7601, "met"],
    ["TLS-TLS11", 17763, "not-met"],
    ["TLS-SSL30", 9600, "not-met"],
    ["TLS-SSL30", 14393, "met"],
    ["TLS-SSL20", 7601, "not-met"],
    ["TLS-SSL20", 9600, "met"],
    ["TLS-SSL20", 14393, "not-applicable"],
  ] as const)("%s without a value on build %i is %s", (id, build, outcome) => {
    expect(judged(id, versions(build)).outcome).toBe(outcome);
  });

  it("does not take DisabledByDefault for off", () => {
    const key = `${SCHANNEL}\\TLS 1.0\\Server`;
    expect(judged("TLS-TLS10", registryOnly([dword(key, "DisabledByDefault", 1)])).outcome).toBe("not-met");
    const off = judged("TLS-TLS10", registryOnly([dword(key, "Enabled", 0)]));
    expect(off.outcome).toBe("met");
    expect(off.reason?.en).toContain("DisabledByDefault");
  });
});

describe("rights and lockout", () => {
  it("asks a domain controller for administrators alone", () => {
    const sections = {
      ...hardened(),
      version: collected({ ...SERVER_2022, domainRole: "domain-controller" as const }, "v"),
    };
    expect(judged("RIGHT-ALLOW", sections).outcome).toBe("not-met");
    expect(judged("RIGHT-DENY", sections).outcome).toBe("met");
  });

  it("knows that secedit leaves out a right that nobody has, and a template does not tell", () => {
    const many = Object.fromEntries(["A", "B", "C", "D", "E"].map((name) => [name, ["S-1-5-32-544"]]));
    expect(judged("RIGHT-DENY", withPolicy({}, many)).outcome).toBe("not-met");
    expect(judged("RIGHT-DENY", withPolicy({}, { A: [] })).outcome).toBe("not-tested");
  });

  it("takes -1 for a lockout until an administrator unlocks", () => {
    expect(judged("LOCK-DUR", withPolicy({ LockoutBadCount: 3, LockoutDuration: -1 })).outcome).toBe("met");
  });

  it("tells who is let in by a group that holds everybody", () => {
    const rights = audited(withPolicy({}, { SeRemoteInteractiveLogonRight: ["S-1-1-0"] })).rights;
    expect(rights?.remarks.map(({ en }) => en).join()).toContain("everybody");
  });
});

describe("the firewall", () => {
  it("reads rules of the registry, and follows the port", () => {
    const key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules";
    const rule = (text: string): RegistryValue => ({ key, name: "r", type: "REG_SZ", value: text, at: "fw.reg#1" });
    const of = (text: string): HostOutcome =>
      judged("FW-RDP", registryOnly([dword(LISTENER, "PortNumber", 3390), rule(text)])).outcome;
    expect(of("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3390|Name=RDP|")).toBe("not-met");
    expect(of("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3390|RA4=LocalSubnet|Name=RDP|")).toBe("met");
    expect(of("v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=3390|Name=RDP|")).toBe("met");
    expect(of("v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|Name=RDP|")).toBe("met");
  });

  it("takes a profile that is off for open", () => {
    const off = collected({ profiles: [{ name: "Public", enabled: false }], rules: [] }, "firewall.json");
    expect(judged("FW-RDP", { firewall: off }).outcome).toBe("not-met");
  });
});

describe("the grade", () => {
  it("is A+ for the hardened host and not given where too little is known", () => {
    expect(audited(hardened()).grade).toMatchObject({ grade: "A+", points: 100 });
    expect(audited({}).grade.grade).toBe("not-graded");
    expect(audited(registryOnly([dword(LISTENER, "UserAuthentication", 1)])).grade.grade).toBe("not-graded");
  });

  it("is at best C without NLA and B with another high control missed", () => {
    expect(audited(NOT_MET["RDP-NLA"]?.() ?? {}).grade.grade).toBe("C");
    expect(audited(NOT_MET["FW-RDP"]?.() ?? {}).grade.grade).toBe("B");
  });
});

describe("patch level", () => {
  const verdict = (cve: string, version: Sections["version"]): string | undefined =>
    audited(version === undefined ? {} : { version }).patch?.vulnerabilities.find((one) => one.cve === cve)?.verdict;
  const of = (build: number, ubr: number | undefined, installationType?: "client" | "server"): Sections["version"] =>
    collected(
      { build, ...(ubr === undefined ? {} : { ubr }), ...(installationType === undefined ? {} : { installationType }) },
      "version.json",
    );

  it("keeps the two series of build 26100 apart", () => {
    expect(verdict("CVE-2026-21533", of(26100, 7840, "client"))).toBe("fixed");
    expect(verdict("CVE-2026-21533", of(26100, 7840, "server"))).toBe("vulnerable");
    expect(verdict("CVE-2026-21533", of(26100, 32_370, "server"))).toBe("fixed");
    expect(verdict("CVE-2026-21533", of(26100, 32_369, "server"))).toBe("vulnerable");
    expect(verdict("CVE-2026-21533", of(26100, 8000))).toBe("not-known");
    expect(verdict("CVE-2026-21533", of(26100, 40_000))).toBe("fixed");
    expect(verdict("CVE-2026-21533", of(26100, 1000))).toBe("vulnerable");
  });

  it("never concludes from a build alone", () => {
    expect(verdict("CVE-2026-21533", of(20348, undefined, "server"))).toBe("not-known");
    expect(verdict("CVE-2019-0708", of(7601, 24_000, "server"))).toBe("not-known");
    expect(verdict("CVE-2019-0708", of(20348, undefined))).toBe("not-affected");
    expect(verdict("CVE-2026-21533", undefined)).toBe("not-known");
  });

  it("takes a hotfix of the list for proof", () => {
    const version = collected({ build: 7601, hotfixes: [{ id: "kb4499175" }] }, "version.json");
    expect(verdict("CVE-2019-0708", version)).toBe("fixed");
  });

  it.each([
    [Date.UTC(2026, 10, 22), 14393, "server", "ends-soon"],
    [Date.UTC(2027, 0, 12, 23), 14393, "server", "ends-soon"],
    [Date.UTC(2027, 0, 13), 14393, "server", "ended"],
    [Date.UTC(2026, 10, 22), 20348, "server", "supported"],
    [Date.UTC(2026, 10, 22), 9600, "server", "ended"],
    [Date.UTC(2026, 10, 22), 26100, "client", "depends-on-edition"],
    [Date.UTC(2026, 10, 22), 1, "server", "not-known"],
  ] as const)("at %i support of build %i (%s) is %s", (nowMs, build, installationType, state) => {
    const version = collected({ build, installationType }, "version.json");
    expect(auditHost(inventory({ version }), { nowMs }).patch?.support.state).toBe(state);
  });
});

describe("tuning and folklore", () => {
  it("tells the value now beside the recommended one", () => {
    const { tuning } = audited(registryOnly([dword(POLICY, "SelectTransport", 1)]));
    expect(tuning.find(({ id }) => id === "udp-server")).toMatchObject({ outcome: "differs", now: { en: "1" } });
    expect(tuning.find(({ id }) => id === "keep-alive")).toMatchObject({ outcome: "differs" });
    expect(audited({}).tuning.every(({ outcome }) => outcome === "not-tested")).toBe(true);
  });

  it("flags values that exist only in articles, and leaves others of that name alone", () => {
    const { folklore } = audited(
      registryOnly([
        dword(LISTENER, "MaxUsers", 50),
        dword(SCHANNEL, "MaxUsers", 50),
        dword(LISTENER, "GPUVirt", 1),
        dword(LISTENER, "MaxInstanceCount", 5),
      ]),
    );
    expect(folklore.map(({ id }) => id)).toEqual(["value-max-users", "value-gpuvirt"]);
  });
});

describe("xrdp", () => {
  const ini = (
    globals: Readonly<Record<string, string>>,
    security: Readonly<Record<string, string>> = {},
  ): Sections => ({
    "xrdp-ini": collected({ globals, channels: { rdpdr: "true" } }, "xrdp.ini"),
    "sesman-ini": collected({ security, sessions: {}, logging: { loglevel: "INFO" } }, "sesman.ini"),
  });
  const outcome = (id: string, sections: Sections): string | undefined =>
    audited(sections, "unknown").controls.find((one) => one.id === id)?.outcome;

  it("judges its own settings, with the defaults of its manual", () => {
    const packaged = ini(
      { security_layer: "negotiate", crypt_level: "high", ssl_protocols: "TLSv1.2, TLSv1.3", certificate: "" },
      { AllowRootLogin: "true" },
    );
    expect(outcome("XRDP-SECLAYER", packaged)).toBe("not-met");
    expect(outcome("XRDP-SECLAYER", ini({}))).toBe("not-met");
    expect(outcome("XRDP-SECLAYER", ini({ security_layer: "TLS" }))).toBe("met");
    expect(outcome("XRDP-TLS-VERSIONS", packaged)).toBe("met");
    expect(outcome("XRDP-TLS-VERSIONS", ini({ ssl_protocols: "TLSv1,TLSv1.2" }))).toBe("not-met");
    expect(outcome("XRDP-TLS-VERSIONS", ini({}))).toBe("not-tested");
    expect(outcome("XRDP-CIPHERS", ini({ tls_ciphers: "HIGH:!RC4" }))).toBe("met");
    expect(outcome("XRDP-CIPHERS", ini({ tls_ciphers: "ALL:!aNULL" }))).toBe("not-met");
    expect(outcome("XRDP-CERT", packaged)).toBe("not-met");
    expect(outcome("XRDP-CERT", ini({ certificate: "/etc/ssl/rds.pem" }))).toBe("reported");
    expect(outcome("XRDP-ROOT", packaged)).toBe("not-met");
    expect(outcome("XRDP-ROOT", ini({}))).toBe("not-tested");
    expect(outcome("XRDP-RETRY", ini({}))).toBe("met");
    expect(outcome("XRDP-GROUP", ini({}, { AlwaysGroupCheck: "true" }))).toBe("not-met");
    expect(outcome("XRDP-GROUP", ini({}, { AlwaysGroupCheck: "yes", TerminalServerUsers: "rdp" }))).toBe("met");
    expect(outcome("XRDP-LOG", packaged)).toBe("met");
    expect(outcome("XRDP-IDLE", {})).toBeUndefined();
  });
});
