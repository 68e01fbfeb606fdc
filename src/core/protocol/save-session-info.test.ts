import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex, toHex } from "../bytes/index.ts";
import {
  decodeAutoReconnectCookie,
  decodeSaveSessionInfo,
  encodeAutoReconnectPacket,
  encodeSaveSessionInfo,
  type SaveSessionInfo,
} from "./save-session-info.ts";

const u32 = fc.nat(0xffffffff);
const text = fc.string({ maxLength: 25, unit: "grapheme-ascii" });
const sessionInfo: fc.Arbitrary<SaveSessionInfo> = fc.oneof(
  fc.record({
    type: fc.constantFrom("logon" as const, "logon-long" as const),
    domain: text,
    user: text,
    sessionId: u32,
  }),
  fc.constant({ type: "plain-notify" } as const),
  fc.record(
    {
      type: fc.constant("extended" as const),
      autoReconnect: fc.record({ logonId: u32, arcRandomBits: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
      logonErrors: fc.record({ notificationType: u32, notificationData: u32 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constant("other" as const),
    infoType: fc.constant(9),
    contents: fc.uint8Array({ maxLength: 9 }),
  }),
);

describe("Save Session Info PDU", () => {
  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(sessionInfo, (value) => {
        expect(decodeSaveSessionInfo(encodeSaveSessionInfo(value))).toEqual(value);
      }),
    );
  });

  it("has the sizes that 2.2.10.1.1 names", () => {
    const names = { domain: "NTDEV", user: "eltons", sessionId: 2 };
    expect(encodeSaveSessionInfo({ type: "logon", ...names })).toHaveLength(4 + 576);
    expect(encodeSaveSessionInfo({ type: "logon-long", ...names })).toHaveLength(4 + 576 + 12 + 14);
    expect(encodeSaveSessionInfo({ type: "plain-notify" })).toHaveLength(4 + 576);
  });

  it("reads cookie and logon errors without the padding at the end", () => {
    const cookie = toHex(encodeAutoReconnectPacket(2, new Uint8Array(16).fill(0xa8)));
    expect(
      decodeSaveSessionInfo(fromHex(`03000000 3200 03000000 1c000000 ${cookie} 08000000 fdffffff 02000000`)),
    ).toEqual({
      type: "extended",
      autoReconnect: { logonId: 2, arcRandomBits: new Uint8Array(16).fill(0xa8) },
      logonErrors: { notificationType: 0xfffffffd, notificationData: 2 },
    });
  });

  it("refuses lengths that lie", () => {
    const zeros = new Uint8Array(600);
    for (const head of ["0000000035000000", "03000000ffff0100000000000010", "01000000010012000000000000000000ffff"]) {
      expect(() => decodeSaveSessionInfo(concat([fromHex(head), zeros]))).toThrow(DecodeError);
    }
    expect(() => decodeSaveSessionInfo(fromHex("000000"))).toThrow(DecodeError);
    expect(() => encodeSaveSessionInfo({ type: "logon", domain: "x".repeat(26), user: "", sessionId: 0 })).toThrow(
      RangeError,
    );
  });
});

describe("auto-reconnect cookie", () => {
  it("is read back, and refused with another length", () => {
    const verifier = new Uint8Array(16).fill(7);
    const cookie = encodeAutoReconnectPacket(3, verifier);
    expect(cookie).toHaveLength(28);
    expect(decodeAutoReconnectCookie(cookie)).toEqual({ logonId: 3, securityVerifier: verifier });
    expect(() => decodeAutoReconnectCookie(cookie.with(0, 29))).toThrow(DecodeError);
    expect(() => decodeAutoReconnectCookie(cookie.subarray(0, 20))).toThrow(DecodeError);
    expect(() => encodeAutoReconnectPacket(3, new Uint8Array(15))).toThrow(RangeError);
  });
});
