import { concat, fromLatin1, ReadCursor, toLatin1, WriteCursor } from "../bytes/index.ts";
import { GROUP_X25519, TLS_1_2, TLS_1_3 } from "./tls-names.ts";
import {
  handshakeMessage,
  readClearRecords,
  readHandshakeMessage,
  readU16List,
  readVector,
  TLS_RECORD_HANDSHAKE,
  tlsRecords,
  u16List,
} from "./tls-record.ts";

/*
 * RFC 8446 4.1.2 Client Hello (RFC 5246 7.4.1.2 is the same with other extensions)
 *
 *   legacy_version              2 bytes   at most 0x0303; a higher one stands in supported_versions
 *   random                      32 bytes
 *   legacy_session_id           1 + 0..32 bytes
 *   cipher_suites               2 + 2n bytes
 *   legacy_compression_methods  1 + n bytes, null (0) among them
 *   extensions                  2 + n bytes; each extension_type (2), length (2), content
 */

const HANDSHAKE_CLIENT_HELLO = 1;
const RECORD_VERSION = 0x0301;

const EXTENSION_SERVER_NAME = 0;
const EXTENSION_SUPPORTED_GROUPS = 10;
const EXTENSION_EC_POINT_FORMATS = 11;
const EXTENSION_SIGNATURE_ALGORITHMS = 13;
const EXTENSION_PADDING = 21;
export const EXTENSION_SUPPORTED_VERSIONS = 43;
const EXTENSION_PSK_KEY_EXCHANGE_MODES = 45;
export const EXTENSION_KEY_SHARE = 51;

export interface TlsKeyShare {
  readonly group: number;
  readonly key: Uint8Array;
}

/** What a ClientHello says; every byte that ought to be random is given by the caller. */
export interface TlsClientHello {
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** 0..32 bytes. */
  readonly sessionId: Uint8Array;
  /** 0x0300..0x0304. With 0x0304 the extensions of TLS 1.3 are sent. */
  readonly maxVersion: number;
  /** Lowest version of supported_versions; only TLS 1.3 hellos can say it. Default: `maxVersion`. */
  readonly minVersion?: number;
  readonly cipherSuites: readonly number[];
  readonly groups: readonly number[];
  /** Sent, even when empty, with TLS 1.3 only. */
  readonly keyShares: readonly TlsKeyShare[];
  readonly signatureAlgorithms: readonly number[];
  /** A host name in ASCII; never an address (RFC 6066 section 3). */
  readonly serverName?: string;
  /** Zero bytes in a padding extension (RFC 7685), to give the hello a size. */
  readonly paddingLength?: number;
}

/** An extension with its type and length in front. */
export function tlsExtension(type: number, content: Uint8Array): Uint8Array {
  return concat([new WriteCursor(4).u16be(type).u16be(content.length).finish(), content]);
}

/** Extensions up to the end of the cursor, the bytes as views. Throws DecodeError, also when a type is there twice. */
export function readTlsExtensions(cursor: ReadCursor): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  if (cursor.remaining === 0) return found;
  const list = readVector(cursor, 2, "extensions");
  while (list.remaining > 0) {
    const type = list.u16be();
    if (found.has(type)) list.reject("extension_type", `${type} is there twice`);
    found.set(type, readVector(list, 2, "extension").rest());
  }
  return found;
}

function serverNameList(name: string): Uint8Array {
  const bytes = fromLatin1(name);
  return new WriteCursor()
    .u16be(bytes.length + 3)
    .u8(0)
    .u16be(bytes.length)
    .bytes(bytes)
    .finish();
}

function versionList(from: number, to: number): Uint8Array {
  const cursor = new WriteCursor().u8((to - from + 1) * 2);
  for (let version = to; version >= from; version--) cursor.u16be(version);
  return cursor.finish();
}

function keyShareList(shares: readonly TlsKeyShare[]): Uint8Array {
  const cursor = new WriteCursor(2048).u16be(0);
  for (const { group, key } of shares) cursor.u16be(group).u16be(key.length).bytes(key);
  cursor.patchU16be(0, cursor.length - 2);
  return cursor.finish();
}

function extensionsOf(hello: TlsClientHello): readonly Uint8Array[] {
  const { groups, maxVersion, minVersion = maxVersion, serverName, signatureAlgorithms } = hello;
  const modern = maxVersion >= TLS_1_3;
  const list: Uint8Array[] = [];
  if (serverName !== undefined) list.push(tlsExtension(EXTENSION_SERVER_NAME, serverNameList(serverName)));
  if (modern) list.push(tlsExtension(EXTENSION_SUPPORTED_VERSIONS, versionList(minVersion, maxVersion)));
  if (groups.length > 0) {
    list.push(tlsExtension(EXTENSION_SUPPORTED_GROUPS, u16List(groups)));
    // RFC 8422 5.1.2: uncompressed points, for a server that picks TLS 1.2 or lower.
    if (minVersion <= TLS_1_2) list.push(tlsExtension(EXTENSION_EC_POINT_FORMATS, Uint8Array.of(1, 0)));
  }
  if (signatureAlgorithms.length > 0) {
    list.push(tlsExtension(EXTENSION_SIGNATURE_ALGORITHMS, u16List(signatureAlgorithms)));
  }
  if (modern) {
    list.push(
      tlsExtension(EXTENSION_KEY_SHARE, keyShareList(hello.keyShares)),
      // psk_dhe_ke alone: no ticket without a key exchange.
      tlsExtension(EXTENSION_PSK_KEY_EXCHANGE_MODES, Uint8Array.of(1, 1)),
    );
  }
  if (hello.paddingLength !== undefined) {
    list.push(tlsExtension(EXTENSION_PADDING, new Uint8Array(hello.paddingLength)));
  }
  return list;
}

/**
 * The hello in its record, ready to be sent. Throws RangeError when random, session id or version have a length or value that the wire
 * cannot carry.
 */
export function encodeTlsClientHello(hello: TlsClientHello): Uint8Array {
  const { cipherSuites, maxVersion, minVersion = maxVersion, random, sessionId } = hello;
  if (random.length !== 32) throw new RangeError(`a random of ${random.length} bytes`);
  if (sessionId.length > 32) throw new RangeError(`a session id of ${sessionId.length} bytes`);
  if (maxVersion < 0x0300 || maxVersion > TLS_1_3) throw new RangeError(`version 0x${maxVersion.toString(16)}`);
  if (minVersion < 0x0300 || minVersion > maxVersion) throw new RangeError(`version 0x${minVersion.toString(16)}`);
  const cursor = new WriteCursor(2048)
    .u16be(Math.min(maxVersion, TLS_1_2))
    .bytes(random)
    .u8(sessionId.length)
    .bytes(sessionId)
    .bytes(u16List(cipherSuites))
    .u8(1)
    .u8(0);
  const extensions = concat(extensionsOf(hello));
  if (extensions.length > 0) cursor.u16be(extensions.length).bytes(extensions);
  const recordVersion = Math.min(maxVersion, RECORD_VERSION);
  return tlsRecords(TLS_RECORD_HANDSHAKE, recordVersion, handshakeMessage(HANDSHAKE_CLIENT_HELLO, cursor.finish()));
}

const content = (extensions: ReadonlyMap<number, Uint8Array>, type: number, name: string): ReadCursor | undefined => {
  const bytes = extensions.get(type);
  return bytes === undefined ? undefined : new ReadCursor(bytes, name);
};

function readServerName(cursor: ReadCursor): string {
  const list = readVector(cursor, 2, "server_name_list");
  const type = list.u8();
  if (type !== 0) list.reject("name_type", `is ${type}`);
  return toLatin1(readVector(list, 2, "host_name").rest());
}

function readKeyShares(cursor: ReadCursor): readonly TlsKeyShare[] {
  const list = readVector(cursor, 2, "client_shares");
  const shares: TlsKeyShare[] = [];
  while (list.remaining > 0) shares.push({ group: list.u16be(), key: readVector(list, 2, "key_exchange").rest() });
  return shares;
}

function readVersions(cursor: ReadCursor): readonly number[] {
  const list = readVector(cursor, 1, "versions");
  const versions: number[] = [];
  while (list.remaining > 0) {
    const version = list.u16be();
    // RFC 8701 (GREASE) puts meaningless numbers between the real ones.
    if (version >= 0x0300 && version <= TLS_1_3) versions.push(version);
  }
  return versions;
}

/** Reads a whole ClientHello out of its records; what follows it is not looked at. Throws DecodeError, also when it is cut off. */
export function decodeTlsClientHello(bytes: Uint8Array): TlsClientHello {
  const records = new ReadCursor(readClearRecords(bytes).handshake, "ClientHello");
  const message = readHandshakeMessage(records);
  if (message === undefined) return records.reject("message", "is not complete");
  if (message.type !== HANDSHAKE_CLIENT_HELLO) records.reject("msg_type", `is ${message.type}`);
  const cursor = new ReadCursor(message.body, "ClientHello");
  const legacyVersion = cursor.u16be();
  const random = cursor.take(32);
  const sessionId = readVector(cursor, 1, "legacy_session_id").rest();
  if (sessionId.length > 32) cursor.reject("legacy_session_id", `has ${sessionId.length} bytes`);
  const cipherSuites = readU16List(cursor, "cipher_suites");
  readVector(cursor, 1, "legacy_compression_methods");
  const extensions = readTlsExtensions(cursor);
  cursor.expectEnd();
  const versionsAt = content(extensions, EXTENSION_SUPPORTED_VERSIONS, "supported_versions");
  const versions = versionsAt === undefined ? [] : readVersions(versionsAt);
  const maxVersion = versions.length > 0 ? Math.max(...versions) : legacyVersion;
  const minVersion = versions.length > 0 ? Math.min(...versions) : maxVersion;
  const groupsAt = content(extensions, EXTENSION_SUPPORTED_GROUPS, "supported_groups");
  const algorithmsAt = content(extensions, EXTENSION_SIGNATURE_ALGORITHMS, "signature_algorithms");
  const sharesAt = content(extensions, EXTENSION_KEY_SHARE, "key_share");
  const padding = extensions.get(EXTENSION_PADDING);
  const nameAt = content(extensions, EXTENSION_SERVER_NAME, "server_name");
  return {
    random,
    sessionId,
    maxVersion,
    ...(minVersion === maxVersion ? {} : { minVersion }),
    cipherSuites,
    groups: groupsAt === undefined ? [] : readU16List(groupsAt, "named_group_list"),
    keyShares: sharesAt === undefined ? [] : readKeyShares(sharesAt),
    signatureAlgorithms: algorithmsAt === undefined ? [] : readU16List(algorithmsAt, "supported_signature_algorithms"),
    ...(nameAt === undefined ? {} : { serverName: readServerName(nameAt) }),
    ...(padding === undefined ? {} : { paddingLength: padding.length }),
  };
}

/** An x25519 key share: any 32 bytes are a valid public key (RFC 7748 section 5). */
export function x25519KeyShare(publicKey: Uint8Array): TlsKeyShare {
  if (publicKey.length !== 32) throw new RangeError(`an x25519 key of ${publicKey.length} bytes`);
  return { group: GROUP_X25519, key: publicKey };
}
