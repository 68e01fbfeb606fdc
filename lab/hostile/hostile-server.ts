// Servers that mean harm: they take a connection on loopback and do to it what no server should.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { encodeConnectionConfirm } from "../../src/core/protocol/index.ts";
import type { selfSigned } from "../stand-in/index.ts";

/** What a server does with a connection that it took. */
export type Behaviour = (socket: Socket) => void;

export interface HostileServer {
  readonly port: number;
  /** Connections taken until now, and those that are still there. */
  readonly taken: () => number;
  readonly open: () => number;
  close(): Promise<void>;
}

/** Listens on a free port of loopback. Whatever the client does to its connections is no error here. */
export async function hostileServer(behave: Behaviour): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let taken = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    taken += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    // Half open is for the server to choose; a client that has gone is let go.
    socket.on("end", () => socket.end());
    behave(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  if (place === null || typeof place === "string") throw new Error("no port");
  return {
    port: place.port,
    taken: () => taken,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Waits for the client's first bytes, whatever they are. */
export function afterFirst(socket: Duplex, then: (bytes: Uint8Array) => void): void {
  socket.once("data", then);
}

/** A Connection Confirm that chooses this protocol: 0 RDP, 1 TLS, 2 CredSSP. */
export function confirmOf(selectedProtocol: number): Uint8Array {
  const negotiation = { kind: "response", flags: 1, selectedProtocol } as const;
  return encodeConnectionConfirm({ dstRef: 0, srcRef: 0x1234, classOption: 0, negotiation });
}

/** Answers the Connection Request with a confirm and goes on from there. */
export function confirmed(selectedProtocol: number, then: Behaviour): Behaviour {
  return (socket) =>
    afterFirst(socket, () => {
      socket.write(confirmOf(selectedProtocol));
      then(socket);
    });
}

/** One context for all connections of a certificate: large ones take long to read. */
export function contextFor({ certificatePem, keyPem }: ReturnType<typeof selfSigned>, chainPem = ""): SecureContext {
  return createSecureContext({ cert: certificatePem + chainPem, key: keyPem });
}

/** What goes on inside TLS, with the connection below it. */
export type SecureBehaviour = (secure: TLSSocket, socket: Socket) => void;

/** Takes the TLS handshake and goes on inside of it. */
export function secured(context: SecureContext, then: SecureBehaviour): Behaviour {
  return (socket) => {
    const secure = new TLSSocket(socket, { isServer: true, secureContext: context });
    secure.on("error", () => undefined);
    secure.on("end", () => secure.end());
    secure.once("secure", () => then(secure, socket));
  };
}

/** Sends the same bytes for ever, as fast as they are taken. */
export function flood(stream: Duplex, bytes: Uint8Array): void {
  const more = (): void => {
    while (!stream.destroyed && stream.writable && stream.write(bytes));
    if (!stream.destroyed) stream.once("drain", more);
  };
  more();
}

/** Sends one byte at a time, over and over. */
export function drip(stream: Duplex, bytes: Uint8Array, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (stream.destroyed || !stream.writable) clearInterval(timer);
    else stream.write(bytes.subarray(at, at + 1));
    at = (at + 1) % bytes.length;
  }, everyMs);
  stream.once("close", () => clearInterval(timer));
}
