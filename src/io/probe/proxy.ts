import type { Socket } from "node:net";

const SOCKS_PORT = 1080;

/** What a SOCKS5 proxy answers (RFC 1928 section 6), as the errno that a direct connection would have given. */
const ERRNO_OF_REPLY: Readonly<Record<string, string>> = {
  ConnectionRefused: "ECONNREFUSED",
  HostUnreachable: "EHOSTUNREACH",
  NetworkUnreachable: "ENETUNREACH",
  TTLExpired: "ETIMEDOUT",
};

/** A connection through a proxy did not come about; `errno` begins with `proxy:` where the proxy itself is the reason. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  readonly errno: string;

  constructor(errno: string) {
    super(errno);
    this.errno = errno;
  }
}

/** A connection through a SOCKS5 proxy (`host:port`), which resolves the name itself. Rejects with ProxyError. */
export async function connectThroughProxy(
  proxy: string,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<Socket> {
  const { SocksClient } = await import("socks");
  const place = new URL(`socks5://${proxy}`);
  try {
    const { socket } = await SocksClient.createConnection({
      proxy: { host: place.hostname.replaceAll(/^\[|\]$/g, ""), port: Number(place.port || SOCKS_PORT), type: 5 },
      command: "connect",
      destination: { host, port },
      timeout: timeoutMs,
    });
    return socket;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reply = /rejected connection - (\w+)/.exec(said)?.[1] ?? "";
    throw new ProxyError(ERRNO_OF_REPLY[reply] ?? `proxy:${said}`);
  }
}
