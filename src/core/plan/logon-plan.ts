import { concat, fromLatin1, toLatin1 } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import { FactLedger, STAGES } from "../evidence/index.ts";
import type { Evidence, Fault, RedirectionFailure, RedirectionHop, StageEvidence } from "../evidence/index.ts";
import { PROTOCOL_HYBRID, PROTOCOL_HYBRID_EX, PROTOCOL_RDP, PROTOCOL_SSL } from "../protocol/index.ts";
import { RdpSequence, fingerprint } from "../sequence/index.ts";
import type { Conversation, LogonRequest, Moment, Redirection, Secret, Sequence } from "../sequence/index.ts";
import { AddressBook } from "./address-book.ts";
import { isAddressLiteral } from "./address.ts";
import { dnsStage, learnNtlmNameMatch } from "./assemble-evidence.ts";
import { CONNECTION_GAP_MS } from "./check-options.ts";
import { REDIRECTION_LIMIT } from "./logon-options.ts";
import type { LogonOptions } from "./logon-options.ts";
import { noteCore } from "./note-core.ts";
import type { ConnectionPurpose, EndedConversation, Plan, PlanAction, ResolveAnswer } from "./plan-action.ts";
import { DEFAULT_COOKIE, STANDARD_REQUEST, serverNameFor } from "./questions/index.ts";

const SSL_NOT_ALLOWED = 2;
const REQUESTS = {
  auto: STANDARD_REQUEST,
  nla: PROTOCOL_HYBRID | PROTOCOL_HYBRID_EX,
  tls: PROTOCOL_SSL,
  rdp: PROTOCOL_RDP,
} as const;

/** Where the next connection goes, and with what. */
interface Leg {
  readonly host: string;
  readonly book: AddressBook;
  readonly purpose: ConnectionPurpose;
  readonly request: LogonRequest;
  readonly routingToken?: string;
  readonly requestedProtocols: number;
}

/**
 * The plan of one logon: the target's addresses until one is connected, standard RDP security where a server has nothing
 * else, redirections hop by hop, and one auto-reconnect. At most one of its connections is turned down: a refusal ends it.
 */
export class LogonPlan implements Plan {
  readonly #options: LogonOptions;
  readonly #wallClockMs: number;
  readonly #seed: Uint8Array;
  readonly #facts = new FactLedger();
  readonly #hops: RedirectionHop[] = [];
  #leg: Leg;
  #resolve: { readonly answer: ResolveAnswer; readonly startedMs: number; readonly moment: Moment } | undefined;
  #resolvedLegs = 0;
  #last: EndedConversation | undefined;
  #redirectionFailed: { readonly why: RedirectionFailure; readonly line: number } | undefined;
  #lastEndMs = Number.NEGATIVE_INFINITY;
  #connections = 0;
  #isOver = false;

  /** `wallClockMs`: Unix time of millisecond zero. `seed`: bytes that differ from run to run. A replay needs no password. */
  constructor(options: LogonOptions, wallClockMs: number, seed: Uint8Array, password: Secret) {
    this.#options = options;
    this.#wallClockMs = wallClockMs;
    this.#seed = seed;
    const { knownKeySha256, allowChangedKey, allowClearText } = options;
    this.#leg = {
      host: options.host,
      book: this.#bookFor(options.host),
      purpose: "logon",
      requestedProtocols: REQUESTS[options.security],
      ...(options.loadBalanceInfo === undefined ? {} : { routingToken: options.loadBalanceInfo }),
      request: {
        credential: { user: options.user, domain: options.domain, password },
        depth: options.depth,
        desktop: options.desktop,
        allowChangedKey,
        allowClearText,
        ...(knownKeySha256 === undefined ? {} : { knownKeySha256 }),
      },
    };
  }

  #bookFor(host: string): AddressBook {
    const book = new AddressBook(this.#options.source);
    // Behind a proxy the name is resolved there, and only there.
    if (isAddressLiteral(host) || this.#options.proxy !== undefined) book.enter([host]);
    return book;
  }

  /** The screen at the end, where a session drew one. */
  get picture(): Conversation["picture"] {
    return this.#last?.conversation.picture;
  }

  next(atMs: number): PlanAction {
    const { totalTimeoutMs, stageTimeoutMs } = this.#options;
    if (this.#isOver || atMs + CONNECTION_GAP_MS >= totalTimeoutMs) return { do: "done" };
    if (!this.#leg.book.isKnown) {
      const untilMs = Math.min(atMs + stageTimeoutMs, totalTimeoutMs);
      return { do: "resolve", name: this.#leg.host, untilMs };
    }
    const [address] = this.#leg.book.untried();
    if (address === undefined) return { do: "done" };
    const leg = this.#leg;
    return {
      do: "connect",
      question: leg.purpose,
      address,
      port: this.#options.port,
      notBeforeMs: this.#lastEndMs + CONNECTION_GAP_MS,
      sequence: (startedMs) => this.#sequence(leg, address, startedMs),
    };
  }

  #sequence(leg: Leg, address: string, startedMs: number): Sequence {
    const options = this.#options;
    const certificateName = options.certificateName ?? leg.host;
    return new RdpSequence({
      requestedProtocols: leg.requestedProtocols,
      ...(leg.routingToken === undefined ? { cookie: DEFAULT_COOKIE } : { loadBalanceInfo: leg.routingToken }),
      ...serverNameFor(certificateName),
      certificateName,
      startedMs,
      stageTimeoutMs: options.stageTimeoutMs,
      connectTimeoutMs: Math.max(500, options.stageTimeoutMs / leg.book.shared),
      deadlineMs: options.totalTimeoutMs,
      wallClockMs: this.#wallClockMs,
      random: sha256(concat([this.#seed, fromLatin1(`${leg.purpose} ${address} ${this.#connections}`)])),
      lastStage: "desktop",
      logon: leg.request,
    });
  }

  resolved(answer: ResolveAnswer, startedMs: number, moment: Moment): void {
    this.#resolvedLegs += 1;
    if (this.#resolvedLegs === 1) this.#resolve = { answer, startedMs, moment };
    if (answer.kind === "addresses") {
      this.#leg.book.enter(answer.addresses);
      if (this.#hops.length === 0) this.#facts.learn("dns.addresses", answer.addresses, moment.line);
      return;
    }
    this.#leg.book.enter([]);
    if (this.#hops.length > 0) this.#redirectionFailed = { why: "no-address", line: moment.line };
  }

  /** A logon asks neither neighbours nor datagrams. */
  neighbourSeen(): void {}
  datagramAnswered(): void {}

  conversationEnded(ended: EndedConversation): void {
    this.#connections += 1;
    this.#lastEndMs = ended.ended.atMs;
    const { conversation } = ended;
    this.#leg.book.note(ended, this.#facts);
    this.#last = ended;
    this.#facts.adopt(conversation.facts, true);
    this.#facts.learn("tcp.address", ended.address, conversation.stages[0]?.line ?? ended.ended.line);
    noteCore(this.#facts, conversation);
    const { failed, redirection, autoReconnect } = conversation;
    if (failed?.stage === "tcp") return;
    if (redirection !== undefined) return this.#redirect(redirection, ended);
    const fault = failed?.fault;
    const onlyPlain = fault?.kind === "negotiation-failure" && fault.failureCode === SSL_NOT_ALLOWED;
    if (onlyPlain && this.#options.security === "auto" && this.#leg.requestedProtocols !== PROTOCOL_RDP) {
      this.#again(ended.address, { purpose: "plain", requestedProtocols: PROTOCOL_RDP });
      return;
    }
    const isLost = conversation.facts["session.end"]?.value === "lost";
    if (isLost && autoReconnect !== undefined && this.#leg.purpose !== "reconnect") {
      const { logonId, arcRandomBits } = autoReconnect;
      const request = { ...this.#leg.request, autoReconnect: { logonId, arcRandomBits } };
      this.#again(ended.address, { purpose: "reconnect", request });
      return;
    }
    if (this.#leg.purpose === "reconnect" && failed === undefined) {
      this.#facts.learn("session.reconnected", true, ended.ended.line);
    }
    this.#isOver = true;
  }

  /** The same address once more. */
  #again(address: string, change: Partial<Leg> & Pick<Leg, "purpose">): void {
    const book = new AddressBook(this.#options.source);
    book.enter([address]);
    this.#leg = { ...this.#leg, ...change, book };
  }

  #redirect(redirection: Redirection, ended: EndedConversation): void {
    const { targets, targetName, loadBalanceInfo, sessionId, redirFlags } = redirection;
    // A routing token alone means: the same door again, which then knows the way.
    const to = targets[0] ?? (loadBalanceInfo === undefined ? undefined : ended.address);
    const routingToken = loadBalanceInfo === undefined ? undefined : toLatin1(loadBalanceInfo).replace(/\r\n$/u, "");
    const hop: RedirectionHop = {
      from: this.#leg.host,
      ...(to === undefined ? {} : { to }),
      sessionId,
      redirFlags,
      ...(targetName === undefined ? {} : { targetName }),
      addresses: targets,
      ...(routingToken === undefined ? {} : { routingToken }),
    };
    const isLoop = this.#hops.some((seen) => seen.to === to && seen.routingToken === routingToken);
    this.#hops.push(hop);
    this.#facts.learn("session.redirections", [...this.#hops], ended.ended.line);
    const why: RedirectionFailure | undefined = redirection.needsRdstls
      ? "needs-rdstls"
      : to === undefined
        ? "no-address"
        : isLoop
          ? "loop"
          : this.#hops.length > REDIRECTION_LIMIT
            ? "too-many"
            : undefined;
    if (why !== undefined || to === undefined) {
      this.#redirectionFailed = { why: why ?? "no-address", line: ended.ended.line };
      this.#isOver = true;
      return;
    }
    const { credential, knownKeySha256: _, ...request } = this.#leg.request;
    const { user, domain, password } = redirection;
    this.#leg = {
      host: to,
      book: this.#bookFor(to),
      purpose: "redirected",
      requestedProtocols: REQUESTS[this.#options.security],
      ...(routingToken === undefined ? {} : { routingToken }),
      request: {
        ...request,
        redirectedSessionId: sessionId,
        credential: {
          user: user ?? credential.user,
          domain: domain ?? credential.domain,
          password: password ?? credential.password,
        },
      },
    };
  }

  evidence(atMs: number): Evidence {
    const options = this.#options;
    const facts = this.#facts;
    const line = this.#last?.ended.line ?? 0;
    if (facts.value("x224.srcRef") !== undefined) facts.learn("session.fingerprint", fingerprint(facts), line);
    learnNtlmNameMatch(facts);
    if (options.ownRoots === true && facts.value("tls.version") !== undefined)
      facts.learn("tls.trustAsked", true, line);
    const account = options.domain === "" ? options.user : `${options.domain}\\${options.user}`;
    return {
      target: {
        input: options.input,
        host: options.host,
        port: options.port,
        literal: isAddressLiteral(options.host),
        certificateName: options.certificateName ?? options.host,
      },
      startedAtMs: this.#wallClockMs,
      durationMs: Math.round(atMs * 1000) / 1000,
      stages: this.#stages(),
      facts: facts.table,
      questions: [],
      logon: { account, depth: options.depth, end: options.end },
      footprint: {
        connections: this.#connections,
        datagrams: 0,
        mark: options.loadBalanceInfo ?? `Cookie: mstshash=${DEFAULT_COOKIE}`,
      },
    };
  }

  #stages(): readonly StageEvidence[] {
    const seen = this.#last?.conversation.stages ?? [];
    const failed = this.#redirectionFailed;
    const fault: Fault | undefined = failed === undefined ? undefined : { kind: "redirection-failed", why: failed.why };
    let isRedirectionTold = false;
    return STAGES.map((name): StageEvidence => {
      if (name === "dns") return dnsStage(this.#options, this.#resolve);
      const stage = seen.find((one) => one.name === name);
      if (stage !== undefined && stage.reason !== "not-reached") return stage;
      if (fault !== undefined && failed !== undefined && !isRedirectionTold) {
        isRedirectionTold = true;
        return { name, outcome: "failed", fault, line: failed.line };
      }
      return stage ?? { name, outcome: "not-tested", reason: "not-reached" };
    });
  }
}
