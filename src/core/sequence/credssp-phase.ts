import { DecodeError } from "../bytes/index.ts";
import type { StageName, StageReason, WithheldReason } from "../evidence/index.ts";
import {
  EARLY_USER_AUTHORIZATION_RESULT_BYTES,
  decodeEarlyUserAuthorizationResult,
  decodeServerPdu,
  decodeTsRequest,
  encodeTsRequest,
  tpktLength,
  tsRequestLength,
  unwrapNegoToken,
} from "../protocol/index.ts";
import type { TsRequest } from "../protocol/index.ts";
import { learnChallenge } from "./credssp-challenge.ts";
import { CREDSSP_VERSION, CredsspExchange } from "./credssp-logon.ts";
import type { CredsspLogon } from "./credssp-logon.ts";
import type { Inbox } from "./inbox.ts";
import { NTLM_NEGOTIATE } from "./ntlm-client.ts";
import type { Phase } from "./phase.ts";
import type { Moment, SequenceAction } from "./sequence.ts";
import type { StageLog } from "./stage-log.ts";

export interface CredsspPhaseOptions {
  /** Wall time of millisecond zero, for the clock skew. */
  readonly wallClockMs: number;
  /** Absent: the end at the NTLM challenge. */
  readonly logon?: CredsspLogon;
  /** What follows CredSSP at depth "desktop"; its stage, mcs, has begun. */
  readonly next?: (moment: Moment) => readonly SequenceAction[];
}

type Awaited = "challenge" | "pubKeyAuth" | "authorization";

const PDU_NAMES: Readonly<Record<Awaited, string>> = {
  challenge: "TSRequest with NTLM CHALLENGE",
  pubKeyAuth: "TSRequest with pubKeyAuth",
  authorization: "Early User Authorization Result",
};

const TPKT_VERSION = 3;

/**
 * NTSTATUS and SSPI codes that judge the account or its password ([MS-ERREF] 2.3.1, 2.1.1). Others, such as "no logon servers", say
 * that nobody could judge.
 */
const JUDGES_ACCOUNT: ReadonlySet<number> = new Set([
  0xc000006d, 0xc000006a, 0xc0000064, 0xc000006e, 0xc000006f, 0xc0000070, 0xc0000071, 0xc0000072, 0xc000015b,
  0xc0000193, 0xc0000224, 0xc0000234, 0xc0000413, 0x8009030c,
]);

/**
 * CredSSP ([MS-CSSP] 3.1.5). Without a logon up to the NTLM challenge ([MS-NLMP] 2.2.1.2): names, build and clock. With one as
 * deep as it asks: the password proven and the server's key with it, the credential delegated, and on to the desktop.
 */
export class CredsspPhase implements Phase {
  readonly #log: StageLog;
  readonly #options: CredsspPhaseOptions;
  #awaited: Awaited = "challenge";
  #exchange: CredsspExchange | undefined;
  #sentMs = 0;
  /** Bytes of an answer that is not whole yet. */
  #partialBytes = 0;
  #turnedDown = false;

  constructor(log: StageLog, options: CredsspPhaseOptions) {
    this.#log = log;
    this.#options = options;
  }

  get waitedFor(): string {
    return PDU_NAMES[this.#awaited];
  }

  start(moment: Moment): readonly SequenceAction[] {
    this.#sentMs = moment.atMs;
    const version = this.#options.logon?.credsspVersion ?? CREDSSP_VERSION;
    const bytes = encodeTsRequest({ version, negoTokens: [NTLM_NEGOTIATE] });
    return [{ do: "send", bytes, gloss: "TSRequest: NTLM NEGOTIATE" }, this.#log.read()];
  }

  receive(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    const actions = this.#receive(inbox, moment);
    this.#partialBytes = inbox.length;
    return actions;
  }

  /** libfreerdp hangs up on a wrong password instead of naming it ([MS-CSSP] 2.2.1 errorCode). */
  closed(moment: Moment): readonly SequenceAction[] | undefined {
    if (this.#awaited !== "pubKeyAuth" || this.#partialBytes > 0) return undefined;
    return this.#refused("closed", moment);
  }

  #receive(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    switch (this.#awaited) {
      case "challenge": {
        const answer = takeRequest(inbox);
        return answer && this.#receivedChallenge(answer, moment);
      }
      case "pubKeyAuth": {
        if (inbox.bytes[0] === TPKT_VERSION) return this.#receivedTpkt(inbox, moment);
        const answer = takeRequest(inbox);
        return answer && this.#receivedProof(answer, moment);
      }
      case "authorization":
        return this.#receivedAuthorization(inbox, moment);
    }
  }

  #receivedChallenge(answer: TsRequest, moment: Moment): readonly SequenceAction[] {
    const { logon, wallClockMs } = this.#options;
    this.#log.learn("credssp.version", answer.version, moment);
    if (answer.errorCode !== undefined && answer.errorCode !== 0) return this.#failed(answer.errorCode, moment);
    const { ntlm, inSpnego } = learnChallenge(this.#log, answer, { wallClockMs, sentMs: this.#sentMs }, moment);
    if (logon === undefined) return this.#end("needs-credentials", ["mcs", "licensing", "capabilities"], moment);
    if (ntlm === undefined) return this.#withheld("kerberos-only", moment);
    const exchange = new CredsspExchange(logon, { version: answer.version, inSpnego });
    const send = exchange.authenticate(ntlm, wallClockMs + moment.atMs);
    if (send === undefined) return this.#withheld("ntlm-downgrade", moment);
    this.#exchange = exchange;
    this.#awaited = "pubKeyAuth";
    this.#log.learn("credssp.channelBinding", exchange.bound, moment);
    return [send, this.#log.read()];
  }

  #receivedProof(answer: TsRequest, moment: Moment): readonly SequenceAction[] {
    if (answer.errorCode !== undefined && answer.errorCode !== 0) {
      if (JUDGES_ACCOUNT.has(answer.errorCode)) this.#log.learn("credssp.credential", "refused", moment);
      return this.#failed(answer.errorCode, moment);
    }
    if (answer.pubKeyAuth === undefined) {
      // SPNEGO can say "reject" before the server hangs up: that is waited for, once.
      if (this.#turnedDown || !isReject(answer)) throw wrongRequest("pubKeyAuth", "is missing");
      this.#turnedDown = true;
      return [this.#log.read()];
    }
    if (this.#exchange?.provesKey(answer.pubKeyAuth) !== true) {
      this.#log.learn("credssp.serverKey", "different", moment);
      return this.#log.fail({ kind: "server-key-mismatch" }, moment);
    }
    this.#log.learn("credssp.serverKey", "proven", moment);
    this.#log.learn("credssp.credential", "accepted", moment);
    return this.#delegate(this.#exchange, moment);
  }

  #delegate(exchange: CredsspExchange, moment: Moment): readonly SequenceAction[] {
    const { logon } = this.#options;
    if (logon === undefined || logon.depth === "credential") return this.#endAsAsked(moment);
    const send = exchange.delegate();
    if (logon.hybridEx) {
      this.#awaited = "authorization";
      return [send, this.#log.read()];
    }
    this.#log.learn("credssp.authorization", "not-offered", moment);
    return [send, ...this.#delegated(logon, moment)];
  }

  #delegated(logon: CredsspLogon, moment: Moment): readonly SequenceAction[] {
    const { next } = this.#options;
    if (logon.depth !== "desktop" || next === undefined) return this.#endAsAsked(moment);
    this.#log.complete("mcs", moment);
    return next(moment);
  }

  #receivedAuthorization(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    const { logon } = this.#options;
    // The result is a bare number; what begins like a TSRequest is the server's reason to have none.
    if (inbox.bytes[0] === 0x30) {
      const answer = takeRequest(inbox);
      if (answer === undefined) return undefined;
      if (answer.errorCode === undefined || answer.errorCode === 0) throw wrongRequest("errorCode", "is missing");
      return this.#failed(answer.errorCode, moment);
    }
    if (inbox.length < EARLY_USER_AUTHORIZATION_RESULT_BYTES) return undefined;
    const packet = inbox.take(EARLY_USER_AUTHORIZATION_RESULT_BYTES);
    const { authorizationResult } = decodeEarlyUserAuthorizationResult(packet);
    this.#log.learn("credssp.authorizationResult", authorizationResult, moment);
    const allowed = authorizationResult === 0;
    this.#log.learn("credssp.authorization", allowed ? "allowed" : "denied", moment);
    if (allowed && logon !== undefined) return this.#delegated(logon, moment);
    return this.#log.fail({ kind: "authorization-denied", result: authorizationResult }, moment);
  }

  /** gnome-remote-desktop ends a refused logon with a Deactivate All, as if there had been a session. */
  #receivedTpkt(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    const length = tpktLength(inbox.bytes);
    if (length === undefined || inbox.length < length) return undefined;
    const pdu = decodeServerPdu(inbox.take(length));
    switch (pdu.kind) {
      case "deactivate-all":
        return this.#refused("deactivated", moment);
      case "set-error-info":
        return this.#log.fail({ kind: "error-info", errorInfo: pdu.errorInfo }, moment);
      case "disconnect-ultimatum":
      case "x224-disconnect":
        return this.#log.fail({ kind: "disconnect", reason: pdu.reason }, moment);
      default:
        throw wrongRequest("tag", `is that of a TPKT: ${pdu.kind}`);
    }
  }

  #withheld(why: WithheldReason, moment: Moment): readonly SequenceAction[] {
    this.#log.learn("credssp.credential", "withheld", moment);
    return this.#log.fail({ kind: "credential-withheld", why }, moment);
  }

  #refused(how: "closed" | "deactivated", moment: Moment): readonly SequenceAction[] {
    this.#log.learn("credssp.credential", "refused", moment);
    return this.#log.fail({ kind: "logon-refused", how }, moment);
  }

  #failed(ntStatus: number, moment: Moment): readonly SequenceAction[] {
    this.#log.learn("credssp.errorCode", ntStatus, moment);
    return this.#log.fail({ kind: "credssp-error", ntStatus }, moment);
  }

  #endAsAsked(moment: Moment): readonly SequenceAction[] {
    return this.#end("not-asked", ["mcs", "licensing", "capabilities", "graphics", "desktop"], moment);
  }

  #end(reason: StageReason, untested: readonly StageName[], moment: Moment): readonly SequenceAction[] {
    this.#log.complete(undefined, moment);
    for (const stage of untested) this.#log.notTested(stage, reason);
    return this.#log.end();
  }
}

function takeRequest(inbox: Inbox): TsRequest | undefined {
  const length = tsRequestLength(inbox.bytes);
  if (length === undefined || inbox.length < length) return undefined;
  return decodeTsRequest(inbox.take(length));
}

function isReject(answer: TsRequest): boolean {
  const [token] = answer.negoTokens ?? [];
  const spnego = token && unwrapNegoToken(token).spnego;
  return spnego?.kind === "response" && spnego.negState === "reject";
}

function wrongRequest(field: string, reason: string): DecodeError {
  return new DecodeError("TSRequest", 0, { kind: "invalid", field, reason });
}
