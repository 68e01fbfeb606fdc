import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex, fromLatin1, fromUtf16, toHex, toLatin1 } from "../bytes/index.ts";
import { sendDataIndication, serverShareControl } from "./server-answers.ts";
import { decodeDecrypted, decodeServerPdu } from "./server-pdu.ts";
import {
  decodeServerRedirection,
  encodeServerRedirection,
  LB_PASSWORD_IS_PK_ENCRYPTED,
  redirectionHop,
  routingToken,
  type ServerRedirection,
} from "./server-redirection.ts";

const PRESENCE: Readonly<Record<string, number>> = {
  targetNetAddress: 0x1,
  loadBalanceInfo: 0x2,
  userName: 0x4,
  domain: 0x8,
  password: 0x10,
  targetFqdn: 0x100,
  targetNetBiosName: 0x200,
  targetNetAddresses: 0x800,
  tsvUrl: 0x1000,
  redirectionGuid: 0x8000,
  targetCertificate: 0x10000,
};
const text = fc.string({ maxLength: 20, unit: "grapheme-ascii" });
const octets = fc.uint8Array({ maxLength: 30 });
const redirections: fc.Arbitrary<ServerRedirection> = fc
  .record(
    {
      sessionId: fc.nat(0xffffffff),
      redirFlags: fc.constantFrom(0, 0x20, 0x80, 0x4000),
      targetNetAddress: text,
      loadBalanceInfo: octets,
      userName: text,
      domain: text,
      password: octets,
      targetFqdn: text,
      targetNetBiosName: text,
      tsvUrl: octets,
      redirectionGuid: octets,
      targetCertificate: octets,
      targetNetAddresses: fc.array(text, { maxLength: 5 }),
    },
    { requiredKeys: ["sessionId", "redirFlags"] },
  )
  .map((value) => ({
    ...value,
    redirFlags: Object.keys(value).reduce<number>((flags, name) => flags | (PRESENCE[name] ?? 0), value.redirFlags),
  }));
const HOP: ServerRedirection = {
  sessionId: 7,
  redirFlags: 0x91f,
  targetNetAddress: "10.0.0.7",
  loadBalanceInfo: fromLatin1("Cookie: msts=117440522.15629.0000\r\n"),
  userName: "mei",
  domain: "CORP",
  password: fromUtf16("n3xt\0"),
  targetFqdn: "rdsh7.corp.example",
  targetNetAddresses: ["10.0.0.7", "fe80::7"],
};

describe("Server Redirection Packet", () => {
  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(redirections, (value) => {
        expect(decodeServerRedirection(encodeServerRedirection(value))).toEqual(value);
      }),
    );
  });

  it("lays the fields out as 2.2.13.1 has them", () => {
    const bytes = encodeServerRedirection({ sessionId: 2, redirFlags: 0x80, targetNetAddress: "::1" });
    expect(toHex(bytes)).toBe("000418000200000081000000080000003a003a0031000000");
  });

  it("is read behind a Share Control Header and behind a security header, open or closed", () => {
    const packet = encodeServerRedirection(HOP);
    const expected = { kind: "server-redirection", channelId: 1003, redirection: HOP };
    const enhanced = serverShareControl(1003, { kind: "server-redirection", pduSource: 1002, redirection: HOP });
    expect(decodeServerPdu(enhanced)).toEqual({ ...expected, pduSource: 1002 });
    const standard = sendDataIndication(1003, concat([fromHex("00040000"), packet]));
    expect(decodeServerPdu(standard)).toEqual(expected);
    expect(decodeServerPdu(standard, { encrypted: true })).toEqual(expected);
    expect(decodeDecrypted(packet, 0x0408, 1003)).toEqual(expected);
  });

  it("tells a client whom to call next", () => {
    expect(redirectionHop(HOP)).toEqual({
      sessionId: 7,
      redirFlags: 0x91f,
      targets: ["10.0.0.7", "fe80::7", "rdsh7.corp.example"],
      targetName: "rdsh7.corp.example",
      loadBalanceInfo: HOP.loadBalanceInfo,
      user: "mei",
      domain: "CORP",
      password: "n3xt",
      needsRdstls: false,
    });
    const closed = redirectionHop({ ...HOP, redirFlags: HOP.redirFlags | LB_PASSWORD_IS_PK_ENCRYPTED });
    expect(closed).toMatchObject({ needsRdstls: true });
    expect(closed.password).toBeUndefined();
  });

  it("makes one line of load balance information a routing token", () => {
    const token = routingToken(HOP.loadBalanceInfo ?? new Uint8Array(0));
    expect(toLatin1(token ?? new Uint8Array(0))).toBe("Cookie: msts=117440522.15629.0000");
    for (const bad of ["", "\r\n", "a\r\nb\r\n", "x".repeat(239)])
      expect(routingToken(fromLatin1(bad))).toBeUndefined();
  });

  it("refuses lengths and counts that lie", () => {
    for (const hex of [
      "00000c000200000000000000",
      "00040c0002000000",
      "00040c00020000000100000000000010",
      "000418000200000000080000040000004100000000000000",
      "000418000200000000080000080000000100000000000010",
    ]) {
      expect(() => decodeServerRedirection(fromHex(hex))).toThrow(DecodeError);
    }
  });
});
