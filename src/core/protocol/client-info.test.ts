import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex, fromUtf16, toHex } from "../bytes/index.ts";
import { decodeClientInfo, encodeClientInfo, INFO_AUTOLOGON, INFO_LOGONERRORS, INFO_UNICODE } from "./client-info.ts";
import { clientInfo } from "./connection-pdus.ts";
import { decodeDomainPdu } from "./mcs.ts";
import { decodeX224Data } from "./x224.ts";

/** MS-RDPBCGR 4.1.10, Client Info PDU, after decryption and without its security header. */
const SPEC_CLIENT_INFO = fromHex(`
  09040904b34300000a000c000000000000004e005400440045005600000065006c0074006f006e007300000000000000000002001e003100
  350037002e00350039002e003200340032002e003100350036000000840043003a005c006400650070006f00740073005c00770032006b00
  33005f0031005c007400650072006d007300720076005c006e006500770063006c00690065006e0074005c006c00690062005c0077006900
  6e00330032005c006f0062006a005c0069003300380036005c006d007300740073006300610078002e0064006c006c000000e00100005000
  61006300690066006900630020005300740061006e0064006100720064002000540069006d00650000000000000000000000000000000000
  00000000000000000a0000000500020000000000000000000000500061006300690066006900630020004400610079006c00690067006800
  74002000540069006d0065000000000000000000000000000000000000000000000000000400000001000200000000000000c4ffffff0000
  0000010000000000
`);
/** The Client Info PDU without credentials that xrdp, freerdp-shadow and weston accepted. */
const CAPTURED = fromHex(`
  0300010702f08064000503eb7080f84000000009040000330100000000000000000000000000000000000000000000020014003100320037
  002e0030002e0030002e0031000000080043003a005c00000000000000000000000000000000000000000000000000000000000000000000
  0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
  0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
  000000000000000000000000000000000000000000000000000000000000000000000000000000
`);

const withBasicHeader = (bytes: Uint8Array): Uint8Array => Uint8Array.of(0x40, 0, 0, 0, ...bytes);

function userDataOf(packet: Uint8Array): Uint8Array {
  const pdu = decodeDomainPdu(decodeX224Data(packet));
  return pdu.kind === "send-data-request" ? pdu.userData : new Uint8Array(0);
}

describe("Client Info PDU", () => {
  it("reads the example of MS-RDPBCGR 4.1.10 and writes it byte for byte", () => {
    const bytes = withBasicHeader(SPEC_CLIENT_INFO);
    const info = decodeClientInfo(bytes);
    expect(info).toMatchObject({
      domain: "NTDEV",
      userName: "eltons",
      password: "",
      extended: { clientAddressFamily: 2, clientAddress: "157.59.242.156", performanceFlags: 1 },
    });
    expect(toHex(encodeClientInfo(info))).toBe(toHex(bytes));
  });

  it("reads the captured one and writes it byte for byte", () => {
    const bytes = userDataOf(CAPTURED);
    const info = decodeClientInfo(bytes);
    expect(info).toMatchObject({ domain: "", userName: "", password: "", extended: { clientAddress: "127.0.0.1" } });
    expect(toHex(encodeClientInfo(info))).toBe(toHex(bytes));
  });

  it("builds one without credentials and without automatic logon", () => {
    const info = decodeClientInfo(userDataOf(clientInfo(1007, 1003)));
    expect(info).toMatchObject({ domain: "", userName: "", password: "" });
    expect(info.flags & INFO_AUTOLOGON).toBe(0);
  });

  it("builds one with a credential, and the same without its secrets", () => {
    const verifier = new Uint8Array(16).fill(0xab);
    const autoReconnect = concat([fromHex("1c0000000100000003000000"), verifier]);
    const logon = { user: "mei", domain: "CORP", password: "Pä$$w0rd", alternateShell: "cmd.exe", autoReconnect };
    const { bytes, written } = clientInfo(1007, 1003, logon);
    const info = decodeClientInfo(userDataOf(bytes));
    expect(info).toMatchObject({
      domain: "CORP",
      userName: "mei",
      password: "Pä$$w0rd",
      alternateShell: "cmd.exe",
      extended: { autoReconnectCookie: autoReconnect },
    });
    expect(info.flags & (INFO_AUTOLOGON | INFO_LOGONERRORS)).toBe(INFO_AUTOLOGON | INFO_LOGONERRORS);
    expect(written).toHaveLength(bytes.length);
    const shown = decodeClientInfo(userDataOf(written));
    expect(shown).toMatchObject({ userName: "mei", password: "\0".repeat(8), alternateShell: "cmd.exe" });
    expect(shown.extended?.autoReconnectCookie).toEqual(
      concat([fromHex("1c0000000100000003000000"), new Uint8Array(16)]),
    );
    for (const secret of [toHex(fromUtf16("w0rd")), toHex(verifier)]) {
      expect(toHex(bytes)).toContain(secret);
      expect(toHex(written)).not.toContain(secret);
    }
  });

  it("refuses another security header and lengths that lie", () => {
    for (const hex of ["80000000", "400000000904000033010000ff7f00000000000000000000"]) {
      expect(() => decodeClientInfo(fromHex(hex))).toThrow(DecodeError);
    }
  });

  it("gives back what it wrote, UTF-16 or one byte a character", () => {
    const text = fc.string({ maxLength: 40, unit: "grapheme-ascii" });
    const extended = fc.oneof(
      fc.record({ clientAddressFamily: fc.nat(0xffff), clientAddress: text, clientDir: text }),
      fc.record({
        clientAddressFamily: fc.nat(0xffff),
        clientAddress: text,
        clientDir: text,
        clientTimeZone: fc.uint8Array({ minLength: 172, maxLength: 172 }),
        clientSessionId: fc.nat(0xffffffff),
        performanceFlags: fc.nat(0xffffffff),
        autoReconnectCookie: fc.uint8Array({ maxLength: 28 }),
      }),
    );
    const info = fc.record(
      {
        codePage: fc.nat(0xffffffff),
        flags: fc.constantFrom(0, INFO_UNICODE),
        domain: text,
        userName: text,
        password: text,
        alternateShell: text,
        workingDir: text,
        extended,
      },
      { requiredKeys: ["codePage", "flags", "domain", "userName", "password", "alternateShell", "workingDir"] },
    );
    fc.assert(
      fc.property(info, (value) => {
        expect(decodeClientInfo(encodeClientInfo(value))).toEqual(value);
      }),
    );
  });
});
