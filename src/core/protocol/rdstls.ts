import { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.17.1 RDSTLS Capabilities PDU, the first thing on the wire after TLS when the server selected PROTOCOL_RDSTLS
 *
 *   Version 2, PduType 2 (1), DataType 2 (1), SupportedVersions 2; little-endian
 *
 * MS-RDPBCGR 2.2.17.4 RDSTLS Authentication Response PDU
 *
 *   Version 2, PduType 2 (4), DataType 2 (1), ResultCode 4; little-endian
 */

const TYPE_CAPABILITIES = 1;
const TYPE_AUTHENTICATION_RESPONSE = 4;
const DATA_TYPE = 1;
const VERSION_MAX = 2;

export const RDSTLS_VERSION_1 = 1;

const RESULT_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0000, "RDSTLS_RESULT_SUCCESS"],
  [0x0005, "RDSTLS_RESULT_ACCESS_DENIED"],
  [0x052e, "RDSTLS_RESULT_LOGON_FAILURE"],
  [0x0530, "RDSTLS_RESULT_INVALID_LOGON_HOURS"],
  [0x0532, "RDSTLS_RESULT_PASSWORD_EXPIRED"],
  [0x0533, "RDSTLS_RESULT_ACCOUNT_DISABLED"],
  [0x0773, "RDSTLS_RESULT_PASSWORD_MUST_CHANGE"],
  [0x0775, "RDSTLS_RESULT_ACCOUNT_LOCKED_OUT"],
]);

/** What a server sends. `supportedVersions` is a bit field; the specification has version 1 alone. */
export type RdstlsServerPdu =
  | { readonly kind: "capabilities"; readonly version: number; readonly supportedVersions: number }
  | { readonly kind: "authentication-response"; readonly version: number; readonly resultCode: number };

/** Specification name of a ResultCode, or undefined for one that the specification does not have. */
export function rdstlsResultName(resultCode: number): string | undefined {
  return RESULT_NAMES.get(resultCode);
}

/** Bytes of the server PDU that begins here (8 or 10), or undefined while that cannot be told. Throws DecodeError when it is none. */
export function rdstlsLength(bytes: Uint8Array): number | undefined {
  const cursor = new ReadCursor(bytes, "RDSTLS");
  if (cursor.remaining < 4) return undefined;
  const version = cursor.u16le();
  if (version < RDSTLS_VERSION_1 || version > VERSION_MAX) cursor.reject("Version", `is ${version}`);
  const pduType = cursor.u16le();
  if (pduType === TYPE_CAPABILITIES) return 8;
  if (pduType === TYPE_AUTHENTICATION_RESPONSE) return 10;
  return cursor.reject("PduType", `is ${pduType}`);
}

/** Reads one whole server PDU. Throws DecodeError. */
export function decodeRdstls(bytes: Uint8Array): RdstlsServerPdu {
  const cursor = new ReadCursor(bytes, "RDSTLS");
  rdstlsLength(bytes);
  const version = cursor.u16le();
  const pduType = cursor.u16le();
  const dataType = cursor.u16le();
  if (dataType !== DATA_TYPE) cursor.reject("DataType", `is ${dataType}`);
  const pdu: RdstlsServerPdu =
    pduType === TYPE_CAPABILITIES
      ? { kind: "capabilities", version, supportedVersions: cursor.u16le() }
      : { kind: "authentication-response", version, resultCode: cursor.u32le() };
  cursor.expectEnd();
  return pdu;
}

export function encodeRdstls(pdu: RdstlsServerPdu): Uint8Array {
  const cursor = new WriteCursor(10).u16le(pdu.version);
  if (pdu.kind === "capabilities") {
    return cursor.u16le(TYPE_CAPABILITIES).u16le(DATA_TYPE).u16le(pdu.supportedVersions).finish();
  }
  return cursor.u16le(TYPE_AUTHENTICATION_RESPONSE).u16le(DATA_TYPE).u32le(pdu.resultCode).finish();
}
