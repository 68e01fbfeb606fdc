import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fingerprintOf, judgeHostKey, keyType, wantedAlgorithms } from "./host-keys.ts";

function keyBytes(type: string, rest: string): Uint8Array {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.from(rest)]);
}

const ed25519 = keyBytes("ssh-ed25519", "one key");
const other = keyBytes("ssh-ed25519", "another key");
const rsa = keyBytes("ssh-rsa", "a third key");
const line = (names: string, key: Uint8Array): string =>
  `${names} ${keyType(key)} ${Buffer.from(key).toString("base64")} a comment`;

function judge(knownHosts: string, key: Uint8Array, host = "rds01.example.com", port = 22): string {
  return judgeHostKey({ knownHosts: [knownHosts] }, host, port, key);
}

describe("the key of a host", () => {
  it("is trusted where a line names host and key, in any case, among several, with wildcards", () => {
    expect(judge(line("RDS01.example.com,192.0.2.7", ed25519), ed25519)).toBe("trusted");
    expect(judge(line("*.example.com", ed25519), ed25519)).toBe("trusted");
    expect(judge(line("*.example.com,!rds01.*", ed25519), ed25519)).toBe("unknown");
    expect(judge(line("rds01.example.com", ed25519), ed25519, "rds01.example.com", 2222)).toBe("unknown");
    expect(judge(line("[rds01.example.com]:2222", ed25519), ed25519, "rds01.example.com", 2222)).toBe("trusted");
  });

  it("is trusted where the name is hashed", () => {
    const salt = createHash("sha1").update("salt").digest();
    const hash = createHmac("sha1", salt).update("rds01.example.com").digest("base64");
    const names = `|1|${salt.toString("base64")}|${hash}`;
    expect(judge(line(names, ed25519), ed25519)).toBe("trusted");
    expect(judge(line(names, ed25519), ed25519, "rds02.example.com")).toBe("unknown");
  });

  it("is never trusted on first use, and a change or a revocation is told", () => {
    expect(judge("# nothing\n\n", ed25519)).toBe("unknown");
    expect(judge(line("rds01.example.com", other), ed25519)).toBe("changed");
    expect(judge(line("rds01.example.com", rsa), ed25519)).toBe("changed");
    expect(judge(`@revoked ${line("*", ed25519)}\n${line("*", ed25519)}`, ed25519)).toBe("revoked");
    expect(judge(`@cert-authority ${line("*", ed25519)}`, ed25519)).toBe("unknown");
  });

  it("is pinned by a fingerprint, whatever the files say", () => {
    const knownHosts = [line("*", other)];
    const fingerprint = fingerprintOf(ed25519);
    expect(judgeHostKey({ knownHosts, fingerprint }, "h", 22, ed25519)).toBe("trusted");
    expect(judgeHostKey({ knownHosts, fingerprint: `${fingerprint}=` }, "h", 22, ed25519)).toBe("trusted");
    expect(judgeHostKey({ knownHosts, fingerprint }, "h", 22, other)).toBe("changed");
  });

  it("is asked for in the types that are known", () => {
    const knownHosts = [line("h", ed25519), line("h", rsa), line("elsewhere", other)];
    expect(wantedAlgorithms({ knownHosts }, "h", 22)).toEqual([
      "ssh-ed25519",
      "rsa-sha2-512",
      "rsa-sha2-256",
      "ssh-rsa",
    ]);
    expect(wantedAlgorithms({ knownHosts }, "nobody", 22)).toBeUndefined();
  });

  it("of hostile lines and keys gives no error and no trust", () => {
    for (const text of [
      "|1|",
      "|1|a|b c d",
      "@revoked",
      "* ssh-rsa",
      "\0 \0 \0",
      `${"*".repeat(30_000)} a b`,
      "!* a b",
    ])
      expect(judge(text, ed25519)).toMatch(/unknown|changed/);
    expect(keyType(new Uint8Array())).toBe("");
    expect(keyType(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1))).toBe("");
  });
});
