import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromLatin1, fromUtf16 } from "../bytes/index.ts";
import { decodeAuditpol } from "./auditpol.ts";
import { decodeIni } from "./ini.ts";
import { encodeRegExport } from "./reg-export.ts";
import { encodeRegistryPol } from "./registry-pol.ts";
import { decodeSecedit } from "./secedit.ts";
import { mergeInventories } from "./merge-inventories.ts";
import { type ExportFormat, identifyExport, readExport } from "./single-export.ts";

/* All texts here are made by hand after documented formats. */
const TEMPLATE = fromUtf16(
  [
    "\ufeff[Unicode]",
    "Unicode=yes",
    "[System Access]",
    "LockoutBadCount = 5",
    "LockoutDuration = -1",
    'NewAdministratorName = "boss"',
    "[Registry Values]",
    "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\LmCompatibilityLevel=4,5",
    'MACHINE\\Software\\X\\Text=1,"a"',
    "MACHINE\\Software\\X\\List=7,one,two",
    "[Privilege Rights]",
    "SeRemoteInteractiveLogonRight = *S-1-5-32-544,helpdesk",
    "SeDenyRemoteInteractiveLogonRight =",
    "[Version]",
    'signature="$CHICAGO$"',
  ].join("\r\n"),
);

const AUDIT = [
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting",
  "RDS01,System,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success and Failure,",
  "RDS01,System,Abmelden,{0CCE9216-69AE-11D9-BED3-505054503030},Erfolg,",
  "RDS01,System,Konto,{0CCE9217-69AE-11D9-BED3-505054503030},Sukces i niepowodzenie,",
  "RDS01,S-1-5-21-1,Special,{0CCE921B-69AE-11D9-BED3-505054503030},Success,",
  "RDS01,System,Other,{0CCE921C-69AE-11D9-BED3-505054503030},egal,,2",
].join("\r\n");

const XRDP =
  "[Globals]\n; comment\nSecurity_Layer = tls\nssl_protocols=TLSv1.2\n#a=b\nssl_protocols=TLSv1.3\n[Xorg]\nip=127.0.0.1\n";

describe("secedit", () => {
  it("gives numbers, rights without asterisk, and registry values", () => {
    const { policy, registry } = decodeSecedit(TEMPLATE, "s.inf");
    expect(policy.systemAccess).toEqual({ LockoutBadCount: 5, LockoutDuration: -1, NewAdministratorName: "boss" });
    expect(policy.privilegeRights).toEqual({
      SeRemoteInteractiveLogonRight: ["S-1-5-32-544", "helpdesk"],
      SeDenyRemoteInteractiveLogonRight: [],
    });
    expect(registry).toEqual([
      {
        key: "HKLM\\System\\CurrentControlSet\\Control\\Lsa",
        name: "LmCompatibilityLevel",
        type: "REG_DWORD",
        value: 5,
        at: "s.inf#8",
      },
      { key: "HKLM\\Software\\X", name: "Text", type: "REG_SZ", value: "a", at: "s.inf#9" },
      { key: "HKLM\\Software\\X", name: "List", type: "REG_MULTI_SZ", value: ["one", "two"], at: "s.inf#10" },
    ]);
  });

  it("refuses another file", () => {
    expect(() => decodeSecedit(fromLatin1("[Globals]\na=b"), "s")).toThrow(DecodeError);
  });
});

describe("auditpol", () => {
  it("reads words it knows and numbers, of the system, and guesses at nothing", () => {
    expect(decodeAuditpol(fromLatin1(AUDIT))).toEqual({
      "0CCE9215-69AE-11D9-BED3-505054503030": { success: true, failure: true },
      "0CCE9216-69AE-11D9-BED3-505054503030": { success: true, failure: false },
      "0CCE921C-69AE-11D9-BED3-505054503030": { success: false, failure: true },
    });
    const chinese = fromUtf16("\ufeffRDS01,System,登录,{0CCE9215-69AE-11D9-BED3-505054503030},成功和失败,");
    expect(Object.values(decodeAuditpol(chinese))).toEqual([{ success: true, failure: true }]);
    expect(() => decodeAuditpol(fromLatin1("a,b,c"))).toThrow(DecodeError);
  });
});

describe("ini", () => {
  it("reads as xrdp does", () => {
    expect(decodeIni(fromLatin1(XRDP))).toEqual({
      globals: { security_layer: "tls", ssl_protocols: "TLSv1.3" },
      xorg: { ip: "127.0.0.1" },
    });
  });

  it("takes names that objects have of themselves for keys like others", () => {
    const found = decodeIni(fromLatin1("[__proto__]\nconstructor=1\n"));
    expect(Object.entries(found)).toEqual([["__proto__", { constructor: "1" }]]);
  });
});

describe("single exports", () => {
  const FILES: readonly (readonly [ExportFormat, Uint8Array, string])[] = [
    ["reg", encodeRegExport([{ key: "HKLM\\A", name: "n", type: "REG_DWORD", value: 1, at: "" }]), "a.reg"],
    [
      "registry-pol",
      encodeRegistryPol([{ key: "HKLM\\A", name: "n", type: "REG_DWORD", value: 1, at: "" }]),
      "Registry.pol",
    ],
    ["secedit", TEMPLATE, "export.cfg"],
    ["auditpol", fromLatin1(AUDIT), "audit.csv"],
    ["xrdp-ini", fromLatin1(XRDP), "xrdp.ini"],
    ["sesman-ini", fromLatin1("[Globals]\nListenPort=3350\n[Security]\nAllowRootLogin=true\n"), "sesman.ini"],
  ];

  it.each(FILES)("%s is known by its content", (format, bytes) => {
    expect(identifyExport(bytes, "file")).toBe(format);
  });

  it("of nothing else", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => identifyExport(bytes, "x") === undefined));
    expect(identifyExport(fromLatin1("[Globals]\nname=x\n"), "other.ini")).toBeUndefined();
  });

  it("of one host become one inventory that keeps its places", () => {
    const parts = FILES.slice(0, 4).map(([format, bytes, name]) => readExport(bytes, format, name));
    const host = mergeInventories(parts, "RDS01");
    expect(host.platform).toBe("windows");
    expect(host.sections.registry).toMatchObject({
      outcome: "collected",
      value: [{ at: "a.reg#4" }, { at: "Registry.pol#1" }, { at: "export.cfg#8" }, {}, {}],
    });
    expect(host.sections["registry-keys"]).toMatchObject({ value: [{ key: "HKLM\\A" }] });
    expect(Object.keys(host.sections).toSorted()).toEqual([
      "audit-policy",
      "registry",
      "registry-keys",
      "security-policy",
    ]);
  });

  it("fail alone, with their reason, and a collected section wins over a failed one", () => {
    const broken = readExport(fromLatin1("PReg\u0002\0\0\0"), "registry-pol", "p");
    expect(broken.sections.registry).toMatchObject({ outcome: "failed", at: "p" });
    const good = readExport(FILES[0]?.[1] ?? new Uint8Array(0), "reg", "a.reg");
    for (const parts of [
      [broken, good],
      [good, broken],
    ]) {
      expect(mergeInventories(parts).sections.registry?.outcome).toBe("collected");
    }
  });

  it("has no account policy from a template that sets other things", () => {
    const template = fromUtf16('\ufeff[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\n');
    expect(identifyExport(template, "GptTmpl.inf")).toBe("secedit");
    expect(readExport(template, "secedit", "GptTmpl.inf")).toEqual({ platform: "windows", sections: {} });
  });
});
