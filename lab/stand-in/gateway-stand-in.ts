// An RD Gateway's first answer (MS-TSGU 3.3.5.1): TLS, then one HTTP answer to RDG_OUT_DATA.
import { once } from "node:events";
import { createServer, type TLSSocket } from "node:tls";
import { encodeHttpResponseHead } from "../../src/core/protocol/index.ts";
import type { Lab } from "../workshop.ts";
import type { SeenPdu, StandIn, StandInPlacement } from "./script.ts";
import { selfSigned } from "./self-signed.ts";

/** What a gateway stand-in answers. */
export interface GatewayScript {
  /** Default 401. */
  readonly status?: number;
  /** Schemes of WWW-Authenticate (401) or Proxy-Authenticate (407); default Negotiate and NTLM. */
  readonly offers?: readonly string[];
  /** Default: self-signed for gateway.stand-in.test. */
  readonly certificatePem?: string;
  readonly keyPem?: string;
  /** More fields, such as Location or Content-Type. */
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  /** Takes the request and never answers. */
  readonly silent?: boolean;
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  302: "Found",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  407: "Proxy Authentication Required",
  503: "Service Unavailable",
};

function answerOf(script: GatewayScript): Uint8Array {
  const { status = 401, offers = ["Negotiate", "NTLM"], fields = [] } = script;
  const asks = status === 401 ? "WWW-Authenticate" : status === 407 ? "Proxy-Authenticate" : undefined;
  return encodeHttpResponseHead({
    minorVersion: 1,
    status,
    reason: REASONS[status] ?? "Stand-in",
    fields: [
      { name: "Server", value: "RDPulse stand-in" },
      ...(asks === undefined ? [] : offers.map((value) => ({ name: asks, value }))),
      ...fields,
      { name: "Content-Length", value: "0" },
    ],
  });
}

/** Starts it; resolves when it listens. Rejects when the address is taken or the certificate is unusable. */
export async function startGatewayStandIn(
  lab: Lab | undefined,
  script: GatewayScript = {},
  placement: StandInPlacement = {},
): Promise<StandIn> {
  const own = selfSigned("gateway.stand-in.test");
  const seen: SeenPdu[] = [];
  const open = new Set<TLSSocket>();
  const options = { cert: script.certificatePem ?? own.certificatePem, key: script.keyPem ?? own.keyPem };
  const server = createServer(options, (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
    let head = "";
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      seen.push({ connection: seen.length + 1, pdu: head.split(" ", 1)[0] ?? "", bytes: Buffer.from(head, "latin1") });
      head = "";
      if (script.silent !== true) socket.write(answerOf(script));
    });
  });
  const address = placement.address ?? lab?.loopback() ?? "127.0.0.1";
  server.listen(placement.port ?? 0, address);
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the gateway stand-in has no port");
  let closing: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  };
  const close = (): Promise<void> => (closing ??= end());
  lab?.onClose(close);
  return { address, port: bound.port, seen, close };
}
