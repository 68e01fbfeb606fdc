import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, toHex } from "../bytes/index.ts";
import { decodeClientInfo, encodeClientInfo } from "./client-info.ts";
import {
  attachUser,
  channelJoin,
  clientInfo,
  connectInitial,
  disconnectUltimatum,
  erectDomain,
  licenseValidClient,
  LOGON_EARLY_CAPABILITIES,
  RDP_VERSION_LATEST,
} from "./connection-pdus.ts";
import { type ClientBlocks, decodeClientBlocks } from "./gcc-client-blocks.ts";
import { decodeConferenceCreateRequest } from "./gcc.ts";
import { decodeConnectInitial } from "./mcs-connect.ts";
import { decodeDomainPdu } from "./mcs.ts";
import {
  attachUserConfirm,
  channelJoinConfirm,
  connectResponse,
  demandActive,
  licenseError,
  serverLicense,
  serverMessage,
  setErrorInfo,
} from "./server-answers.ts";
import { decodeServerCertificate } from "./server-certificate.ts";
import { decodeServerPdu } from "./server-pdu.ts";
import { decodeX224Data } from "./x224.ts";

const INITIAL = connectInitial({
  selectedProtocol: 1,
  clientName: "rdpulse-with-a-long-name",
  requestedVersion: RDP_VERSION_LATEST,
  desktopWidth: 1024,
  desktopHeight: 768,
  channels: [
    { name: "rdpdr", options: 0x80800000 },
    { name: "drdynvc", options: 0xc0800000 },
  ],
  earlyCapabilityFlags: 0x0080,
  encryptionMethods: 0,
  askMessageChannel: true,
  multitransportFlags: 0x0105,
});
const CONNECT_RESPONSE = connectResponse({
  core: { version: 0x00080011, clientRequestedProtocols: 1, earlyCapabilityFlags: 0x0f },
  network: { ioChannelId: 1003, channelIds: [1004, 1005] },
  security: {
    encryptionMethod: 2,
    encryptionLevel: 2,
    serverRandom: new Uint8Array(32),
    serverCertificate: fromHex("02000000"),
  },
  messageChannelId: 1006,
  multitransportFlags: 0x0305,
  unknown: [{ type: 0x0c99, contents: fromHex("00") }],
});
const LICENSE_REQUEST = serverLicense(1003, {
  preambleVersion: 3,
  kind: "license-request",
  serverRandom: new Uint8Array(32),
  productVersion: 0x00060000,
  companyName: "Microsoft Corporation",
  productId: "A02",
  keyExchangeAlgorithms: [1],
  serverCertificate: new Uint8Array(0),
  scopes: ["microsoft.com"],
});
const DEMAND_ACTIVE = demandActive(1003, {
  kind: "demand-active",
  pduSource: 1002,
  shareId: 0x000103ea,
  sourceDescriptor: fromHex("52445000"),
  capabilities: [
    {
      kind: "general",
      osMajorType: 1,
      osMinorType: 3,
      protocolVersion: 0x0200,
      compressionTypes: 0,
      extraFlags: 0x041d,
      updateCapabilityFlag: 0,
      remoteUnshareFlag: 0,
      compressionLevel: 0,
      refreshRectSupport: 1,
      suppressOutputSupport: 1,
    },
    {
      kind: "bitmap-codecs",
      codecs: [{ guid: "ca8d1bb9-000f-154f-589f-ae2d1a87e2d6", id: 1, properties: fromHex("010103") }],
    },
    { kind: "virtual-channel", flags: 0, chunkSizeBytes: 1600 },
    { kind: "other", type: 0x17, contents: fromHex("00000000") },
  ],
  sessionId: 0,
});

function blocksOf(packet: Uint8Array): ClientBlocks {
  return decodeClientBlocks(decodeConferenceCreateRequest(decodeConnectInitial(decodeX224Data(packet)).userData));
}

describe("client builders", () => {
  it("asks for what it was told and always for Set Error Info", () => {
    const { userData } = decodeConnectInitial(decodeX224Data(INITIAL));
    const blocks = decodeClientBlocks(decodeConferenceCreateRequest(userData));
    expect(blocks.core).toMatchObject({
      version: 0x00080011,
      clientName: "rdpulse-with-a-",
      desktopWidth: 1024,
      desktopHeight: 768,
      earlyCapabilityFlags: 0x0081,
      serverSelectedProtocol: 1,
    });
    expect(blocks).toMatchObject({
      security: { encryptionMethods: 0 },
      messageChannel: { flags: 0 },
      multitransport: { flags: 0x0105 },
    });
    expect(blocks.network).toHaveLength(2);
  });

  it("asks for a colour depth, a connection type and a session where it is told to", () => {
    const options = {
      selectedProtocol: 1,
      clientName: "rdpulse",
      requestedVersion: RDP_VERSION_LATEST,
      desktopWidth: 1280,
      desktopHeight: 800,
      channels: [],
      encryptionMethods: 0,
      askMessageChannel: true,
    };
    const deep = blocksOf(
      connectInitial({
        ...options,
        earlyCapabilityFlags: LOGON_EARLY_CAPABILITIES,
        colorDepth: 32,
        keyboardLayout: 0x0804,
        clientBuild: 22621,
        redirectedSessionId: 5,
      }),
    );
    expect(deep.core).toMatchObject({
      highColorDepth: 24,
      supportedColorDepths: 0x0f,
      earlyCapabilityFlags: LOGON_EARLY_CAPABILITIES | 0x0002,
      connectionType: 6,
      keyboardLayout: 0x0804,
      clientBuild: 22621,
    });
    expect(deep.cluster).toEqual({ flags: 0x0f, redirectedSessionId: 5 });
    const flat = blocksOf(connectInitial({ ...options, earlyCapabilityFlags: 0, colorDepth: 8 }));
    expect(flat.core).toMatchObject({ highColorDepth: 8, supportedColorDepths: 7, connectionType: 0 });
    expect(() => connectInitial({ ...options, earlyCapabilityFlags: 0, colorDepth: 12 })).toThrow(RangeError);
  });

  it("writes the bytes that real servers accepted in the captures", () => {
    expect(toHex(erectDomain())).toBe("0300000c02f0800401000100");
    expect(toHex(attachUser())).toBe("0300000802f08028");
    expect(toHex(channelJoin(1006, 1003))).toBe("0300000c02f08038000503eb");
    expect(toHex(disconnectUltimatum())).toBe("0300000902f0802180");
    expect(toHex(licenseValidClient(1006, 1003))).toBe(
      "0300002202f08064000503eb701480000000ff031000070000000200000004000000",
    );
    expect(decodeDomainPdu(decodeX224Data(clientInfo(1006, 1003)))).toMatchObject({ initiator: 1006, channelId: 1003 });
  });
});

describe("server builders", () => {
  it("write what decodeServerPdu reads", () => {
    expect(decodeServerPdu(CONNECT_RESPONSE)).toMatchObject({
      kind: "connect-response",
      result: 0,
      blocks: {
        core: { version: 0x00080011, earlyCapabilityFlags: 0x0f },
        messageChannelId: 1006,
        multitransportFlags: 0x0305,
        unknown: [{ type: 0x0c99 }],
      },
    });
    expect(toHex(attachUserConfirm(1007))).toBe("0300000b02f0802e000006");
    expect(toHex(channelJoinConfirm(1007, 1003))).toBe("0300000f02f0803e00000603eb03eb");
    expect(decodeServerPdu(attachUserConfirm(1007, 14))).toEqual({ kind: "attach-user-confirm", result: 14 });
    expect(decodeServerPdu(channelJoinConfirm(1007, 1003, 6))).toMatchObject({ result: 6, requested: 1003 });
    expect(decodeServerPdu(LICENSE_REQUEST)).toMatchObject({ kind: "license", license: { kind: "license-request" } });
    expect(decodeServerPdu(licenseError(1003, 6, 1))).toMatchObject({
      kind: "license",
      license: { kind: "error-alert", errorCode: 6, stateTransition: 1 },
    });
    expect(decodeServerPdu(setErrorInfo(1003, 0x101))).toMatchObject({ kind: "set-error-info", errorInfo: 0x101 });
    expect(decodeServerPdu(DEMAND_ACTIVE)).toMatchObject({ kind: "demand-active", channelId: 1003 });
  });
});

function faultOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

const isDecodeFault = (error: unknown): boolean => error === undefined || error instanceof DecodeError;

const clientDecoder = (packet: Uint8Array): unknown =>
  decodeClientBlocks(decodeConferenceCreateRequest(decodeConnectInitial(decodeX224Data(packet)).userData));

/** Every way one byte can differ that a bit error or a careless writer makes. */
const MUTATIONS: readonly ((byte: number) => number)[] = [
  () => 0,
  () => 0xff,
  (byte) => byte ^ 0x01,
  (byte) => byte ^ 0x80,
  (byte) => (byte + 1) & 0xff,
];

/** Whole packets cut short, with a TPKT length that says so, so that the inner decoders see the cut. */
function cut(packet: Uint8Array, length: number): Uint8Array {
  const bytes = packet.slice(0, length);
  if (length >= 4) {
    bytes[2] = length >>> 8;
    bytes[3] = length & 0xff;
  }
  return bytes;
}

describe("hostile bytes", () => {
  const packets = {
    connectResponse: CONNECT_RESPONSE,
    attachUserConfirm: attachUserConfirm(1007),
    channelJoinConfirm: channelJoinConfirm(1007, 1003),
    licenseRequest: LICENSE_REQUEST,
    licenseError: licenseError(1003, 2, 1),
    setErrorInfo: setErrorInfo(1003, 0x101),
    demandActive: DEMAND_ACTIVE,
    disconnectUltimatum: disconnectUltimatum(),
    heartbeat: serverMessage(1003, { kind: "heartbeat", periodSeconds: 1, count1: 2, count2: 3 }),
  };

  it.each(Object.entries(packets))(
    "%s cut at every offset or with one byte changed fails by DecodeError only",
    (_, packet) => {
      for (let offset = 0; offset < packet.length; offset++) {
        expect(faultOf(() => decodeServerPdu(packet.subarray(0, offset)))).toBeInstanceOf(DecodeError);
        expect(faultOf(() => decodeServerPdu(cut(packet, offset)))).toSatisfy(isDecodeFault);
        for (const mutate of MUTATIONS) {
          const changed = packet.slice();
          changed[offset] = mutate(packet[offset] ?? 0);
          expect(faultOf(() => decodeServerPdu(changed, { messageChannelId: 1006 }))).toSatisfy(isDecodeFault);
        }
      }
    },
  );

  it("a Connect Initial cut or changed anywhere fails by DecodeError only", () => {
    for (let offset = 0; offset < INITIAL.length; offset++) {
      expect(faultOf(() => clientDecoder(cut(INITIAL, offset)))).toBeInstanceOf(DecodeError);
      for (const mutate of MUTATIONS) {
        const changed = INITIAL.slice();
        changed[offset] = mutate(INITIAL[offset] ?? 0);
        expect(faultOf(() => clientDecoder(changed))).toSatisfy(isDecodeFault);
      }
    }
  });

  it("a Client Info cut or changed anywhere fails by DecodeError only", () => {
    const pdu = decodeDomainPdu(decodeX224Data(clientInfo(1006, 1003)));
    const bytes = encodeClientInfo(
      decodeClientInfo(pdu.kind === "send-data-request" ? pdu.userData : new Uint8Array(0)),
    );
    for (let offset = 0; offset < bytes.length; offset++) {
      expect(faultOf(() => decodeClientInfo(bytes.subarray(0, offset)))).toSatisfy(isDecodeFault);
      for (const mutate of MUTATIONS) {
        const changed = bytes.slice();
        changed[offset] = mutate(bytes[offset] ?? 0);
        expect(faultOf(() => decodeClientInfo(changed))).toSatisfy(isDecodeFault);
      }
    }
  });

  it("random bytes behind every header fail by DecodeError only", () => {
    const heads = [
      "",
      "0300",
      "7f66",
      "68000603eb70",
      "80000000",
      "80000000ff03",
      "800000000103",
      "1100",
      "02000000",
    ].map(fromHex);
    const decoders: readonly ((bytes: Uint8Array) => unknown)[] = [
      (bytes) => decodeServerPdu(bytes),
      (bytes) => decodeServerPdu(cut(Uint8Array.of(3, 0, 0, 0, 2, 0xf0, 0x80, ...bytes), bytes.length + 7)),
      (bytes) =>
        decodeServerPdu(
          cut(
            Uint8Array.of(3, 0, 0, 0, 2, 0xf0, 0x80, 0x68, 0, 6, 3, 0xeb, 0x70, bytes.length & 0x7f, ...bytes),
            bytes.length + 14,
          ),
        ),
      (bytes) => decodeServerCertificate(bytes),
      (bytes) => decodeClientInfo(bytes),
      (bytes) => decodeConferenceCreateRequest(bytes),
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (tail) => {
        for (const head of heads) {
          for (const decode of decoders)
            expect(faultOf(() => decode(Uint8Array.of(...head, ...tail)))).toSatisfy(isDecodeFault);
        }
      }),
    );
  });
});
