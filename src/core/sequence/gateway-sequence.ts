import { DecodeError } from "../bytes/index.ts";
import { decodeHttpResponseHead, encodeRdgOutDataRequest } from "../protocol/index.ts";
import type { HttpResponseHead } from "../protocol/index.ts";
import { learnCertificates } from "./certificate-facts.ts";
import { Inbox } from "./inbox.ts";
import type { Conversation, Moment, Sequence, SequenceAction, SequenceInput } from "./sequence.ts";
import { StageLog, connectFault } from "./stage-log.ts";

const INBOX_LIMIT_BYTES = 32 * 1024;
const HTTPS_PORT = 443;

export interface GatewaySequenceOptions {
  readonly host: string;
  readonly port: number;
  readonly serverName?: string;
  /** GUID text of this connection ([MS-TSGU] 3.3.5.1). */
  readonly connectionId: string;
  readonly startedMs: number;
  readonly stageTimeoutMs: number;
  readonly deadlineMs: number;
  readonly wallClockMs: number;
}

/** First HTTP exchange with an RD Gateway ([MS-TSGU] 3.3.5.1): is one there, and how does it want to be signed in to? */
export class GatewaySequence implements Sequence {
  readonly connectUntilMs: number;
  readonly #options: GatewaySequenceOptions;
  readonly #log: StageLog;
  readonly #inbox = new Inbox(INBOX_LIMIT_BYTES);
  #head: HttpResponseHead | undefined;

  constructor(options: GatewaySequenceOptions) {
    this.#options = options;
    this.#log = new StageLog(options.startedMs, options.stageTimeoutMs, options.deadlineMs);
    this.connectUntilMs = this.#log.untilMs;
  }

  get stages(): Conversation["stages"] {
    return this.#log.stages;
  }

  conversation(): Conversation {
    const conversation = this.#log.conversation();
    return this.#head === undefined ? conversation : { ...conversation, http: this.#head };
  }

  step(input: SequenceInput, moment: Moment): readonly SequenceAction[] {
    if (this.#log.ended) return [{ do: "end" }];
    const afterMs = this.#log.elapsedMs(moment);
    const { serverName } = this.#options;
    switch (input.kind) {
      case "connected":
        this.#log.complete("tls", moment);
        return [
          { do: "start-tls", request: serverName === undefined ? {} : { serverName }, untilMs: this.#log.untilMs },
        ];
      case "connect-failed":
        return this.#log.fail(connectFault(input.errno, afterMs), moment);
      case "tls-established": {
        learnCertificates(
          this.#log,
          input.peer,
          { certificateName: this.#options.host, wallClockMs: this.#options.wallClockMs },
          moment,
        );
        this.#log.complete("x224", moment);
        const bytes = encodeRdgOutDataRequest({
          host: hostField(this.#options),
          connectionId: this.#options.connectionId,
        });
        return [{ do: "send", bytes, gloss: "RDG_OUT_DATA" }, this.#log.read()];
      }
      case "tls-failed":
        return this.#log.fail(
          input.failure.kind === "alert"
            ? { kind: "tls-alert", alert: input.failure.alert }
            : {
                kind: "tls-failed",
                reason: input.failure.kind === "local" ? input.failure.reason : input.failure.kind,
              },
          moment,
        );
      case "received":
        return this.#received(input.bytes, moment);
      case "closed":
        return this.#log.fail(
          { kind: "closed", how: input.how, waitedFor: "HTTP response", afterMs, receivedBytes: this.#inbox.length },
          moment,
        );
      case "silence":
        return this.#log.fail(
          { kind: "silence", waitedFor: "HTTP response", afterMs, receivedBytes: this.#inbox.length },
          moment,
        );
    }
  }

  #received(bytes: Uint8Array, moment: Moment): readonly SequenceAction[] {
    if (!this.#inbox.add(bytes)) {
      return this.#log.fail({ kind: "oversized", limitBytes: this.#inbox.limitBytes }, moment);
    }
    try {
      this.#head = decodeHttpResponseHead(this.#inbox.bytes);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return this.#log.fail({ kind: "malformed", pdu: error.pdu, offset: error.offset, reason: error.message }, moment);
    }
    if (this.#head === undefined) return [this.#log.read()];
    this.#log.complete(undefined, moment);
    return this.#log.end();
  }
}

/** RFC 9110 7.2: an IPv6 address in brackets, a port that is not that of the scheme. */
function hostField({ host, port }: Pick<GatewaySequenceOptions, "host" | "port">): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return port === HTTPS_PORT ? bracketed : `${bracketed}:${port}`;
}
