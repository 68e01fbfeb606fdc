import { constants, createHash, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concat, fromHex, fromUtf16, ReadCursor, toHex } from "../bytes/index.ts";
import { Rc4 } from "../crypto/index.ts";
import {
  berElement,
  berSequence,
  decodeDomainPdu,
  decodeLicensePdu,
  decodeNewLicenseRequest,
  decodePlatformChallengeResponse,
  decodeSecurityHeader,
  decodeX224Data,
  encodeServerCertificate,
} from "../protocol/index.ts";
import type { LicensePdu } from "../protocol/index.ts";
import { LicensingExchange, licensingKeys } from "./licensing-exchange.ts";
import type { LicensingAnswer } from "./licensing-exchange.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
const counted = (length: number, from: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at + from);
const RANDOM = concat([counted(32, 1), counted(48, 0x80)]);
const SERVER_RANDOM = counted(32, 0x40);
const ALERT_STATUS_VALID_CLIENT = { kind: "error-alert", errorCode: 7, stateTransition: 2 };

function proprietary(): Uint8Array {
  const modulus = Buffer.from(publicKey.export({ format: "jwk" }).n ?? "", "base64url");
  return encodeServerCertificate({
    kind: "proprietary",
    temporary: false,
    signatureAlgorithm: 1,
    keyAlgorithm: 1,
    publicKey: {
      bitLength: 1024,
      dataLength: 127,
      publicExponent: 65537,
      modulus: concat([new Uint8Array(modulus.toReversed()), new Uint8Array(8)]),
    },
    signature: new Uint8Array(72),
  });
}

/** A chain whose last certificate has this SubjectPublicKeyInfo, and nothing else that matters. */
function chain(spki: Uint8Array): Uint8Array {
  const algorithm = fromHex("300906052b0e03021d0500");
  const day = berElement(
    0x17,
    Uint8Array.from("260101000000Z", (letter) => letter.charCodeAt(0)),
  );
  const name = berSequence();
  const serial = fromHex("020101");
  const tbs = berSequence(serial, algorithm, name, berSequence(day, day), name, spki);
  const own = berSequence(tbs, algorithm, fromHex("030100"));
  return encodeServerCertificate({ kind: "x509-chain", temporary: true, certificates: [fromHex("3000"), own] });
}

function request(serverCertificate: Uint8Array): LicensePdu {
  return {
    kind: "license-request",
    preambleVersion: 3,
    serverRandom: SERVER_RANDOM,
    productVersion: 0x60000,
    companyName: "Microsoft Corporation",
    productId: "A02",
    keyExchangeAlgorithms: [1],
    serverCertificate,
    scopes: ["microsoft.com"],
  };
}

/** The licensing PDU of an answer, as a server reads it. */
function sent(answer: LicensingAnswer | undefined): LicensePdu {
  const pdu = decodeDomainPdu(decodeX224Data(answer?.bytes(1007, 1003) ?? new Uint8Array(0)));
  if (pdu.kind !== "send-data-request") throw new TypeError(pdu.kind);
  expect(pdu).toMatchObject({ initiator: 1007, channelId: 1003 });
  const cursor = new ReadCursor(pdu.userData, "test");
  expect(decodeSecurityHeader(cursor, "basic").flags).toBe(0x0080);
  return decodeLicensePdu(cursor.rest());
}

function contentsOf(pdu: LicensePdu, messageType: number): Uint8Array {
  expect(pdu).toMatchObject({ kind: "other-license", messageType, preambleVersion: 3 });
  return pdu.kind === "other-license" ? pdu.contents : new Uint8Array(0);
}

function opened(encrypted: Uint8Array): Uint8Array {
  const bigEndian = Buffer.from(encrypted.subarray(0, -8).toReversed());
  const plain = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, bigEndian);
  return new Uint8Array(plain.toReversed());
}

/* The derivation of [MS-RDPELE] 5.1.2 and the MAC of 5.1.5 once more, with the hashes of OpenSSL. */
const md5 = (...parts: readonly Uint8Array[]): Buffer => createHash("md5").update(concat(parts)).digest();
const sha1 = (...parts: readonly Uint8Array[]): Buffer => createHash("sha1").update(concat(parts)).digest();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function keysOfServer(preMaster: Uint8Array, client: Uint8Array): { mac: Uint8Array; key: Uint8Array } {
  const texts = ["A", "BB", "CCC"].map(ascii);
  const master = concat(texts.map((text) => md5(preMaster, sha1(text, preMaster, client, SERVER_RANDOM))));
  const blob = concat(texts.map((text) => md5(master, sha1(text, master, SERVER_RANDOM, client))));
  return { mac: blob.subarray(0, 16), key: md5(blob.subarray(16, 32), client, SERVER_RANDOM) };
}

function macOfServer(key: Uint8Array, data: Uint8Array): Uint8Array {
  const length = new Uint8Array(Uint32Array.of(data.length).buffer);
  const inner = sha1(key, new Uint8Array(40).fill(0x36), length, data);
  return new Uint8Array(md5(key, new Uint8Array(48).fill(0x5c), inner));
}

const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
/** As licence servers write it: the algorithm is 1.3.14.3.2.15, which names no kind of key. */
const oddSpki = berSequence(
  fromHex("300906052b0e03020f0500"),
  berElement(3, fromHex("00"), new Uint8Array(publicKey.export({ type: "pkcs1", format: "der" }))),
);

describe("LicensingExchange", () => {
  it.each([
    ["a proprietary certificate", proprietary()],
    ["an X.509 chain", chain(spki)],
    ["an X.509 chain of a licence server", chain(oddSpki)],
  ])("asks for a licence under the key of %s, and proves that it knows the challenge", (_, certificate) => {
    const exchange = new LicensingExchange({ user: "mei", clientName: "rdpulse", random: RANDOM });
    const asked = decodeNewLicenseRequest(contentsOf(sent(exchange.receive(request(certificate))), 0x13));
    expect(asked).toMatchObject({ clientUserName: "mei", clientMachineName: "rdpulse", platformId: 0x04010000 });
    expect(toHex(asked.clientRandom)).toBe(toHex(RANDOM.subarray(0, 32)));
    const preMaster = opened(asked.encryptedPreMasterSecret).subarray(0, 48);
    expect(toHex(preMaster)).toBe(toHex(RANDOM.subarray(32)));

    const { mac, key } = keysOfServer(preMaster, asked.clientRandom);
    const challenge = fromUtf16("TEST\0");
    const answer = exchange.receive({
      kind: "platform-challenge",
      preambleVersion: 3,
      connectFlags: 0,
      encryptedPlatformChallenge: new Rc4(key).apply(challenge),
      macData: macOfServer(mac, challenge),
    });
    const response = decodePlatformChallengeResponse(contentsOf(sent(answer), 0x15));
    const plain = new Rc4(key).apply(response.encryptedResponse);
    const hardwareId = new Rc4(key).apply(response.encryptedHardwareId);
    expect(toHex(plain)).toBe(`000100ff03000a00${toHex(challenge)}`);
    expect(hardwareId).toHaveLength(20);
    expect(toHex(response.macData)).toBe(toHex(macOfServer(mac, concat([plain, hardwareId]))));
    expect(exchange.receive({ kind: "new-license", preambleVersion: 3, contents: fromHex("00") })).toBeUndefined();
  });

  it("says that it is valid without a licence where there is no key", () => {
    for (const certificate of ["", "01000000", "0200000000000000", "07000000"]) {
      const exchange = new LicensingExchange({ user: "", clientName: "rdpulse", random: RANDOM });
      expect(sent(exchange.receive(request(fromHex(certificate))))).toMatchObject(ALERT_STATUS_VALID_CLIENT);
    }
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" });
    const exchange = new LicensingExchange({ user: "", clientName: "rdpulse", random: RANDOM });
    expect(sent(exchange.receive(request(chain(new Uint8Array(ec)))))).toMatchObject(ALERT_STATUS_VALID_CLIENT);
  });

  it("tells a server that its challenge was changed on the way, and answers none out of turn", () => {
    const exchange = new LicensingExchange({ user: "mei", clientName: "rdpulse", random: RANDOM });
    const challenge: LicensePdu = {
      kind: "platform-challenge",
      preambleVersion: 3,
      connectFlags: 0,
      encryptedPlatformChallenge: new Uint8Array(10),
      macData: new Uint8Array(16),
    };
    expect(exchange.receive(challenge)).toBeUndefined();
    exchange.receive(request(proprietary()));
    expect(sent(exchange.receive(challenge))).toMatchObject({ kind: "error-alert", errorCode: 3, stateTransition: 1 });
    expect(exchange.receive({ ...challenge, encryptedPlatformChallenge: new Uint8Array(65_000) })).toBeUndefined();
    expect(() => new LicensingExchange({ user: "", clientName: "", random: new Uint8Array(64) })).toThrow(RangeError);
  });

  it("derives the keys that OpenSSL's hashes give", () => {
    const { macSaltKey, encryptionKey } = licensingKeys(RANDOM.subarray(32), RANDOM.subarray(0, 32), SERVER_RANDOM);
    const { mac, key } = keysOfServer(RANDOM.subarray(32), RANDOM.subarray(0, 32));
    expect([toHex(macSaltKey), toHex(encryptionKey)]).toEqual([toHex(mac), toHex(key)]);
  });
});
