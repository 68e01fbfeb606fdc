import { DecodeError, concat, fromLatin1 } from "../bytes/index.ts";
import { decodeCertificateKey } from "../certificate/index.ts";
import { sha256 } from "../crypto/index.ts";
import type { LogonDepth } from "../evidence/index.ts";
import { encodeSpnego, encodeTsCredentials, encodeTsRequest } from "../protocol/index.ts";
import { tlsServerEndPoint } from "./channel-bindings.ts";
import { CREDSSP_BINDING_HASH_VERSION, bindsTo, publicKeyBinding } from "./credssp-binding.ts";
import type { Credential } from "./logon-request.ts";
import { NtlmClient } from "./ntlm-client.ts";
import { NtlmSealing } from "./ntlm-sealing.ts";
import type { SequenceAction, TlsPeer } from "./sequence.ts";

/** CredSSP version that we speak: servers put an errorCode into answers to 3, 4 and 6 only ([MS-CSSP] 2.2.1). */
export const CREDSSP_VERSION = 6;

/** Name of our machine in the server's log. */
const WORKSTATION = "RDPULSE";

/** What a CredSSP logon needs. */
export interface CredsspLogon {
  readonly credential: Credential;
  readonly depth: LogonDepth;
  /**
   * 32 bytes or more. Keys of the session come from these alone, never from the password: who replays a transcript has them, and can
   * verify the server's pubKeyAuth without the password.
   */
  readonly random: Uint8Array;
  /** Whose certificate CredSSP must be bound to. */
  readonly peer: TlsPeer;
  /** The server chose PROTOCOL_HYBRID_EX: an Early User Authorization Result follows authInfo. */
  readonly hybridEx: boolean;
  /** 2 to 6; 6 when absent. */
  readonly credsspVersion?: number;
  /** Service principal name for MsvAvTargetName, such as TERMSRV/host. */
  readonly targetName?: string;
}

type Send = SequenceAction & { readonly do: "send" };

/** What CredSSP says once the challenge is there ([MS-CSSP] 3.1.5): writes our messages and judges the server's proof. */
export class CredsspExchange {
  /** Channel bindings go with the proof. */
  readonly bound: boolean;
  readonly #logon: CredsspLogon;
  readonly #ours: number;
  readonly #version: number;
  readonly #nonce: Uint8Array;
  readonly #subjectPublicKey: Uint8Array;
  readonly #client: NtlmClient;
  readonly #sealing: NtlmSealing;
  readonly #inSpnego: boolean;

  /** Throws DecodeError when the server's version is below 2, or when there is no certificate that can be read. */
  constructor(logon: CredsspLogon, server: { readonly version: number; readonly inSpnego: boolean }) {
    const [certificate] = logon.peer.chain;
    if (certificate === undefined) {
      throw new DecodeError("Certificate", 0, { kind: "invalid", field: "chain", reason: "is empty" });
    }
    if (server.version < 2) {
      throw new DecodeError("TSRequest", 0, { kind: "invalid", field: "version", reason: `is ${server.version}` });
    }
    this.#logon = logon;
    this.#inSpnego = server.inSpnego;
    this.#ours = logon.credsspVersion ?? CREDSSP_VERSION;
    this.#version = Math.min(this.#ours, server.version);
    this.#subjectPublicKey = decodeCertificateKey(certificate).subjectPublicKey;
    const derived = (label: string, length: number): Uint8Array =>
      sha256(concat([fromLatin1(`rdpulse credssp ${label}\0`), logon.random])).subarray(0, length);
    this.#nonce = derived("nonce", 32);
    const exportedSessionKey = derived("exported session key", 16);
    const channelBindings = tlsServerEndPoint(certificate);
    this.bound = channelBindings !== undefined;
    this.#sealing = new NtlmSealing(exportedSessionKey, "client");
    this.#client = new NtlmClient({
      credential: logon.credential,
      workstation: WORKSTATION,
      exportedSessionKey,
      clientChallenge: derived("client challenge", 8),
      ...(channelBindings !== undefined && { channelBindings }),
      ...(logon.targetName !== undefined && { targetName: logon.targetName }),
    });
  }

  /** AUTHENTICATE with pubKeyAuth; undefined: the server took away what protects the session. Throws DecodeError on a wrong challenge. */
  authenticate(challengeMessage: Uint8Array, nowUnixMs: number): Send | undefined {
    const answer = this.#client.answer(challengeMessage, nowUnixMs);
    if (answer.kind === "downgrade") return undefined;
    const hashed = this.#version >= CREDSSP_BINDING_HASH_VERSION;
    const pubKeyAuth = this.#sealing.seal(this.#binding("client"));
    const request = (message: Uint8Array): Uint8Array =>
      encodeTsRequest({
        version: this.#ours,
        negoTokens: [this.#inSpnego ? encodeSpnego({ kind: "response", responseToken: message }) : message],
        pubKeyAuth,
        ...(hashed && { clientNonce: this.#nonce }),
      });
    const gloss = "TSRequest: NTLM AUTHENTICATE, pubKeyAuth";
    return { do: "send", bytes: request(answer.message), written: request(answer.written), gloss };
  }

  /** Does the server's pubKeyAuth prove that it has our session key, and that its TLS key is the one that we saw? */
  provesKey(pubKeyAuth: Uint8Array): boolean {
    return bindsTo(this.#sealing.unseal(pubKeyAuth), this.#binding("server"));
  }

  /** authInfo: the credential itself. What is written is as long as it would be without a password: length is a hint, too. */
  delegate(): Send {
    const { user: userName, domain: domainName, password } = this.#logon.credential;
    const authInfo = this.#sealing.seal(encodeTsCredentials({ domainName, userName, password: password.reveal() }));
    const blank = new Uint8Array(encodeTsCredentials({ domainName, userName, password: "" }).length);
    return {
      do: "send",
      bytes: encodeTsRequest({ version: this.#ours, authInfo }),
      written: encodeTsRequest({ version: this.#ours, authInfo: blank }),
      gloss: "TSRequest: authInfo",
    };
  }

  #binding(side: "client" | "server"): Uint8Array {
    return publicKeyBinding(side, this.#version, this.#subjectPublicKey, this.#nonce);
  }
}
