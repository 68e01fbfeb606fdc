import { ReadCursor } from "../bytes/index.ts";
import {
  berApplicationTag,
  berBoolean,
  berElement,
  berEnumerated,
  berOctetString,
  berSequence,
  berUnsigned,
  readBerBoolean,
  readBerElement,
  readBerEnumerated,
  readBerOctetString,
  readBerSequence,
  readBerUnsigned,
} from "./ber.ts";

/*
 * T.125 section 7 part 2, Connect-Initial and Connect-Response, BER; carried by MS-RDPBCGR 2.2.1.3 and 2.2.1.4.
 *
 *   DomainParameters ::= SEQUENCE { maxChannelIds, maxUserIds, maxTokenIds, numPriorities, minThroughput, maxHeight,
 *                                   maxMCSPDUsize, protocolVersion: each INTEGER (0..MAX) }
 *   Connect-Initial  ::= [APPLICATION 101] IMPLICIT SEQUENCE { callingDomainSelector OCTET STRING, calledDomainSelector
 *                        OCTET STRING, upwardFlag BOOLEAN, targetParameters, minimumParameters, maximumParameters
 *                        DomainParameters, userData OCTET STRING }
 *   Connect-Response ::= [APPLICATION 102] IMPLICIT SEQUENCE { result Result, calledConnectId INTEGER (0..MAX),
 *                        domainParameters DomainParameters, userData OCTET STRING }
 */

export type DomainParameters = {
  readonly maxChannelIds: number;
  readonly maxUserIds: number;
  readonly maxTokenIds: number;
  readonly numPriorities: number;
  readonly minThroughput: number;
  readonly maxHeight: number;
  readonly maxMCSPDUsize: number;
  readonly protocolVersion: number;
};

export type ConnectInitial = {
  readonly callingDomainSelector: Uint8Array;
  readonly calledDomainSelector: Uint8Array;
  readonly upwardFlag: boolean;
  readonly targetParameters: DomainParameters;
  readonly minimumParameters: DomainParameters;
  readonly maximumParameters: DomainParameters;
  readonly userData: Uint8Array;
};

export type ConnectResponse = {
  /** 0 is rt-successful; names in `MCS_RESULTS`. */
  readonly result: number;
  readonly calledConnectId: number;
  readonly domainParameters: DomainParameters;
  readonly userData: Uint8Array;
};

/** `Result` of T.125 section 7 part 1. */
export const MCS_RESULTS: Readonly<Record<number, string>> = {
  0: "rt-successful",
  1: "rt-domain-merging",
  2: "rt-domain-not-hierarchical",
  3: "rt-no-such-channel",
  4: "rt-no-such-domain",
  5: "rt-no-such-user",
  6: "rt-not-admitted",
  7: "rt-other-user-id",
  8: "rt-parameters-unacceptable",
  9: "rt-token-not-available",
  10: "rt-token-not-possessed",
  11: "rt-too-many-channels",
  12: "rt-too-many-tokens",
  13: "rt-too-many-users",
  14: "rt-unspecified-failure",
  15: "rt-user-rejected",
};

const CONNECT_INITIAL = berApplicationTag(101);
const CONNECT_RESPONSE = berApplicationTag(102);

function readDomainParameters(cursor: ReadCursor, field: string): DomainParameters {
  const fields = readBerSequence(cursor, field);
  return {
    maxChannelIds: readBerUnsigned(fields, "maxChannelIds"),
    maxUserIds: readBerUnsigned(fields, "maxUserIds"),
    maxTokenIds: readBerUnsigned(fields, "maxTokenIds"),
    numPriorities: readBerUnsigned(fields, "numPriorities"),
    minThroughput: readBerUnsigned(fields, "minThroughput"),
    maxHeight: readBerUnsigned(fields, "maxHeight"),
    maxMCSPDUsize: readBerUnsigned(fields, "maxMCSPDUsize"),
    protocolVersion: readBerUnsigned(fields, "protocolVersion"),
  };
}

function domainParameters(value: DomainParameters): Uint8Array {
  return berSequence(
    berUnsigned(value.maxChannelIds),
    berUnsigned(value.maxUserIds),
    berUnsigned(value.maxTokenIds),
    berUnsigned(value.numPriorities),
    berUnsigned(value.minThroughput),
    berUnsigned(value.maxHeight),
    berUnsigned(value.maxMCSPDUsize),
    berUnsigned(value.protocolVersion),
  );
}

/** MCS Connect Initial (T.125 7.2), without TPKT and X.224 headers. Throws DecodeError. */
export function decodeConnectInitial(bytes: Uint8Array): ConnectInitial {
  const outer = new ReadCursor(bytes, "MCS Connect Initial");
  const fields = readBerElement(outer, CONNECT_INITIAL, "MCS Connect Initial");
  return {
    callingDomainSelector: readBerOctetString(fields, "callingDomainSelector"),
    calledDomainSelector: readBerOctetString(fields, "calledDomainSelector"),
    upwardFlag: readBerBoolean(fields, "upwardFlag"),
    targetParameters: readDomainParameters(fields, "targetParameters"),
    minimumParameters: readDomainParameters(fields, "minimumParameters"),
    maximumParameters: readDomainParameters(fields, "maximumParameters"),
    userData: readBerOctetString(fields, "userData"),
  };
}

/** MCS Connect Initial (T.125 7.2), without TPKT and X.224 headers. */
export function encodeConnectInitial(value: ConnectInitial): Uint8Array {
  return berElement(
    CONNECT_INITIAL,
    berOctetString(value.callingDomainSelector),
    berOctetString(value.calledDomainSelector),
    berBoolean(value.upwardFlag),
    domainParameters(value.targetParameters),
    domainParameters(value.minimumParameters),
    domainParameters(value.maximumParameters),
    berOctetString(value.userData),
  );
}

/** MCS Connect Response (T.125 7.2), without TPKT and X.224 headers. Throws DecodeError. */
export function decodeConnectResponse(bytes: Uint8Array): ConnectResponse {
  const outer = new ReadCursor(bytes, "MCS Connect Response");
  const fields = readBerElement(outer, CONNECT_RESPONSE, "MCS Connect Response");
  return {
    result: readBerEnumerated(fields, "result"),
    calledConnectId: readBerUnsigned(fields, "calledConnectId"),
    domainParameters: readDomainParameters(fields, "domainParameters"),
    userData: readBerOctetString(fields, "userData"),
  };
}

/** MCS Connect Response (T.125 7.2), without TPKT and X.224 headers. */
export function encodeConnectResponse(value: ConnectResponse): Uint8Array {
  return berElement(
    CONNECT_RESPONSE,
    berEnumerated(value.result),
    berUnsigned(value.calledConnectId),
    domainParameters(value.domainParameters),
    berOctetString(value.userData),
  );
}
