import { fromLatin1, ReadCursor, toLatin1, WriteCursor } from "../bytes/index.ts";
import { readLicenseBlob, writeLicenseBlob } from "./license-request.ts";
import { encodeSecuredLicensePdu } from "./licensing.ts";

/*
 * What a client sends while it is licensed, after the licensing preamble, little-endian:
 *
 *   MS-RDPELE 2.2.2.2, Client New License Request (bMsgType 0x13):
 *   4  PreferredKeyExchangeAlg (1, RSA)    4 PlatformId    32 ClientRandom    EncryptedPreMasterSecret blob 0x0002
 *      ClientUserName blob 0x000F    ClientMachineName blob 0x0010 (ANSI with terminator)
 *
 *   MS-RDPELE 2.2.2.5, Client Platform Challenge Response (bMsgType 0x15):
 *      EncryptedPlatformChallengeResponse blob 0x0009    EncryptedHWID blob 0x0009    16 MACData
 *
 *   2.2.2.5.1, Platform Challenge Response Data: 2 wVersion (0x0100), 2 wClientType, 2 wLicenseDetailLevel, 2 cbChallenge, pbChallenge
 *   2.2.2.3.1, Client Hardware Identification: 4 PlatformId, 16 four numbers that tell the client from others
 */

export type NewLicenseRequest = {
  readonly platformId: number;
  readonly clientRandom: Uint8Array;
  /** Raw RSA, little-endian, with 8 bytes of padding. */
  readonly encryptedPreMasterSecret: Uint8Array;
  readonly clientUserName: string;
  readonly clientMachineName: string;
};

export type PlatformChallengeResponse = {
  readonly encryptedResponse: Uint8Array;
  readonly encryptedHardwareId: Uint8Array;
  readonly macData: Uint8Array;
};

export const NEW_LICENSE_REQUEST = 0x13;
export const PLATFORM_CHALLENGE_RESPONSE = 0x15;
const PREAMBLE_VERSION_3_EXTENDED_ERRORS = 0x83;
const KEY_EXCHANGE_ALG_RSA = 1;
const BB_RANDOM_BLOB = 0x0002;
const BB_ENCRYPTED_DATA_BLOB = 0x0009;
const BB_CLIENT_USER_NAME_BLOB = 0x000f;
const BB_CLIENT_MACHINE_NAME_BLOB = 0x0010;
const PLATFORM_CHALLENGE_VERSION = 0x0100;
const OTHER_PLATFORMCHALLENGE_TYPE = 0xff00;
const LICENSE_DETAIL_DETAIL = 0x0003;
const RANDOM_BYTES = 32;
const MAC_BYTES = 16;

function terminated(bytes: Uint8Array): string {
  const text = toLatin1(bytes);
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Client New License Request without its preamble. Throws DecodeError. */
export function decodeNewLicenseRequest(contents: Uint8Array): NewLicenseRequest {
  const cursor = new ReadCursor(contents, "Client New License Request");
  cursor.skip(4);
  return {
    platformId: cursor.u32le(),
    clientRandom: cursor.take(RANDOM_BYTES),
    encryptedPreMasterSecret: readLicenseBlob(cursor).contents,
    clientUserName: terminated(readLicenseBlob(cursor).contents),
    clientMachineName: terminated(readLicenseBlob(cursor).contents),
  };
}

/** Client New License Request without its preamble. Throws RangeError when the random is not 32 bytes. */
export function encodeNewLicenseRequest(value: NewLicenseRequest): Uint8Array {
  if (value.clientRandom.length !== RANDOM_BYTES) throw new RangeError("ClientRandom is not 32 bytes");
  const writer = new WriteCursor(192).u32le(KEY_EXCHANGE_ALG_RSA).u32le(value.platformId).bytes(value.clientRandom);
  writeLicenseBlob(writer, { type: BB_RANDOM_BLOB, contents: value.encryptedPreMasterSecret });
  writeLicenseBlob(writer, { type: BB_CLIENT_USER_NAME_BLOB, contents: fromLatin1(`${value.clientUserName}\0`) });
  writeLicenseBlob(writer, { type: BB_CLIENT_MACHINE_NAME_BLOB, contents: fromLatin1(`${value.clientMachineName}\0`) });
  return writer.finish();
}

/** Client Platform Challenge Response without its preamble. Throws DecodeError. */
export function decodePlatformChallengeResponse(contents: Uint8Array): PlatformChallengeResponse {
  const cursor = new ReadCursor(contents, "Client Platform Challenge Response");
  return {
    encryptedResponse: readLicenseBlob(cursor).contents,
    encryptedHardwareId: readLicenseBlob(cursor).contents,
    macData: cursor.take(MAC_BYTES),
  };
}

/** Client Platform Challenge Response without its preamble. Throws RangeError when the MAC is not 16 bytes. */
export function encodePlatformChallengeResponse(value: PlatformChallengeResponse): Uint8Array {
  if (value.macData.length !== MAC_BYTES) throw new RangeError("MACData is not 16 bytes");
  const writer = new WriteCursor(96);
  writeLicenseBlob(writer, { type: BB_ENCRYPTED_DATA_BLOB, contents: value.encryptedResponse });
  writeLicenseBlob(writer, { type: BB_ENCRYPTED_DATA_BLOB, contents: value.encryptedHardwareId });
  return writer.bytes(value.macData).finish();
}

/** Platform Challenge Response Data (MS-RDPELE 2.2.2.5.1), not yet encrypted, for the challenge that was opened. */
export function platformChallengeResponseData(challenge: Uint8Array): Uint8Array {
  const writer = new WriteCursor(8 + challenge.length).u16le(PLATFORM_CHALLENGE_VERSION);
  writer.u16le(OTHER_PLATFORMCHALLENGE_TYPE).u16le(LICENSE_DETAIL_DETAIL);
  return writer.u16le(challenge.length).bytes(challenge).finish();
}

/** Client Hardware Identification (MS-RDPELE 2.2.2.3.1), not yet encrypted; `identity` is 16 bytes. */
export function clientHardwareId(platformId: number, identity: Uint8Array): Uint8Array {
  return new WriteCursor(20).u32le(platformId).bytes(identity).finish();
}

/** A licensing message of a client behind preamble and basic security header, as the userData of MCS Send Data. */
export function clientLicense(messageType: number, contents: Uint8Array): Uint8Array {
  const preambleVersion = PREAMBLE_VERSION_3_EXTENDED_ERRORS;
  return encodeSecuredLicensePdu({ kind: "other-license", preambleVersion, messageType, contents });
}
