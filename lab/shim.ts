// A TCP peer that misbehaves in exactly one way, the same way every time. Bytes are written as hex, so that a behaviour
// is plain text and can be handed to a process in a namespace.
import { once } from "node:events";
import { createSocket, type RemoteInfo } from "node:dgram";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { killGroup, type Lab } from "./workshop.ts";
import { serveShim } from "./shim-behaviour.ts";
import { tail } from "./servers/server.ts";

/** How a conversation goes on after the scripted bytes. "…-on-next-bytes" waits until the client speaks once more. */
export type ShimEnd = "silent" | "fin" | "reset" | "fin-on-next-bytes" | "reset-on-next-bytes";

/** What a shim does with every connection. All bytes in hex. */
export type ShimBehaviour =
  /** Takes the connection and never says a word. */
  | { readonly kind: "silent" }
  | { readonly kind: "reset-on-accept" }
  | { readonly kind: "reset-after-first-bytes" }
  | { readonly kind: "fin-on-accept" }
  | { readonly kind: "fin-after-first-bytes" }
  /** Another service lives here. */
  | { readonly kind: "banner"; readonly service: "http" | "ssh" | "vnc" | "ica" | "smtp" | "telnet" }
  /** A TLS server that expects TLS at once, as HTTPS does. */
  | { readonly kind: "tls-service"; readonly certPath: string; readonly keyPath: string }
  /** Answers the n-th bytes of the client with the n-th entry, then ends so. */
  | { readonly kind: "raw"; readonly answers: readonly string[]; readonly ending: ShimEnd }
  /** One byte every `everyMs` after the client's first bytes. */
  | { readonly kind: "drip"; readonly bytes: string; readonly everyMs: number; readonly ending: ShimEnd }
  /** The same bytes for ever, as fast as they are taken. */
  | { readonly kind: "endless"; readonly bytes: string; readonly first?: string }
  /** A TPKT whose length field promises more (or less) than comes. */
  | { readonly kind: "lying-length"; readonly length: number; readonly ending: ShimEnd }
  /** A real server behind it, with a fault in between. Byte counts are of what the server sent, exact. */
  | {
      readonly kind: "proxy";
      readonly address: string;
      readonly port: number;
      /** Held back so long before each piece of the server's answer. */
      readonly delayMs?: number;
      readonly resetAfterServerBytes?: number;
      readonly stallAfterServerBytes?: number;
      readonly finAfterServerBytes?: number;
    };

/** A running shim. */
export interface Shim {
  readonly address: string;
  readonly port: number;
  /** Connections so far; 0 when it runs in a namespace, where nobody counts. */
  connections(): number;
  /** What each client sent, in order, as hex; empty when it runs in a namespace. */
  received(): readonly string[];
  stop(): Promise<void>;
}

/** Where it listens; by default a loopback address of its own, port 3389. */
export interface ShimPlacement {
  readonly address?: string;
  readonly port?: number;
  /** Serves inside this namespace, in a process of its own. */
  readonly netns?: string;
}

/** Starts a shim; resolves when it listens. */
export async function shim(lab: Lab, behaviour: ShimBehaviour, placement: ShimPlacement = {}): Promise<Shim> {
  const address = placement.address ?? (placement.netns === undefined ? lab.loopback() : "0.0.0.0");
  const port = placement.port ?? 3389;
  if (placement.netns === undefined) {
    const served = await serveShim(behaviour, address, port);
    lab.onClose(() => served.stop());
    return { address, port, ...served };
  }
  const logPath = join(lab.folder, `shim-${lab.next()}.log`);
  const child = lab.start({
    command: process.execPath,
    args: [
      fileURLToPath(new URL("shim-child.ts", import.meta.url)),
      JSON.stringify({ behaviour, address, port } satisfies ShimOrder),
    ],
    netns: placement.netns,
    channel: true,
    logPath,
  });
  const ended = once(child, "exit");
  await Promise.race([once(child, "message"), ended]);
  if (child.exitCode !== null) throw new Error(`the shim in ${placement.netns} did not start\n${tail(logPath)}`);
  child.channel?.unref();
  return {
    address,
    port,
    connections: () => 0,
    received: () => [],
    stop: async () => {
      child.ref();
      killGroup(child.pid, "SIGKILL");
      await ended;
    },
  };
}

/** What the process in the namespace is told. */
export interface ShimOrder {
  readonly behaviour: ShimBehaviour;
  readonly address: string;
  readonly port: number;
}

/** A running UDP peer. */
export interface UdpResponder {
  readonly address: string;
  readonly port: number;
  received(): readonly Uint8Array[];
  stop(): Promise<void>;
}

/** Starts a UDP peer whose answer is a function of the datagram; `undefined` is silence. */
export async function udpResponder(
  lab: Lab,
  answer: (datagram: Uint8Array, from: RemoteInfo) => Uint8Array | undefined,
  placement: { address?: string; port?: number } = {},
): Promise<UdpResponder> {
  const socket = createSocket("udp4");
  const received: Uint8Array[] = [];
  socket.on("message", (datagram, from) => {
    received.push(new Uint8Array(datagram));
    const reply = answer(new Uint8Array(datagram), from);
    if (reply) socket.send(reply, from.port, from.address);
  });
  const address = placement.address ?? lab.loopback();
  socket.bind(placement.port ?? 3389, address);
  await once(socket, "listening");
  let open = true;
  const stop = async (): Promise<void> => {
    if (!open) return;
    open = false;
    socket.close();
    await once(socket, "close");
  };
  lab.onClose(stop);
  return { address, port: socket.address().port, received: () => received, stop };
}
