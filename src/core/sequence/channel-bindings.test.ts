import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { gssChannelBindings, tlsServerEndPoint } from "./channel-bindings.ts";
import vectors from "./credssp-phase.test-vectors.json" with { type: "json" };

const derOf = (name: keyof typeof vectors): Buffer => Buffer.from(vectors[name], "base64");

describe("tls-server-end-point", () => {
  it.each([
    ["ecSelfSigned", "sha384"],
    ["sha1SelfSigned", "sha256"],
  ] as const)("of %s hashes with %s", (name, hash) => {
    const application = Buffer.concat([
      Buffer.from("tls-server-end-point:"),
      createHash(hash).update(derOf(name)).digest(),
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(application.length);
    const expected = createHash("md5")
      .update(Buffer.concat([Buffer.alloc(16), length, application]))
      .digest("hex");
    expect(toHex(tlsServerEndPoint(derOf(name)) ?? new Uint8Array(0))).toBe(expected);
  });

  it("gives what Windows gave in Microsoft's own account of channel binding tokens", () => {
    const certificateHash = fromHex("ea05fefecc6b0bd571dbbc5baa3ed45386d0446835f7b74c85621b9983475f95");
    expect(toHex(gssChannelBindings(certificateHash))).toBe("6586e99d81c2fc984e47172fd4dd0310");
  });

  it("is not defined for Ed25519, and is none of bytes that are no certificate", () => {
    expect(tlsServerEndPoint(derOf("ed25519SelfSigned"))).toBeUndefined();
    expect(() => tlsServerEndPoint(new Uint8Array(10))).toThrow(DecodeError);
  });
});
