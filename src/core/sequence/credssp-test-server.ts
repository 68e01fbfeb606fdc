// A CredSSP server for the tests of this room, made of what it exports, so that two ends of ours talk. No door leads here.
import { fromHex, toHex } from "../bytes/index.ts";
import { decodeCertificateKey } from "../certificate/index.ts";
import {
  decodeNtlmAuthenticate,
  decodeNtlmV2Response,
  decodeTsCredentials,
  decodeTsRequest,
  encodeNtlmChallenge,
  encodeSpnego,
  encodeTsRequest,
  spnegoMechanism,
  unwrapNegoToken,
} from "../protocol/index.ts";
import type { TsPasswordCreds, TsRequest } from "../protocol/index.ts";
import { publicKeyBinding } from "./credssp-binding.ts";
import { exchangeNtlmKey, ntOwfV2, ntlmMic, ntlmV2Proof } from "./ntlm-keys.ts";
import { NtlmSealing } from "./ntlm-sealing.ts";

/** Flags of a Windows server's challenge. */
export const WINDOWS_FLAGS = 0xe28a8235;
const SERVER_CHALLENGE = fromHex("0123456789abcdef");

/** What the server shall do otherwise than a Windows server with this account. */
export interface ServerOptions {
  readonly password: string;
  readonly version?: number;
  readonly flags?: number;
  readonly spnego?: boolean;
  /** Certificate that TLS showed the client. */
  readonly clientSees: Uint8Array;
  /** Certificate of the server itself, where somebody stands in between. */
  readonly certificate?: Uint8Array;
  readonly withTime?: boolean;
  /** Sent in place of the answer to AUTHENTICATE. */
  readonly afterAuthenticate?: Uint8Array | "nothing";
  /** Early User Authorization Result, or what comes in its place. */
  readonly afterAuthInfo?: Uint8Array;
}

/** A small CredSSP server out of the exports that stand-ins are made of: it verifies proof, MIC and key, and refuses with 0xC000006D. */
export class CredsspServer {
  authInfo: TsPasswordCreds | undefined;
  refusedAs: string | undefined;
  readonly #options: ServerOptions;
  readonly #version: number;
  #negotiate: Uint8Array = new Uint8Array(0);
  #challenge: Uint8Array = new Uint8Array(0);
  #sealing: NtlmSealing | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#version = options.version ?? 6;
  }

  answer(bytes: Uint8Array): Uint8Array | undefined {
    const request = decodeTsRequest(bytes);
    if (request.authInfo !== undefined) {
      const credentials = this.#sealing?.unseal(request.authInfo);
      this.authInfo = credentials && decodeTsCredentials(credentials);
      return this.#options.afterAuthInfo;
    }
    const [token = new Uint8Array(0)] = request.negoTokens ?? [];
    const ntlm = unwrapNegoToken(token).ntlm ?? new Uint8Array(0);
    return request.pubKeyAuth === undefined ? this.#challenged(ntlm) : this.#verified(ntlm, request);
  }

  #challenged(negotiate: Uint8Array): Uint8Array {
    this.#negotiate = negotiate;
    const time = { id: "MsvAvTimestamp", fileTime: 134_000_000_000_000_000n, unixMs: 0 } as const;
    this.#challenge = encodeNtlmChallenge({
      flags: this.#options.flags ?? WINDOWS_FLAGS,
      targetName: "FARM",
      serverChallenge: SERVER_CHALLENGE,
      targetInfo: [
        { id: "MsvAvNbDomainName", text: "FARM" },
        { id: "MsvAvNbComputerName", text: "RDSH1" },
        ...(this.#options.withTime === false ? [] : [time]),
      ],
      version: { major: 10, minor: 0, build: 20_348, ntlmRevision: 15 },
    });
    const token =
      this.#options.spnego === true
        ? encodeSpnego({
            kind: "response",
            negState: "accept-incomplete",
            supportedMech: spnegoMechanism("1.3.6.1.4.1.311.2.2.10"),
            responseToken: this.#challenge,
          })
        : this.#challenge;
    return encodeTsRequest({ version: this.#version, negoTokens: [token] });
  }

  #verified(message: Uint8Array, request: TsRequest): Uint8Array | undefined {
    const { afterAuthenticate } = this.#options;
    if (afterAuthenticate !== undefined) return afterAuthenticate === "nothing" ? undefined : afterAuthenticate;
    const seen = decodeNtlmAuthenticate(message);
    const { response, temp } = decodeNtlmV2Response(seen.ntChallengeResponse);
    const key = ntOwfV2(this.#options.password, seen.userName, seen.domainName);
    const { ntProofStr, sessionBaseKey } = ntlmV2Proof(key, SERVER_CHALLENGE, temp);
    if (toHex(ntProofStr) !== toHex(response)) return this.#refuse("proof");
    const sessionKey = exchangeNtlmKey(sessionBaseKey, seen.encryptedRandomSessionKey);
    const blank = message.slice();
    blank.fill(0, 72, 88);
    const mic = ntlmMic(sessionKey, this.#negotiate, this.#challenge, blank);
    if (seen.mic !== undefined && toHex(mic) !== toHex(seen.mic)) return this.#refuse("mic");
    if ((seen.mic === undefined) === (this.#options.withTime !== false)) return this.#refuse("mic-missing");
    this.#sealing = new NtlmSealing(sessionKey, "server");
    const version = Math.min(this.#version, request.version);
    const nonce = request.clientNonce ?? new Uint8Array(0);
    if ((nonce.length === 32) !== version >= 5) return this.#refuse("nonce");
    const binding = publicKeyBinding(
      "client",
      version,
      decodeCertificateKey(this.#options.clientSees).subjectPublicKey,
      nonce,
    );
    const sent = this.#sealing.unseal(request.pubKeyAuth ?? new Uint8Array(0));
    if (sent === undefined || toHex(sent) !== toHex(binding)) return this.#refuse("key");
    const { subjectPublicKey } = decodeCertificateKey(this.#options.certificate ?? this.#options.clientSees);
    const pubKeyAuth = this.#sealing.seal(publicKeyBinding("server", version, subjectPublicKey, nonce));
    return encodeTsRequest({
      version: this.#version,
      ...(this.#options.spnego === true && {
        negoTokens: [encodeSpnego({ kind: "response", negState: "accept-completed" })],
      }),
      pubKeyAuth,
    });
  }

  #refuse(why: string): Uint8Array {
    this.refusedAs = why;
    return encodeTsRequest({ version: this.#version, errorCode: 0xc000006d });
  }
}
