// A self-signed certificate as Windows makes its own for Remote Desktop: the computer's name as subject, no alternative names,
// half a year of validity, for server authentication (RFC 5280 4.1).
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { concat, encodeObjectIdentifier, fromLatin1 } from "../../src/core/bytes/index.ts";
import {
  BER_BIT_STRING,
  BER_INTEGER,
  BER_OBJECT_IDENTIFIER,
  berBoolean,
  berContext,
  berElement,
  berOctetString,
  berSequence,
  berUnsigned,
} from "../../src/core/protocol/index.ts";

const SET = 0x31;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
/** dNSName of GeneralName: context tag 2. */
const DNS_NAME = 0x82;
const NULL = Uint8Array.of(5, 0);
const COMMON_NAME = "2.5.4.3";
const KEY_USAGE = "2.5.29.15";
const SUBJECT_ALT_NAME = "2.5.29.17";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
/** keyEncipherment and dataEncipherment: bits 2 and 3. */
const USAGE_OF_WINDOWS = Uint8Array.of(4, 0x30);
const DAY_MS = 86_400_000;
/** Windows makes its own certificate for six months. */
const VALID_DAYS = 182;

/** PEM texts of a certificate and its key. */
export interface PemPair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const oid = (dotted: string): Uint8Array => berElement(BER_OBJECT_IDENTIFIER, encodeObjectIdentifier(dotted));

function utcTime(atMs: number): Uint8Array {
  const text = new Date(atMs).toISOString().slice(2, 19).replace(/[-:T]/g, "");
  return berElement(UTC_TIME, fromLatin1(`${text}Z`));
}

function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return berSequence(oid(id), ...(critical ? [berBoolean(true)] : []), berOctetString(value));
}

const keys = new Map<"rsa" | "ec", KeyObject>();

/** Keys are made once a process: an RSA key takes longer than a whole test. */
function keyOf(kind: "rsa" | "ec"): KeyObject {
  const known = keys.get(kind);
  if (known !== undefined) return known;
  const { privateKey } =
    kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  keys.set(kind, privateKey);
  return privateKey;
}

/** subjectAltName with DNS names only (RFC 5280 4.2.1.6); absent without any, as in what Windows makes. */
function alternativeNames(dnsNames: readonly string[]): readonly Uint8Array[] {
  if (dnsNames.length === 0) return [];
  const names = dnsNames.map((name) => berElement(DNS_NAME, fromLatin1(name)));
  return [extension(SUBJECT_ALT_NAME, false, berSequence(concat(names)))];
}

/** Makes a certificate for this common name, signed by its own key, valid since yesterday. */
export function selfSigned(commonName: string, kind: "rsa" | "ec" = "rsa", dnsNames: readonly string[] = []): PemPair {
  const key = keyOf(kind);
  const algorithm = kind === "rsa" ? berSequence(oid(SHA256_WITH_RSA), NULL) : berSequence(oid(ECDSA_WITH_SHA256));
  const text = berElement(UTF8_STRING, fromLatin1(commonName));
  const name = berSequence(berElement(SET, berSequence(oid(COMMON_NAME), text)));
  const spki = createPublicKey(createPrivateKey(key.export({ type: "pkcs8", format: "pem" }))).export({
    type: "spki",
    format: "der",
  });
  const fromMs = Date.now() - DAY_MS;
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const contents = berSequence(
    berContext(0, berUnsigned(2)),
    berElement(BER_INTEGER, serial),
    algorithm,
    name,
    berSequence(utcTime(fromMs), utcTime(fromMs + VALID_DAYS * DAY_MS)),
    name,
    spki,
    berContext(
      3,
      berSequence(
        ...alternativeNames(dnsNames),
        extension(EXTENDED_KEY_USAGE, false, berSequence(oid(SERVER_AUTH))),
        // An elliptic key encrypts nothing, so the usage of Windows is only said for RSA.
        ...(kind === "rsa" ? [extension(KEY_USAGE, true, berElement(BER_BIT_STRING, USAGE_OF_WINDOWS))] : []),
      ),
    ),
  );
  const signature = sign("sha256", contents, key);
  const der = berSequence(contents, algorithm, berElement(BER_BIT_STRING, Uint8Array.of(0), signature));
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    keyPem: String(key.export({ type: "pkcs8", format: "pem" })),
  };
}
