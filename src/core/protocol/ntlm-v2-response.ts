import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import { type AvPair, decodeAvPairs, encodeAvPairs } from "./ntlm-av-pairs.ts";

/*
 * [MS-NLMP] 2.2.2.8 NTLM v2 Response: NTLMv2_RESPONSE, the NtChallengeResponse of NTLMv2; all numbers little-endian:
 *
 *   0   Response (16)              NTProofStr
 *   16  NTLMv2_CLIENT_CHALLENGE, [MS-NLMP] 2.2.2.7:
 *       16  RespType (1)           1
 *       17  HiRespType (1)         1
 *       18  Reserved1 (2), Reserved2 (4)
 *       24  TimeStamp (8)          FILETIME
 *       32  ChallengeFromClient (8)
 *       40  Reserved3 (4)
 *       44  AvPairs                2.2.2.1, and four zero bytes after MsvAvEOL (3.3.2, "temp")
 */

const NT_PROOF_BYTES = 16;
const CHALLENGE_BYTES = 8;
const RESPONSE_TYPE = 1;

/** [MS-NLMP] 2.2.2.7 NTLMv2_CLIENT_CHALLENGE. `timeStamp`: FILETIME, 100 ns since 1601. */
export interface NtlmV2ClientChallenge {
  readonly timeStamp: bigint;
  /** 8 bytes. */
  readonly challengeFromClient: Uint8Array;
  readonly avPairs: readonly AvPair[];
}

/** [MS-NLMP] 2.2.2.8 NTLMv2_RESPONSE. */
export interface NtlmV2Response {
  /** NTProofStr, 16 bytes. */
  readonly response: Uint8Array;
  /** NTLMv2_CLIENT_CHALLENGE as it came: what the proof was made over. */
  readonly temp: Uint8Array;
  readonly clientChallenge: NtlmV2ClientChallenge;
}

/** Decodes an NTLMv2_RESPONSE ([MS-NLMP] 2.2.2.8); the 24 bytes of an NTLMv1 response are none. Throws DecodeError. */
export function decodeNtlmV2Response(bytes: Uint8Array): NtlmV2Response {
  const cursor = new ReadCursor(bytes, "NTLMv2_RESPONSE");
  const response = cursor.take(NT_PROOF_BYTES);
  const temp = bytes.subarray(cursor.offset);
  const respType = cursor.u8();
  if (respType !== RESPONSE_TYPE) cursor.reject("RespType", `is ${respType}`);
  const hiRespType = cursor.u8();
  if (hiRespType !== RESPONSE_TYPE) cursor.reject("HiRespType", `is ${hiRespType}`);
  cursor.skip(6);
  const timeStamp = cursor.u64le();
  const challengeFromClient = cursor.take(CHALLENGE_BYTES);
  cursor.skip(4);
  const avPairs = decodeAvPairs(cursor.rest());
  return { response, temp, clientChallenge: { timeStamp, challengeFromClient, avPairs } };
}

/**
 * Encodes an NTLMv2_CLIENT_CHALLENGE ([MS-NLMP] 2.2.2.7), the "temp" of 3.3.2; NTProofStr in front of it makes the response.
 * Throws RangeError when `challengeFromClient` has not 8 bytes.
 */
export function encodeNtlmV2ClientChallenge(challenge: NtlmV2ClientChallenge): Uint8Array {
  if (challenge.challengeFromClient.length !== CHALLENGE_BYTES) {
    throw new RangeError("ChallengeFromClient must have 8 bytes");
  }
  return new WriteCursor(128)
    .u8(RESPONSE_TYPE)
    .u8(RESPONSE_TYPE)
    .zeros(6)
    .u64le(challenge.timeStamp)
    .bytes(challenge.challengeFromClient)
    .zeros(4)
    .bytes(encodeAvPairs(challenge.avPairs))
    .zeros(4)
    .finish();
}
