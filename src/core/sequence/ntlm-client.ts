import { concat } from "../bytes/index.ts";
import {
  NTLM_CREDSSP_CLIENT_FLAGS,
  NTLM_FLAGS,
  decodeNtlmChallenge,
  encodeNtlmAuthenticate,
  encodeNtlmNegotiate,
  encodeNtlmV2ClientChallenge,
  hasNtlmFlag,
  unixMsToFileTime,
} from "../protocol/index.ts";
import type { AvPair, NtlmAuthenticate, NtlmChallenge, NtlmFlag } from "../protocol/index.ts";
import type { Credential } from "./logon-request.ts";
import { exchangeNtlmKey, ntOwfV2, ntlmMic, ntlmV2Proof } from "./ntlm-keys.ts";

const VERSION = { major: 10, minor: 0, build: 19_041, ntlmRevision: 15 } as const;

/**
 * NEGOTIATE_MESSAGE as Windows clients send it: extended session security, 128-bit, key exchange, sign, seal, version
 * and target information asked for ([MS-NLMP] 2.2.2.5).
 */
export const NTLM_NEGOTIATE: Uint8Array = encodeNtlmNegotiate({
  flags: NTLM_CREDSSP_CLIENT_FLAGS,
  domainName: "",
  workstation: "",
  version: VERSION,
});

/** Without these the key that seals the session would come from the password alone, or be short, or names would lose letters. */
const DEMANDED = [
  "NTLMSSP_NEGOTIATE_UNICODE",
  "NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY",
  "NTLMSSP_NEGOTIATE_128",
  "NTLMSSP_NEGOTIATE_KEY_EXCH",
] as const satisfies readonly NtlmFlag[];

/** Flags of NEGOTIATE that say what the client can, not what both use. */
const OFFERS_ONLY = NTLM_FLAGS.NTLM_NEGOTIATE_OEM | NTLM_FLAGS.NTLMSSP_NEGOTIATE_LM_KEY;

const MIC_BYTES = 16;
/** MsvAvFlags: the AUTHENTICATE_MESSAGE carries a MIC ([MS-NLMP] 2.2.2.1). */
const AV_MIC_PRESENT = 0x2;
/** LmChallengeResponse of a client that sends no LM proof at all: Z(24) ([MS-NLMP] 3.1.5.1.2). */
const NO_LM_RESPONSE = new Uint8Array(24);

export interface NtlmClientOptions {
  readonly credential: Credential;
  /** Name of our machine in the server's log. */
  readonly workstation: string;
  /** 16 random bytes: the key of the session, which therefore says nothing of the password. */
  readonly exportedSessionKey: Uint8Array;
  /** 8 random bytes. */
  readonly clientChallenge: Uint8Array;
  /** MsvAvChannelBindings, 16 bytes; none: the server is told so. */
  readonly channelBindings?: Uint8Array;
  /** Service principal name that we mean to reach, such as TERMSRV/host. */
  readonly targetName?: string;
}

/** "downgrade": the server dropped what protects the session; nothing made of the password may be sent. */
export type NtlmAnswer =
  | {
      readonly kind: "authenticate";
      readonly message: Uint8Array;
      /** The same with everything zeroed that a password can be guessed against. */
      readonly written: Uint8Array;
    }
  | { readonly kind: "downgrade"; readonly missing: readonly NtlmFlag[] };

/** The client of NTLM, version 2 alone ([MS-NLMP] 3.1.5.1); LM and NTLMv1 proofs are never made. */
export class NtlmClient {
  readonly negotiate: Uint8Array = NTLM_NEGOTIATE;
  readonly #options: NtlmClientOptions;

  constructor(options: NtlmClientOptions) {
    this.#options = options;
  }

  /**
   * AUTHENTICATE_MESSAGE to a CHALLENGE_MESSAGE, which must be exactly the message: the MIC is made over its bytes.
   * `nowUnixMs` is used where the server told no time. Throws DecodeError when it is no CHALLENGE_MESSAGE.
   */
  answer(challengeMessage: Uint8Array, nowUnixMs: number): NtlmAnswer {
    const challenge = decodeNtlmChallenge(challengeMessage);
    const missing = DEMANDED.filter((flag) => !hasNtlmFlag(challenge.flags, NTLM_FLAGS[flag]));
    if (missing.length > 0) return { kind: "downgrade", missing };
    const { credential, exportedSessionKey } = this.#options;
    const { timeStamp, fromServer } = timeOf(challenge, nowUnixMs);
    const temp = encodeNtlmV2ClientChallenge({
      timeStamp,
      challengeFromClient: this.#options.clientChallenge,
      avPairs: this.#avPairs(challenge, fromServer),
    });
    const key = ntOwfV2(credential.password.reveal(), credential.user, credential.domain);
    const { ntProofStr, sessionBaseKey } = ntlmV2Proof(key, challenge.serverChallenge, temp);
    const unsigned: NtlmAuthenticate = {
      flags: flagsOf(challenge),
      domainName: credential.domain,
      userName: credential.user,
      workstation: this.#options.workstation,
      lmChallengeResponse: NO_LM_RESPONSE,
      ntChallengeResponse: concat([ntProofStr, temp]),
      encryptedRandomSessionKey: exchangeNtlmKey(sessionBaseKey, exportedSessionKey),
      version: VERSION,
      ...(fromServer && { mic: new Uint8Array(MIC_BYTES) }),
    };
    const encoded = encodeNtlmAuthenticate(unsigned);
    const message = fromServer
      ? encodeNtlmAuthenticate({
          ...unsigned,
          mic: ntlmMic(exportedSessionKey, this.negotiate, challengeMessage, encoded),
        })
      : encoded;
    // A MIC is made with a key that a replay knows, over a proof that it must not show: it would confirm a guess as well.
    const written = encodeNtlmAuthenticate({
      ...unsigned,
      ntChallengeResponse: new Uint8Array(unsigned.ntChallengeResponse.length),
      encryptedRandomSessionKey: new Uint8Array(unsigned.encryptedRandomSessionKey.length),
    });
    return { kind: "authenticate", message, written };
  }

  /** The server's pairs, and ours behind them; what a server sends in the place of ours is dropped ([MS-NLMP] 3.1.5.1.2). */
  #avPairs(challenge: NtlmChallenge, withMic: boolean): readonly AvPair[] {
    const { channelBindings, targetName } = this.#options;
    const theirs = challenge.targetInfo ?? [];
    const kept = theirs.filter(({ id }) => !["MsvAvFlags", "MsvAvChannelBindings", "MsvAvTargetName"].includes(id));
    let flags = 0;
    for (const pair of theirs) if (pair.id === "MsvAvFlags") flags = pair.flags;
    if (withMic) flags = (flags | AV_MIC_PRESENT) >>> 0;
    return [
      ...kept,
      ...(flags === 0 ? [] : [{ id: "MsvAvFlags", flags } as const]),
      { id: "MsvAvChannelBindings", bytes: channelBindings ?? new Uint8Array(16) },
      { id: "MsvAvTargetName", text: targetName ?? "" },
    ];
  }
}

/** The server's own time where it told one, which is also when it wants a MIC ([MS-NLMP] 3.1.5.1.2). */
function timeOf(
  challenge: NtlmChallenge,
  nowUnixMs: number,
): { readonly timeStamp: bigint; readonly fromServer: boolean } {
  for (const pair of challenge.targetInfo ?? []) {
    if (pair.id === "MsvAvTimestamp") return { timeStamp: pair.fileTime, fromServer: true };
  }
  return { timeStamp: unixMsToFileTime(Math.max(0, Math.round(nowUnixMs))), fromServer: false };
}

/** What both use: the server's flags as far as we asked for them, and what its answer brought ([MS-NLMP] 2.2.2.5). */
function flagsOf(challenge: NtlmChallenge): number {
  const ours = NTLM_CREDSSP_CLIENT_FLAGS & ~OFFERS_ONLY;
  const targetInfo = challenge.flags & NTLM_FLAGS.NTLMSSP_NEGOTIATE_TARGET_INFO;
  return ((challenge.flags & ours) | targetInfo | NTLM_FLAGS.NTLMSSP_REQUEST_TARGET) >>> 0;
}
