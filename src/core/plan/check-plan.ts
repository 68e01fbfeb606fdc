import { DecodeError, concat, fromLatin1 } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import { FactLedger } from "../evidence/index.ts";
import type { Evidence, QuestionEvidence } from "../evidence/index.ts";
import { RDPUDP_MTU_MAX, RDPUDP_PROTOCOL_VERSION_2, decodeRdpUdpSyn, encodeRdpUdpSyn } from "../protocol/index.ts";
import type { Moment } from "../sequence/index.ts";
import { AddressBook } from "./address-book.ts";
import { isAddressLiteral } from "./address.ts";
import { assembleEvidence } from "./assemble-evidence.ts";
import { CONNECTION_GAP_MS, QUESTION_IDS } from "./check-options.ts";
import type { CheckOptions, QuestionId } from "./check-options.ts";
import type {
  ConnectionPurpose,
  DatagramAnswer,
  EndedConversation,
  NeighbourAnswer,
  Plan,
  PlanAction,
  ResolveAnswer,
} from "./plan-action.ts";
import { noteCore } from "./note-core.ts";
import { DEFAULT_COOKIE, STANDARD_REQUEST, questions, rdpSequence } from "./questions/index.ts";
import type { CheckView, Question, SequenceSetting } from "./questions/index.ts";

/** Silence proves nothing over UDP, so little time is given to it. */
const DATAGRAM_TIMEOUT_MS = 800;
/** So that eight silent addresses are explained within six seconds, gaps included. */
const LEAST_CONNECT_TIMEOUT_MS = 500;

const CONNECTED_QUESTIONS: readonly Question[] = Object.values(questions);

/**
 * The plan of one check: which name to resolve, which address to connect for which question, and when. It owns
 * questions, gaps, deadlines and addresses, and knows no socket and no clock: the driver (or a replay) asks `next`,
 * does it, and reports what it saw.
 */
export class CheckPlan implements Plan {
  readonly #options: CheckOptions;
  readonly #wallClockMs: number;
  readonly #seed: Uint8Array;
  readonly #facts = new FactLedger();
  readonly #asked = new Map<QuestionId, EndedConversation>();
  readonly #questionLog = new Map<QuestionId, QuestionEvidence>();
  readonly #addresses: AddressBook;
  #resolve: { readonly answer: ResolveAnswer; readonly startedMs: number; readonly moment: Moment } | undefined;
  #core: EndedConversation | undefined;
  #neighbourAsked = false;
  #lastEndMs = Number.NEGATIVE_INFINITY;
  #connections = 0;
  #datagrams = 0;

  /** `wallClockMs`: Unix time of millisecond zero. `seed`: bytes that differ from check to check. */
  constructor(options: CheckOptions, wallClockMs: number, seed: Uint8Array) {
    this.#options = options;
    this.#wallClockMs = wallClockMs;
    this.#seed = seed;
    this.#addresses = new AddressBook(options.source);
    // Behind a proxy the name is resolved there, and only there.
    if (isAddressLiteral(options.host) || options.proxy !== undefined) this.#addresses.enter([options.host]);
  }

  /** What to do next, at this many milliseconds since the start. */
  next(atMs: number): PlanAction {
    const { totalTimeoutMs, stageTimeoutMs } = this.#options;
    if (!this.#addresses.isKnown && this.#resolve === undefined) {
      return {
        do: "resolve",
        name: this.#options.host,
        untilMs: Math.min(atMs + stageTimeoutMs, totalTimeoutMs),
      };
    }
    if (this.#options.lastStage === "dns") return { do: "done" };
    // A connection that could not even begin before the deadline is not begun.
    if (atMs + CONNECTION_GAP_MS >= totalTimeoutMs) return { do: "done" };
    const connected = this.#core !== undefined && this.#core.conversation.failed?.stage !== "tcp";
    const [untried] = this.#addresses.untried();
    if (!connected && untried !== undefined) return this.#connect("core", untried, this.#options.port);
    if (this.#options.lastStage === "tcp") return { do: "done" };
    const neighbour = this.#neighbourLookUp();
    if (neighbour !== undefined) return neighbour;
    const view = this.#view();
    for (const question of CONNECTED_QUESTIONS) {
      if (!this.#mayAsk(question.id) || !question.applies(view)) continue;
      const address = this.#core?.address;
      const endpoint =
        question.endpoint?.(view) ?? (address === undefined ? undefined : { address, port: this.#options.port });
      if (endpoint !== undefined) return this.#connect(question.id, endpoint.address, endpoint.port);
    }
    return this.#udp(atMs) ?? { do: "done" };
  }

  #mayAsk(id: QuestionId): boolean {
    if (this.#options.skip.includes(id)) return false;
    return id === "addresses" ? true : !this.#asked.has(id) && !this.#questionLog.has(id);
  }

  #view(): CheckView {
    return {
      options: this.#options,
      core: this.#core?.conversation,
      facts: this.#facts,
      asked: this.#asked,
      untriedAddresses: this.#addresses.untried(),
    };
  }

  #connect(question: QuestionId | "core", address: string, port: number): PlanAction {
    return {
      do: "connect",
      question,
      address,
      port,
      notBeforeMs: this.#lastEndMs + CONNECTION_GAP_MS,
      sequence: (startedMs) => {
        const view = this.#view();
        const setting: SequenceSetting = {
          startedMs,
          deadlineMs: this.#options.totalTimeoutMs,
          wallClockMs: this.#wallClockMs,
          random: sha256(concat([this.#seed, fromLatin1(`${question} ${address}`)])),
        };
        if (question !== "core" && question !== "udp") return questions[question].sequence(view, setting);
        return rdpSequence(view, setting, {
          requestedProtocols: STANDARD_REQUEST,
          lastStage: this.#options.lastStage,
          connectTimeoutMs: this.#connectTimeoutMs(),
        });
      },
    };
  }

  /** Silent addresses of one name share the deadline of the stage: the person who waits does not care how many there are. */
  #connectTimeoutMs(): number {
    const addresses = this.#addresses.shared;
    const sharedMs = this.#options.stageTimeoutMs - (addresses - 1) * CONNECTION_GAP_MS;
    return Math.max(LEAST_CONNECT_TIMEOUT_MS, sharedMs / addresses);
  }

  #neighbourLookUp(): PlanAction | undefined {
    const failed = this.#core?.conversation.failed;
    if (this.#neighbourAsked || this.#core === undefined || this.#options.proxy !== undefined) return undefined;
    const kind = failed?.stage === "tcp" ? failed.fault.kind : undefined;
    if (kind !== "tcp-timeout" && kind !== "tcp-unreachable") return undefined;
    // The table that is read holds IPv4 alone.
    if (this.#core.address.includes(":")) return undefined;
    return { do: "look-up-neighbour", address: this.#core.address };
  }

  #udp(atMs: number): PlanAction | undefined {
    const address = this.#core?.address;
    if (address === undefined || !this.#mayAsk("udp") || this.#options.proxy !== undefined) return undefined;
    if (this.#facts.value("x224.selectedProtocol") === undefined) return undefined;
    const untilMs = Math.min(atMs + DATAGRAM_TIMEOUT_MS, this.#options.totalTimeoutMs);
    const snInitialSequenceNumber = new DataView(sha256(this.#seed).buffer).getUint32(0);
    return {
      do: "datagram",
      question: "udp",
      address,
      port: this.#options.port,
      bytes: encodeRdpUdpSyn({
        kind: "syn",
        uReceiveWindowSize: 64,
        snInitialSequenceNumber,
        uUpStreamMtu: RDPUDP_MTU_MAX,
        uDownStreamMtu: RDPUDP_MTU_MAX,
        lossy: false,
        // Version 3 needs a cookie from the TCP side.
        uUdpVer: RDPUDP_PROTOCOL_VERSION_2,
      }),
      untilMs,
    };
  }

  resolved(answer: ResolveAnswer, startedMs: number, moment: Moment): void {
    this.#resolve = { answer, startedMs, moment };
    if (answer.kind !== "addresses") return;
    this.#addresses.enter(answer.addresses);
    this.#facts.learn("dns.addresses", answer.addresses, moment.line);
  }

  neighbourSeen(answer: NeighbourAnswer, moment: Moment): void {
    this.#neighbourAsked = true;
    if (answer !== "unknown") this.#facts.learn("tcp.neighbour", answer, moment.line);
  }

  datagramAnswered(answer: DatagramAnswer, sentMs: number, moment: Moment): void {
    this.#datagrams += 1;
    const heard = this.#readDatagram(answer);
    this.#facts.learn("session.udp", heard.outcome, moment.line);
    if (heard.version !== undefined) this.#facts.learn("session.udpVersion", heard.version, moment.line);
    this.#questionLog.set("udp", {
      id: "udp",
      outcome: heard.outcome === "silence" ? "unanswered" : "answered",
      durationMs: Math.round((moment.atMs - sentMs) * 1000) / 1000,
      line: moment.line,
    });
  }

  #readDatagram(answer: DatagramAnswer): {
    readonly outcome: "answered" | "unreachable" | "silence" | "garbage";
    readonly version?: number;
  } {
    if (answer.kind !== "received") return { outcome: answer.kind };
    try {
      const synAck = decodeRdpUdpSyn(answer.bytes);
      if (synAck.kind !== "syn-ack") return { outcome: "garbage" };
      return synAck.uUdpVer === undefined ? { outcome: "answered" } : { outcome: "answered", version: synAck.uUdpVer };
    } catch (error) {
      if (error instanceof DecodeError) return { outcome: "garbage" };
      throw error;
    }
  }

  /** A connection is over: what it taught becomes facts. */
  conversationEnded(ended: EndedConversation): void {
    this.#connections += 1;
    this.#lastEndMs = ended.ended.atMs;
    const { question, conversation } = ended;
    if (question === "core" || question === "addresses") this.#addresses.note(ended, this.#facts);
    if (question === "core") {
      if (this.#core !== undefined && saysOfHost(this.#core) > saysOfHost(ended)) return;
      this.#core = ended;
      this.#facts.adopt(conversation.facts);
      this.#facts.learn("tcp.address", ended.address, conversation.stages[0]?.line ?? ended.ended.line);
      noteCore(this.#facts, conversation);
      return;
    }
    if (!isQuestion(question)) return;
    this.#asked.set(question, ended);
    if (question !== "udp") questions[question].interpret(ended, this.#facts, this.#view());
    const { failed } = conversation;
    // A refusal in words of the protocol is an answer; silence and hanging up are none.
    const refused =
      failed !== undefined && ["negotiation-failure", "disconnect", "tls-alert"].includes(failed.fault.kind);
    this.#questionLog.set(question, {
      id: question,
      outcome: failed === undefined || refused ? "answered" : "unanswered",
      address: ended.address,
      durationMs: Math.round((ended.ended.atMs - ended.startedMs) * 1000) / 1000,
      ...(failed === undefined ? {} : { fault: failed.fault }),
      line: ended.ended.line,
    });
  }

  /** All that was seen, when the check is over at `atMs`. */
  evidence(atMs: number): Evidence {
    const view = this.#view();
    const log = QUESTION_IDS.map((id): QuestionEvidence => {
      const known = this.#questionLog.get(id);
      if (known !== undefined) return known;
      if (this.#options.skip.includes(id)) return { id, outcome: "skipped" };
      const due = id !== "udp" && questions[id].applies(view);
      return { id, outcome: due ? "not-asked" : "not-applicable" };
    });
    return assembleEvidence({
      options: this.#options,
      wallClockMs: this.#wallClockMs,
      durationMs: atMs,
      resolve: this.#resolve,
      core: this.#core,
      nlaOptional: this.#asked.get("nla-optional"),
      plainRdp: this.#asked.get("plain-rdp"),
      facts: this.#facts,
      questions: log,
      footprint: {
        connections: this.#connections,
        datagrams: this.#datagrams,
        mark: this.#options.loadBalanceInfo ?? `Cookie: mstshash=${this.#options.cookie ?? DEFAULT_COOKIE}`,
      },
    });
  }
}

function isQuestion(purpose: ConnectionPurpose): purpose is QuestionId {
  return QUESTION_IDS.some((id) => id === purpose);
}

/**
 * How much the end of a core connection says about the host: most where it was connected, then a refusal, then silence;
 * least where this machine has no way to an address of that family.
 */
function saysOfHost({ conversation: { failed } }: EndedConversation): number {
  if (failed?.stage !== "tcp") return 4;
  switch (failed.fault.kind) {
    case "tcp-refused":
      return 3;
    case "tcp-timeout":
      return 2;
    case "tcp-unreachable":
      return failed.fault.errno === "EHOSTUNREACH" ? 1 : 0;
    default:
      return 0;
  }
}
