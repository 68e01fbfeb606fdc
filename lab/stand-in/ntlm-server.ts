// The server of NTLM version 2 ([MS-NLMP] 3.2.5.1.2): knows the passwords, and verifies proof, MIC and channel bindings.
import { concat, DecodeError, toHex } from "../../src/core/bytes/index.ts";
import {
  decodeNtlmAuthenticate,
  decodeNtlmV2Response,
  hasNtlmFlag,
  NTLM_FLAGS,
  type AvPair,
  type NtlmAuthenticate,
} from "../../src/core/protocol/index.ts";
import {
  exchangeNtlmKey,
  ntlmMic,
  ntlmV2Proof,
  ntOwfV2,
  NtlmSealing,
  tlsServerEndPoint,
} from "../../src/core/sequence/index.ts";
import type { AccountScript } from "./script.ts";

const STATUS_INVALID_PARAMETER = 0xc000000d;
const STATUS_LOGON_FAILURE = 0xc000006d;
const STATUS_BAD_BINDINGS = 0xc000035b;
const SEC_E_MESSAGE_ALTERED = 0x8009030f;
const AV_MIC_PRESENT = 2;
const MIC_OFFSET = 72;
const MIC_BYTES = 16;
const NO_BINDINGS = "00".repeat(16);

/** What an AUTHENTICATE_MESSAGE turned out to be. `why` is for a reader of what was seen. */
export type NtlmVerdict =
  | { readonly kind: "accepted"; readonly account: AccountScript; readonly sealing: NtlmSealing; readonly why: string }
  | { readonly kind: "refused"; readonly ntStatus: number; readonly why: string };

/** What was said before, byte for byte, and what it is judged by. */
export interface NtlmGround {
  readonly negotiate: Uint8Array;
  readonly challenge: Uint8Array;
  readonly serverChallenge: Uint8Array;
  readonly accounts: readonly AccountScript[];
  /** DER of the certificate of the TLS connection. */
  readonly certificate: Uint8Array;
  readonly channelBindings: "when-supported" | "required";
}

const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const refused = (ntStatus: number, why: string): NtlmVerdict => ({ kind: "refused", ntStatus, why });

/** The account that a client means by user and domain; user@domain is taken as well. */
export function accountFor(
  accounts: readonly AccountScript[],
  userName: string,
  domainName: string,
): AccountScript | undefined {
  const [user = "", suffix = domainName] = domainName === "" ? userName.split("@", 2) : [userName];
  return accounts.find(
    (account) => sameName(account.user, user) && (account.domain === undefined || sameName(account.domain, suffix)),
  );
}

/** Judges an AUTHENTICATE_MESSAGE. Throws DecodeError when it is none, or no NTLM version 2. */
export function judgeAuthenticate(message: Uint8Array, ground: NtlmGround): NtlmVerdict {
  const authenticate = decodeNtlmAuthenticate(message);
  const { userName, domainName } = authenticate;
  const account = accountFor(ground.accounts, userName, domainName);
  // An unknown user and a wrong password look the same from outside, as they do with Windows.
  if (account === undefined) return refused(STATUS_LOGON_FAILURE, "nobody has this name");
  const { response, temp, clientChallenge } = decodeNtlmV2Response(authenticate.ntChallengeResponse);
  const key = ntOwfV2(account.password, userName, domainName);
  const { ntProofStr, sessionBaseKey } = ntlmV2Proof(key, ground.serverChallenge, temp);
  if (toHex(ntProofStr) !== toHex(response)) return refused(STATUS_LOGON_FAILURE, "NTProofStr is of another password");
  const exported = exportedKey(authenticate, sessionBaseKey);
  const unsound = micFault(message, authenticate, exported, ground, clientChallenge.avPairs);
  if (unsound !== undefined) return unsound;
  const bindings = bindingsFault(clientChallenge.avPairs, ground);
  if (bindings !== undefined) return refused(STATUS_BAD_BINDINGS, bindings);
  if (account.status !== undefined) return refused(account.status, "the password is right, the account is not");
  return { kind: "accepted", account, sealing: new NtlmSealing(exported, "server"), why: "the password is right" };
}

function exportedKey(authenticate: NtlmAuthenticate, sessionBaseKey: Uint8Array): Uint8Array {
  return hasNtlmFlag(authenticate.flags, NTLM_FLAGS.NTLMSSP_NEGOTIATE_KEY_EXCH)
    ? exchangeNtlmKey(sessionBaseKey, authenticate.encryptedRandomSessionKey)
    : sessionBaseKey;
}

/** A server that tells its time demands a MIC ([MS-NLMP] 3.1.5.1.2). */
function micFault(
  message: Uint8Array,
  authenticate: NtlmAuthenticate,
  exported: Uint8Array,
  ground: NtlmGround,
  avPairs: readonly AvPair[],
): NtlmVerdict | undefined {
  const promised = avPairs.some((pair) => pair.id === "MsvAvFlags" && (pair.flags & AV_MIC_PRESENT) !== 0);
  if (!promised || authenticate.mic === undefined) {
    return { kind: "refused", ntStatus: STATUS_INVALID_PARAMETER, why: "there is no MIC" };
  }
  const without = concat([
    message.subarray(0, MIC_OFFSET),
    new Uint8Array(MIC_BYTES),
    message.subarray(MIC_OFFSET + MIC_BYTES),
  ]);
  const mic = ntlmMic(exported, ground.negotiate, ground.challenge, without);
  if (toHex(mic) === toHex(authenticate.mic)) return undefined;
  return { kind: "refused", ntStatus: SEC_E_MESSAGE_ALTERED, why: "the MIC is wrong" };
}

function bindingsFault(avPairs: readonly AvPair[], ground: NtlmGround): string | undefined {
  const sent = avPairs.find((pair) => pair.id === "MsvAvChannelBindings");
  const hex = sent !== undefined && "bytes" in sent ? toHex(sent.bytes) : NO_BINDINGS;
  if (hex === NO_BINDINGS) return ground.channelBindings === "required" ? "there are no channel bindings" : undefined;
  const expected = tlsServerEndPoint(ground.certificate);
  if (expected === undefined)
    throw new DecodeError("Certificate", 0, { kind: "invalid", field: "signatureAlgorithm", reason: "has no binding" });
  return hex === toHex(expected) ? undefined : "the channel bindings are of another certificate";
}
