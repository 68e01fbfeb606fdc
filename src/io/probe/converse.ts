import { connect as netConnect } from "node:net";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { StageEvidence } from "../../core/evidence/index.ts";
import { isAddressLiteral } from "../../core/plan/index.ts";
import type { EndedConversation, PlanAction } from "../../core/plan/index.ts";
import type { Moment, Sequence, SequenceAction, SequenceInput, TlsRequest } from "../../core/sequence/index.ts";
import type { TranscriptWriter } from "../../core/transcript/index.ts";
import type { CheckClock } from "./check-clock.ts";
import { ProxyError, connectThroughProxy } from "./proxy.ts";
import { resolveName } from "./resolve-name.ts";
import { peerOf, startTls, tlsFailureOf } from "./tls-upgrade.ts";

/** After a polite end the peer gets this long to close as well, and may say this much until then. */
const FAREWELL_MS = 150;
const FAREWELL_BYTES = 64 * 1024;

export interface ConversationWorld {
  readonly clock: CheckClock;
  readonly transcript: TranscriptWriter;
  readonly number: number;
  readonly source?: string;
  readonly proxy?: string;
  /** DNS server for a name that is still to be resolved. */
  readonly resolver?: string;
  readonly caPem?: string;
  readonly signal?: AbortSignal;
  /** Hears of each stage as soon as it is over. */
  readonly onStage?: (stage: StageEvidence) => void;
}

type ConnectAction = PlanAction & { readonly do: "connect" };

/** Executes one sequence over a real connection: opens it, carries its bytes, arms its deadlines, and ends it politely. */
export function converse(action: ConnectAction, world: ConversationWorld): Promise<EndedConversation> {
  return new Promise((resolve, reject) => {
    const connection = new LiveConnection(action, world, resolve, reject);
    connection.open();
  });
}

class LiveConnection {
  readonly #action: ConnectAction;
  readonly #world: ConversationWorld;
  readonly #resolve: (ended: EndedConversation) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #startedMs: number;
  readonly #sequence: Sequence;
  #socket: Socket | undefined;
  #secure: TLSSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #silentFromMs = Number.POSITIVE_INFINITY;
  #bytesBeforeTls = 0;
  #stagesTold = 0;
  #phase: "connecting" | "clear" | "handshake" | "secure" | "ended" = "connecting";

  constructor(
    action: ConnectAction,
    world: ConversationWorld,
    resolve: (ended: EndedConversation) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#action = action;
    this.#world = world;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#startedMs = world.clock.nowMs();
    world.transcript.connection(this.#startedMs, world.number, action.address, action.port, action.question);
    this.#sequence = action.sequence(this.#startedMs);
  }

  open(): void {
    const { address, port } = this.#action;
    const { proxy, resolver, signal, source } = this.#world;
    if (signal?.aborted === true) {
      this.#reject(signal.reason);
      return;
    }
    signal?.addEventListener("abort", this.#aborted, { once: true });
    this.#arm(this.#sequence.connectUntilMs, () => this.#feed({ kind: "connect-failed", errno: "ETIMEDOUT" }));
    if (proxy !== undefined) {
      const timeoutMs = Math.max(1, this.#sequence.connectUntilMs - this.#startedMs);
      connectThroughProxy(proxy, address, port, timeoutMs).then(
        (socket) => this.#adopt(socket),
        (error: unknown) =>
          this.#feed({ kind: "connect-failed", errno: error instanceof ProxyError ? error.errno : String(error) }),
      );
      return;
    }
    if (resolver === undefined || isAddressLiteral(address)) this.#connect(address, port, source);
    else void this.#connectByName(address, port, source, resolver);
  }

  #connect(address: string, port: number, source: string | undefined): void {
    const socket = netConnect({ host: address, port, ...(source === undefined ? {} : { localAddress: source }) });
    socket.once("connect", () => this.#adopt(socket));
    this.#listen(socket);
  }

  /** The plan resolves the target's name; a gateway's is asked of the same DNS server when its turn comes. */
  async #connectByName(name: string, port: number, source: string | undefined, resolver: string): Promise<void> {
    const timeoutMs = Math.max(1, this.#sequence.connectUntilMs - this.#world.clock.nowMs());
    const answer = await resolveName(name, resolver, timeoutMs);
    if (this.#phase !== "connecting") return;
    const [first] = answer.kind === "addresses" ? answer.addresses : [];
    if (first !== undefined) this.#connect(first, port, source);
    else this.#feed({ kind: "connect-failed", errno: answer.kind === "failed" ? answer.code : "ENODATA" });
  }

  readonly #aborted = (): void => {
    const reason: unknown = this.#world.signal?.reason;
    this.#close();
    this.#reject(reason);
  };

  #listen(socket: Socket): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", (error: NodeJS.ErrnoException) => this.#socketError(error));
    socket.on("end", () => this.#peerEnded());
    socket.on("close", () => this.#peerEnded());
  }

  #adopt(socket: Socket): void {
    if (this.#phase !== "connecting") {
      socket.destroy();
      return;
    }
    if (this.#socket === undefined) this.#listen(socket);
    this.#phase = "clear";
    socket.on("data", this.#received);
    this.#feed({ kind: "connected" });
  }

  readonly #received = (bytes: Buffer): void => {
    // Node reads on while there is something to read: a flood that is slow to decode would keep timers from their turn.
    if (this.#world.clock.nowMs() > this.#silentFromMs) this.#feed({ kind: "silence" });
    this.#feed({ kind: "received", bytes });
  };

  #socketError(error: NodeJS.ErrnoException): void {
    switch (this.#phase) {
      case "connecting":
        if (error.code === "ECONNRESET") this.#resetAtAccept();
        else this.#feed({ kind: "connect-failed", errno: error.code ?? error.message });
        return;
      case "clear":
      case "secure":
        this.#feed({ kind: "closed", how: "rst" });
        return;
      case "handshake":
        this.#tlsError(error);
        return;
      case "ended":
        return;
    }
  }

  /** A refused SYN is ECONNREFUSED: a reset says that the connection stood, if only for a moment. */
  #resetAtAccept(): void {
    this.#phase = "clear";
    this.#feed({ kind: "connected" });
    this.#feed({ kind: "closed", how: "rst" });
  }

  #peerEnded(): void {
    if (this.#phase === "clear" || this.#phase === "secure") this.#feed({ kind: "closed", how: "fin" });
    else if (this.#phase === "handshake") {
      this.#feed({ kind: "tls-failed", failure: { kind: "closed", how: "fin" }, receivedBytes: this.#tlsBytes() });
    }
  }

  #tlsError(error: NodeJS.ErrnoException): void {
    this.#feed({ kind: "tls-failed", failure: tlsFailureOf(error), receivedBytes: this.#tlsBytes() });
  }

  #tlsBytes(): number {
    return Math.max(0, (this.#socket?.bytesRead ?? 0) - this.#bytesBeforeTls);
  }

  #feed(input: SequenceInput): void {
    if (this.#phase === "ended") return;
    this.#disarm();
    const atMs = this.#world.clock.nowMs();
    const moment: Moment = { atMs, line: this.#world.transcript.input(atMs, input) };
    let actions: readonly SequenceAction[];
    try {
      actions = this.#sequence.step(input, moment);
    } catch (error) {
      this.#close();
      this.#reject(error);
      return;
    }
    this.#tellStages();
    for (const action of actions) this.#perform(action);
  }

  #tellStages(): void {
    const { onStage } = this.#world;
    if (onStage === undefined) return;
    const { stages } = this.#sequence;
    for (const stage of stages.slice(this.#stagesTold)) onStage(stage);
    this.#stagesTold = stages.length;
  }

  #perform(action: SequenceAction): void {
    switch (action.do) {
      case "send":
        this.#world.transcript.sent(this.#world.clock.nowMs(), action.written ?? action.bytes, action.gloss);
        (this.#secure ?? this.#socket)?.write(action.bytes);
        return;
      case "conceal":
        this.#world.transcript.conceal(action.packet, action.ranges);
        return;
      case "read":
        this.#arm(action.untilMs, () => this.#feed({ kind: "silence" }));
        this.#silentFromMs = action.untilMs;
        return;
      case "start-tls":
        this.#startTls(action.request, action.untilMs);
        return;
      case "end":
        this.#end();
        return;
    }
  }

  #startTls(request: TlsRequest, untilMs: number): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#phase = "handshake";
    socket.off("data", this.#received);
    this.#bytesBeforeTls = socket.bytesRead;
    const secure = startTls(socket, request, this.#world.caPem);
    this.#secure = secure;
    this.#arm(untilMs, () =>
      this.#feed({ kind: "tls-failed", failure: { kind: "silence" }, receivedBytes: this.#tlsBytes() }),
    );
    secure.once("secureConnect", () => {
      if (this.#phase !== "handshake") return;
      this.#phase = "secure";
      secure.on("data", this.#received);
      this.#feed({ kind: "tls-established", peer: peerOf(secure, this.#world.caPem) });
    });
    secure.on("error", (error: NodeJS.ErrnoException) => {
      const failure = tlsFailureOf(error);
      // TLS 1.3 servers refuse a client only after the client thinks that all is well.
      if (this.#phase === "handshake" || failure.kind === "alert") this.#tlsError(error);
      else this.#socketError(error);
    });
    secure.on("end", () => this.#peerEnded());
    secure.on("close", () => this.#peerEnded());
  }

  #arm(untilMs: number, fire: () => void): void {
    this.#disarm();
    this.#timer = setTimeout(fire, Math.max(0, untilMs - this.#world.clock.nowMs()));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#silentFromMs = Number.POSITIVE_INFINITY;
  }

  #close(): void {
    this.#phase = "ended";
    this.#disarm();
    this.#world.signal?.removeEventListener("abort", this.#aborted);
    this.#secure?.destroy();
    this.#socket?.destroy();
  }

  /** TLS ends with close_notify, TCP with FIN; a peer that goes on talking is cut off. */
  #end(): void {
    const wasOpen = this.#phase === "clear" || this.#phase === "secure";
    this.#phase = "ended";
    this.#disarm();
    this.#world.signal?.removeEventListener("abort", this.#aborted);
    const stream = this.#secure ?? this.#socket;
    if (!wasOpen || stream === undefined || stream.destroyed || stream.readableEnded) {
      this.#secure?.destroy();
      this.#socket?.destroy();
      this.#finish();
      return;
    }
    let farewell: NodeJS.Timeout | undefined;
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(farewell);
      stream.off("close", over);
      this.#secure?.destroy();
      this.#socket?.destroy();
      this.#finish();
    };
    farewell = setTimeout(over, FAREWELL_MS);
    let heardBytes = 0;
    stream.off("data", this.#received);
    stream.on("data", (bytes: Uint8Array) => {
      heardBytes += bytes.length;
      if (heardBytes > FAREWELL_BYTES) over();
    });
    stream.once("close", over);
    stream.resume();
    stream.end();
  }

  #finish(): void {
    const { address, port, question } = this.#action;
    const conversation = this.#sequence.conversation();
    const atMs = this.#world.clock.nowMs();
    const { failed } = conversation;
    const text = failed === undefined ? "ok" : `failed ${failed.stage} ${failed.fault.kind}`;
    const line = this.#world.transcript.outcome(atMs, text);
    this.#resolve({ question, address, port, startedMs: this.#startedMs, conversation, ended: { atMs, line } });
  }
}
