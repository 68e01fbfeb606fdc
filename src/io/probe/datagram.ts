import { createSocket } from "node:dgram";
import type { DatagramAnswer } from "../../core/plan/index.ts";

/** Sends one datagram and waits for one answer; never rejects. An ICMP refusal reaches a connected UDP socket as an error. */
export function exchangeDatagram(
  address: string,
  port: number,
  bytes: Uint8Array,
  timeoutMs: number,
  source: string | undefined,
): Promise<DatagramAnswer> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    const finish = (answer: DatagramAnswer): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // A late ICMP error must not become an uncaught exception.
      socket.on("error", () => undefined);
      try {
        socket.close();
      } catch {
        // Closed by an error before.
      }
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ kind: "silence" }), timeoutMs);
    socket.on("message", (message) => finish({ kind: "received", bytes: message }));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      finish({ kind: "unreachable", errno: error.code ?? error.message }),
    );
    // Not as a callback of connect: that one is called for a failure too, which would then be no "error".
    socket.once("connect", () => socket.send(bytes));
    const connect = (): void => socket.connect(port, address);
    if (source === undefined) connect();
    else socket.bind({ address: source }, connect);
  });
}
