import { describe, expect, it } from "vitest";
import { causes } from "./causes/index.ts";
import type { Remedies } from "./causes/cause.ts";
import { remediesFor } from "./remedies-for.ts";

const both = (text: string): { en: string; zh: string } => ({ en: text, zh: text });

function remedies(command: string): Remedies {
  const step = { text: both("look"), command, shell: "sh" as const, where: "host" as const };
  return { xrdp: { confirm: [step], backup: [], fix: [], rollback: [], risk: { level: "none", text: both("none") } } };
}

function commandFor(command: string, host: string, port: number): string | undefined {
  return remediesFor(remedies(command), { host, port }).xrdp?.confirm[0]?.command;
}

describe("remediesFor", () => {
  it("names the host and its port", () => {
    expect(commandFor("nc -vz -w 3 rdp01.example.com 3389", "ts7.corp.example", 33_890)).toBe(
      "nc -vz -w 3 ts7.corp.example 33890",
    );
    expect(commandFor("cmdkey /delete:TERMSRV/rdp01", "10.0.0.7", 3389)).toBe("cmdkey /delete:TERMSRV/10.0.0.7");
    expect(commandFor("ss -ltnp 'sport = :3389'", "ts7", 3390)).toBe("ss -ltnp 'sport = :3390'");
  });

  it("names its record and its zone where a command asks for these", () => {
    const record = String.raw`Get-DnsServerResourceRecord -ZoneName contoso.com -Name rdp01 | Export-Clixml "C:\rdp01-before.xml"`;
    expect(commandFor(record, "ts7.corp.example", 3389)).toBe(
      String.raw`Get-DnsServerResourceRecord -ZoneName corp.example -Name ts7 | Export-Clixml "C:\ts7-before.xml"`,
    );
    expect(commandFor(record, "ts7", 3389)).toBe(
      String.raw`Get-DnsServerResourceRecord -ZoneName contoso.com -Name ts7 | Export-Clixml "C:\ts7-before.xml"`,
    );
    expect(commandFor(record, "10.0.0.7", 3389)).toBe(record);
    expect(commandFor(record, "ts7;reboot.example", 3389)).toBe(record);
    expect(
      commandFor("New-SelfSignedCertificate -DnsName rdp01.contoso.com,rdp01 -KeyAlgorithm RSA", "a.b.c", 3389),
    ).toBe("New-SelfSignedCertificate -DnsName a.b.c,a -KeyAlgorithm RSA");
    expect(commandFor("Where-Object Entry -like 'rdp01*'", "ts7.corp.example", 3389)).toContain("'ts7*'");
  });

  it("leaves alone what means something else", () => {
    expect(commandFor("virsh domstate rdp01", "ts7", 3390)).toBe("virsh domstate rdp01");
    expect(commandFor("sed -i 's/^port=.*/port=3389/' xrdp.ini", "ts7", 3390)).toContain("port=3389");
    expect(commandFor("echo 13389 3389.5 33891", "ts7", 3390)).toBe("echo 13389 3390.5 33891");
  });

  it.each(["$(reboot)", "a;b", "a b", "`id`", "-rf", "a'b", "fe80::1", "a\nb", "é", "a|b", ""])(
    "puts no name into a command that a shell would read: %j",
    (host) => {
      expect(commandFor("ping rdp01.contoso.com", host, 3389)).toBe("ping rdp01.contoso.com");
    },
  );

  it("changes nothing of any cause for a name that stays out, at the usual port", () => {
    for (const { remedies: all } of Object.values(causes)) {
      expect(remediesFor(all, { host: "$(reboot)" })).toEqual(all);
    }
  });
});
