import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { decodeSecurityHeader, SEC_EXCHANGE_PKT } from "./security-header.ts";

/** `encryptionMethod` of SC_SECURITY (MS-RDPBCGR 2.2.1.4.3). None without TLS means: everything in clear text. */
export const ENCRYPTION_METHODS: Readonly<Record<number, string>> = {
  0x00000000: "ENCRYPTION_METHOD_NONE",
  0x00000001: "ENCRYPTION_METHOD_40BIT",
  0x00000002: "ENCRYPTION_METHOD_128BIT",
  0x00000008: "ENCRYPTION_METHOD_56BIT",
  0x00000010: "ENCRYPTION_METHOD_FIPS",
};

/** `encryptionLevel` of SC_SECURITY (MS-RDPBCGR 2.2.1.4.3). */
export const ENCRYPTION_LEVELS: Readonly<Record<number, string>> = {
  0: "ENCRYPTION_LEVEL_NONE",
  1: "ENCRYPTION_LEVEL_LOW",
  2: "ENCRYPTION_LEVEL_CLIENT_COMPATIBLE",
  3: "ENCRYPTION_LEVEL_HIGH",
  4: "ENCRYPTION_LEVEL_FIPS",
};

/*
 * MS-RDPBCGR 2.2.1.10.1, Security Exchange PDU Data (TS_SECURITY_PACKET), the userData of an MCS Send Data Request:
 *
 *   4  basic security header with SEC_EXCHANGE_PKT
 *   4  length of encryptedClientRandom, little-endian, with its 8 bytes of padding
 *      encryptedClientRandom
 */
export type SecurityExchange = { readonly flags: number; readonly encryptedClientRandom: Uint8Array };

/** Security Exchange PDU Data (2.2.1.10.1) with its security header. Throws DecodeError. */
export function decodeSecurityExchange(bytes: Uint8Array): SecurityExchange {
  const cursor = new ReadCursor(bytes, "Security Exchange PDU");
  const { flags } = decodeSecurityHeader(cursor, "basic");
  if ((flags & SEC_EXCHANGE_PKT) === 0) cursor.reject("flags", "lack SEC_EXCHANGE_PKT");
  return { flags, encryptedClientRandom: cursor.take(cursor.u32le()) };
}

/** Security Exchange PDU Data (2.2.1.10.1) with its security header; SEC_EXCHANGE_PKT is added to the flags. */
export function encodeSecurityExchange(value: SecurityExchange): Uint8Array {
  const { encryptedClientRandom } = value;
  const writer = new WriteCursor(8 + encryptedClientRandom.length);
  writer.u16le(value.flags | SEC_EXCHANGE_PKT).u16le(0);
  return writer.u32le(encryptedClientRandom.length).bytes(encryptedClientRandom).finish();
}
