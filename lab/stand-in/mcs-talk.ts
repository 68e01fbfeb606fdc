// MCS, licensing and capabilities of a stand-in (MS-RDPBCGR 1.3.1.1, phases 3 to 8).
import { fromHex, fromLatin1 } from "../../src/core/bytes/index.ts";
import {
  attachUserConfirm,
  channelJoinConfirm,
  connectResponse,
  decodeClientBlocks,
  decodeConferenceCreateRequest,
  decodeConnectInitial,
  decodeDomainPdu,
  decodeX224Data,
  disconnectUltimatum,
  encodeShareControl,
  IO_CHANNEL_ID,
  licenseError,
  sendDataIndication,
  SERVER_USER_ID,
  serverLicense,
  setErrorInfo,
  ST_NO_TRANSITION,
  STATUS_VALID_CLIENT,
  tpktLength,
  type CapabilitySet,
  type ShareControlPdu,
} from "../../src/core/protocol/index.ts";
import type { AccountScript, InterruptScript, StandInPoint, StandInScript } from "./script.ts";
import { StandardSecurity } from "./standard-security.ts";
import type { Wire } from "./wire.ts";

const USER_ID = 1007;
const RDP_10_12 = 0x00080011;
const RN_PROVIDER_INITIATED = 1;
const SHARE_ID = 0x000103ea;

/** As Windows Server sends them: General says Windows NT (1/3). */
const WINDOWS_CAPABILITIES: readonly CapabilitySet[] = [
  { kind: "share", nodeId: SERVER_USER_ID },
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
  { kind: "virtual-channel", flags: 0, chunkSizeBytes: 1600 },
  {
    kind: "bitmap",
    preferredBitsPerPixel: 32,
    desktopWidth: 1024,
    desktopHeight: 768,
    desktopResizeFlag: 1,
    bitmapCompressionFlag: 1,
    drawingFlags: 0x1e,
  },
  {
    kind: "order",
    terminalDescriptor: "",
    orderFlags: 0x0022,
    orderSupport: new Uint8Array(32).fill(1, 0, 10),
    orderSupportExFlags: 0,
    desktopSaveSize: 1_000_000,
    textAnsiCodePage: 1252,
  },
  { kind: "pointer", colorPointerFlag: 1, colorPointerCacheSize: 25, pointerCacheSize: 25 },
  {
    kind: "input",
    inputFlags: 0x02f5,
    keyboardLayout: 0,
    keyboardType: 0,
    keyboardSubType: 0,
    keyboardFunctionKey: 0,
  },
  { kind: "font", fontSupportFlags: 1 },
  { kind: "multifragment-update", maxRequestSizeBytes: 65_535 },
  { kind: "large-pointer", flags: 1 },
  { kind: "surface-commands", cmdFlags: 0x52 },
];

function shareData(pduType2: number, contents: string): ShareControlPdu {
  return {
    kind: "share-data-other",
    pduSource: SERVER_USER_ID,
    shareId: SHARE_ID,
    pduType2,
    compressedType: 0,
    contents: fromHex(contents),
  };
}

/** Synchronize (2.2.1.19), Control Cooperate (2.2.1.20), Control Granted (2.2.1.21), Font Map (2.2.1.22). */
const FINALIZATION: readonly ShareControlPdu[] = [
  shareData(0x1f, "0100ea03"),
  shareData(0x14, "0400000000000000"),
  shareData(0x14, "0200ef03ea030000"),
  shareData(0x28, "0000000003000400"),
];

/** What X.224 settled. */
export interface McsSituation {
  readonly requestedProtocols: number;
  readonly encrypted: boolean;
  /** Who NLA let in. */
  readonly account?: AccountScript;
}

/** Ends the conversation as the script's interruption says. */
export async function interrupt(wire: Wire, how: InterruptScript["with"]): Promise<void> {
  if (typeof how === "string") return wire.end(how);
  if ("errorInfo" in how) {
    await wire.send(setErrorInfo(IO_CHANNEL_ID, how.errorInfo), disconnectUltimatum(RN_PROVIDER_INITIATED));
  } else await wire.send("ultimatum" in how ? disconnectUltimatum(how.ultimatum) : fromHex(how.malformed));
  return wire.end("fin");
}

/** Speaks as far as the client goes. Throws DecodeError on what does not belong here, PeerGone when the client ends. */
export async function talkMcs(
  wire: Wire,
  script: StandInScript,
  situation: McsSituation,
  note: (pdu: string, bytes: Uint8Array) => void,
): Promise<void> {
  const { mcs = {}, licensing = { answer: "valid-client" } } = script;
  const stopsAt = (point: StandInPoint): boolean => script.interrupt?.at === point;
  const stop = (): Promise<void> => interrupt(wire, script.interrupt?.with ?? "fin");

  const initial = await wire.take(tpktLength);
  note("MCS Connect Initial", initial);
  const blocks = decodeClientBlocks(
    decodeConferenceCreateRequest(decodeConnectInitial(decodeX224Data(initial)).userData),
  );
  if (stopsAt("connect-initial")) return stop();
  const channelIds = (blocks.network ?? []).map((_, index) => IO_CHANNEL_ID + 1 + index);
  const asksMessageChannel = blocks.messageChannel !== undefined && mcs.messageChannel !== false;
  const method = situation.encrypted ? 0 : (mcs.encryptionMethod ?? 2);
  const level = situation.encrypted ? 0 : (mcs.encryptionLevel ?? 2);
  const security = method === 0 ? undefined : new StandardSecurity(method, level);
  await wire.send(
    connectResponse(
      {
        core: {
          version: mcs.rdpVersion ?? RDP_10_12,
          clientRequestedProtocols: situation.requestedProtocols,
          earlyCapabilityFlags: mcs.earlyCapabilityFlags ?? 0,
        },
        network: { ioChannelId: IO_CHANNEL_ID, channelIds },
        security: {
          encryptionMethod: method,
          encryptionLevel: level,
          ...(security === undefined
            ? {}
            : { serverRandom: security.serverRandom, serverCertificate: security.certificate }),
        },
        ...(asksMessageChannel ? { messageChannelId: IO_CHANNEL_ID + 1 + channelIds.length } : {}),
        ...(mcs.multitransportFlags === undefined || blocks.multitransport === undefined
          ? {}
          : { multitransportFlags: mcs.multitransportFlags }),
        unknown: [],
      },
      mcs.result ?? 0,
    ),
  );
  if ((mcs.result ?? 0) !== 0) return wire.end("fin");

  for (let informed = false; !informed;) {
    const packet = await wire.take(tpktLength);
    const pdu = decodeDomainPdu(decodeX224Data(packet));
    note(`MCS ${pdu.kind}`, packet);
    switch (pdu.kind) {
      case "attach-user-request":
        if (stopsAt("attach-user")) return stop();
        await wire.send(attachUserConfirm(USER_ID, mcs.attachUserResult ?? 0));
        break;
      case "channel-join-request":
        if (stopsAt("channel-join")) return stop();
        await wire.send(channelJoinConfirm(USER_ID, pdu.channelId, mcs.channelJoinResult ?? 0));
        break;
      case "disconnect-provider-ultimatum":
        return wire.end("fin");
      case "send-data-request":
        // The first one is the Security Exchange where there is no TLS; the Client Info follows it.
        if (security !== undefined && !security.ready) security.exchanged(pdu.userData);
        else informed = true;
        break;
      default:
        break;
    }
  }
  if (stopsAt("client-info")) return stop();
  if (licensing.answer === "silence") return;
  if (licensing.answer === "error") {
    await wire.send(licenseError(IO_CHANNEL_ID, licensing.errorCode, licensing.stateTransition));
    return wire.end("fin");
  }
  if (licensing.answer === "license-request") {
    await wire.send(
      serverLicense(IO_CHANNEL_ID, {
        preambleVersion: 3,
        kind: "license-request",
        serverRandom: new Uint8Array(32).fill(0x5a),
        productVersion: 0x000a0000,
        companyName: "Microsoft Corporation",
        productId: "A02",
        keyExchangeAlgorithms: [1],
        serverCertificate: new Uint8Array(0),
        scopes: ["microsoft.com"],
      }),
    );
    note("licensing answer", await wire.take(tpktLength));
  }
  await wire.send(licenseError(IO_CHANNEL_ID, STATUS_VALID_CLIENT, ST_NO_TRANSITION));
  if (stopsAt("license")) return stop();
  const demand = encodeShareControl({
    kind: "demand-active",
    pduSource: SERVER_USER_ID,
    shareId: SHARE_ID,
    sourceDescriptor: fromLatin1("RDP\0"),
    capabilities: WINDOWS_CAPABILITIES,
    sessionId: 0,
  });
  await wire.send(sendDataIndication(IO_CHANNEL_ID, security === undefined ? demand : security.seal(demand)));
  // The client's Confirm Active: with the finalization (1.3.1.1, phase 10) a client that only wants to know is content.
  note("after Demand Active", await wire.take(tpktLength));
  const final = FINALIZATION.map((pdu) => encodeShareControl(pdu));
  await wire.send(
    ...final.map((pdu) => sendDataIndication(IO_CHANNEL_ID, security === undefined ? pdu : security.seal(pdu))),
  );
  // There is no desktop behind it: whatever follows is noted until the client leaves.
  for (;;) note("after Demand Active", await wire.take(tpktLength));
}
