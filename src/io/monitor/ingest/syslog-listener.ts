import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Server, type Socket } from "node:net";
import { Readable } from "node:stream";
import type { EventIntake } from "./event-intake.ts";
import { oneLine, SyslogFrames } from "./syslog-frames.ts";

export interface SyslogListenerOptions {
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly intake: Pick<EventIntake, "read">;
  /** Told when lines could not be read or were too many; null when they can again. */
  readonly onTrouble: (why: string | null) => void;
}

export interface SyslogCounts {
  readonly messages: number;
  readonly dropped: number;
}

const FLUSH_MS = 1000;
const FLUSH_BYTES = 1024 * 1024;
/** While the reading does not keep up, so much waits; then the oldest go. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
const MOST_CONNECTIONS = 256;
const IDLE_MS = 10 * 60_000;

/** Syslog of hosts over UDP and TCP (RFC 5424, RFC 3164, RFC 6587): collected for a second, then read like an upload. */
export class SyslogListener {
  readonly #options: SyslogListenerOptions;
  readonly #connections = new Set<Socket>();
  #udp: UdpSocket | undefined;
  #tcp: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lines: string[] = [];
  #bytes = 0;
  #reading: Promise<void> | undefined;
  #messages = 0;
  #dropped = 0;
  #isTroubled = false;

  constructor(options: SyslogListenerOptions) {
    this.#options = options;
  }

  get counts(): SyslogCounts {
    return { messages: this.#messages, dropped: this.#dropped };
  }

  /** Resolves with the port, which is the same for UDP and TCP. Rejects with what the system says. */
  async start(): Promise<number> {
    const { address, port } = this.#options;
    const tcp = createServer((socket) => this.#serve(socket));
    tcp.maxConnections = MOST_CONNECTIONS;
    this.#tcp = tcp;
    tcp.listen(port, address);
    await once(tcp, "listening");
    const bound = tcp.address();
    const chosen = typeof bound === "object" && bound !== null ? bound.port : port;
    const udp = createSocket(isIPv6(address) ? "udp6" : "udp4");
    this.#udp = udp;
    udp.on("message", (bytes) => this.#add(oneLine(bytes)));
    udp.bind(chosen, address);
    await once(udp, "listening");
    udp.on("error", (error) => this.#tell(error.message));
    tcp.on("error", (error) => this.#tell(error.message));
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
    return chosen;
  }

  /** Closes, and hands over what had come. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#udp?.close();
    this.#tcp?.close();
    for (const socket of this.#connections) socket.destroy();
    await this.#reading;
    await this.flush();
  }

  /** Has everything read that came so far; what cannot be taken now waits. Never rejects. */
  async flush(): Promise<void> {
    this.#reading ??= this.#hand().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #hand(): Promise<void> {
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    this.#bytes = 0;
    try {
      await this.#options.intake.read(Readable.from([`${lines.join("\n")}\n`]), { format: "syslog" });
      this.#tell(null);
    } catch (error) {
      const newer = this.#lines;
      this.#lines = lines;
      this.#bytes = lines.reduce((sum, line) => sum + line.length, 0);
      for (const line of newer) this.#keep(line);
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  #serve(socket: Socket): void {
    const frames = new SyslogFrames();
    this.#connections.add(socket);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#connections.delete(socket));
    socket.on("data", (chunk) => {
      const messages = frames.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      if (messages === null) socket.destroy();
      else for (const message of messages) this.#add(message);
    });
    // Without a line feed behind it the last message of a connection was not finished: it is no message.
  }

  #add(message: string): void {
    if (message === "") return;
    this.#messages += 1;
    this.#keep(message);
    // In trouble the clock tries again: once a message would cost more than reading them.
    if (this.#bytes > FLUSH_BYTES && !this.#isTroubled) void this.flush();
  }

  #keep(message: string): void {
    this.#lines.push(message);
    this.#bytes += message.length;
    if (this.#bytes <= MOST_WAITING_BYTES) return;
    // A tenth at a time: taking away the first of a long list, one by one, would cost more than reading it.
    const gone = this.#lines.splice(0, Math.ceil(this.#lines.length / 10));
    this.#dropped += gone.length;
    this.#bytes -= gone.reduce((sum, line) => sum + line.length, 0);
    this.#tell(`${this.#dropped} messages were dropped: more come than can be read`);
  }

  #tell(why: string | null): void {
    if ((why !== null) === this.#isTroubled) return;
    this.#isTroubled = why !== null;
    this.#options.onTrouble(why);
  }
}
