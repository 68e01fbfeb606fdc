import type { Socket } from "node:net";

/** A connection through a SOCKS5 proxy (`host:port`), which resolves the name itself. Rejects with the proxy's reason. */
export async function connectThroughProxy(
  proxy: string,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<Socket> {
  const { SocksClient } = await import("socks");
  const place = new URL(`socks5://${proxy}`);
  const { socket } = await SocksClient.createConnection({
    proxy: { host: place.hostname.replace(/^\[|\]$/g, ""), port: Number(place.port || "1080"), type: 5 },
    command: "connect",
    destination: { host, port },
    timeout: timeoutMs,
  });
  return socket;
}
