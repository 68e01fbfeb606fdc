import { X509Certificate } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromLatin1, toHex, toLatin1 } from "../bytes/index.ts";
import vectors from "./certificate.test-vectors.json" with { type: "json" };
import {
  type CertificateFacts,
  type CertificateLint,
  decodeCertificate,
  decodeCertificateKey,
  lintCertificate,
} from "./index.ts";

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));
const derOf = (name: keyof typeof vectors): Uint8Array => bytesOf(vectors[name]);
const factsOf = (name: keyof typeof vectors): CertificateFacts => decodeCertificate(derOf(name));

/* In the year of the vectors, when all but the expired one are valid. */
const NOW_MS = Date.UTC(2026, 11, 1);
const lint = (name: keyof typeof vectors, names: readonly string[] = ["rdp1.lab.test"]): readonly CertificateLint[] =>
  lintCertificate(factsOf(name), { nowMs: NOW_MS, names });
const kinds = (found: readonly CertificateLint[]): readonly string[] => found.map((one) => one.kind);

/* What a decoder threw that it may not throw; undefined when it kept its word. */
function forbiddenFault(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof DecodeError ? undefined : error;
  }
}

/* The certificate with every occurrence of one text replaced by another of the same length. */
function altered(name: keyof typeof vectors, text: string, by: string): Uint8Array {
  return fromLatin1(toLatin1(derOf(name)).replaceAll(text, by));
}

describe("decodeCertificate", () => {
  it.each(Object.entries(vectors))("agrees with OpenSSL on %s", (_name, base64) => {
    const der = bytesOf(base64);
    const facts = decodeCertificate(der);
    const peer = new X509Certificate(der);
    expect(facts.serial).toBe(peer.serialNumber.toLowerCase());
    expect(facts.notBeforeMs).toBe(Date.parse(peer.validFrom));
    expect(facts.notAfterMs).toBe(Date.parse(peer.validTo));
    expect(facts.notAfter).toBe(new Date(facts.notAfterMs).toISOString().replace(".000", ""));
    expect(facts.subject).toBe(peer.subject.split("\n").toReversed().join(", "));
    expect(facts.issuer).toBe(peer.issuer.split("\n").toReversed().join(", "));
    expect(facts.ca ?? false).toBe(peer.ca);
    expect(facts.extendedKeyUsage?.map((purpose) => purpose.oid)).toEqual(peer.keyUsage);
    expect(facts.keyAlgorithm).toBe(peer.publicKey.asymmetricKeyType);
    const { modulusLength } = peer.publicKey.asymmetricKeyDetails ?? {};
    expect(facts.keyBits).toBe(modulusLength ?? facts.keyBits);
    expect(facts.isSelfIssued).toBe(peer.subject === peer.issuer);
    expect(toHex(decodeCertificateKey(der).spki)).toBe(
      peer.publicKey.export({ type: "spki", format: "der" }).toString("hex"),
    );
  });

  it("reads every kind of extension", () => {
    expect(factsOf("good")).toMatchObject({
      version: 3,
      subjectAltNames: {
        dns: ["rdp1.lab.test", "*.farm.lab.test"],
        ip: ["192.0.2.7", "2001:db8::7"],
        uri: ["https://rdp1.lab.test/"],
        email: ["ops@lab.test"],
        upn: ["host@lab.test"],
        other: ["registeredID: 1.2.3.4"],
      },
      keyUsage: ["digitalSignature", "keyEncipherment"],
      extendedKeyUsage: [
        { oid: "1.3.6.1.5.5.7.3.1", name: "serverAuth" },
        { oid: "1.3.6.1.4.1.311.54.1.2", name: "remoteDesktopAuthentication" },
        { oid: "1.2.3.4.5" },
      ],
      ca: false,
      authorityKeyId: factsOf("ca").subjectKeyId,
      ocspUrls: ["http://ocsp.lab.test/"],
      issuerUrls: ["http://pki.lab.test/ca.crt"],
      crlUrls: ["http://pki.lab.test/ca.crl"],
      templateName: "Machine",
      templateOid: "1.3.6.1.4.1.311.21.8.1.2.3",
    });
    expect(factsOf("version1")).toMatchObject({ version: 1, serial: "80" });
    expect(factsOf("version1")).not.toHaveProperty("ca");
  });

  it.each([
    ["good", "rsa", 2048, undefined, "RSA-SHA256", "sha256"],
    ["weak", "rsa", 1024, undefined, "RSA-SHA1", "sha1"],
    ["rsaPss", "ec", 256, "P-256", "RSA-PSS-SHA384", "sha384"],
    ["ec521", "ec", 521, "P-521", "RSA-SHA512", "sha512"],
    ["clientOnly", "ec", 256, "secp256k1", "RSA-SHA256", "sha256"],
    ["ecSelfSigned", "ec", 384, "P-384", "ECDSA-SHA384", "sha384"],
    ["ed25519SelfSigned", "ed25519", 256, undefined, "Ed25519", undefined],
    ["ed448", "ed448", 456, undefined, "RSA-SHA384", "sha384"],
    ["dsa", "dsa", 2048, undefined, "RSA-SHA256", "sha256"],
  ] as const)("names key and signature of %s", (name, keyAlgorithm, keyBits, curve, algorithm, hash) => {
    const facts = factsOf(name);
    expect([facts.keyAlgorithm, facts.keyBits, facts.curve]).toEqual([keyAlgorithm, keyBits, curve]);
    expect([facts.signatureAlgorithm, facts.signatureHash]).toEqual([algorithm, hash]);
  });

  it("gives the key's own bits as CredSSP binds them: PKCS #1 for RSA, the point for EC", () => {
    const rsa = new X509Certificate(derOf("good")).publicKey.export({ type: "pkcs1", format: "der" });
    expect(toHex(decodeCertificateKey(derOf("good")).subjectPublicKey)).toBe(rsa.toString("hex"));
    expect(decodeCertificateKey(derOf("expired")).subjectPublicKey).toHaveLength(65);
  });

  it("keeps strange texts as they are, and a distinguished name on one line", () => {
    expect(factsOf("strange").subjectCommonName).toBe(" 会社\\srv;1 ");
    expect(factsOf("strange").subjectAltNames.dns).toEqual(["evil\u001b]0;x.lab.test"]);
    const facts = decodeCertificate(altered("version1", "v1.lab.test", 'v1\u001b[1m\n\0"xy'));
    expect(facts.subjectCommonName).toBe('v1\u001b[1m\n\0"xy');
    expect(facts.subject).toBe('CN=v1\\1b[1m\\0a\\00\\"xy');
    // UTF8String (0c) of broken UTF-8.
    expect(
      decodeCertificate(altered("version1", "v1.lab.test", "\xff\xc3\xa9\xe2\x82\xac\xc0\x80\xed\xa0\x80")).subject,
    ).toBe("CN=\ufffdé€\ufffd\ufffd\ufffd\ufffd\ufffd");
  });

  it("lists an extension that it cannot read and keeps the others", () => {
    const extendedKeyUsage = "\x06\x03\x55\x1d\x25\x04\x0c\x30";
    const damaged = altered("expired", extendedKeyUsage, extendedKeyUsage.replace("\x30", "\x31"));
    expect(decodeCertificate(damaged)).toMatchObject({
      unreadableExtensions: ["2.5.29.37"],
      keyUsage: ["digitalSignature", "keyEncipherment"],
    });
  });

  it("refuses truncation everywhere, left-over bytes and impossible dates", () => {
    const der = derOf("expired");
    for (let end = 0; end < der.length; end++)
      expect(() => decodeCertificate(der.subarray(0, end))).toThrow(DecodeError);
    expect(() => decodeCertificate(Uint8Array.from([...der, 0]))).toThrow(DecodeError);
    for (const time of ["250229000000Z", "251301000000Z", "250101240000Z", "250101006000Z", "25010100000xZ"]) {
      expect(() => decodeCertificate(altered("expired", "250101000000Z", time))).toThrow(DecodeError);
    }
  });

  it("throws nothing but DecodeError on random and on damaged bytes", () => {
    const seeds = (["good", "strange", "rsaPss", "version1", "dsa"] as const).map(derOf);
    const patch = fc.uint8Array({ minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), patch), { minLength: 1, maxLength: 4 }),
        fc.uint8Array({ maxLength: 60 }),
        (seed, patches, noise) => {
          const damaged = seed.slice();
          for (const [where, bytes] of patches) {
            const at = where % damaged.length;
            damaged.set(bytes.subarray(0, damaged.length - at), at);
          }
          for (const bytes of [damaged, noise]) {
            expect(forbiddenFault(() => JSON.stringify(decodeCertificate(bytes)))).toBeUndefined();
            expect(forbiddenFault(() => decodeCertificateKey(bytes))).toBeUndefined();
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("refuses lengths and counts meant to exhaust it", () => {
    expect(() => decodeCertificate(Uint8Array.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]))).toThrow(DecodeError);
    expect(() => decodeCertificate(new Uint8Array(131_073).fill(0x30))).toThrow(DecodeError);
  });
});

describe("lintCertificate", () => {
  it.each([
    ["good", []],
    ["rdpEku", []],
    ["ec521", []],
    ["expired", ["expired"]],
    ["weak", ["weak-key", "weak-signature"]],
    ["ed25519", ["unusual-key-type"]],
    ["ed448", ["unusual-key-type"]],
    ["dsa", ["unusual-key-type"]],
    ["wrongSan", ["name-mismatch"]],
    ["clientOnly", ["no-server-auth-eku"]],
    ["longLived", ["lifetime-long"]],
    ["version1", ["name-mismatch", "no-san"]],
    ["selfSigned", ["name-mismatch", "no-san", "self-issued"]],
    ["sha1SelfSigned", ["weak-key", "name-mismatch", "no-san", "self-issued"]],
    ["windowsLike", ["name-mismatch", "no-san", "self-issued", "windows-self-signed"]],
  ] as const)("%s: %j", (name, expected) => {
    expect(kinds(lint(name))).toEqual(expected);
  });

  it("counts days", () => {
    expect(lint("expired")[0]).toEqual({ kind: "expired", days: 699 });
    const facts = factsOf("good");
    const at = (nowMs: number): readonly CertificateLint[] => lintCertificate(facts, { nowMs, names: [] });
    expect(at(facts.notAfterMs)).toEqual([{ kind: "expires-soon", daysLeft: 0 }]);
    expect(at(facts.notAfterMs - 30 * 86_400_000)).toEqual([{ kind: "expires-soon", daysLeft: 30 }]);
    expect(at(facts.notAfterMs - 31 * 86_400_000)).toEqual([]);
    expect(at(facts.notAfterMs + 1)).toEqual([{ kind: "expired", days: 0 }]);
    expect(at(facts.notBeforeMs - 10 * 86_400_000)).toEqual([{ kind: "not-yet-valid", days: 10 }]);
  });

  it("names each name that the certificate lacks", () => {
    expect(lint("good", ["RDP1.lab.test", "rdp1", "192.0.2.7", "192.0.2.8"])).toEqual([
      { kind: "name-mismatch", name: "rdp1" },
      { kind: "name-mismatch", name: "192.0.2.8" },
    ]);
  });
});
