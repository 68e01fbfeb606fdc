import { encodeServerBlocks, type ServerBlocks } from "./gcc-server-blocks.ts";
import { encodeConferenceCreateResponse } from "./gcc.ts";
import { encodeSecuredLicensePdu, type LicensePdu } from "./licensing.ts";
import { encodeConnectResponse } from "./mcs-connect.ts";
import { encodeDomainPdu } from "./mcs.ts";
import { encodeMessageChannelPdu, type MessageChannelPdu } from "./message-channel.ts";
import { encodeShareControl, type ShareControlPdu } from "./share-control.ts";
import { encodeX224Data } from "./x224.ts";

/*
 * What a server sends between TLS and Demand Active (MS-RDPBCGR 1.3.1.1), each ready for the wire with TPKT and X.224 Data
 * headers; the stand-in for servers that are not at hand is made of them.
 */

/** Initiator of everything that a Windows server sends: the server's own MCS user id (MS-RDPBCGR 4.1.11). */
export const SERVER_USER_ID = 1002;
const WINDOWS_NODE_ID = 31219;

/** Server MCS Connect Response PDU with GCC Conference Create Response (2.2.1.4); `result` is one of `MCS_RESULTS`. */
export function connectResponse(blocks: ServerBlocks, result: number = 0): Uint8Array {
  const conference = { nodeId: WINDOWS_NODE_ID, tag: 1, result: 0, blocks: encodeServerBlocks(blocks) };
  return encodeX224Data(
    encodeConnectResponse({
      result,
      calledConnectId: 0,
      domainParameters: {
        maxChannelIds: 34,
        maxUserIds: 3,
        maxTokenIds: 0,
        numPriorities: 1,
        minThroughput: 0,
        maxHeight: 1,
        maxMCSPDUsize: 65528,
        protocolVersion: 2,
      },
      userData: encodeConferenceCreateResponse(conference),
    }),
  );
}

/** Server MCS Attach User Confirm PDU (2.2.1.7); a refusal (`result` other than 0) carries no user id. */
export function attachUserConfirm(userId: number, result: number = 0): Uint8Array {
  const pdu = { kind: "attach-user-confirm", result } as const;
  return encodeX224Data(encodeDomainPdu(result === 0 ? { ...pdu, initiator: userId } : pdu));
}

/** Server MCS Channel Join Confirm PDU (2.2.1.9); a refusal (`result` other than 0) carries no channel id. */
export function channelJoinConfirm(userId: number, requested: number, result: number = 0): Uint8Array {
  const pdu = { kind: "channel-join-confirm", result, initiator: userId, requested } as const;
  return encodeX224Data(encodeDomainPdu(result === 0 ? { ...pdu, channelId: requested } : pdu));
}

/** MCS Send Data Indication around any user data. */
export function sendDataIndication(channelId: number, userData: Uint8Array): Uint8Array {
  const pdu = { kind: "send-data-indication", initiator: SERVER_USER_ID, channelId, userData } as const;
  return encodeX224Data(encodeDomainPdu(pdu));
}

/** Any licensing PDU of a server (2.2.1.12), behind its security header. */
export function serverLicense(ioChannelId: number, pdu: LicensePdu): Uint8Array {
  return sendDataIndication(ioChannelId, encodeSecuredLicensePdu(pdu));
}

/** Server License Error PDU (2.2.1.12): a code of `LICENSE_ERROR_CODES`, a transition of `LICENSE_STATE_TRANSITIONS`. */
export function licenseError(ioChannelId: number, errorCode: number, stateTransition: number): Uint8Array {
  const alert = { preambleVersion: 3, kind: "error-alert", errorCode, stateTransition } as const;
  return serverLicense(ioChannelId, { ...alert, errorInfo: new Uint8Array(0) });
}

/** Any share control PDU of a server under TLS (no security header). */
export function serverShareControl(ioChannelId: number, pdu: ShareControlPdu): Uint8Array {
  return sendDataIndication(ioChannelId, encodeShareControl(pdu));
}

/** Server Set Error Info PDU (2.2.5.1). */
export function setErrorInfo(ioChannelId: number, errorInfo: number): Uint8Array {
  return serverShareControl(ioChannelId, { kind: "set-error-info", pduSource: SERVER_USER_ID, shareId: 0, errorInfo });
}

/** Server Demand Active PDU (2.2.1.13.1). */
export function demandActive(
  ioChannelId: number,
  pdu: Extract<ShareControlPdu, { readonly kind: "demand-active" }>,
): Uint8Array {
  return serverShareControl(ioChannelId, pdu);
}

/** Any PDU of the message channel (2.2.14.1, 2.2.15.1, 2.2.16.1). */
export function serverMessage(messageChannelId: number, pdu: MessageChannelPdu): Uint8Array {
  return sendDataIndication(messageChannelId, encodeMessageChannelPdu(pdu));
}
