import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, fromLatin1, fromUtf16 } from "../bytes/index.ts";
import { decodeRdpFile, RdpFileError } from "./rdp-file.ts";

const FILE = [
  "screen mode id:i:2",
  "full address:s:rds01.contoso.com",
  "server port:i:3390",
  "gatewayhostname:s:gw.contoso.com:443",
  "gatewayusagemethod:i:1",
  "loadbalanceinfo:s:tsv://MS Terminal Services Plugin.1.Desktops",
  "use redirection server name:i:1",
  "enablecredsspsupport:i:1",
  "username:s:CONTOSO\\alice",
].join("\r\n");

const EXPECTED = {
  fullAddress: "rds01.contoso.com",
  serverPort: 3390,
  gatewayHostName: "gw.contoso.com:443",
  gatewayUsageMethod: 1,
  loadBalanceInfo: "tsv://MS Terminal Services Plugin.1.Desktops",
  useRedirectionServerName: true,
  credSspSupport: true,
};

describe("decodeRdpFile", () => {
  it("reads what mstsc saves: UTF-16LE with a byte order mark", () => {
    expect(decodeRdpFile(concat([fromHex("fffe"), fromUtf16(FILE)]))).toEqual(EXPECTED);
    expect(decodeRdpFile(fromUtf16(FILE))).toEqual(EXPECTED);
  });

  it("reads UTF-8 with and without a mark, and ANSI", () => {
    expect(decodeRdpFile(fromLatin1(FILE))).toEqual(EXPECTED);
    expect(decodeRdpFile(concat([fromHex("efbbbf"), fromLatin1(FILE)]))).toEqual(EXPECTED);
    const utf8 = concat([fromLatin1("full address:s:"), fromHex("e8b4a2e58aa1"), fromLatin1("%41.example")]);
    expect(decodeRdpFile(utf8)).toEqual({ fullAddress: "财务%41.example" });
    expect(decodeRdpFile(fromLatin1("full address:s:b\u00fcro"))).toEqual({ fullAddress: "b\u00fcro" });
  });

  it("takes the last of a repeated setting, and no empty one", () => {
    expect(decodeRdpFile(fromLatin1("Full Address:s:a\nfull address:s:b\ngatewayhostname:s:\n"))).toEqual({
      fullAddress: "b",
    });
  });

  it("says why a file is none", () => {
    expect(() => decodeRdpFile(fromLatin1("hello"))).toThrow(new RdpFileError("no-setting"));
    expect(() => decodeRdpFile(fromHex("7f454c460201000000"))).toThrow(new RdpFileError("not-text"));
    expect(() => decodeRdpFile(fromLatin1("\nserver port:i:many"))).toThrow(new RdpFileError("bad-integer", 2));
    expect(() => decodeRdpFile(new Uint8Array(1_048_577))).toThrow(new RdpFileError("too-large"));
  });

  it("comes back at once from a megabyte of blanks, as from any other file", () => {
    const blanks = " ".repeat(1_000_000);
    expect(() => decodeRdpFile(fromLatin1(blanks))).toThrow(new RdpFileError("no-setting"));
    expect(decodeRdpFile(fromLatin1(`${blanks}full address:s:a`))).toEqual({ fullAddress: "a" });
  });

  it("throws nothing else on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        let thrown: unknown;
        try {
          decodeRdpFile(bytes);
        } catch (error) {
          thrown = error;
        }
        expect(thrown === undefined || thrown instanceof RdpFileError).toBe(true);
      }),
    );
  });
});
