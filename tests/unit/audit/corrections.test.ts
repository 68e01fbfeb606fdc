import { describe, expect, it } from "vitest";
import { toUtf16 } from "../../../src/core/bytes/index.ts";
import {
  auditHost,
  baselineFor,
  type Correction,
  correctionsFor,
  driftFrom,
  fixFiles,
  readBaseline,
} from "../../../src/core/audit/index.ts";
import { decodeRegExport, decodeRegistryPol } from "../../../src/core/inventory/index.ts";
import { buildAuditReport } from "../../../src/core/contract/index.ts";
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
  type Sections,
  SERVER_2022,
} from "./hand-made-inventory.ts";

const OPTIONS = { nowMs: NOW_MS };

function corrected(sections: Sections, platform: "windows" | "linux" = "windows"): readonly Correction[] {
  const host = inventory(sections, platform);
  return correctionsFor(auditHost(host, OPTIONS), host, OPTIONS);
}

function correction(id: string, sections: Sections): Correction {
  const found = corrected(sections).find(({ controlId }) => controlId === id);
  if (found === undefined) throw new Error(`no correction for ${id}`);
  return found;
}

/** The files of the set, by name. */
function files(
  sections: Sections,
  platform: "windows" | "linux" = "windows",
): ReadonlyMap<string, string | Uint8Array> {
  const host = inventory(sections, platform);
  const audit = auditHost(host, OPTIONS);
  return new Map(fixFiles(audit, correctionsFor(audit, host, OPTIONS)).map(({ name, content }) => [name, content]));
}

function text(found: string | Uint8Array | undefined): string {
  if (typeof found !== "string") throw new Error("no text");
  return found;
}

function bytes(found: string | Uint8Array | undefined): Uint8Array {
  if (!(found instanceof Uint8Array)) throw new Error("no bytes");
  return found;
}

/** Nearly everything is wrong here. */
function weak(): Sections {
  return {
    ...registryOnly([
      dword(POLICY, "UserAuthentication", 0, { policy: "Legacy RDS" }),
      dword(LISTENER, "SecurityLayer", 1),
      dword(`${POLICY}\\Client`, "RedirectionWarningDialogVersion", 1),
      dword(POLICY, "Shadow", 2),
    ]),
    version: collected(SERVER_2022, "version.json"),
    "security-policy": collected(
      {
        systemAccess: { LockoutBadCount: 0, AllowAdministratorLockout: 0 },
        privilegeRights: {
          SeRemoteInteractiveLogonRight: ["S-1-1-0"],
          SeDenyRemoteInteractiveLogonRight: ["S-1-5-32-546", "S-1-5-21-1-2-3-1105"],
        },
      },
      "secedit.inf",
    ),
    "audit-policy": collected(
      { "0CCE9215-69AE-11D9-BED3-505054503030": { success: true, failure: false } },
      "auditpol.csv",
    ),
    channels: collected(
      [
        {
          name: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
          enabled: false,
          maxSizeBytes: 1_052_672,
        },
      ],
      "channels.json",
    ),
    firewall: collected({ profiles: [], rules: [firewallRule("RDP", ["Any"])] }, "firewall.json"),
  };
}

describe("corrected values", () => {
  it("give every control that is not met a change with a way back, or say what to do by hand", () => {
    const all = corrected(weak());
    expect(all.length).toBeGreaterThan(25);
    for (const { controlId, changes, commands, manual, risk } of all) {
      expect({ controlId, isSolved: commands !== undefined || manual !== undefined }).toEqual({
        controlId,
        isSolved: true,
      });
      expect(risk.text.zh).not.toBe("");
      if (commands === undefined) continue;
      expect({ controlId, changes: changes.length > 0 }).toEqual({ controlId, changes: true });
      for (const lines of [commands.backup, commands.fix, commands.rollback]) expect(lines.length).toBeGreaterThan(0);
    }
  });

  it("come in the order in which they disturb least", () => {
    const levels = corrected(weak()).map(({ risk }) => ["low", "medium", "high"].indexOf(risk.level));
    expect(levels).toEqual(levels.toSorted((one, other) => one - other));
  });

  it("mend the control: with the changes made, it is met", () => {
    const made = corrected(weak()).flatMap(({ controlId, changes }) =>
      changes.flatMap((change) => (change.kind === "registry" ? [{ controlId, change }] : [])),
    );
    const values = made.flatMap(({ change: { key, name, value } }) =>
      value === undefined ? [] : [dword(key, name, value)],
    );
    const after = auditHost(inventory({ ...weak(), ...registryOnly(values) }), OPTIONS);
    const ids = new Set(made.map(({ controlId }) => controlId));
    const left = after.controls.filter(({ id, outcome }) => ids.has(id) && outcome !== "met").map(({ id }) => id);
    expect(left).toEqual([]);
  });

  it("go back to the value that was collected, or take a value away that was not there", () => {
    const nla = correction("RDP-NLA", weak());
    expect(nla.changeInPolicy).toBe("Legacy RDS");
    expect(nla.commands?.rollback.join()).toContain("-Value 0");
    expect(correction("RDP-DRIVE", weak()).commands?.rollback.join()).toContain("Remove-ItemProperty");
    const unknown = correction("RDP-NLA", {
      registry: collected([dword(POLICY, "SecurityLayer", 2)], "x"),
      listener: collected({ settings: { UserAuthenticationRequired: 0 } }, "ts.json"),
    });
    expect(unknown.commands?.rollback.join()).toContain("Remove-ItemProperty");
  });

  it("take away what must not be there", () => {
    const [change] = correction("RDP-FILEWARN", weak()).changes;
    expect(change).toMatchObject({ kind: "registry", name: "RedirectionWarningDialogVersion" });
    expect(change).not.toHaveProperty("value");
  });

  it("keep what else was denied, and what only the site can decide", () => {
    expect(correction("RIGHT-DENY", weak()).changes[0]).toMatchObject({
      value: "*S-1-5-32-546,*S-1-5-113,*S-1-5-21-1-2-3-1105",
    });
    expect(correction("RDP-CERT", weak()).manual?.en).toContain("CA");
    expect(correction("FW-RDP", weak()).commands?.fix.join()).toContain("throw");
  });

  it("never let an account of a file end a line of a template or script", () => {
    const hostile = "S-1-5-21\r\n[Privilege Rights]\r\nSeDebugPrivilege = *S-1-1-0";
    const rights = { SeDenyRemoteInteractiveLogonRight: [hostile] };
    const found = correction("RIGHT-DENY", {
      "security-policy": collected({ systemAccess: {}, privilegeRights: rights }, "secedit.inf"),
    });
    expect(found.changes).toEqual([]);
    expect(found.manual?.en).toContain("by hand");
    const sections: Sections = {
      "security-policy": collected({ systemAccess: {}, privilegeRights: rights }, "secedit.inf"),
    };
    expect([...files(sections).keys()]).toEqual(["README.md", "README.zh.md"]);
  });

  it("exist for xrdp, as lines of its files", () => {
    const [first] = corrected(
      { "xrdp-ini": collected({ globals: { security_layer: "negotiate" } }, "xrdp.ini") },
      "linux",
    ).filter(({ controlId }) => controlId === "XRDP-SECLAYER");
    expect(first?.changes).toEqual([
      { kind: "ini", file: "xrdp.ini", section: "Globals", key: "security_layer", value: "tls", before: "negotiate" },
    ]);
    expect(first?.commands?.shell).toBe("sh");
  });
});

describe("the files of the set", () => {
  it("hold a script that saves before it writes, and names every registry value once", () => {
    const script = text(files(weak()).get("apply.ps1"));
    const values = corrected(weak()).flatMap(({ changes }) => changes.filter(({ kind }) => kind === "registry"));
    expect(script.match(/^Set-RegistryNumber '/gm)).toHaveLength(values.length);
    expect(script).toContain("Set-RegistryNumber 'RDP-FILEWARN'");
    expect(script.indexOf("Save-State\r\n")).toBeLessThan(script.indexOf("New-ItemProperty"));
    expect(script).toContain("auditpol");
    for (const name of ["apply.ps1", "rollback.ps1"]) expect(text(files(weak()).get(name))).toMatch(/^[ -~\r\n]*$/);
  });

  it("hold a registry.pol that mends what policies can, and one that takes it back", () => {
    const found = files(weak());
    const set = decodeRegistryPol(bytes(found.get("registry.pol")), "registry.pol");
    const back = decodeRegistryPol(bytes(found.get("registry-rollback.pol")), "registry.pol");
    expect(set.find(({ name }) => name === "UserAuthentication")).toMatchObject({
      key: POLICY,
      type: "REG_DWORD",
      value: 1,
    });
    expect(set.find(({ name }) => name === "RedirectionWarningDialogVersion")).toMatchObject({ change: "deleted" });
    expect(set.every(({ key }) => /\\policies\\/i.test(key))).toBe(true);
    expect(back.map(({ name }) => name)).toEqual(set.map(({ name }) => name));
    expect(back.every(({ change }) => change === "deleted")).toBe(true);
    const after = auditHost(inventory({ registry: collected(set, "registry.pol") }), OPTIONS);
    const ids = corrected(weak()).flatMap(({ controlId, changes }) =>
      changes.some((change) => change.kind === "registry" && /\\policies\\/i.test(change.key)) ? [controlId] : [],
    );
    expect(after.controls.filter(({ id, outcome }) => ids.includes(id) && outcome !== "met")).toEqual([]);
  });

  it("hold .reg files: what is wanted, and what was there", () => {
    const found = files(weak());
    const set = decodeRegExport(bytes(found.get("values.reg")), "values.reg");
    const back = decodeRegExport(bytes(found.get("values-rollback.reg")), "values-rollback.reg");
    expect(set.find(({ name }) => name === "UserAuthentication")).toMatchObject({ value: 1 });
    expect(back.find(({ name }) => name === "UserAuthentication")).toMatchObject({ value: 0 });
    expect(back.find(({ name }) => name === "fDisableCdm")).toMatchObject({ change: "deleted" });
    expect(set.some(({ key }) => key.includes("SCHANNEL"))).toBe(true);
  });

  it("hold a security template that secedit reads", () => {
    const template = bytes(files(weak()).get("security-template.inf"));
    expect([...template.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    const lines = toUtf16(template).split("\r\n");
    expect(lines).toContain("LockoutBadCount = 5");
    expect(lines).toContain("SeRemoteInteractiveLogonRight = *S-1-5-32-544,*S-1-5-32-555");
  });

  it("hold a guide in both languages that names every control and every file, and nothing for a sound host", () => {
    const found = files(weak());
    for (const name of ["README.md", "README.zh.md"]) {
      const guide = text(found.get(name));
      for (const { controlId } of corrected(weak())) expect(guide).toContain(controlId);
      for (const file of found.keys()) expect(file.startsWith("README") || guide.includes(`\`${file}\``)).toBe(true);
    }
    expect([...files(hardened()).keys()]).toEqual(["README.md", "README.zh.md"]);
  });

  it("hold lines of xrdp.ini with the old ones, and let no old line end early", () => {
    const found = files(
      { "xrdp-ini": collected({ globals: { security_layer: "rdp\nevil=1", crypt_level: "low" } }, "xrdp.ini") },
      "linux",
    );
    expect(text(found.get("xrdp-lines.ini"))).toContain("\nsecurity_layer=tls\n");
    const back = text(found.get("xrdp-lines-rollback.ini"));
    expect(back).toContain("crypt_level=low");
    expect(back).not.toContain("evil");
    expect(text(found.get("apply.sh"))).not.toContain("evil");
  });
});

function saved(sections: Sections): unknown {
  const audit = auditHost(inventory(sections), OPTIONS);
  return structuredClone(buildAuditReport([{ audit, corrections: [] }], [], NOW_MS));
}

function drift(before: Sections, now: Sections): readonly { id: string; kind: string }[] {
  const audit = auditHost(inventory(now), OPTIONS);
  const baseline = baselineFor(audit, readBaseline(saved(before)) ?? []);
  if (baseline === undefined) throw new Error("no baseline");
  return driftFrom(audit, baseline).map(({ id, kind }) => ({ id, kind }));
}

describe("a baseline", () => {
  it("shows nothing where nothing changed", () => {
    expect(drift(hardened(), hardened())).toEqual([]);
    expect(drift(weak(), weak())).toEqual([]);
  });

  it("tells newly not met, fixed, changed values and what is no longer tested", () => {
    const changed = hardened();
    const values = changed.registry?.outcome === "collected" ? changed.registry.value : [];
    const moved = values.map((one) =>
      one.name === "MaxIdleTime" ? { ...one, value: 600_000 } : one.name === "fDisableCdm" ? { ...one, value: 0 } : one,
    );
    const now: Sections = {
      ...changed,
      ...registryOnly(moved),
      "audit-policy": { outcome: "failed", reason: "denied", at: "a" },
    };
    expect(drift(hardened(), now)).toEqual(
      expect.arrayContaining([
        { id: "RDP-DRIVE", kind: "newly-not-met" },
        { id: "RDP-IDLE", kind: "value-changed" },
        { id: "AUDIT-LOGON", kind: "no-longer-tested" },
      ]),
    );
    expect(drift(now, hardened())).toEqual(
      expect.arrayContaining([
        { id: "RDP-DRIVE", kind: "fixed" },
        { id: "AUDIT-LOGON", kind: "newly-tested" },
      ]),
    );
  });

  it("belongs to one host, and is no other file", () => {
    const audit = auditHost({ ...inventory(hardened()), host: "OTHER" }, OPTIONS);
    expect(baselineFor(audit, readBaseline(saved(hardened())) ?? [])).toBeUndefined();
    expect(readBaseline({ schema: "rdpulse.check/1" })).toBeUndefined();
    expect(readBaseline({ schema: "rdpulse.audit/1", hosts: [null, 1, { controls: [null, { id: 1 }] }] })).toHaveLength(
      1,
    );
  });
});

describe("the catalogue", () => {
  it("has a change, or a reason to have none, for every control that can be missed", () => {
    const byHand = ["RDP-CERT", "RDP-OFF-WKS", "RDP-PORT", "RDP-RESTADMIN-STATE"];
    for (const { id, check, operator } of controls) {
      const isKnown = ["registry", "secedit", "user_right", "auditpol", "channel", "firewall"].includes(check);
      expect({ id, isKnown: isKnown || byHand.includes(id), operator }).toEqual({ id, isKnown: true, operator });
    }
  });
});
