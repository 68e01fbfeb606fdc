import { describe, expect, it } from "vitest";
import { auditHost, type HostOutcome } from "../../../src/core/audit/index.ts";
import type { RegistryValue } from "../../../src/core/inventory/index.ts";
import {
  collected,
  dword,
  hardened,
  inventory,
  LISTENER,
  POLICY,
  registryOnly,
  SCHANNEL,
  type Sections,
  SERVER_2022,
  firewallRule,
} from "./hand-made-inventory.ts";
import { audited, judged } from "./judged.ts";

function valuesOf({ registry }: Sections): readonly RegistryValue[] {
  return registry?.outcome === "collected" ? registry.value : [];
}

function withPolicy(
  systemAccess: Readonly<Record<string, string | number>>,
  rights: Readonly<Record<string, readonly string[]>> = {},
): Sections {
  return { ...hardened(), "security-policy": collected({ systemAccess, privilegeRights: rights }, "secedit.inf") };
}

const versions = (build: number): Sections => ({
  ...registryOnly([]),
  version: collected({ ...SERVER_2022, build }, "v"),
});

const verdict = (cve: string, version: Sections["version"]): string | undefined =>
  audited(version === undefined ? {} : { version }).patch?.vulnerabilities.find((one) => one.cve === cve)?.verdict;

const versionOf = (
  build: number,
  ubr: number | undefined,
  installationType?: "client" | "server",
): Sections["version"] =>
  collected(
    { build, ...(ubr === undefined ? {} : { ubr }), ...(installationType === undefined ? {} : { installationType }) },
    "version.json",
  );

const ini = (globals: Readonly<Record<string, string>>, security: Readonly<Record<string, string>> = {}): Sections => ({
  "xrdp-ini": collected({ globals, channels: { rdpdr: "true" } }, "xrdp.ini"),
  "sesman-ini": collected({ security, sessions: {}, logging: { loglevel: "INFO" } }, "sesman.ini"),
});

const outcomeOf = (id: string, sections: Sections): string | undefined =>
  audited(sections, "unknown").controls.find((one) => one.id === id)?.outcome;

describe("Schannel", () => {
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
    expect(
      audited({ ...hardened(), ...registryOnly([...valuesOf(hardened()), dword(POLICY, "UserAuthentication", 0)]) })
        .grade.grade,
    ).toBe("C");
    expect(
      audited({
        ...hardened(),
        firewall: collected({ profiles: [], rules: [firewallRule("RDP", ["Any"])] }, "firewall.json"),
      }).grade.grade,
    ).toBe("B");
  });
});

describe("patch level", () => {
  it("keeps the two series of build 26100 apart", () => {
    expect(verdict("CVE-2026-21533", versionOf(26100, 7840, "client"))).toBe("fixed");
    expect(verdict("CVE-2026-21533", versionOf(26100, 7840, "server"))).toBe("vulnerable");
    expect(verdict("CVE-2026-21533", versionOf(26100, 32_370, "server"))).toBe("fixed");
    expect(verdict("CVE-2026-21533", versionOf(26100, 32_369, "server"))).toBe("vulnerable");
    expect(verdict("CVE-2026-21533", versionOf(26100, 8000))).toBe("not-known");
    expect(verdict("CVE-2026-21533", versionOf(26100, 40_000))).toBe("fixed");
    expect(verdict("CVE-2026-21533", versionOf(26100, 1000))).toBe("vulnerable");
  });

  it("never concludes from a build alone", () => {
    expect(verdict("CVE-2026-21533", versionOf(20348, undefined, "server"))).toBe("not-known");
    expect(verdict("CVE-2019-0708", versionOf(7601, 24_000, "server"))).toBe("not-known");
    expect(verdict("CVE-2019-0708", versionOf(20348, undefined))).toBe("not-affected");
    expect(verdict("CVE-2026-21533", undefined)).toBe("not-known");
  });

  it("reads build and revision of a registry export", () => {
    const key = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    const text = (name: string, value: string): RegistryValue => ({ key, name, type: "REG_SZ", value, at: "v.reg#1" });
    const values = [text("CurrentBuild", "26100"), text("InstallationType", "Server Core"), dword(key, "UBR", 7840)];
    const { patch } = audited(registryOnly(values));
    expect(patch).toMatchObject({ build: 26_100, ubr: 7840, kind: "server" });
    expect(patch?.vulnerabilities.find(({ cve }) => cve === "CVE-2026-21533")?.verdict).toBe("vulnerable");
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
  it("judges its own settings, with the defaults of its manual", () => {
    const packaged = ini(
      { security_layer: "negotiate", crypt_level: "high", ssl_protocols: "TLSv1.2, TLSv1.3", certificate: "" },
      { AllowRootLogin: "true" },
    );
    expect(outcomeOf("XRDP-SECLAYER", packaged)).toBe("not-met");
    expect(outcomeOf("XRDP-SECLAYER", ini({}))).toBe("not-met");
    expect(outcomeOf("XRDP-SECLAYER", ini({ security_layer: "TLS" }))).toBe("met");
    expect(outcomeOf("XRDP-TLS-VERSIONS", packaged)).toBe("met");
    expect(outcomeOf("XRDP-TLS-VERSIONS", ini({ ssl_protocols: "TLSv1,TLSv1.2" }))).toBe("not-met");
    expect(outcomeOf("XRDP-TLS-VERSIONS", ini({}))).toBe("not-tested");
    expect(outcomeOf("XRDP-CIPHERS", ini({ tls_ciphers: "HIGH:!RC4" }))).toBe("met");
    expect(outcomeOf("XRDP-CIPHERS", ini({ tls_ciphers: "ALL:!aNULL" }))).toBe("not-met");
    expect(outcomeOf("XRDP-CERT", packaged)).toBe("not-met");
    expect(outcomeOf("XRDP-CERT", ini({ certificate: "/etc/ssl/rds.pem" }))).toBe("reported");
    expect(outcomeOf("XRDP-ROOT", packaged)).toBe("not-met");
    expect(outcomeOf("XRDP-ROOT", ini({}))).toBe("not-tested");
    expect(outcomeOf("XRDP-RETRY", ini({}))).toBe("met");
    expect(outcomeOf("XRDP-GROUP", ini({}, { AlwaysGroupCheck: "true" }))).toBe("not-met");
    expect(outcomeOf("XRDP-GROUP", ini({}, { AlwaysGroupCheck: "yes", TerminalServerUsers: "rdp" }))).toBe("met");
    expect(outcomeOf("XRDP-LOG", packaged)).toBe("met");
    expect(outcomeOf("XRDP-IDLE", {})).toBeUndefined();
  });
});
