import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fromUtf16 } from "../../core/bytes/index.ts";
import { encodeRegExport } from "../../core/inventory/index.ts";
import { readInventories } from "./read-inventories.ts";
import { parseXml } from "./xml-tree.ts";
import { XmlFault } from "./xml-event.ts";

/* Made by hand after the elements that scripts for gpresult /x read; no host stands behind it. */
const GPRESULT = `<?xml version="1.0" encoding="utf-16"?>
<Rsop xmlns="http://www.microsoft.com/GroupPolicy/Rsop" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <ComputerResults>
    <Name>EXAMPLE\\RDS01$</Name>
    <GPO><Name>RDS &amp; baseline</Name><Path><Identifier>{AAAA}</Identifier></Path></GPO>
    <GPO><Name>Old</Name><Path><Identifier>{BBBB}</Identifier></Path></GPO>
    <ExtensionData><Extension xmlns:q1="http://www.microsoft.com/GroupPolicy/Settings/Registry" xsi:type="q1:RegistrySettings">
      <q1:Policy><GPO><Identifier>{aaaa}</Identifier></GPO><Precedence>1</Precedence><q1:Name>Set client connection encryption level</q1:Name><q1:State>Enabled</q1:State></q1:Policy>
      <q1:RegistrySetting><GPO><Identifier>{BBBB}</Identifier></GPO><Precedence>2</Precedence><q1:KeyPath>Software\\X</q1:KeyPath><q1:Value><q1:Name>V</q1:Name><q1:Number>0</q1:Number></q1:Value></q1:RegistrySetting>
      <q1:RegistrySetting><GPO><Identifier>{CCCC}</Identifier></GPO><Precedence>1</Precedence><q1:KeyPath>Software\\X</q1:KeyPath><q1:Value><q1:Name>V</q1:Name><q1:Number>1</q1:Number></q1:Value></q1:RegistrySetting>
    </Extension></ExtensionData>
    <ExtensionData><Extension xmlns:q2="http://www.microsoft.com/GroupPolicy/Settings/Security">
      <q2:SecurityOptions><GPO><Identifier>{AAAA}</Identifier></GPO><Precedence>1</Precedence><q2:KeyName>MACHINE\\System\\A\\B</q2:KeyName><q2:SettingNumber>5</q2:SettingNumber></q2:SecurityOptions>
      <q2:Account><GPO><Identifier>{AAAA}</Identifier></GPO><Precedence>1</Precedence><q2:Name>LockoutBadCount</q2:Name><q2:SettingNumber>5</q2:SettingNumber></q2:Account>
    </Extension></ExtensionData>
  </ComputerResults>
</Rsop>`;

describe("readInventories", () => {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-inventories-"));
  const signal = new AbortController().signal;
  const reg = encodeRegExport([{ key: "HKLM\\A", name: "n", type: "REG_DWORD", value: 1, at: "" }]);
  const host = join(folder, "host");
  mkdirSync(join(host, "below"), { recursive: true });
  writeFileSync(join(host, "a.reg"), reg);
  writeFileSync(join(host, "below", "gp.xml"), fromUtf16(`\ufeff${GPRESULT}`));
  writeFileSync(join(host, "notes.txt"), "nothing");
  writeFileSync(join(folder, "single.reg"), reg);
  writeFileSync(join(folder, "xrdp.ini"), "[Globals]\nini_version=1\n");
  afterAll(() => rmSync(folder, { recursive: true }));

  it("takes all of a folder for one host, and reads which policy won", async () => {
    const { inventories, passedOver } = await readInventories({ paths: [host], signal });
    expect(passedOver).toEqual([]);
    expect(inventories).toHaveLength(1);
    expect(inventories[0]).toMatchObject({ host: "RDS01", platform: "windows" });
    expect(inventories[0]?.sections["policy-results"]).toMatchObject({
      outcome: "collected",
      value: [
        { policy: "RDS & baseline", setting: "Set client connection encryption level", state: "Enabled" },
        { policy: "{CCCC}", key: "Software\\X", valueName: "V", value: "1" },
        { policy: "RDS & baseline", key: "MACHINE\\System\\A", valueName: "B", value: "5" },
        { policy: "RDS & baseline", setting: "LockoutBadCount", value: "5" },
      ],
    });
  });

  it("takes single files for another, and each archive for one of its own", async () => {
    const archive = join(folder, "host.tar.gz");
    execFileSync("tar", ["-czf", archive, "-C", folder, "host"]);
    const { inventories } = await readInventories({
      paths: [join(folder, "single.reg"), archive, join(folder, "xrdp.ini")],
      signal,
    });
    expect(inventories.map(({ sections }) => Object.keys(sections).toSorted())).toEqual([
      ["policy-results", "registry", "registry-keys"],
      ["registry", "registry-keys", "xrdp-ini"],
    ]);
  });

  it("joins metrics and CIM objects of one host", async () => {
    const mixed = join(folder, "mixed");
    mkdirSync(mixed);
    writeFileSync(
      join(mixed, "metrics.prom"),
      '\ufeff# TYPE windows_os_info gauge\r\nwindows_os_info{build_number="20348",revision="4294"} 1\r\n' +
        'windows_os_hostname{hostname="RDS01"} 1\r\n',
    );
    const objects = [{ TerminalName: "RDP-Tcp", MinEncryptionLevel: 3, UserAuthenticationRequired: 1 }];
    writeFileSync(join(mixed, "ts.json"), fromUtf16(`\ufeff${JSON.stringify(objects)}`));
    writeFileSync(join(mixed, "events.json"), '{"winlog":{"event_id":7045,"event_data":{"StartType":"2"}}}\n');
    const { inventories } = await readInventories({ paths: [mixed], signal });
    expect(inventories).toHaveLength(1);
    expect(inventories[0]).toMatchObject({
      host: "RDS01",
      platform: "windows",
      sections: {
        version: { value: { build: 20348, ubr: 4294 } },
        listener: { value: { settings: { UserAuthenticationRequired: 1 } } },
      },
    });
    expect(Object.keys(inventories[0]?.sections ?? {}).toSorted()).toEqual(["listener", "version"]);
  });

  it("tells what was named and is no export, and what is not there", async () => {
    const paths = [join(host, "notes.txt"), join(folder, "missing")];
    const { inventories, passedOver } = await readInventories({ paths, signal });
    expect(inventories).toEqual([]);
    expect(passedOver.map(({ why }) => why)).toEqual(["unsupported", "unreadable"]);
  });

  it("makes a broken report a failed section", async () => {
    const broken = join(folder, "broken.xml");
    writeFileSync(broken, "<Rsop><ComputerResults>");
    const { inventories } = await readInventories({ paths: [broken], signal });
    expect(inventories[0]?.sections["policy-results"]?.outcome).toBe("failed");
  });
});

function parse(text: string): unknown {
  return parseXml(new TextEncoder().encode(text));
}

describe("parseXml", () => {
  it("expands nothing and is bounded", () => {
    expect(() => parse('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).toThrow(XmlFault);
    expect(() => parse("<a>&unknown;</a>")).toThrow(XmlFault);
    expect(() => parse("<a>".repeat(100))).toThrow(XmlFault);
    expect(() => parse("")).toThrow(XmlFault);
    expect(parse("<x:a b='1'><c>t</c></x:a>")).toMatchObject({
      name: "a",
      attributes: { b: "1" },
      children: [{ text: "t" }],
    });
  });
});
