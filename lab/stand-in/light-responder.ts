// Many hosts for the benchmark of scan: X.224 (HYBRID), TLS, one NTLM challenge, and an end to anything else; never silent.
// node lab/stand-in/light-responder.ts --listen 127.1.0.0/18:3389 | --count N [--port P]; prints "ready".
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { constants } from "node:crypto";
import { createServer as createTlsServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { decodeConnectionRequest, encodeConnectionConfirm, encodeTsRequest } from "../../src/core/protocol/index.ts";
import { challengeOf } from "./credssp-talk.ts";
import { selfSigned } from "./self-signed.ts";

/** A client that takes longer is gone: scans are quick, and nothing may pile up here. */
const IDLE_LIMIT_MS = 10_000;
const CONFIRM = encodeConnectionConfirm({
  dstRef: 0,
  srcRef: 0x1234,
  classOption: 0,
  negotiation: { kind: "response", flags: 0x1f, selectedProtocol: 2 },
});

function isConnectionRequest(bytes: Uint8Array): boolean {
  try {
    decodeConnectionRequest(bytes);
    return true;
  } catch {
    return false;
  }
}

/** One listening server for one address (0.0.0.0 answers for all of 127.0.0.0/8). Resolves when it listens. */
export function lightResponder(port: number, address = "0.0.0.0"): Promise<Server> {
  const { certificatePem, keyPem } = selfSigned("stand-in-light.stand-in.test", "ec");
  const tls = createTlsServer(
    { cert: certificatePem, key: keyPem, ecdhCurve: "X25519:P-256", secureOptions: constants.SSL_OP_NO_TICKET },
    (secure) => {
      secure.on("error", () => secure.destroy());
      secure.once("data", () => {
        // Whatever it was, it gets a challenge once; what comes after that is the end.
        secure.write(encodeTsRequest({ version: 6, negoTokens: [challengeOf({})] }));
        secure.once("data", () => secure.end());
      });
    },
  );
  const welcome = (socket: Socket): void => {
    // 0.0.0.0 is also this machine's other networks; nobody there is answered.
    if (socket.localAddress?.startsWith("127.") !== true) {
      socket.destroy();
      return;
    }
    socket.setTimeout(IDLE_LIMIT_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.once("data", (bytes) => {
      if (!isConnectionRequest(bytes)) {
        socket.end();
        return;
      }
      socket.pause();
      socket.write(CONFIRM);
      tls.emit("connection", socket);
    });
  };
  tls.on("tlsClientError", (_error, secure) => secure.destroy());
  const server = createTcpServer({ noDelay: true }, welcome);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: address, backlog: 4096 }, () => resolve(server));
  });
}

/** Port of ADDRESSES:PORT; addresses inside 127.0.0.0/8 are all served by one listener. */
function portOf(listen: string): number {
  const parts = /^127\.\d+\.\d+\.\d+(?:\/\d+)?:(\d+)$/.exec(listen);
  if (parts === null) throw new RangeError(`--listen takes 127.A.B.C/N:PORT, not ${listen}`);
  return Number(parts[1]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { listen: { type: "string" }, count: { type: "string" }, port: { type: "string", default: "3389" } },
  });
  // --count only says how many targets the caller means: all of 127.0.0.0/8 answers.
  await lightResponder(values.listen === undefined ? Number(values.port) : portOf(values.listen));
  console.log("ready");
}
