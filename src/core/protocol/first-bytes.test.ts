import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, fromLatin1 } from "../bytes/index.ts";
import { classifyFirstBytes, printableExcerpt } from "./first-bytes.ts";

describe("first bytes of an answer", () => {
  it.each([
    ["mcs-disconnect", fromHex("0300000902f0802180")],
    ["tpkt", fromHex("030000130ed000001234000201080001000000")],
    ["tpkt", fromHex("0300")],
    ["http", fromLatin1("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["http", fromLatin1("\r\n<!DOCTYPE html><html>")],
    ["ssh", fromLatin1("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")],
    ["tls", fromHex("160303005802000054")],
    ["tls-alert", fromHex("15030300020228")],
    ["vnc", fromLatin1("RFB 003.008\n")],
    ["ica", fromHex("7f7f494341007f7f49434100")],
    ["smtp-or-ftp", fromLatin1("220 mail.lab.test ESMTP Postfix\r\n")],
    ["proxy-protocol", fromLatin1("PROXY TCP4 192.0.2.1 192.0.2.2 5 6\r\n")],
    ["proxy-protocol", fromHex("0d0a0d0a000d0a515549540a21110000")],
    ["telnet", fromHex("fffd18fffd20")],
    ["text", fromLatin1("+OK POP3 ready\r\n")],
    ["unknown", fromHex("00010203")],
    ["unknown", new Uint8Array()],
    ["unknown", fromHex("0300000600")],
  ] as const)("says %s", (kind, bytes) => {
    expect(classifyFirstBytes(bytes).kind).toBe(kind);
  });

  it("names an alert", () => {
    expect(classifyFirstBytes(fromHex("15030300020246")).detail).toBe("fatal protocol_version (70)");
    expect(classifyFirstBytes(fromHex("150303")).detail).toBe("alert, incomplete");
  });

  it("escapes what a terminal would obey", () => {
    expect(printableExcerpt(fromLatin1("\u001B[2J\\ok\r\n\u009B"))).toBe(String.raw`\x1b[2J\\ok\r\n\x9b`);
    expect(classifyFirstBytes(fromLatin1("SSH-2.0-\u001B]0;x\u0007")).detail).toBe(String.raw`SSH-2.0-\x1b]0;x\x07`);
  });

  it("is always printable ASCII of at most 60 characters", () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 200 }).map(fromLatin1));
    fc.assert(
      fc.property(bytes, (value) => {
        expect(classifyFirstBytes(value).detail).toMatch(/^[ -~]{0,60}$/);
      }),
    );
  });
});
