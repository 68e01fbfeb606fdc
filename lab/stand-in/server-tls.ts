// TLS of a stand-in, or what its script puts in the place of it.
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { createSecureContext, TLSSocket, type SecureContext } from "node:tls";
import type { StandInEnd, TlsScript } from "./script.ts";
import { selfSigned } from "./self-signed.ts";
import { PeerGone } from "./wire.ts";

/** SChannel's usual suites; @SECLEVEL=0 is what lets OpenSSL speak TLS 1.0. */
const CIPHERS = "ECDHE+AESGCM:DHE+AESGCM:ECDHE+AES:AESGCM:AES:@SECLEVEL=0";
const SCHANNEL_GROUPS = "X25519:P-256:P-384";

/** One context for all connections of a stand-in. Throws OpenSSL's error for unusable texts. */
export function contextOf(script: TlsScript, computerName: string): SecureContext {
  const own = script.certificatePem === undefined || script.keyPem === undefined ? selfSigned(computerName) : undefined;
  return createSecureContext({
    cert: script.certificatePem ?? own?.certificatePem,
    key: script.keyPem ?? own?.keyPem,
    minVersion: script.minVersion ?? "TLSv1.2",
    maxVersion: script.maxVersion ?? "TLSv1.3",
    ciphers: script.ciphers ?? `TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:${CIPHERS}`,
    ecdhCurve: script.groups ?? SCHANNEL_GROUPS,
    honorCipherOrder: true,
  });
}

/** A connection that ends so after so many bytes of the server's. */
function cutAfter(socket: Socket, limitBytes: number, how: StandInEnd): Duplex {
  let left = limitBytes;
  const through = new Duplex({
    read: () => socket.resume(),
    write: (piece: Uint8Array, _encoding, done) => {
      const part = piece.subarray(0, left);
      const cut = part.length < piece.length || part.length === left;
      left -= part.length;
      if (part.length > 0) socket.write(part);
      if (cut && how === "fin") socket.end();
      // What was let through is given time to arrive.
      if (cut && how === "reset") setTimeout(() => socket.resetAndDestroy(), 30);
      done();
    },
    final: (done) => {
      if (left > 0) socket.end();
      done();
    },
  });
  socket.on("data", (bytes: Uint8Array) => {
    if (!through.push(bytes)) socket.pause();
  });
  socket.on("end", () => through.push(null));
  socket.on("close", () => through.destroy());
  return through;
}

function firstBytes(socket: Socket): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    socket.once("data", (bytes: Uint8Array) => {
      socket.pause();
      resolve(bytes);
    });
    socket.once("close", () => reject(new PeerGone("the client ended before its ClientHello")));
    socket.resume();
  });
}

/**
 * Takes the ClientHello and does what the script says. Resolves with the secured stream, or with undefined when the script ends
 * the conversation here; rejects with PeerGone when the handshake fails.
 */
export async function secureServer(
  socket: Socket,
  script: TlsScript,
  context: SecureContext,
  note: (pdu: string, bytes: Uint8Array) => void,
): Promise<TLSSocket | undefined> {
  const hello = await firstBytes(socket);
  note("ClientHello", hello);
  if (script.delayMs !== undefined) await sleep(script.delayMs, undefined, { ref: false });
  if (script.alert !== undefined) {
    socket.end(Uint8Array.of(0x15, 3, 3, 0, 2, 2, script.alert));
    return undefined;
  }
  if (script.afterClientHello !== undefined) {
    if (script.afterClientHello === "fin") socket.end();
    else if (script.afterClientHello === "reset") socket.resetAndDestroy();
    return undefined;
  }
  socket.unshift(hello);
  const carrier = script.cut === undefined ? socket : cutAfter(socket, script.cut.afterBytes, script.cut.how);
  const secure = new TLSSocket(carrier, { isServer: true, secureContext: context });
  return new Promise((resolve, reject) => {
    secure.once("secure", () => resolve(secure));
    // Whatever OpenSSL dislikes in a hello, it has told the client by an alert.
    secure.on("error", (error) => reject(new PeerGone(error.message)));
    secure.once("close", () => reject(new PeerGone("the client ended within the handshake")));
  });
}
