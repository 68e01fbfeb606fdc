// The behaviours of the shim, one function each.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import type { ShimBehaviour, ShimEnd } from "./shim.ts";

const banners = {
  ssh: Buffer.from("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"),
  vnc: Buffer.from("RFB 003.008\n"),
  ica: Buffer.from("\x7f\x7fICA\0", "latin1"),
  smtp: Buffer.from("220 mail.lab.test ESMTP Postfix (Debian/GNU)\r\n"),
  // IAC DO TERMINAL-TYPE, TERMINAL-SPEED, X-DISPLAY-LOCATION, NEW-ENVIRON (RFC 854, 1091, 1079, 1096, 1572).
  telnet: Buffer.from("fffd18fffd20fffd23fffd27", "hex"),
};
const httpAnswer =
  "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** Ends a conversation. What was written before is given time to arrive: a reset may overtake it otherwise. */
async function end(socket: Socket, how: ShimEnd): Promise<void> {
  if (how === "silent") return;
  if (how.endsWith("on-next-bytes")) {
    socket.once("data", () => (how.startsWith("fin") ? socket.end() : socket.resetAndDestroy()));
    return;
  }
  if (how === "fin") socket.end();
  else {
    await sleep(50);
    socket.resetAndDestroy();
  }
}

function answerRaw(socket: Socket, answers: readonly string[], ending: ShimEnd): void {
  let turn = 0;
  if (answers.length === 0) void end(socket, ending);
  socket.on("data", () => {
    const answer = answers[turn];
    turn += 1;
    if (answer === undefined) return;
    socket.write(Buffer.from(answer, "hex"));
    // Deferred: the bytes at hand are not the next ones.
    if (turn === answers.length) setImmediate(() => void end(socket, ending));
  });
}

async function drip(socket: Socket, bytes: string, everyMs: number, ending: ShimEnd): Promise<void> {
  await once(socket, "data");
  for (const byte of Buffer.from(bytes, "hex")) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await sleep(everyMs, undefined, { ref: false });
  }
  await end(socket, ending);
}

function sendEndlessly(socket: Socket, first: string, bytes: string): void {
  // Large pieces: the peer shall meet a flood, not our overhead.
  const unit = Buffer.from(bytes, "hex");
  const piece = Buffer.alloc(Math.max(1, Math.floor(65_536 / unit.length)) * unit.length, unit);
  const flood = (): void => {
    let room = true;
    while (room && !socket.destroyed) room = socket.write(piece);
  };
  socket.once("data", () => {
    if (first !== "") socket.write(Buffer.from(first, "hex"));
    socket.on("drain", flood);
    flood();
  });
}

function proxy(near: Socket, behaviour: Extract<ShimBehaviour, { kind: "proxy" }>): void {
  const far = connect({ host: behaviour.address, port: behaviour.port, allowHalfOpen: true });
  let sent = 0;
  let queue: Promise<unknown> = Promise.resolve();
  // One after the other: an answer that is held back must not be overtaken by what follows it.
  const enqueue = (step: () => unknown): void => {
    queue = queue.then(step);
  };
  const limits = [
    ["reset", behaviour.resetAfterServerBytes],
    ["fin", behaviour.finAfterServerBytes],
    ["silent", behaviour.stallAfterServerBytes],
  ] as const;
  const limit = limits.find(([, bytes]) => bytes !== undefined);
  const most = limit?.[1] ?? Number.POSITIVE_INFINITY;
  const cut = (): void => {
    if (sent === most && limit) void end(near, limit[0]);
  };
  const pass = async (bytes: Buffer): Promise<void> => {
    if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs, undefined, { ref: false });
    if (sent >= most || near.destroyed) return;
    const piece = bytes.subarray(0, most - sent);
    sent += piece.length;
    near.write(piece);
    cut();
  };
  near.on("data", (bytes) => far.write(bytes));
  near.on("end", () => far.end());
  near.on("close", () => far.destroy());
  far.on("data", (bytes: Buffer) => enqueue(() => pass(bytes)));
  far.on("end", () => enqueue(() => sent < most && near.end()));
  far.on("error", () => enqueue(() => sent < most && near.resetAndDestroy()));
  if (most === 0) cut();
}

function behave(socket: Socket, behaviour: Exclude<ShimBehaviour, { kind: "tls-service" }>): void {
  switch (behaviour.kind) {
    case "silent":
      socket.resume();
      return;
    case "reset-on-accept":
      socket.resetAndDestroy();
      return;
    case "fin-on-accept":
      socket.resume().end();
      return;
    case "reset-after-first-bytes":
      socket.once("data", () => socket.resetAndDestroy());
      return;
    case "fin-after-first-bytes":
      socket.once("data", () => socket.end());
      return;
    case "banner":
      if (behaviour.service === "http") socket.once("data", () => socket.end(httpAnswer));
      else socket.resume().write(banners[behaviour.service]);
      return;
    case "raw":
      answerRaw(socket, behaviour.answers, behaviour.ending);
      return;
    case "drip":
      void drip(socket, behaviour.bytes, behaviour.everyMs, behaviour.ending);
      return;
    case "endless":
      sendEndlessly(socket, behaviour.first ?? "", behaviour.bytes);
      return;
    case "lying-length": {
      const length = behaviour.length.toString(16).padStart(4, "0");
      answerRaw(socket, [`0300${length}0ed000001234000200080001000000`], behaviour.ending);
      return;
    }
    case "proxy":
      proxy(socket, behaviour);
  }
}

/** Serves one behaviour on an address until `stop`. Rejects when the address is taken. */
export async function serveShim(
  behaviour: ShimBehaviour,
  address: string,
  port: number,
): Promise<{ connections(): number; received(): readonly string[]; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const received: string[] = [];
  let connections = 0;
  const take = (socket: Socket): void => {
    const index = connections;
    connections += 1;
    received[index] = "";
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    if (behaviour.kind === "tls-service") return;
    // A flood may meet a client that floods back: what is kept of it is bounded.
    socket.on("data", (bytes) => {
      if ((received[index]?.length ?? 0) < 131_072) received[index] += bytes.toString("hex");
    });
    behave(socket, behaviour);
  };
  const server: Server =
    behaviour.kind === "tls-service"
      ? createTlsServer({ cert: readFileSync(behaviour.certPath), key: readFileSync(behaviour.keyPath) }).on(
          "tlsClientError",
          (_error, socket) => socket.destroy(),
        )
      : createServer({ allowHalfOpen: true });
  server.on("connection", take);
  server.listen(port, address);
  await once(server, "listening");
  let open = true;
  return {
    connections: () => connections,
    received: () => received,
    stop: async () => {
      if (!open) return;
      open = false;
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
