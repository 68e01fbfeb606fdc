import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeAutoReconnectCookie } from "../protocol/index.ts";
import { autoReconnectResponse } from "./auto-reconnect.ts";

describe("autoReconnectResponse", () => {
  it("is the HMAC-MD5 of the client random under the server's bits, as another implementation computes it", () => {
    const bits = Uint8Array.from({ length: 16 }, (_, at) => at * 5);
    const clientRandom = Uint8Array.from({ length: 32 }, (_, at) => at);
    for (const random of [clientRandom, new Uint8Array(32)]) {
      const expected = new Uint8Array(createHmac("md5", bits).update(random).digest());
      const cookie = autoReconnectResponse(9, bits, random);
      expect(decodeAutoReconnectCookie(cookie)).toEqual({ logonId: 9, securityVerifier: expected });
    }
    expect(autoReconnectResponse(9, bits)).toEqual(autoReconnectResponse(9, bits, new Uint8Array(32)));
  });
});
