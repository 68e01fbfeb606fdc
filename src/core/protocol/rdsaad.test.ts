import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromLatin1 } from "../bytes/index.ts";
import { decodeRdsaadServerNonce, encodeRdsaadServerNonce } from "./rdsaad.ts";

describe("RDSAAD Server Nonce PDU", () => {
  it("reads the message with and without its zero byte", () => {
    const text = '{"ts_nonce":"AwABAAEAAAACAOz_BQD0_0V2b1N0c0FydGlmYWN0cw"}';
    const nonce = { tsNonce: "AwABAAEAAAACAOz_BQD0_0V2b1N0c0FydGlmYWN0cw" };
    expect(decodeRdsaadServerNonce(fromLatin1(`${text}\0`))).toEqual(nonce);
    expect(decodeRdsaadServerNonce(fromLatin1(text))).toEqual(nonce);
  });

  it("waits for the rest, but not beyond its bound", () => {
    const bytes = encodeRdsaadServerNonce({ tsNonce: "abc" });
    for (let length = 0; length < bytes.length - 1; length++) {
      expect(decodeRdsaadServerNonce(bytes.subarray(0, length))).toBeUndefined();
    }
    expect(() => decodeRdsaadServerNonce(fromLatin1(`{"ts_nonce":"${"a".repeat(5000)}`))).toThrow("no end within");
  });

  it.each(["[1]\0", "{}\0", '{"ts_nonce":5}\0', '{"ts_nonce":""}\0', '{"ts_nonce":"\\u001b[2J"}\0', "{]\0"])(
    "refuses %j",
    (text) => {
      expect(() => decodeRdsaadServerNonce(fromLatin1(text))).toThrow("Server Nonce PDU");
    },
  );

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{1,200}$/), (tsNonce) => {
        expect(decodeRdsaadServerNonce(encodeRdsaadServerNonce({ tsNonce }))).toEqual({ tsNonce });
      }),
    );
  });
});
