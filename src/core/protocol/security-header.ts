import type { ReadCursor, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPBCGR 2.2.8.1.1.2, Security headers, all little-endian:
 *
 *   Basic (2.2.8.1.1.2.1)     2 flags, 2 flagsHi
 *   Non-FIPS (2.2.8.1.1.2.2)  basic, 8 dataSignature
 *   FIPS (2.2.8.1.1.2.3)      basic, 2 length (0x0010), 1 version (1), 1 padlen, 8 dataSignature
 *
 * Under TLS only the basic one is used, and only by Client Info, licensing, and what the message channel carries.
 */

export type SecurityHeader =
  | { readonly form: "basic"; readonly flags: number; readonly flagsHi: number }
  | { readonly form: "non-fips"; readonly flags: number; readonly flagsHi: number; readonly dataSignature: Uint8Array }
  | {
      readonly form: "fips";
      readonly flags: number;
      readonly flagsHi: number;
      readonly padLength: number;
      readonly dataSignature: Uint8Array;
    };

export const SEC_EXCHANGE_PKT = 0x0001;
export const SEC_TRANSPORT_REQ = 0x0002;
export const SEC_TRANSPORT_RSP = 0x0004;
export const SEC_ENCRYPT = 0x0008;
export const SEC_INFO_PKT = 0x0040;
export const SEC_LICENSE_PKT = 0x0080;
export const SEC_LICENSE_ENCRYPT = 0x0200;
export const SEC_REDIRECTION_PKT = 0x0400;
export const SEC_SECURE_CHECKSUM = 0x0800;
export const SEC_AUTODETECT_REQ = 0x1000;
export const SEC_AUTODETECT_RSP = 0x2000;
export const SEC_HEARTBEAT = 0x4000;
export const SEC_FLAGSHI_VALID = 0x8000;

/** `flags` of 2.2.8.1.1.2.1. */
export const SECURITY_FLAGS: Readonly<Record<number, string>> = {
  0x0001: "SEC_EXCHANGE_PKT",
  0x0002: "SEC_TRANSPORT_REQ",
  0x0004: "SEC_TRANSPORT_RSP",
  0x0008: "SEC_ENCRYPT",
  0x0010: "SEC_RESET_SEQNO",
  0x0020: "SEC_IGNORE_SEQNO",
  0x0040: "SEC_INFO_PKT",
  0x0080: "SEC_LICENSE_PKT",
  0x0200: "SEC_LICENSE_ENCRYPT",
  0x0400: "SEC_REDIRECTION_PKT",
  0x0800: "SEC_SECURE_CHECKSUM",
  0x1000: "SEC_AUTODETECT_REQ",
  0x2000: "SEC_AUTODETECT_RSP",
  0x4000: "SEC_HEARTBEAT",
  0x8000: "SEC_FLAGSHI_VALID",
};

const SIGNATURE_LENGTH = 8;
const FIPS_HEADER_LENGTH = 0x0010;
const FIPS_VERSION = 1;

/** What follows the flags of a security header (and the length of a fast-path packet) where the packet is encrypted. */
export interface PacketSignature {
  /** Bytes of padding at the end of what was encrypted; 0 without FIPS. */
  readonly padLength: number;
  /** Eight bytes. */
  readonly dataSignature: Uint8Array;
}

/** The part of a security header behind its flags. Throws DecodeError. */
export function decodePacketSignature(
  cursor: ReadCursor,
  form: Exclude<SecurityHeader["form"], "basic">,
): PacketSignature {
  if (form === "non-fips") return { padLength: 0, dataSignature: cursor.take(SIGNATURE_LENGTH) };
  if (cursor.u16le() !== FIPS_HEADER_LENGTH) cursor.reject("length", "of the FIPS header is not 16");
  if (cursor.u8() !== FIPS_VERSION) cursor.reject("version", "of the FIPS header is not 1");
  return { padLength: cursor.u8(), dataSignature: cursor.take(SIGNATURE_LENGTH) };
}

/** Writes the part of a security header behind its flags. Throws RangeError when the signature is not 8 bytes. */
export function encodePacketSignature(
  writer: WriteCursor,
  form: Exclude<SecurityHeader["form"], "basic">,
  { padLength, dataSignature }: PacketSignature,
): void {
  if (dataSignature.length !== SIGNATURE_LENGTH) throw new RangeError("dataSignature is not 8 bytes");
  if (form === "fips") writer.u16le(FIPS_HEADER_LENGTH).u8(FIPS_VERSION).u8(padLength);
  writer.bytes(dataSignature);
}

/** A security header of the form that the encryption method in effect calls for. Throws DecodeError. */
export function decodeSecurityHeader(cursor: ReadCursor, form: SecurityHeader["form"]): SecurityHeader {
  const flags = cursor.u16le();
  const flagsHi = cursor.u16le();
  if (form === "basic") return { form, flags, flagsHi };
  const { padLength, dataSignature } = decodePacketSignature(cursor, form);
  return form === "fips" ? { form, flags, flagsHi, padLength, dataSignature } : { form, flags, flagsHi, dataSignature };
}

/** Writes a security header. Throws RangeError when the signature is not 8 bytes. */
export function encodeSecurityHeader(writer: WriteCursor, header: SecurityHeader): void {
  writer.u16le(header.flags).u16le(header.flagsHi);
  if (header.form !== "basic") encodePacketSignature(writer, header.form, { padLength: 0, ...header });
}
