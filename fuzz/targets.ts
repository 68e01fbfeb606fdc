import { DecodeError, ReadCursor, decodeObjectIdentifier, toLatin1, toUtf16 } from "../src/core/bytes/index.ts";
import {
  decodeCertificate,
  decodeCertificateKey,
  lintCertificate,
  matchName,
  parseIpAddress,
} from "../src/core/certificate/index.ts";
import {
  decodeInterleavedRle,
  decodePlanar,
  decodeRawBitmap,
  measurePicture,
  type Picture,
  type PixelDepth,
  readServerWindow,
  Screen,
} from "../src/core/graphics/index.ts";
import { RdpFileError, decodeRdpFile } from "../src/core/inventory/index.ts";
import { explain } from "../src/core/knowledge/index.ts";
import { hostAndPort } from "../src/core/plan/index.ts";
import * as protocol from "../src/core/protocol/index.ts";
import { NtlmSealing } from "../src/core/sequence/index.ts";
import { printable } from "../src/core/texts/index.ts";
import { TranscriptError, dissectTranscript, parseTranscript, replayTranscript } from "../src/core/transcript/index.ts";
import { archiveTargets } from "./archive-targets.ts";
import { auditTargets } from "./audit-targets.ts";
import { detectionTargets } from "./detection-targets.ts";
import { eventlogTargets } from "./eventlog-targets.ts";
import { recordedTranscripts } from "./hex-files.ts";
import { inventoryTargets } from "./inventory-targets.ts";
import { performLicensing } from "./licensing-script.ts";
import { logonScripts, performLogon } from "./logon-script.ts";
import { performGateway, performRdp } from "./sequence-script.ts";
import { shippersTargets } from "./shippers-targets.ts";
import { storyTargets } from "./story-targets.ts";
import { telemetryTargets } from "./telemetry-targets.ts";

/** Something that bytes of a stranger reach. */
export interface FuzzTarget {
  /** The export that is tried, also the name of its folders; several ways to call one export follow a dot. */
  readonly name: string;
  readonly run: (bytes: Uint8Array) => unknown;
  /** The only errors that may leave it. */
  readonly faults: readonly (abstract new (...parts: never[]) => Error)[];
  /** Its part of the time, where it is not 1: state machines have more to explore than single fields. */
  readonly share?: number;
  /** Seeds that are made of the recorded transcripts. */
  readonly recordings?: () => readonly Uint8Array[];
  /** Memory that any input may cost, where 64 KiB are too few. */
  readonly baseLimitBytes?: number;
  /** Time that any input may take, where a quarter of a second is too short. */
  readonly runLimitMs?: number;
}

type Decoder = (bytes: Uint8Array) => unknown;
type CursorDecoder = (cursor: ReadCursor) => unknown;

const MEGABYTE = 1024 * 1024;

function throughCursor(decode: CursorDecoder): Decoder {
  return (bytes) => decode(new ReadCursor(bytes, "fuzz"));
}

/** The channel ids that the seeds use, to reach what a Connect Response opens. */
const CHANNELS = { ioChannelId: 1003, messageChannelId: 1006 };

const DECODERS: Readonly<Record<string, Decoder>> = {
  classifyFirstBytes: protocol.classifyFirstBytes,
  classifyGatewayAnswer: (bytes) => {
    const head = protocol.decodeHttpResponseHead(bytes);
    return head === undefined ? undefined : protocol.classifyGatewayAnswer(head);
  },
  decodeAutoDetectRequest: throughCursor(protocol.decodeAutoDetectRequest),
  decodeAutoDetectResponse: protocol.decodeAutoDetectResponse,
  decodeAutoReconnectCookie: protocol.decodeAutoReconnectCookie,
  decodeAvPairs: (bytes) => protocol.ntlmTargetInfo(protocol.decodeAvPairs(bytes)),
  decodeCapabilitySet: throughCursor(protocol.decodeCapabilitySet),
  decodeCertificate,
  decodeCertificateFlight: protocol.decodeCertificateFlight,
  decodeCertificateKey,
  decodeChannelPdu: protocol.decodeChannelPdu,
  decodeClientBlocks: protocol.decodeClientBlocks,
  decodeClientCore: throughCursor(protocol.decodeClientCore),
  decodeClientInfo: protocol.decodeClientInfo,
  decodeConferenceCreateRequest: protocol.decodeConferenceCreateRequest,
  decodeConferenceCreateResponse: protocol.decodeConferenceCreateResponse,
  decodeConfirmActive: protocol.decodeConfirmActive,
  decodeConnectInitial: protocol.decodeConnectInitial,
  decodeConnectResponse: protocol.decodeConnectResponse,
  decodeConnectionConfirm: protocol.decodeConnectionConfirm,
  decodeConnectionRequest: protocol.decodeConnectionRequest,
  decodeDecrypted: (bytes) =>
    protocol.decodeDecrypted(bytes.subarray(2), (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8), 1003),
  decodeDecryptedPdus: (bytes) =>
    protocol.decodeDecryptedPdus(bytes.subarray(2), (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8), 1003),
  decodeDomainPdu: protocol.decodeDomainPdu,
  decodeEarlyUserAuthorizationResult: protocol.decodeEarlyUserAuthorizationResult,
  decodeFastPathInput: protocol.decodeFastPathInput,
  "decodeFastPathOutput.fips": (bytes) => protocol.decodeFastPathOutput(bytes, true),
  "decodeFastPathOutput.plain": (bytes) => protocol.decodeFastPathOutput(bytes),
  decodeFastPathUpdates: protocol.decodeFastPathUpdates,
  decodeFinalization: (bytes) => protocol.decodeFinalization(bytes[0] ?? 0, bytes.subarray(1)),
  decodeGraphicsUpdate: protocol.decodeGraphicsUpdate,
  decodeHttpResponseHead: protocol.decodeHttpResponseHead,
  decodeLicensePdu: protocol.decodeLicensePdu,
  decodeLicenseRequest: throughCursor(protocol.decodeLicenseRequest),
  decodeMessageChannelContents: (bytes) =>
    protocol.decodeMessageChannelContents(bytes.subarray(2), (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)),
  decodeMessageChannelPdu: protocol.decodeMessageChannelPdu,
  decodeMonitorLayout: protocol.decodeMonitorLayout,
  decodeNewLicenseRequest: protocol.decodeNewLicenseRequest,
  decodeNtlmAuthenticate: protocol.decodeNtlmAuthenticate,
  decodeNtlmChallenge: protocol.decodeNtlmChallenge,
  decodeNtlmNegotiate: protocol.decodeNtlmNegotiate,
  decodeNtlmSignature: protocol.decodeNtlmSignature,
  decodeNtlmV2Response: protocol.decodeNtlmV2Response,
  decodeObjectIdentifier,
  "decodePacketSignature.fips": throughCursor((cursor) => protocol.decodePacketSignature(cursor, "fips")),
  "decodePacketSignature.non-fips": throughCursor((cursor) => protocol.decodePacketSignature(cursor, "non-fips")),
  decodePlatformChallengeResponse: protocol.decodePlatformChallengeResponse,
  decodeRdpUdpSyn: protocol.decodeRdpUdpSyn,
  decodeRdsaadServerNonce: protocol.decodeRdsaadServerNonce,
  decodeRdstls: protocol.decodeRdstls,
  decodeRefreshRect: protocol.decodeRefreshRect,
  decodeSaveSessionInfo: protocol.decodeSaveSessionInfo,
  decodeSecurityExchange: protocol.decodeSecurityExchange,
  "decodeSecurityHeader.basic": throughCursor((cursor) => protocol.decodeSecurityHeader(cursor, "basic")),
  "decodeSecurityHeader.fips": throughCursor((cursor) => protocol.decodeSecurityHeader(cursor, "fips")),
  "decodeSecurityHeader.non-fips": throughCursor((cursor) => protocol.decodeSecurityHeader(cursor, "non-fips")),
  decodeServerBlocks: protocol.decodeServerBlocks,
  decodeServerCertificate: protocol.decodeServerCertificate,
  decodeServerPdu: (bytes) => protocol.decodeServerPdu(bytes, CHANNELS),
  "decodeServerPdu.encrypted": (bytes) => protocol.decodeServerPdu(bytes, { ...CHANNELS, encrypted: true }),
  decodeServerPdus: (bytes) => protocol.decodeServerPdus(bytes, CHANNELS),
  "decodeServerPdus.encrypted": (bytes) => protocol.decodeServerPdus(bytes, { ...CHANNELS, encrypted: true }),
  decodeServerRedirection: (bytes) => {
    const redirection = protocol.decodeServerRedirection(bytes);
    return [protocol.redirectionHop(redirection), protocol.routingToken(redirection.loadBalanceInfo ?? bytes)];
  },
  decodeShareControl: protocol.decodeShareControl,
  decodeShareControls: (bytes) => protocol.decodeShareControls(bytes),
  decodeSlowPathInput: protocol.decodeSlowPathInput,
  decodeSpnego: protocol.decodeSpnego,
  decodeStatusInfo: protocol.decodeStatusInfo,
  decodeSuppressOutput: protocol.decodeSuppressOutput,
  decodeSurfaceCommands: protocol.decodeSurfaceCommands,
  decodeTlsClientHello: protocol.decodeTlsClientHello,
  decodeTlsServerAnswer: protocol.decodeTlsServerAnswer,
  decodeTpkt: protocol.decodeTpkt,
  decodeTsCredentials: protocol.decodeTsCredentials,
  decodeTsRequest: protocol.decodeTsRequest,
  decodeX224: protocol.decodeX224,
  decodeX224Data: protocol.decodeX224Data,
  pduFrame: protocol.pduFrame,
  pduLength: protocol.pduLength,
  printableExcerpt: (bytes) => protocol.printableExcerpt(bytes),
  rdstlsLength: protocol.rdstlsLength,
  readBlocks: (bytes) => protocol.readBlocks(bytes, "fuzz", (_type, block) => block.rest()),
  readClearRecords: protocol.readClearRecords,
  readTlsServerHello: protocol.readTlsServerHello,
  tpktLength: protocol.tpktLength,
  tsRequestLength: protocol.tsRequestLength,
  unwrapNegoToken: protocol.unwrapNegoToken,
};

/** The first two bytes say how large the bitmap is, 1 to 64 pixels a side. */
function bitmapOf(decode: typeof decodePlanar, bitsPerPixel: PixelDepth): Decoder {
  return (bytes) => {
    const [width = 0, height = 0] = bytes;
    return decode(bytes.subarray(2), { width: (width % 64) + 1, height: (height % 64) + 1, bitsPerPixel });
  };
}

/** A small screen through one update, then the numbers of what it shows. */
function onScreen(receive: (screen: Screen, bytes: Uint8Array) => unknown): Decoder {
  return (bytes) => {
    const screen = new Screen({ width: 96, height: 64 });
    receive(screen, bytes);
    return measurePicture(screen.picture());
  };
}

/** Updates one after the other, each behind its path (1) and its length (2, big-endian); some begin a screen of another size. */
function receiveAll(screen: Screen, bytes: Uint8Array): void {
  const cursor = new ReadCursor(bytes, "fuzz");
  while (cursor.remaining > 3) {
    const path = cursor.u8();
    const update = cursor.take(Math.min(cursor.u16be(), cursor.remaining));
    const [width = 0, height = 0] = update;
    if (path % 4 === 3) screen.resize({ width: width + 1, height: height + 1 });
    else if (path % 2 === 0) screen.receiveFastPathUpdates(update);
    else screen.receiveUpdate(update);
  }
}

/** A picture of 64 columns in the colours that windows are read by: two bits a pixel, black, white and two grounds. */
function twoBitPicture(bytes: Uint8Array): Picture {
  const height = Math.ceil(bytes.length / 16);
  const rgba = Uint8Array.from({ length: 64 * height * 4 }, (_, at) => {
    const pixel = at >> 2;
    return [0x00, 0xff, 0xde, 0x9c][((bytes[pixel >> 2] ?? 0) >> ((pixel & 3) * 2)) & 3] ?? 0;
  });
  return { width: 64, height, rgba, drawnShare: 1 };
}

const BITMAPS: Readonly<Record<string, Decoder>> = {
  "decodeInterleavedRle.8": bitmapOf(decodeInterleavedRle, 8),
  "decodeInterleavedRle.16": bitmapOf(decodeInterleavedRle, 16),
  "decodeInterleavedRle.24": bitmapOf(decodeInterleavedRle, 24),
  decodePlanar: bitmapOf(decodePlanar, 32),
  decodeRawBitmap: bitmapOf(decodeRawBitmap, 16),
  readServerWindow: (bytes) => readServerWindow(twoBitPicture(bytes)),
  "Screen.fast-path": onScreen((screen, bytes) => screen.receiveFastPathUpdates(bytes)),
  "Screen.session": onScreen(receiveAll),
  "Screen.slow-path": onScreen((screen, bytes) => screen.receiveUpdate(bytes)),
};

/** Small readers that the decoders are made of. */
const READERS: Readonly<Record<string, CursorDecoder>> = {
  expectBerTag: (cursor) => protocol.expectBerTag(cursor, 0x30, "field"),
  readBerBoolean: (cursor) => protocol.readBerBoolean(cursor, "field"),
  readBerContext: (cursor) => protocol.readBerContext(cursor, 0, "field"),
  readBerElement: (cursor) => protocol.readBerElement(cursor, 0x30, "field"),
  readBerEnumerated: (cursor) => protocol.readBerEnumerated(cursor, "field"),
  readBerLength: protocol.readBerLength,
  readBerOctetString: (cursor) => protocol.readBerOctetString(cursor, "field"),
  readBerSequence: (cursor) => protocol.readBerSequence(cursor, "field"),
  readBerTag: protocol.readBerTag,
  readBerUnsigned: (cursor) => protocol.readBerUnsigned(cursor, "field"),
  readCorrelationInfo: protocol.readCorrelationInfo,
  readHandshakeMessage: protocol.readHandshakeMessage,
  readLicenseBlob: protocol.readLicenseBlob,
  readNegAnswer: protocol.readNegAnswer,
  readNegReq: protocol.readNegReq,
  readPerDeterminant: (cursor) => protocol.readPerDeterminant(cursor, "field"),
  readPerInteger: (cursor) => protocol.readPerInteger(cursor, "field"),
  readPerLength: (cursor) => protocol.readPerLength(cursor, "field"),
  readPerUserId: protocol.readPerUserId,
  readTlsExtensions: protocol.readTlsExtensions,
  readU16List: (cursor) => protocol.readU16List(cursor, "field"),
  readVector: (cursor) => protocol.readVector(cursor, 2, "field"),
};

/** Everything that strangers' bytes reach, with what may leave it. */
export const targets: readonly FuzzTarget[] = [
  ...Object.entries(DECODERS).map(([name, run]) => ({ name, run, faults: [DecodeError] })),
  // Few bytes unpack to many pixels: four bytes each, up to four screens and a little more in one update.
  ...Object.entries(BITMAPS).map(([name, run]) => ({ name, run, faults: [DecodeError], baseLimitBytes: 2 * MEGABYTE })),
  ...Object.entries(READERS).map(([name, read]) => ({
    name,
    run: throughCursor(read),
    faults: [DecodeError],
    share: 0.2,
  })),
  {
    name: "lintCertificate",
    run: (bytes) => {
      const facts = decodeCertificate(bytes);
      const names = ["rds01.example.com", "192.0.2.1", facts.subjectCommonName ?? ""];
      return [lintCertificate(facts, { nowMs: 1_790_000_000_000, names }), matchName(names[0] ?? "", facts)];
    },
    faults: [DecodeError],
  },
  { name: "parseIpAddress", run: (bytes) => parseIpAddress(toLatin1(bytes)), faults: [] },
  { name: "hostAndPort", run: (bytes) => hostAndPort(toLatin1(bytes), 3389), faults: [] },
  { name: "printable", run: (bytes) => [printable(toLatin1(bytes)), printable(toUtf16(bytes))], faults: [] },
  // A file is read whole, with all its settings beside each other.
  { name: "decodeRdpFile", run: decodeRdpFile, faults: [RdpFileError], baseLimitBytes: MEGABYTE },
  // The search looks through the whole catalogue whatever the question is.
  { name: "explain", run: (bytes) => explain(toLatin1(bytes)), faults: [], baseLimitBytes: 8 * MEGABYTE },
  {
    name: "parseTranscript",
    run: (bytes) => parseTranscript(toLatin1(bytes)),
    faults: [TranscriptError],
    recordings: () => recordedTranscripts("checks"),
    baseLimitBytes: MEGABYTE,
  },
  {
    name: "dissectTranscript",
    run: (bytes) => JSON.stringify(dissectTranscript(toLatin1(bytes)).map(({ pdus }) => pdus)),
    faults: [],
    recordings: () => recordedTranscripts("checks"),
    baseLimitBytes: 4 * MEGABYTE,
  },
  {
    name: "replayTranscript",
    run: (bytes) => JSON.stringify(replayTranscript(toLatin1(bytes)).evidence),
    faults: [TranscriptError],
    share: 6,
    recordings: () => recordedTranscripts("checks"),
    baseLimitBytes: 4 * MEGABYTE,
  },
  // Every logon that was recorded, mutated: a desktop of 4096 by 2304 pixels takes 38 MB each time that it is copied.
  {
    name: "RdpSequence.logon",
    run: performLogon,
    faults: [],
    share: 24,
    recordings: () => recordedTranscripts("logons").flatMap((text) => logonScripts(toLatin1(text))),
    baseLimitBytes: 400 * MEGABYTE,
    runLimitMs: 4000,
  },
  // One conversation with the inbox at its limit, and the key exchange of standard RDP security.
  { name: "RdpSequence", run: performRdp, faults: [], share: 12, baseLimitBytes: 2 * MEGABYTE },
  {
    name: "ChannelReassembly",
    run: (bytes) => {
      const reassembly = new protocol.ChannelReassembly();
      const cursor = new ReadCursor(bytes, "fuzz");
      let whole: Uint8Array | undefined;
      while (cursor.remaining > 0) whole = reassembly.add(cursor.take(Math.min(cursor.u8(), cursor.remaining)));
      return whole;
    },
    faults: [DecodeError],
  },
  {
    name: "NtlmSealing",
    run: (bytes) => {
      const sealing = new NtlmSealing(new Uint8Array(16), "client");
      return [sealing.unseal(bytes.subarray(0, 40)), sealing.unseal(bytes)];
    },
    faults: [],
    // Key streams and hashes of two directions.
    baseLimitBytes: MEGABYTE / 2,
  },
  { name: "LicensingExchange", run: performLicensing, faults: [DecodeError], baseLimitBytes: MEGABYTE },
  { name: "GatewaySequence", run: performGateway, faults: [], share: 2, baseLimitBytes: MEGABYTE },
  ...archiveTargets,
  ...auditTargets,
  ...inventoryTargets,
  ...detectionTargets,
  ...eventlogTargets,
  ...storyTargets,
  ...telemetryTargets,
  ...shippersTargets,
];
