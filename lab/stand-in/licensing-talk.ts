// Licensing of a stand-in (MS-RDPBCGR 2.2.1.12, MS-RDPELE 1.3.3): a word that all is well, a refusal, or a licence for the client.
import { createHash, randomBytes } from "node:crypto";
import { concat, fromLatin1, fromUtf16, ReadCursor, toHex, WriteCursor } from "../../src/core/bytes/index.ts";
import { Rc4 } from "../../src/core/crypto/index.ts";
import {
  IO_CHANNEL_ID,
  licenseError,
  readLicenseBlob,
  serverLicense,
  ST_NO_TRANSITION,
  STATUS_VALID_CLIENT,
  writeLicenseBlob,
} from "../../src/core/protocol/index.ts";
import type { LicensingScript } from "./script.ts";
import { serverKey } from "./server-key.ts";
import type { Share } from "./share.ts";
import type { Wire } from "./wire.ts";

const NEW_LICENSE_REQUEST = 0x13;
const PLATFORM_CHALLENGE_RESPONSE = 0x15;
const BB_ENCRYPTED_DATA_BLOB = 9;
const ERR_INVALID_MAC = 3;
const ST_TOTAL_ABORT = 1;
const KEY_EXCHANGE_ALG_RSA = 1;

const hash = (kind: "md5" | "sha1", parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(createHash(kind).update(concat(parts)).digest());

interface LicenseKeys {
  readonly macSalt: Uint8Array;
  readonly encryption: Uint8Array;
}

/** MS-RDPELE 5.1.2. */
function keysOf(preMaster: Uint8Array, clientRandom: Uint8Array, serverRandom: Uint8Array): LicenseKeys {
  const three = (secret: Uint8Array, first: Uint8Array, second: Uint8Array): Uint8Array =>
    concat(
      ["A", "BB", "CCC"].map((letters) =>
        hash("md5", [secret, hash("sha1", [fromLatin1(letters), secret, first, second])]),
      ),
    );
  const blob = three(three(preMaster, clientRandom, serverRandom), serverRandom, clientRandom);
  return {
    macSalt: blob.subarray(0, 16),
    encryption: hash("md5", [blob.subarray(16, 32), clientRandom, serverRandom]),
  };
}

/** MS-RDPELE 5.1.6. */
function macOf(keys: LicenseKeys, data: Uint8Array): Uint8Array {
  const length = new WriteCursor(4).u32le(data.length).finish();
  const inner = hash("sha1", [keys.macSalt, new Uint8Array(40).fill(0x36), length, data]);
  return hash("md5", [keys.macSalt, new Uint8Array(48).fill(0x5c), inner]);
}

/** New License Information (MS-RDPELE 2.2.2.7.1). What is inside is no licence: nobody but a licence server could make one. */
function licenseInformation(): Uint8Array {
  const writer = new WriteCursor(256).u32le(0x0006_0000);
  const parts = [
    fromLatin1("microsoft.com\0"),
    fromUtf16("RDPulse stand-in\0"),
    fromUtf16("A02\0"),
    new Uint8Array(64),
  ];
  for (const part of parts) writer.u32le(part.length).bytes(part);
  return writer.finish();
}

/** Speaks licensing. false: the conversation ends here. Throws DecodeError, PeerGone. */
export async function talkLicensing(wire: Wire, share: Share, script: LicensingScript): Promise<boolean> {
  const send = (pdu: Parameters<typeof serverLicense>[1]): Promise<void> =>
    wire.send(serverLicense(IO_CHANNEL_ID, pdu));
  const refuse = async (errorCode: number, stateTransition: number): Promise<false> => {
    await wire.send(licenseError(IO_CHANNEL_ID, errorCode, stateTransition));
    await wire.end("fin");
    return false;
  };
  const accept = async (): Promise<true> => {
    await wire.send(licenseError(IO_CHANNEL_ID, STATUS_VALID_CLIENT, ST_NO_TRANSITION));
    return true;
  };
  if (script.answer === "silence") return false;
  if (script.answer === "error") return refuse(script.errorCode, script.stateTransition);
  if (script.answer === "valid-client") return accept();
  const serverRandom = new Uint8Array(randomBytes(32));
  const key = script.answer === "new-license" ? serverKey(script.certificate ?? "x509") : undefined;
  await send({
    preambleVersion: 3,
    kind: "license-request",
    serverRandom,
    productVersion: 0x000a0000,
    companyName: "Microsoft Corporation",
    productId: "A02",
    keyExchangeAlgorithms: [KEY_EXCHANGE_ALG_RSA],
    serverCertificate: key?.certificate ?? new Uint8Array(0),
    scopes: ["microsoft.com"],
  });
  const receive = async (): Promise<{ readonly type: number; readonly body: ReadCursor }> => {
    const { data } = await share.receiveSecured();
    share.note("licensing answer", data);
    const cursor = new ReadCursor(data, "licensing PDU");
    const type = cursor.u8();
    cursor.skip(3);
    return { type, body: cursor };
  };
  const request = await receive();
  // Whoever has nothing to ask for says so by an alert, and Windows in its default lets it pass.
  if (key === undefined || script.answer !== "new-license" || request.type !== NEW_LICENSE_REQUEST) return accept();
  const { refusal } = script;
  if (refusal?.at === "license-request") return refuse(refusal.errorCode, refusal.stateTransition);
  const { body } = request;
  body.skip(8);
  const clientRandom = body.take(32);
  const preMaster = key.open(readLicenseBlob(body).contents).slice(0, 48);
  const keys = keysOf(preMaster, clientRandom, serverRandom);
  const crypt = (data: Uint8Array): Uint8Array => new Rc4(keys.encryption).apply(data);
  const challenge = fromUtf16("TEST\0");
  await send({
    preambleVersion: 3,
    kind: "platform-challenge",
    connectFlags: 0,
    encryptedPlatformChallenge: crypt(challenge),
    macData: macOf(keys, challenge),
  });
  const { type, body: response } = await receive();
  if (type !== PLATFORM_CHALLENGE_RESPONSE) return refuse(ERR_INVALID_MAC, ST_TOTAL_ABORT);
  const answer = crypt(readLicenseBlob(response).contents);
  const hardwareId = crypt(readLicenseBlob(response).contents);
  const isGenuine = toHex(macOf(keys, concat([answer, hardwareId]))) === toHex(response.take(16));
  const holdsChallenge = toHex(answer).includes(toHex(challenge));
  share.note(`platform challenge ${isGenuine && holdsChallenge ? "answered" : "not answered"}`, answer);
  if (!isGenuine || !holdsChallenge) return refuse(ERR_INVALID_MAC, ST_TOTAL_ABORT);
  if (refusal?.at === "platform-challenge") return refuse(refusal.errorCode, refusal.stateTransition);
  const license = licenseInformation();
  const contents = new WriteCursor(license.length + 32);
  writeLicenseBlob(contents, { type: BB_ENCRYPTED_DATA_BLOB, contents: crypt(license) });
  await send({ preambleVersion: 3, kind: "new-license", contents: contents.bytes(macOf(keys, license)).finish() });
  return true;
}
