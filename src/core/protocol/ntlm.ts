import { fromLatin1, fromUtf16, ReadCursor, toHex, toLatin1, toUtf16, WriteCursor } from "../bytes/index.ts";
import { type AvPair, decodeAvPairs, encodeAvPairs } from "./ntlm-av-pairs.ts";
import { hasNtlmFlag, NTLM_FLAGS } from "./ntlm-flags.ts";

/*
 * [MS-NLMP] 2.2.1, the three messages. All begin with Signature "NTLMSSP\0" (8) and MessageType (u32 LE); numbers are little-endian.
 * "Fields" are Len (2), MaxLen (2), BufferOffset (4) from the start of the message, and point into Payload.
 *
 *   2.2.1.1 NEGOTIATE_MESSAGE      2.2.1.2 CHALLENGE_MESSAGE      2.2.1.3 AUTHENTICATE_MESSAGE
 *   12 NegotiateFlags (4)          12 TargetNameFields (8)        12 LmChallengeResponseFields (8)
 *   16 DomainNameFields (8)        20 NegotiateFlags (4)          20 NtChallengeResponseFields (8)
 *   24 WorkstationFields (8)       24 ServerChallenge (8)         28 DomainNameFields (8)
 *   32 Version (8)                 32 Reserved (8)                36 UserNameFields (8)
 *   40 Payload                     40 TargetInfoFields (8)        44 WorkstationFields (8)
 *                                  48 Version (8)                 52 EncryptedRandomSessionKeyFields (8)
 *                                  56 Payload                     60 NegotiateFlags (4)
 *                                                                 64 Version (8)
 *                                                                 72 MIC (16), left out by some
 *                                                                 88 Payload
 *
 *   2.2.2.10 VERSION: ProductMajorVersion (1), ProductMinorVersion (1), ProductBuild (2), Reserved (3), NTLMRevisionCurrent (1)
 */

const SIGNATURE = "4e544c4d53535000";
const NEGOTIATE = 1;
const CHALLENGE = 2;
const AUTHENTICATE = 3;
const MIC_OFFSET = 72;
const MIC_BYTES = 16;

/** [MS-NLMP] 2.2.2.10 VERSION. Windows tells its build here; libfreerdp always says 6.1.7601. */
export interface NtlmVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly ntlmRevision: number;
}

/** [MS-NLMP] 2.2.1.1 NEGOTIATE_MESSAGE. `version` is there exactly when NTLMSSP_NEGOTIATE_VERSION is set. */
export interface NtlmNegotiate {
  readonly flags: number;
  readonly domainName: string;
  readonly workstation: string;
  readonly version?: NtlmVersion;
}

/** [MS-NLMP] 2.2.1.2 CHALLENGE_MESSAGE. `targetInfo` is missing when the server sent none. */
export interface NtlmChallenge {
  readonly flags: number;
  readonly targetName: string;
  readonly serverChallenge: Uint8Array;
  readonly targetInfo?: readonly AvPair[];
  readonly version?: NtlmVersion;
}

/** [MS-NLMP] 2.2.1.3 AUTHENTICATE_MESSAGE. `mic` is missing when Payload begins where it would be. */
export interface NtlmAuthenticate {
  readonly flags: number;
  readonly domainName: string;
  readonly userName: string;
  readonly workstation: string;
  readonly lmChallengeResponse: Uint8Array;
  readonly ntChallengeResponse: Uint8Array;
  readonly encryptedRandomSessionKey: Uint8Array;
  readonly version?: NtlmVersion;
  readonly mic?: Uint8Array;
}

/** True when the bytes begin as every NTLM message does. */
export function isNtlmMessage(bytes: Uint8Array): boolean {
  return toHex(bytes.subarray(0, 8)) === SIGNATURE;
}

interface PayloadField {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

class MessageReader {
  readonly cursor: ReadCursor;
  readonly #message: Uint8Array;

  constructor(message: Uint8Array, pdu: string, messageType: number) {
    this.#message = message;
    this.cursor = new ReadCursor(message, pdu);
    if (toHex(this.cursor.take(8)) !== SIGNATURE) this.cursor.reject("Signature", "is not NTLMSSP");
    const found = this.cursor.u32le();
    if (found !== messageType) this.cursor.reject("MessageType", `is ${found} instead of ${messageType}`);
  }

  field(name: string): PayloadField {
    const length = this.cursor.u16le();
    this.cursor.skip(2);
    const offset = this.cursor.u32le();
    // An empty field may point anywhere (2.2.1.2: "MUST be ignored").
    if (length === 0) return { bytes: new Uint8Array(0), offset: Number.POSITIVE_INFINITY };
    if (offset + length > this.#message.length) {
      this.cursor.reject(name, `ends at ${offset + length}, the message at ${this.#message.length}`);
    }
    return { bytes: this.#message.subarray(offset, offset + length), offset };
  }

  version(flags: number): { readonly version?: NtlmVersion } {
    if (!hasNtlmFlag(flags, NTLM_FLAGS.NTLMSSP_NEGOTIATE_VERSION)) return {};
    const major = this.cursor.u8();
    const minor = this.cursor.u8();
    const build = this.cursor.u16le();
    this.cursor.skip(3);
    return { version: { major, minor, build, ntlmRevision: this.cursor.u8() } };
  }
}

function decodeText(bytes: Uint8Array, flags: number): string {
  return hasNtlmFlag(flags, NTLM_FLAGS.NTLMSSP_NEGOTIATE_UNICODE) ? toUtf16(bytes) : toLatin1(bytes);
}

function encodeText(text: string, flags: number): Uint8Array {
  return hasNtlmFlag(flags, NTLM_FLAGS.NTLMSSP_NEGOTIATE_UNICODE) ? fromUtf16(text) : fromLatin1(text);
}

/** Decodes a NEGOTIATE_MESSAGE ([MS-NLMP] 2.2.1.1); its names are in the OEM character set, read as ISO 8859-1. Throws DecodeError. */
export function decodeNtlmNegotiate(message: Uint8Array): NtlmNegotiate {
  const reader = new MessageReader(message, "NEGOTIATE_MESSAGE", NEGOTIATE);
  const flags = reader.cursor.u32le();
  const domainName = toLatin1(reader.field("DomainNameFields").bytes);
  const workstation = toLatin1(reader.field("WorkstationFields").bytes);
  return { flags, domainName, workstation, ...reader.version(flags) };
}

/** Decodes a CHALLENGE_MESSAGE ([MS-NLMP] 2.2.1.2) with its AV pairs. Throws DecodeError. */
export function decodeNtlmChallenge(message: Uint8Array): NtlmChallenge {
  const reader = new MessageReader(message, "CHALLENGE_MESSAGE", CHALLENGE);
  const targetName = reader.field("TargetNameFields").bytes;
  const flags = reader.cursor.u32le();
  const serverChallenge = reader.cursor.take(8);
  reader.cursor.skip(8);
  const targetInfo = reader.field("TargetInfoFields").bytes;
  return {
    flags,
    targetName: decodeText(targetName, flags),
    serverChallenge,
    ...(targetInfo.length > 0 && { targetInfo: decodeAvPairs(targetInfo) }),
    ...reader.version(flags),
  };
}

/** Decodes an AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3). The responses stay opaque. Throws DecodeError. */
export function decodeNtlmAuthenticate(message: Uint8Array): NtlmAuthenticate {
  const reader = new MessageReader(message, "AUTHENTICATE_MESSAGE", AUTHENTICATE);
  const lm = reader.field("LmChallengeResponseFields");
  const nt = reader.field("NtChallengeResponseFields");
  const domain = reader.field("DomainNameFields");
  const user = reader.field("UserNameFields");
  const workstation = reader.field("WorkstationFields");
  const key = reader.field("EncryptedRandomSessionKeyFields");
  const flags = reader.cursor.u32le();
  const payloadOffset = Math.min(...[lm, nt, domain, user, workstation, key].map((field) => field.offset));
  const version = reader.version(flags);
  const hasMic = Math.min(payloadOffset, message.length) >= MIC_OFFSET + MIC_BYTES;
  return {
    flags,
    domainName: decodeText(domain.bytes, flags),
    userName: decodeText(user.bytes, flags),
    workstation: decodeText(workstation.bytes, flags),
    lmChallengeResponse: lm.bytes,
    ntChallengeResponse: nt.bytes,
    encryptedRandomSessionKey: key.bytes,
    ...version,
    ...(hasMic && { mic: message.subarray(MIC_OFFSET, MIC_OFFSET + MIC_BYTES) }),
  };
}

/* Header and payload grow side by side; the header's length is known beforehand, so offsets are right at once. */
class MessageWriter {
  readonly header: WriteCursor = new WriteCursor(128);
  readonly #payload: WriteCursor = new WriteCursor(128);
  readonly #headerBytes: number;

  constructor(messageType: number, headerBytes: number) {
    this.#headerBytes = headerBytes;
    this.header.bytes(fromLatin1("NTLMSSP\0")).u32le(messageType);
  }

  /** Puts bytes into Payload and gives where they are; `writeField` puts that into the header. */
  place(bytes: Uint8Array): PayloadField {
    const offset = this.#headerBytes + this.#payload.length;
    this.#payload.bytes(bytes);
    return { bytes, offset };
  }

  writeField(field: PayloadField | undefined): this {
    const length = field?.bytes.length ?? 0;
    this.header
      .u16le(length)
      .u16le(length)
      .u32le(field?.offset ?? 0);
    return this;
  }

  version(version: NtlmVersion | undefined): this {
    if (!version) {
      this.header.zeros(8);
      return this;
    }
    this.header.u8(version.major).u8(version.minor).u16le(version.build).zeros(3).u8(version.ntlmRevision);
    return this;
  }

  finish(): Uint8Array {
    return this.header.bytes(this.#payload.finish()).finish();
  }
}

function versionFlag(flags: number, version: NtlmVersion | undefined): number {
  const bit = NTLM_FLAGS.NTLMSSP_NEGOTIATE_VERSION;
  return (version ? flags | bit : flags & ~bit) >>> 0;
}

/** Encodes a NEGOTIATE_MESSAGE ([MS-NLMP] 2.2.1.1). The version flag follows `version`. Throws RangeError on texts above 65,535 bytes. */
export function encodeNtlmNegotiate(negotiate: NtlmNegotiate): Uint8Array {
  const writer = new MessageWriter(NEGOTIATE, 40);
  writer.header.u32le(versionFlag(negotiate.flags, negotiate.version));
  const domainName = writer.place(fromLatin1(negotiate.domainName));
  const workstation = writer.place(fromLatin1(negotiate.workstation));
  return writer.writeField(domainName).writeField(workstation).version(negotiate.version).finish();
}

/** Encodes a CHALLENGE_MESSAGE ([MS-NLMP] 2.2.1.2). The version flag follows `version`; `serverChallenge` must have 8 bytes. */
export function encodeNtlmChallenge(challenge: NtlmChallenge): Uint8Array {
  if (challenge.serverChallenge.length !== 8) throw new RangeError("ServerChallenge must have 8 bytes");
  const writer = new MessageWriter(CHALLENGE, 56);
  const targetName = writer.place(encodeText(challenge.targetName, challenge.flags));
  const targetInfo = challenge.targetInfo && writer.place(encodeAvPairs(challenge.targetInfo));
  writer.writeField(targetName);
  writer.header.u32le(versionFlag(challenge.flags, challenge.version)).bytes(challenge.serverChallenge).zeros(8);
  return writer.writeField(targetInfo).version(challenge.version).finish();
}

/** Encodes an AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3). The version flag follows `version`; `mic`, if given, must have 16 bytes. */
export function encodeNtlmAuthenticate(authenticate: NtlmAuthenticate): Uint8Array {
  const { flags, mic } = authenticate;
  if (mic && mic.length !== MIC_BYTES) throw new RangeError("MIC must have 16 bytes");
  const writer = new MessageWriter(AUTHENTICATE, MIC_OFFSET + (mic ? MIC_BYTES : 0));
  const domainName = writer.place(encodeText(authenticate.domainName, flags));
  const userName = writer.place(encodeText(authenticate.userName, flags));
  const workstation = writer.place(encodeText(authenticate.workstation, flags));
  const lm = writer.place(authenticate.lmChallengeResponse);
  const nt = writer.place(authenticate.ntChallengeResponse);
  const key = writer.place(authenticate.encryptedRandomSessionKey);
  for (const field of [lm, nt, domainName, userName, workstation, key]) writer.writeField(field);
  writer.header.u32le(versionFlag(flags, authenticate.version));
  writer.version(authenticate.version);
  if (mic) writer.header.bytes(mic);
  return writer.finish();
}
