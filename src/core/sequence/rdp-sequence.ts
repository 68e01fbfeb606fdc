import { DecodeError, concat, fromLatin1 } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import { STAGES } from "../evidence/index.ts";
import type { StageName } from "../evidence/index.ts";
import {
  PROTOCOL_HYBRID,
  PROTOCOL_HYBRID_EX,
  PROTOCOL_RDP,
  PROTOCOL_SSL,
  classifyFirstBytes,
  decodeDomainPdu,
  decodeTlsServerAnswer,
  decodeX224,
  encodeConnectionRequest,
  tpktLength,
} from "../protocol/index.ts";
import type { DemandActive, TlsServerAnswer, X224ConnectionConfirm } from "../protocol/index.ts";
import { CredsspPhase } from "./credssp-phase.ts";
import { Inbox } from "./inbox.ts";
import { IoChannel } from "./io-channel.ts";
import { isChangedKey } from "./known-key.ts";
import type { LogonRequest } from "./logon-request.ts";
import { McsLogon } from "./mcs-logon.ts";
import { McsPhase } from "./mcs-phase.ts";
import type { Phase } from "./phase.ts";
import type { Conversation, Moment, Sequence, SequenceAction, SequenceInput, TlsPeer } from "./sequence.ts";
import { SessionPhase } from "./session-phase.ts";
import { StageLog, connectFault } from "./stage-log.ts";
import { learnCertificates } from "./certificate-facts.ts";

/** Longest PDU that a server may send before a desktop; TPKT itself ends at 65,535. */
const INBOX_LIMIT_BYTES = 128 * 1024;
const TPKT_VERSION = 3;
const BANNER_BYTES = 8;

export interface RdpSequenceOptions {
  /** requestedProtocols of RDP_NEG_REQ ([MS-RDPBCGR] 2.2.1.1.1); undefined: no negotiation request at all. */
  readonly requestedProtocols: number | undefined;
  readonly cookie?: string;
  readonly loadBalanceInfo?: string;
  /** Bytes to send before the Connection Request, such as a PROXY protocol header. */
  readonly preamble?: { readonly bytes: Uint8Array; readonly gloss: string };
  /** Last stage that this conversation goes to. */
  readonly lastStage: StageName;
  /** A raw ClientHello to send after the confirm, instead of a real TLS handshake. */
  readonly rawHello?: Uint8Array;
  readonly serverName?: string;
  /** Names and address that the certificate is judged against, the name asked first. */
  readonly certificateName: string;
  readonly startedMs: number;
  readonly stageTimeoutMs: number;
  /** Less time for the TCP connection than for other stages; the same when absent. */
  readonly connectTimeoutMs?: number;
  readonly deadlineMs: number;
  /** Wall time of millisecond zero, for certificate dates and the clock skew. */
  readonly wallClockMs: number;
  /** 32 bytes: the client random of standard RDP security. */
  readonly random: Uint8Array;
  /** Who logs on, and how far; absent: no credential, and the end at the NTLM challenge or Demand Active. */
  readonly logon?: LogonRequest;
}

const SESSION_STAGES = ["mcs", "licensing", "capabilities", "graphics", "desktop"] as const;

/** TLS record of a warning alert close_notify (RFC 8446 6.1), to leave a raw hello politely. */
const CLOSE_NOTIFY = new Uint8Array([0x15, 3, 1, 0, 2, 1, 0]);

/**
 * The connection sequence of [MS-RDPBCGR] 1.3.1.1. Without a logon from TCP to Demand Active: X.224 negotiation, TLS,
 * CredSSP up to the NTLM challenge, or MCS, licensing and capabilities where no NLA is demanded. With one as far as it
 * asks: to a proven password, to an authorized account, or to a desktop.
 */
export class RdpSequence implements Sequence {
  readonly connectUntilMs: number;
  readonly #options: RdpSequenceOptions;
  readonly #log: StageLog;
  readonly #inbox = new Inbox(INBOX_LIMIT_BYTES);
  #phase: Phase;
  #selectedProtocol = PROTOCOL_RDP;
  #inTls = false;
  #helloAnswer: TlsServerAnswer | undefined;
  #mcsLogon: McsLogon | undefined;
  #session: SessionPhase | undefined;

  constructor(options: RdpSequenceOptions) {
    this.#options = options;
    this.#log = new StageLog(options.startedMs, options.stageTimeoutMs, options.deadlineMs);
    this.connectUntilMs = Math.min(
      this.#log.untilMs,
      options.startedMs + (options.connectTimeoutMs ?? options.stageTimeoutMs),
    );
    this.#phase = { waitedFor: "Connection Confirm", receive: (_, moment) => this.#receiveConfirm(moment) };
  }

  get stages(): Conversation["stages"] {
    return this.#log.stages;
  }

  conversation(): Conversation {
    const picture = this.#session?.picture;
    const autoReconnect = this.#session?.autoReconnect;
    const redirection = this.#mcsLogon?.redirection;
    return {
      ...this.#log.conversation(),
      ...(this.#helloAnswer === undefined ? {} : { helloAnswer: this.#helloAnswer }),
      ...(picture === undefined ? {} : { picture }),
      ...(autoReconnect === undefined ? {} : { autoReconnect }),
      ...(redirection === undefined ? {} : { redirection }),
    };
  }

  #read(): SequenceAction {
    const { untilMs } = this.#phase;
    return untilMs === undefined ? this.#log.read() : { do: "read", untilMs };
  }

  step(input: SequenceInput, moment: Moment): readonly SequenceAction[] {
    if (this.#log.ended) return [{ do: "end" }];
    const afterMs = this.#log.elapsedMs(moment);
    switch (input.kind) {
      case "connected":
        return this.#connected(moment);
      case "connect-failed":
        return this.#log.fail(connectFault(input.errno, afterMs), moment);
      case "received":
        return this.#received(input.bytes, moment);
      case "tls-established":
        return this.#tlsEstablished(input.peer, moment);
      case "tls-failed":
        return this.#tlsFailed(input, moment);
      case "closed":
      case "silence": {
        const actions =
          input.kind === "closed" ? this.#phase.closed?.(moment, input.how) : this.#phase.silence?.(moment);
        if (actions !== undefined) return this.#log.ended ? actions : [...actions, this.#read()];
        if (this.#speaksOtherwise()) return this.#notRdp(moment);
        const seen = { waitedFor: this.#phase.waitedFor, afterMs, receivedBytes: this.#inbox.length };
        return input.kind === "closed"
          ? this.#log.fail({ kind: "closed", how: input.how, ...seen }, moment)
          : this.#log.fail({ kind: "silence", ...seen }, moment);
      }
    }
  }

  #connected(moment: Moment): readonly SequenceAction[] {
    const options = this.#options;
    this.#log.learn("tcp.connectMs", this.#log.elapsedMs(moment), moment);
    this.#log.complete("x224", moment);
    if (!this.#reaches("x224")) return this.#log.end();
    if (options.requestedProtocols !== undefined) {
      this.#log.learn("x224.requestedProtocols", options.requestedProtocols, moment);
    }
    const request = encodeConnectionRequest({
      srcRef: 0,
      ...(options.loadBalanceInfo !== undefined
        ? { routingToken: fromLatin1(options.loadBalanceInfo) }
        : options.cookie === undefined
          ? {}
          : { cookie: options.cookie }),
      ...(options.requestedProtocols === undefined
        ? {}
        : { negReq: { flags: 0, requestedProtocols: options.requestedProtocols } }),
    });
    const actions: SequenceAction[] = [];
    if (options.preamble !== undefined) {
      actions.push({ do: "send", ...options.preamble });
    }
    actions.push({ do: "send", bytes: request, gloss: "Connection Request" }, this.#log.read());
    return actions;
  }

  #received(bytes: Uint8Array, moment: Moment): readonly SequenceAction[] {
    if (!this.#inbox.add(bytes)) {
      return this.#log.fail({ kind: "oversized", limitBytes: this.#inbox.limitBytes }, moment);
    }
    const collected: SequenceAction[] = [];
    try {
      for (;;) {
        const before = this.#inbox.length;
        const actions = this.#phase.receive(this.#inbox, moment);
        if (actions !== undefined) collected.push(...actions);
        const last = collected.at(-1)?.do;
        if (last === "end" || last === "start-tls") return collected;
        if (this.#inbox.length === 0 || this.#inbox.length === before) return [...collected, this.#read()];
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const reason = error.fault.kind === "truncated" ? error.message : `${error.fault.field} ${error.fault.reason}`;
      return this.#log.fail({ kind: "malformed", pdu: error.pdu, offset: error.offset, reason }, moment);
    }
  }

  /** Did the first byte come from something that is no RDP? What begins as a TPKT is judged by its decoder. */
  #speaksOtherwise(): boolean {
    return this.#log.stage === "x224" && this.#inbox.length > 0 && this.#inbox.bytes[0] !== TPKT_VERSION;
  }

  #notRdp(moment: Moment): readonly SequenceAction[] {
    const seen = classifyFirstBytes(this.#inbox.bytes);
    this.#log.learn("x224.firstBytes", { kind: seen.kind, excerpt: seen.detail }, moment);
    return this.#log.fail({ kind: "not-rdp", looksLike: seen.kind, excerpt: seen.detail }, moment);
  }

  #receiveConfirm(moment: Moment): readonly SequenceAction[] | undefined {
    // A banner that comes in pieces is named better when a few bytes of it are there.
    if (this.#speaksOtherwise()) return this.#inbox.length >= BANNER_BYTES ? this.#notRdp(moment) : undefined;
    const length = tpktLength(this.#inbox.bytes);
    if (length === undefined || this.#inbox.length < length) return undefined;
    const answer = decodeX224(this.#inbox.take(length));
    this.#log.learn("x224.answerMs", this.#log.elapsedMs(moment), moment);
    switch (answer.kind) {
      case "connection-confirm":
        return this.#receivedConfirm(answer.confirm, moment);
      case "data":
        return this.#log.fail({ kind: "disconnect", reason: ultimatumReason(answer.userData) }, moment);
      case "disconnect-request":
        return this.#log.fail({ kind: "disconnect", reason: answer.reason }, moment);
      case "error":
        throw malformedConfirm("code", `is a TPDU Error, cause ${answer.rejectCause}`);
      case "connection-request":
        throw malformedConfirm("code", "is that of a Connection Request: the peer is a client, or an echo");
    }
  }

  #receivedConfirm(confirm: X224ConnectionConfirm, moment: Moment): readonly SequenceAction[] {
    const { negotiation } = confirm;
    this.#log.learn("x224.srcRef", confirm.srcRef, moment);
    this.#log.learn("x224.negotiated", negotiation !== undefined, moment);
    if (negotiation?.kind === "failure") {
      this.#log.learn("x224.failureCode", negotiation.failureCode, moment);
      const requestedProtocols = this.#options.requestedProtocols ?? PROTOCOL_RDP;
      return this.#log.fail(
        { kind: "negotiation-failure", failureCode: negotiation.failureCode, requestedProtocols },
        moment,
      );
    }
    this.#selectedProtocol = negotiation?.selectedProtocol ?? PROTOCOL_RDP;
    this.#log.learn("x224.selectedProtocol", this.#selectedProtocol, moment);
    if (negotiation !== undefined) this.#log.learn("x224.responseFlags", negotiation.flags, moment);
    return this.#confirmed(moment);
  }

  #confirmed(moment: Moment): readonly SequenceAction[] {
    if (this.#selectedProtocol === PROTOCOL_RDP) {
      this.#log.complete("mcs", moment);
      this.#log.skip("tls", "not-offered");
      this.#log.skip("credssp", "not-offered");
      if (this.#options.logon !== undefined && this.#options.logon.depth !== "desktop") return this.#needsSession();
      return this.#reaches("mcs") ? this.#startMcs(moment) : this.#log.end();
    }
    this.#log.complete("tls", moment);
    const { rawHello } = this.#options;
    if (rawHello !== undefined) {
      this.#phase = { waitedFor: "ServerHello", receive: (_, at) => this.#receiveHelloAnswer(at) };
      return [{ do: "send", bytes: rawHello, gloss: "ClientHello" }, this.#log.read()];
    }
    // What comes in the clear behind the confirm must not be read as if it had come through TLS.
    if (this.#inbox.length > 0) throw malformedConfirm("length", `leaves ${this.#inbox.length} bytes in the clear`);
    // Hanging up right after the confirm makes fragile servers stop serving, so TLS is always completed.
    const { serverName } = this.#options;
    return [{ do: "start-tls", request: serverName === undefined ? {} : { serverName }, untilMs: this.#log.untilMs }];
  }

  #receiveHelloAnswer(moment: Moment): readonly SequenceAction[] | undefined {
    const answer = decodeTlsServerAnswer(this.#inbox.bytes);
    if (answer.kind === "incomplete") return undefined;
    this.#helloAnswer = answer;
    if (answer.kind === "alert") return this.#log.fail({ kind: "tls-alert", alert: answer.description }, moment);
    this.#log.complete(undefined, moment);
    return [{ do: "send", bytes: CLOSE_NOTIFY, gloss: "close_notify" }, ...this.#log.end()];
  }

  #tlsEstablished(peer: TlsPeer, moment: Moment): readonly SequenceAction[] {
    this.#inTls = true;
    this.#log.learn("tls.handshakeMs", this.#log.elapsedMs(moment), moment);
    learnCertificates(this.#log, peer, this.#options, moment);
    const hybrid = this.#selectedProtocol === PROTOCOL_HYBRID || this.#selectedProtocol === PROTOCOL_HYBRID_EX;
    this.#log.complete(hybrid ? "credssp" : "mcs", moment);
    const { logon } = this.#options;
    if (!hybrid) {
      this.#log.skip("credssp", "not-offered");
      if (logon !== undefined && logon.depth !== "desktop") return this.#needsSession();
      // After RDSTLS or RDSAAD the server speaks first, and what follows needs credentials.
      if (this.#selectedProtocol !== PROTOCOL_SSL || !this.#reaches("mcs")) return this.#log.end();
    } else if (!this.#reaches("credssp")) return this.#log.end();
    const shown = this.#log.facts.value("tls.certificateSha256");
    if (logon !== undefined && shown !== undefined && isChangedKey(logon, shown)) {
      if (hybrid) this.#log.learn("credssp.credential", "withheld", moment);
      return this.#log.fail({ kind: "credential-withheld", why: "changed-key" }, moment);
    }
    return hybrid ? this.#startCredssp(peer, moment) : this.#startMcs(moment);
  }

  #startCredssp(peer: TlsPeer, moment: Moment): readonly SequenceAction[] {
    const { logon, random, wallClockMs } = this.#options;
    const phase = new CredsspPhase(this.#log, {
      wallClockMs,
      ...(logon === undefined
        ? {}
        : {
            logon: {
              credential: logon.credential,
              depth: logon.depth,
              random,
              peer,
              hybridEx: this.#selectedProtocol === PROTOCOL_HYBRID_EX,
              targetName: `TERMSRV/${this.#options.certificateName}`,
            },
            next: (at: Moment) => this.#startMcs(at),
          }),
    });
    this.#phase = phase;
    return phase.start(moment);
  }

  /** The password cannot be verified without a session here, and none was asked for. */
  #needsSession(): readonly SequenceAction[] {
    for (const stage of SESSION_STAGES) this.#log.notTested(stage, "needs-session");
    return this.#log.end();
  }

  #tlsFailed(input: SequenceInput & { kind: "tls-failed" }, moment: Moment): readonly SequenceAction[] {
    const { failure, receivedBytes } = input;
    this.#log.learn("tls.receivedBytes", receivedBytes, moment);
    const seen = { waitedFor: "TLS handshake", afterMs: this.#log.elapsedMs(moment), receivedBytes };
    switch (failure.kind) {
      case "alert":
        return this.#log.fail({ kind: "tls-alert", alert: failure.alert }, moment);
      case "closed":
        return this.#log.fail({ kind: "closed", how: failure.how, ...seen }, moment);
      case "silence":
        return this.#log.fail({ kind: "silence", ...seen }, moment);
      case "local":
        return this.#log.fail({ kind: "tls-failed", reason: failure.reason }, moment);
    }
  }

  #reaches(stage: StageName): boolean {
    return STAGES.indexOf(this.#options.lastStage) >= STAGES.indexOf(stage);
  }

  #startMcs(moment: Moment): readonly SequenceAction[] {
    const { logon, random, lastStage } = this.#options;
    const io = new IoChannel();
    const mcsLogon =
      logon === undefined
        ? undefined
        : new McsLogon(io, logon, licensingRandom(random), (demand, at) => this.#startSession(io, demand, at));
    this.#mcsLogon = mcsLogon;
    const phase = new McsPhase(this.#log, io, {
      selectedProtocol: this.#selectedProtocol,
      encrypted: this.#inTls,
      lastStage,
      clientName: "rdpulse",
      clientRandom: random,
      ...(mcsLogon === undefined ? {} : { logon: mcsLogon }),
    });
    this.#phase = phase;
    return phase.start(moment);
  }

  #startSession(io: IoChannel, demand: DemandActive, moment: Moment): readonly SequenceAction[] {
    if (this.#mcsLogon === undefined) return [];
    const session = new SessionPhase(this.#log, io, this.#mcsLogon);
    this.#session = session;
    this.#phase = session;
    return session.start(demand, moment);
  }
}

/** Client random and premaster secret of licensing ([MS-RDPELE] 2.2.2.2): 32 and 48 bytes. */
function licensingRandom(random: Uint8Array): Uint8Array {
  return concat([1, 2, 3].map((label) => sha256(concat([random, Uint8Array.of(label)])))).subarray(0, 80);
}

function malformedConfirm(field: string, reason: string): DecodeError {
  return new DecodeError("X.224 Connection Confirm", 0, { kind: "invalid", field, reason });
}

/** xrdp refuses what it dislikes with an MCS Disconnect Provider Ultimatum in place of a confirm. */
function ultimatumReason(userData: Uint8Array): number {
  const pdu = decodeDomainPdu(userData);
  if (pdu.kind !== "disconnect-provider-ultimatum") throw malformedConfirm("code", `is data: MCS ${pdu.kind}`);
  return pdu.reason;
}
