// One connection of a stand-in: whole PDUs in, answers out, and the ends that a script can ask for.
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { concat } from "../../src/core/bytes/index.ts";
import type { StandInEnd } from "./script.ts";

/** More than any client sends before a desktop. */
const INBOX_LIMIT_BYTES = 256 * 1024;
/** A reset overtakes what was written just before it. */
const BEFORE_RESET_MS = 30;

/** The client is gone, or said more than anybody says here. */
export class PeerGone extends Error {
  override readonly name = "PeerGone";
}

/** Reads PDU after PDU from a stream, and writes answers to it. */
export class Wire {
  readonly #socket: Socket;
  readonly #delayMs: number;
  readonly #abort: AbortSignal;
  #stream: Duplex;
  #inbox: Uint8Array = new Uint8Array(0);
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, delayMs: number, abort: AbortSignal) {
    this.#socket = socket;
    this.#delayMs = delayMs;
    this.#abort = abort;
    this.#stream = socket;
    this.#listen();
  }

  /** The TCP connection, without anybody reading it; what was read and not taken is put back. */
  release(): Socket {
    this.#stream.off("data", this.#received);
    this.#socket.pause();
    if (this.#inbox.length > 0) this.#socket.unshift(this.#inbox);
    this.#inbox = new Uint8Array(0);
    return this.#socket;
  }

  /** Goes on inside TLS. */
  adopt(stream: Duplex): void {
    this.#stream = stream;
    this.#listen();
  }

  #listen(): void {
    const over = (): void => {
      this.#ended = true;
      this.#wake?.();
    };
    this.#stream.on("data", this.#received);
    this.#stream.on("error", over);
    this.#stream.on("end", over);
    this.#stream.on("close", over);
  }

  readonly #received = (bytes: Uint8Array): void => {
    this.#inbox = concat([this.#inbox, bytes]);
    if (this.#inbox.length > INBOX_LIMIT_BYTES) this.#socket.destroy();
    this.#wake?.();
  };

  /** The next PDU: as many bytes as `lengthOf` says once it can tell. Rejects with PeerGone when the client ends. */
  async take(lengthOf: (bytes: Uint8Array) => number | undefined): Promise<Uint8Array> {
    for (;;) {
      const length = lengthOf(this.#inbox);
      if (length !== undefined && this.#inbox.length >= length) {
        const taken = this.#inbox.slice(0, length);
        this.#inbox = this.#inbox.slice(length);
        return taken;
      }
      if (this.#ended) throw new PeerGone("the client has ended");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The first byte of what comes next, which stays there. Rejects with PeerGone when the client ends before. */
  async peek(): Promise<number | undefined> {
    await this.take((bytes) => (bytes.length > 0 ? 0 : undefined));
    return this.#inbox[0];
  }

  async send(...answers: readonly Uint8Array[]): Promise<void> {
    if (this.#delayMs > 0) await sleep(this.#delayMs, undefined, { signal: this.#abort, ref: false });
    if (!this.#stream.destroyed) this.#stream.write(concat(answers));
  }

  async end(how: StandInEnd): Promise<void> {
    if (how === "fin") this.#stream.end();
    else if (how === "reset") {
      await sleep(BEFORE_RESET_MS);
      this.#socket.resetAndDestroy();
    }
  }
}
