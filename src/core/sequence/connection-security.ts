import { toHex } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import { decodeServerCertificate, encodeSecurityExchange, sendDataRequest } from "../protocol/index.ts";
import type { ConnectResponsePdu, RsaPublicKey } from "../protocol/index.ts";
import type { IoChannel } from "./io-channel.ts";
import { encryptClientRandom, packetCipher } from "./rdp-cipher.ts";
import type { Moment, SequenceAction } from "./sequence.ts";
import { usableServerKey } from "./server-key.ts";
import type { StageLog } from "./stage-log.ts";

type SecurityBlock = NonNullable<ConnectResponsePdu["blocks"]["security"]>;

export interface ConnectionSecurityOptions {
  /** true: the conversation runs inside TLS, and needs no security of its own. */
  readonly encrypted: boolean;
  /** 32 bytes for standard RDP security. */
  readonly clientRandom: Uint8Array;
  /** The fingerprint of the certificate matters to a logon only. */
  readonly logon?: object;
}

/** What SC_SECURITY asks for ([MS-RDPBCGR] 2.2.1.4.3), and the keys that follow from it (5.3.4). */
export class ConnectionSecurity {
  readonly #log: StageLog;
  readonly #io: IoChannel;
  readonly #options: ConnectionSecurityOptions;
  #method = 0;
  #serverRandom: Uint8Array | undefined;
  #serverKey: RsaPublicKey | undefined;
  #keySha256: string | undefined;

  constructor(log: StageLog, io: IoChannel, options: ConnectionSecurityOptions) {
    this.#log = log;
    this.#io = io;
    this.#options = options;
  }

  /** Whoever listens reads all of it. */
  get isClear(): boolean {
    return this.#method === 0 && !this.#options.encrypted;
  }

  /** SHA-256 in hex of the server's certificate of standard RDP security, where there is one. */
  get keySha256(): string | undefined {
    return this.#keySha256;
  }

  learn(security: SecurityBlock, moment: Moment): void {
    this.#method = security.encryptionMethod;
    this.#log.learn("mcs.encryptionMethod", security.encryptionMethod, moment);
    this.#log.learn("mcs.encryptionLevel", security.encryptionLevel, moment);
    if (!this.#options.encrypted) this.#log.learn("session.clearText", security.encryptionMethod === 0, moment);
    const { serverCertificate, serverRandom } = security;
    this.#serverRandom = serverRandom;
    if (serverCertificate === undefined || serverCertificate.length === 0) {
      this.#log.learn("mcs.certificateKind", "none", moment);
      return;
    }
    const certificate = decodeServerCertificate(serverCertificate);
    this.#log.learn("mcs.certificateKind", certificate.kind === "proprietary" ? "proprietary" : "x509", moment);
    this.#serverKey = usableServerKey(serverCertificate);
    if (certificate.kind === "proprietary") {
      this.#log.learn("mcs.certificateKeyBits", certificate.publicKey.bitLength, moment);
    }
    if (this.#options.logon === undefined) return;
    this.#keySha256 = toHex(sha256(serverCertificate));
    this.#log.learn("mcs.certificateSha256", this.#keySha256, moment);
  }

  /** Security Exchange where one is due; undefined where its method or key is one that we do not speak. */
  agreeOnKeys(): readonly SequenceAction[] | undefined {
    if (this.#method === 0 || this.#options.encrypted) return [];
    const { clientRandom } = this.#options;
    if (this.#serverRandom?.length !== clientRandom.length || this.#serverKey === undefined) return undefined;
    const cipher = packetCipher(this.#method, clientRandom, this.#serverRandom);
    const encryptedClientRandom = encryptClientRandom(clientRandom, this.#serverKey);
    if (cipher === undefined || encryptedClientRandom === undefined) return undefined;
    this.#io.cipher = cipher;
    const exchange = encodeSecurityExchange({ flags: 0, encryptedClientRandom });
    const bytes = sendDataRequest(this.#io.userId, this.#io.ioChannelId, exchange);
    return [{ do: "send", bytes, gloss: "Security Exchange" }];
  }
}
