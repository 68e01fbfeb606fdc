import {
  type ClientInfo,
  encodeClientInfo,
  INFO_AUTOLOGON,
  INFO_DISABLECTRLALTDEL,
  INFO_ENABLEWINDOWSKEY,
  INFO_LOGONERRORS,
  INFO_LOGONNOTIFY,
  INFO_MAXIMIZESHELL,
  INFO_MOUSE,
  INFO_NOAUDIOPLAYBACK,
  INFO_UNICODE,
  PERF_DISABLE_CURSOR_SHADOW,
  PERF_DISABLE_CURSORSETTINGS,
  PERF_DISABLE_FULLWINDOWDRAG,
  PERF_DISABLE_MENUANIMATIONS,
} from "./client-info.ts";
import { type ChannelDefinition, encodeClientBlocks } from "./gcc-client-blocks.ts";
import {
  CONNECTION_TYPE_LAN,
  RNS_UD_CS_STRONG_ASYMMETRIC_KEYS,
  RNS_UD_CS_SUPPORT_ERRINFO_PDU,
  RNS_UD_CS_SUPPORT_HEARTBEAT_PDU,
  RNS_UD_CS_SUPPORT_NETCHAR_AUTODETECT,
  RNS_UD_CS_SUPPORT_STATUSINFO_PDU,
  RNS_UD_CS_VALID_CONNECTION_TYPE,
  RNS_UD_CS_WANT_32BPP_SESSION,
} from "./gcc-client-core.ts";
import { encodeConferenceCreateRequest } from "./gcc.ts";
import { encodeSecuredLicensePdu, ST_NO_TRANSITION, STATUS_VALID_CLIENT } from "./licensing.ts";
import { type DomainParameters, encodeConnectInitial } from "./mcs-connect.ts";
import { encodeDomainPdu } from "./mcs.ts";
import { encodeX224Data } from "./x224.ts";

/*
 * What a client sends between TLS and Demand Active (MS-RDPBCGR 1.3.1.1), each ready for the wire with TPKT and X.224 Data
 * headers: Connect Initial 2.2.1.3, Erect Domain Request 2.2.1.5, Attach User Request 2.2.1.6, Channel Join Request 2.2.1.8,
 * Client Info 2.2.1.11, licensing 2.2.1.12, and Disconnect Provider Ultimatum 2.2.2.3.
 */

export type ConnectInitialOptions = {
  /** selectedProtocol of the X.224 confirm; servers compare it with what they chose. */
  readonly selectedProtocol: number;
  /** At most 15 characters reach the server: the rest is cut. Servers log it. */
  readonly clientName: string;
  /** Names in `RDP_VERSIONS`. */
  readonly requestedVersion: number;
  readonly desktopWidth: number;
  readonly desktopHeight: number;
  readonly channels: readonly ChannelDefinition[];
  /** RNS_UD_CS_SUPPORT_ERRINFO_PDU is always added, so that a server can say why it ends. */
  readonly earlyCapabilityFlags: number;
  /** encryptionMethods offered: 0 under TLS, 0x1b (all) on the plain path. */
  readonly encryptionMethods: number;
  readonly askMessageChannel: boolean;
  /** Flags for CS_MULTITRANSPORT (names in `MULTITRANSPORT_FLAGS`), or absent to leave the block out. */
  readonly multitransportFlags?: number;
  /** Bits a pixel of the session: 8, 15, 16, 24 or 32; 16 when absent. Throws RangeError for another. */
  readonly colorDepth?: number;
  /** Input locale identifier; US English when absent. */
  readonly keyboardLayout?: number;
  /** Build of the client that is claimed; 19041 when absent. */
  readonly clientBuild?: number;
  /** When absent: LAN where the early capability flags say that it is valid, else 0. */
  readonly connectionType?: number;
  /** Session that a redirection named: the host that is called gives the client that one (2.2.1.3.5). */
  readonly redirectedSessionId?: number;
};

/** earlyCapabilityFlags of a client that wants to see a desktop. */
export const LOGON_EARLY_CAPABILITIES: number =
  RNS_UD_CS_SUPPORT_ERRINFO_PDU |
  RNS_UD_CS_SUPPORT_STATUSINFO_PDU |
  RNS_UD_CS_STRONG_ASYMMETRIC_KEYS |
  RNS_UD_CS_VALID_CONNECTION_TYPE |
  RNS_UD_CS_SUPPORT_NETCHAR_AUTODETECT |
  RNS_UD_CS_SUPPORT_HEARTBEAT_PDU;

/** Highest version that the specification names (10.12). */
export const RDP_VERSION_LATEST = 0x00080011;
const US_KEYBOARD = 0x00000409;
const IBM_ENHANCED_KEYBOARD = 4;
const FUNCTION_KEYS = 12;
const CLIENT_BUILD = 19041;
const RNS_UD_COLOR_8BPP = 0xca01;
const RNS_UD_SAS_DEL = 0xaa03;
const COLOR_16BPP = 0x0010;
const COLOR_24BPP = 0x0018;
const COLOR_DEPTHS: readonly number[] = [8, 15, 16, 24, 32];
const SUPPORT_24_16_15BPP = 0x0007;
const SUPPORT_32BPP = 0x0008;
/** REDIRECTION_SUPPORTED with REDIRECTION_VERSION4, which brokers expect (2.2.1.3.5). */
const CLUSTER_FLAGS = 0x0000000d;
const REDIRECTED_SESSIONID_FIELD_VALID = 0x00000002;
const AF_INET = 0x0002;

/** The parameters that every client sends: MS-RDPBCGR 4.1.3. */
const TARGET: DomainParameters = {
  maxChannelIds: 34,
  maxUserIds: 2,
  maxTokenIds: 0,
  numPriorities: 1,
  minThroughput: 0,
  maxHeight: 1,
  maxMCSPDUsize: 65535,
  protocolVersion: 2,
};
const MINIMUM: DomainParameters = { ...TARGET, maxChannelIds: 1, maxUserIds: 1, maxTokenIds: 1, maxMCSPDUsize: 1056 };
const MAXIMUM: DomainParameters = { ...TARGET, maxChannelIds: 65535, maxUserIds: 64535, maxTokenIds: 65535 };

/** Client MCS Connect Initial PDU with GCC Conference Create Request (2.2.1.3). */
export function connectInitial(options: ConnectInitialOptions): Uint8Array {
  const { colorDepth = COLOR_16BPP, redirectedSessionId } = options;
  if (!COLOR_DEPTHS.includes(colorDepth)) throw new RangeError(`a colour depth of ${colorDepth} bits`);
  const deep = colorDepth === 32;
  const early = options.earlyCapabilityFlags | RNS_UD_CS_SUPPORT_ERRINFO_PDU;
  const validType = (early & RNS_UD_CS_VALID_CONNECTION_TYPE) === 0 ? 0 : CONNECTION_TYPE_LAN;
  const blocks = encodeClientBlocks({
    core: {
      version: options.requestedVersion,
      desktopWidth: options.desktopWidth,
      desktopHeight: options.desktopHeight,
      colorDepth: RNS_UD_COLOR_8BPP,
      sasSequence: RNS_UD_SAS_DEL,
      keyboardLayout: options.keyboardLayout ?? US_KEYBOARD,
      clientBuild: options.clientBuild ?? CLIENT_BUILD,
      clientName: options.clientName.slice(0, 15),
      keyboardType: IBM_ENHANCED_KEYBOARD,
      keyboardSubType: 0,
      keyboardFunctionKey: FUNCTION_KEYS,
      imeFileName: "",
      postBeta2ColorDepth: RNS_UD_COLOR_8BPP,
      clientProductId: 1,
      serialNumber: 0,
      highColorDepth: deep ? COLOR_24BPP : colorDepth,
      supportedColorDepths: deep ? SUPPORT_24_16_15BPP | SUPPORT_32BPP : SUPPORT_24_16_15BPP,
      earlyCapabilityFlags: deep ? early | RNS_UD_CS_WANT_32BPP_SESSION : early,
      clientDigProductId: "",
      connectionType: options.connectionType ?? validType,
      pad1octet: 0,
      serverSelectedProtocol: options.selectedProtocol,
    },
    cluster:
      redirectedSessionId === undefined
        ? { flags: CLUSTER_FLAGS, redirectedSessionId: 0 }
        : { flags: CLUSTER_FLAGS | REDIRECTED_SESSIONID_FIELD_VALID, redirectedSessionId },
    security: { encryptionMethods: options.encryptionMethods, extEncryptionMethods: 0 },
    ...(options.channels.length > 0 ? { network: options.channels } : {}),
    ...(options.askMessageChannel ? { messageChannel: { flags: 0 } } : {}),
    ...(options.multitransportFlags === undefined ? {} : { multitransport: { flags: options.multitransportFlags } }),
    unknown: [],
  });
  const selector = Uint8Array.of(1);
  return encodeX224Data(
    encodeConnectInitial({
      callingDomainSelector: selector,
      calledDomainSelector: selector,
      upwardFlag: true,
      targetParameters: TARGET,
      minimumParameters: MINIMUM,
      maximumParameters: MAXIMUM,
      userData: encodeConferenceCreateRequest(blocks),
    }),
  );
}

/** Client MCS Erect Domain Request PDU (2.2.1.5). */
export function erectDomain(): Uint8Array {
  return encodeX224Data(encodeDomainPdu({ kind: "erect-domain-request", subHeight: 0, subInterval: 0 }));
}

/** Client MCS Attach User Request PDU (2.2.1.6). */
export function attachUser(): Uint8Array {
  return encodeX224Data(encodeDomainPdu({ kind: "attach-user-request" }));
}

/** Client MCS Channel Join Request PDU (2.2.1.8); `userId` is that of the Attach User Confirm. */
export function channelJoin(userId: number, channelId: number): Uint8Array {
  return encodeX224Data(encodeDomainPdu({ kind: "channel-join-request", initiator: userId, channelId }));
}

/** MCS Send Data Request around any user data. */
export function sendDataRequest(userId: number, channelId: number, userData: Uint8Array): Uint8Array {
  return encodeX224Data(encodeDomainPdu({ kind: "send-data-request", initiator: userId, channelId, userData }));
}

/** What somebody logs on with. The password is taken out of `written` again. */
export type ClientLogon = {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly alternateShell?: string;
  readonly workingDir?: string;
  /** 28 bytes, ARC_CS_PRIVATE_PACKET (2.2.4.3). */
  readonly autoReconnect?: Uint8Array;
  /** Names in `PERFORMANCE_FLAGS`; when absent all that moves is off, so that a picture can come to rest. */
  readonly performanceFlags?: number;
};

const CLIENT_INFO_FLAGS =
  INFO_MOUSE | INFO_DISABLECTRLALTDEL | INFO_UNICODE | INFO_MAXIMIZESHELL | INFO_LOGONNOTIFY | INFO_ENABLEWINDOWSKEY;
const AT_REST =
  PERF_DISABLE_FULLWINDOWDRAG | PERF_DISABLE_MENUANIMATIONS | PERF_DISABLE_CURSOR_SHADOW | PERF_DISABLE_CURSORSETTINGS;
const VERIFIER_BYTES = 16;

/**
 * Client Info PDU (2.2.1.11), ready for the wire where no standard RDP security is in effect. Without `logon` it holds no
 * credential: user, domain and password are empty and INFO_AUTOLOGON is not set. With it, `written` is the same PDU with the
 * password and the verifier of the auto-reconnect cookie zeroed, for transcripts. The client address is 127.0.0.1, so that
 * nothing of this machine's network is told.
 */
export function clientInfo(userId: number, ioChannelId: number): Uint8Array;
export function clientInfo(
  userId: number,
  ioChannelId: number,
  logon: ClientLogon,
): { readonly bytes: Uint8Array; readonly written: Uint8Array };
export function clientInfo(
  userId: number,
  ioChannelId: number,
  logon?: ClientLogon,
): Uint8Array | { readonly bytes: Uint8Array; readonly written: Uint8Array } {
  const sealed = (info: ClientInfo): Uint8Array => sendDataRequest(userId, ioChannelId, encodeClientInfo(info));
  if (logon === undefined) {
    return sealed(infoOf({ user: "", domain: "", password: "", performanceFlags: 0 }, CLIENT_INFO_FLAGS));
  }
  const flags = CLIENT_INFO_FLAGS | INFO_AUTOLOGON | INFO_LOGONERRORS | INFO_NOAUDIOPLAYBACK;
  const { autoReconnect, password } = logon;
  const concealed = autoReconnect?.map((byte, at) => (at < autoReconnect.length - VERIFIER_BYTES ? byte : 0));
  const zeroed = { ...logon, password: "\0".repeat(password.length) };
  return {
    bytes: sealed(infoOf(logon, flags)),
    written: sealed(infoOf(concealed === undefined ? zeroed : { ...zeroed, autoReconnect: concealed }, flags)),
  };
}

function infoOf(logon: ClientLogon, flags: number): ClientInfo {
  return {
    codePage: US_KEYBOARD,
    flags,
    domain: logon.domain,
    userName: logon.user,
    password: logon.password,
    alternateShell: logon.alternateShell ?? "",
    workingDir: logon.workingDir ?? "",
    extended: {
      clientAddressFamily: AF_INET,
      clientAddress: "127.0.0.1",
      clientDir: "C:\\",
      clientTimeZone: new Uint8Array(172),
      clientSessionId: 0,
      performanceFlags: logon.performanceFlags ?? AT_REST,
      autoReconnectCookie: logon.autoReconnect ?? new Uint8Array(0),
    },
  };
}

/**
 * License error alert STATUS_VALID_CLIENT, ST_NO_TRANSITION (2.2.1.12.1.3): the answer to a License Request of a client that has
 * none and asks for none.
 */
export function licenseValidClient(userId: number, ioChannelId: number): Uint8Array {
  const alert = encodeSecuredLicensePdu({
    preambleVersion: 3,
    kind: "error-alert",
    errorCode: STATUS_VALID_CLIENT,
    stateTransition: ST_NO_TRANSITION,
    errorInfo: new Uint8Array(0),
  });
  return sendDataRequest(userId, ioChannelId, alert);
}

/** MCS Disconnect Provider Ultimatum (2.2.2.3), either direction; 3 is rn-user-requested. */
export function disconnectUltimatum(reason: number = 3): Uint8Array {
  return encodeX224Data(encodeDomainPdu({ kind: "disconnect-provider-ultimatum", reason }));
}
