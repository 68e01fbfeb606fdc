import { fromLatin1, fromUtf16, type ReadCursor, toLatin1, toUtf16, WriteCursor } from "../bytes/index.ts";

/*
 * MS-RDPELE 2.2.2.1, Server License Request (SERVER_LICENSE_REQUEST), after the licensing preamble, little-endian:
 *
 *   32 ServerRandom
 *      ProductInfo (2.2.2.1.1): 4 dwVersion, 4 cbCompanyName, pbCompanyName, 4 cbProductId, pbProductId (UTF-16 with terminator)
 *      KeyExchangeList: blob 0x000D of 4-byte algorithms
 *      ServerCertificate: blob 0x0003, may be empty
 *      ScopeList (2.2.2.1.2): 4 ScopeCount, each blob 0x000E (ANSI with terminator)
 *
 * MS-RDPBCGR 2.2.1.12.1.2, Licensing Binary Blob (LICENSE_BINARY_BLOB): 2 wBlobType, 2 wBlobLen, blobData. A type is not
 * checked: the specification lets an empty blob carry any.
 */

export type LicenseRequest = {
  readonly serverRandom: Uint8Array;
  readonly productVersion: number;
  readonly companyName: string;
  readonly productId: string;
  readonly keyExchangeAlgorithms: readonly number[];
  /** See `decodeServerCertificate`; empty when the server sends none. */
  readonly serverCertificate: Uint8Array;
  readonly scopes: readonly string[];
};

export type LicenseBlob = { readonly type: number; readonly contents: Uint8Array };

const BB_KEY_EXCHG_ALG_BLOB = 0x000d;
const BB_CERTIFICATE_BLOB = 0x0003;
const BB_SCOPE_BLOB = 0x000e;
/** Real servers send one; more than this is an attack on whoever prints them. */
const MAX_SCOPES = 64;

/** LICENSE_BINARY_BLOB. Throws DecodeError. */
export function readLicenseBlob(cursor: ReadCursor): LicenseBlob {
  const type = cursor.u16le();
  return { type, contents: cursor.take(cursor.u16le()) };
}

/** Writes a LICENSE_BINARY_BLOB. */
export function writeLicenseBlob(writer: WriteCursor, blob: LicenseBlob): void {
  writer.u16le(blob.type).u16le(blob.contents.length).bytes(blob.contents);
}

function trimmed(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** SERVER_LICENSE_REQUEST without the preamble. Throws DecodeError. */
export function decodeLicenseRequest(cursor: ReadCursor): LicenseRequest {
  const serverRandom = cursor.take(32);
  const productVersion = cursor.u32le();
  const companyName = trimmed(toUtf16(cursor.take(cursor.u32le())));
  const productId = trimmed(toUtf16(cursor.take(cursor.u32le())));
  const algorithms = cursor.sub(readBlobLength(cursor), "KeyExchangeList");
  const keyExchangeAlgorithms: number[] = [];
  while (algorithms.remaining >= 4) keyExchangeAlgorithms.push(algorithms.u32le());
  const serverCertificate = readLicenseBlob(cursor).contents;
  const count = cursor.u32le();
  if (count > MAX_SCOPES) cursor.reject("ScopeCount", `is ${count}`);
  const scopes: string[] = [];
  for (let index = 0; index < count; index++) scopes.push(trimmed(toLatin1(readLicenseBlob(cursor).contents)));
  return { serverRandom, productVersion, companyName, productId, keyExchangeAlgorithms, serverCertificate, scopes };
}

function readBlobLength(cursor: ReadCursor): number {
  cursor.skip(2);
  return cursor.u16le();
}

/** SERVER_LICENSE_REQUEST without the preamble. Throws RangeError when the random is not 32 bytes. */
export function encodeLicenseRequest(value: LicenseRequest): Uint8Array {
  if (value.serverRandom.length !== 32) throw new RangeError("ServerRandom is not 32 bytes");
  const writer = new WriteCursor(256).bytes(value.serverRandom).u32le(value.productVersion);
  for (const text of [value.companyName, value.productId]) {
    const bytes = fromUtf16(`${text}\0`);
    writer.u32le(bytes.length).bytes(bytes);
  }
  const algorithms = new WriteCursor(4);
  for (const algorithm of value.keyExchangeAlgorithms) algorithms.u32le(algorithm);
  writeLicenseBlob(writer, { type: BB_KEY_EXCHG_ALG_BLOB, contents: algorithms.finish() });
  writeLicenseBlob(writer, { type: BB_CERTIFICATE_BLOB, contents: value.serverCertificate });
  writer.u32le(value.scopes.length);
  for (const scope of value.scopes) {
    writeLicenseBlob(writer, { type: BB_SCOPE_BLOB, contents: fromLatin1(`${scope}\0`) });
  }
  return writer.finish();
}
