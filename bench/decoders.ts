import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { decodeCertificate } from "../src/core/certificate/index.ts";
import {
  attachUserConfirm,
  channelJoinConfirm,
  connectResponse,
  decodeHttpResponseHead,
  decodeNtlmChallenge,
  decodeRdpUdpSyn,
  decodeServerPdu,
  decodeTlsClientHello,
  decodeTlsServerAnswer,
  decodeTsRequest,
  decodeX224,
  demandActive,
  encodeConnectionConfirm,
  encodeConnectionRequest,
  encodeHttpResponseHead,
  encodeNtlmChallenge,
  encodeRdpUdpSyn,
  encodeTlsClientHello,
  encodeTlsServerAnswer,
  encodeTsRequest,
  largeHello,
  licenseError,
  setErrorInfo,
  unixMsToFileTime,
} from "../src/core/protocol/index.ts";

const GOAL_PER_SECOND = 100_000;
const ROUND_MS = 250;

const random = Uint8Array.from({ length: 32 }, (_, index) => index);
const challenge = encodeNtlmChallenge({
  flags: 0xe28a8215,
  targetName: "CONTOSO",
  serverChallenge: random.subarray(0, 8),
  targetInfo: [
    { id: "MsvAvNbDomainName", text: "CONTOSO" },
    { id: "MsvAvNbComputerName", text: "RDP01" },
    { id: "MsvAvDnsDomainName", text: "contoso.example" },
    { id: "MsvAvDnsComputerName", text: "rdp01.contoso.example" },
    { id: "MsvAvTimestamp", fileTime: unixMsToFileTime(1_790_000_000_000), unixMs: 1_790_000_000_000 },
  ],
  version: { major: 10, minor: 0, build: 20_348, ntlmRevision: 15 },
});

const pdus: Readonly<Record<string, { readonly bytes: Uint8Array; readonly decode: (bytes: Uint8Array) => unknown }>> =
  {
    "X.224 Connection Request": {
      bytes: encodeConnectionRequest({ srcRef: 0, cookie: "rdpulse", negReq: { flags: 0, requestedProtocols: 11 } }),
      decode: decodeX224,
    },
    "X.224 Connection Confirm": {
      bytes: encodeConnectionConfirm({
        dstRef: 0,
        srcRef: 0x1234,
        classOption: 0,
        negotiation: { kind: "response", flags: 0x1f, selectedProtocol: 8 },
      }),
      decode: decodeX224,
    },
    "TLS ClientHello, 1.6 kB": {
      bytes: encodeTlsClientHello(largeHello({ random, sessionId: random }, new Uint8Array(64))),
      decode: decodeTlsClientHello,
    },
    "TLS ServerHello": {
      bytes: encodeTlsServerAnswer(
        { kind: "server-hello", version: 0x0304, cipherSuite: 0x1302, group: 29 },
        { random, sessionId: random, keyExchange: random },
      ),
      decode: decodeTlsServerAnswer,
    },
    "TSRequest with CHALLENGE": {
      bytes: encodeTsRequest({ version: 6, negoTokens: [challenge] }),
      decode: decodeTsRequest,
    },
    "NTLM CHALLENGE": { bytes: challenge, decode: decodeNtlmChallenge },
    "MCS Connect Response": {
      bytes: connectResponse({
        core: { version: 0x0008000c, clientRequestedProtocols: 1 },
        security: { encryptionMethod: 0, encryptionLevel: 0 },
        network: { ioChannelId: 1003, channelIds: [1004] },
        unknown: [],
      }),
      decode: decodeServerPdu,
    },
    "MCS Attach User Confirm": { bytes: attachUserConfirm(1007), decode: decodeServerPdu },
    "MCS Channel Join Confirm": { bytes: channelJoinConfirm(1007, 1003), decode: decodeServerPdu },
    "License Error": { bytes: licenseError(1003, 7, 2), decode: decodeServerPdu },
    "Set Error Info": { bytes: setErrorInfo(1003, 0x101), decode: decodeServerPdu },
    "Demand Active": {
      bytes: demandActive(1003, {
        kind: "demand-active",
        pduSource: 1002,
        shareId: 0x103ea,
        sourceDescriptor: Uint8Array.of(0x52, 0x44, 0x50, 0),
        capabilities: [
          {
            kind: "general",
            osMajorType: 1,
            osMinorType: 3,
            protocolVersion: 0x200,
            compressionTypes: 0,
            extraFlags: 0x41d,
            updateCapabilityFlag: 0,
            remoteUnshareFlag: 0,
            compressionLevel: 0,
            refreshRectSupport: 1,
            suppressOutputSupport: 1,
          },
          {
            kind: "bitmap",
            preferredBitsPerPixel: 32,
            desktopWidth: 1920,
            desktopHeight: 1080,
            desktopResizeFlag: 1,
            bitmapCompressionFlag: 1,
            drawingFlags: 0,
          },
        ],
      }),
      decode: decodeServerPdu,
    },
    "RDP-UDP SYN": {
      bytes: encodeRdpUdpSyn({
        kind: "syn",
        uReceiveWindowSize: 64,
        snInitialSequenceNumber: 1,
        uUpStreamMtu: 1232,
        uDownStreamMtu: 1232,
        lossy: false,
        uUdpVer: 2,
      }),
      decode: decodeRdpUdpSyn,
    },
    "HTTP response head": {
      bytes: encodeHttpResponseHead({
        minorVersion: 1,
        status: 401,
        reason: "Unauthorized",
        fields: [
          { name: "WWW-Authenticate", value: "Negotiate" },
          { name: "WWW-Authenticate", value: "NTLM" },
          { name: "Content-Length", value: "0" },
        ],
      }),
      decode: decodeHttpResponseHead,
    },
  };

/** Decodes a second: the best of three rounds, so that a busy machine does not decide. */
function perSecond(decode: () => unknown): number {
  let best = 0;
  for (let round = 0; round < 4; round++) {
    let count = 0;
    const startedMs = performance.now();
    let elapsedMs = 0;
    while (elapsedMs < ROUND_MS) {
      for (let turn = 0; turn < 200; turn++) decode();
      count += 200;
      elapsedMs = performance.now() - startedMs;
    }
    // The first round warms the compiler up.
    if (round > 0) best = Math.max(best, (count * 1000) / elapsedMs);
  }
  return best;
}

/** A CA-signed server certificate of the certificate room's tests. */
function certificateVector(): string {
  const at = new URL("../src/core/certificate/certificate.test-vectors.json", import.meta.url);
  const vectors: unknown = JSON.parse(readFileSync(at, "utf8"));
  const first: unknown = typeof vectors === "object" && vectors !== null ? Object.values(vectors)[0] : undefined;
  if (typeof first !== "string") throw new Error("no certificate vector");
  return first;
}

/** Prints decoder speeds against the goal, and the certificate reader against Node's own. Returns false below the goal. */
export function benchDecoders(): boolean {
  let reached = true;
  console.log(`decoders, PDUs a second on one core (goal ${GOAL_PER_SECOND.toLocaleString("en")} each)`);
  for (const [name, { bytes, decode }] of Object.entries(pdus)) {
    const rate = perSecond(() => decode(bytes));
    if (rate < GOAL_PER_SECOND) reached = false;
    console.log(
      `  ${name.padEnd(26)} ${String(bytes.length).padStart(5)} B ${Math.round(rate).toLocaleString("en").padStart(11)}`,
    );
  }
  const der = new Uint8Array(Buffer.from(certificateVector(), "base64"));
  const ours = perSecond(() => decodeCertificate(der));
  const peer = perSecond(() => {
    const certificate = new X509Certificate(der);
    return [
      certificate.subject,
      certificate.issuer,
      certificate.validFrom,
      certificate.validTo,
      certificate.subjectAltName,
    ];
  });
  console.log(
    `  certificate: ours ${Math.round(ours).toLocaleString("en")}/s, node:crypto X509Certificate ` +
      `${Math.round(peer).toLocaleString("en")}/s, ratio ${(ours / peer).toFixed(2)}`,
  );
  return reached;
}

if (import.meta.main) process.exitCode = benchDecoders() ? 0 : 1;
