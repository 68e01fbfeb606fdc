// The floor under a scan: X.224, TLS and the certificate of each target, by the same libraries, and nothing else.
// node bench/bare-loop.ts FIRST-ADDRESS COUNT PORT PARALLEL -> one JSON line
import { connect as netConnect } from "node:net";
import { performance } from "node:perf_hooks";
import { connect as tlsConnect, createSecureContext } from "node:tls";

const [first = "127.1.0.1", count = "1000", port = "3389", parallel = "64"] = process.argv.slice(2);
const context = createSecureContext({ minVersion: "TLSv1.2", ecdhCurve: "X25519:P-256:P-384:P-521" });
const request = Buffer.from("030000130ee000000000000100080003000000", "hex");

function addressAt(index: number): string {
  const [a = 127, b = 0, c = 0, d = 1] = first.split(".").map(Number);
  const at = b * 65_536 + c * 256 + d + index;
  return `${a}.${Math.floor(at / 65_536)}.${Math.floor(at / 256) % 256}.${at % 256}`;
}

function visit(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = netConnect({ host: address, port: Number(port) });
    socket.setNoDelay(true);
    socket.on("error", () => resolve(false));
    socket.once("connect", () => socket.write(request));
    socket.once("data", () => {
      const secure = tlsConnect({ socket, secureContext: context, rejectUnauthorized: false });
      secure.on("error", () => resolve(false));
      secure.once("secureConnect", () => {
        const seen = secure.getPeerX509Certificate()?.raw.length ?? 0;
        secure.once("close", () => resolve(seen > 0));
        secure.end();
        secure.resume();
      });
    });
  });
}

let next = 0;
let good = 0;
const startedMs = performance.now();
await Promise.all(
  Array.from({ length: Number(parallel) }, async () => {
    while (next < Number(count)) {
      if (await visit(addressAt(next++))) good += 1;
    }
  }),
);
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ good, seconds, perSecond: good / seconds, cpuMsEach: (user + system) / 1000 / good }));
