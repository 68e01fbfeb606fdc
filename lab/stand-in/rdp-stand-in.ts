// A stand-in for a Windows host: X.224, TLS, CredSSP or MCS to Demand Active, out of our own codecs, as a script says.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { DecodeError } from "../../src/core/bytes/index.ts";
import {
  decodeConnectionRequest,
  encodeConnectionConfirm,
  encodeRdsaadServerNonce,
  encodeRdstls,
  PROTOCOL_RDP,
  RDSTLS_VERSION_1,
  tpktLength,
} from "../../src/core/protocol/index.ts";
import type { Lab } from "../workshop.ts";
import { talkCredssp } from "./credssp-talk.ts";
import { interrupt, talkMcs } from "./mcs-talk.ts";
import { choiceFor, PROTOCOL_BITS } from "./negotiate.ts";
import { windowsServer2022 } from "./presets.ts";
import type { SeenPdu, StandIn, StandInPlacement, StandInScript } from "./script.ts";
import type { SessionMemory } from "./session-talk.ts";
import { contextOf, secureServer } from "./server-tls.ts";
import { PeerGone, Wire } from "./wire.ts";

const TLS_HANDSHAKE_RECORD = 0x16;

type Note = (pdu: string, bytes: Uint8Array) => void;

/**
 * Starts a stand-in; resolves when it listens. With a lab it ends with the lab at the latest. Rejects when the address is taken or a
 * certificate is unusable.
 */
export async function startStandIn(
  lab: Lab | undefined,
  script: StandInScript,
  placement: StandInPlacement = {},
): Promise<StandIn> {
  const computer = script.credssp?.names?.dnsComputer ?? windowsServer2022.credssp.names.dnsComputer;
  const context = contextOf(script.tls ?? {}, computer);
  const seen: SeenPdu[] = [];
  const memory: SessionMemory = {};
  const sockets = new Set<Socket>();
  const over = new AbortController();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    const connection = connections;
    const note: Note = (pdu, bytes) => seen.push({ connection, pdu, bytes });
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Clients leave as they like; the conversation sees the end by itself.
    socket.on("error", () => undefined);
    talk(socket, script, context, memory, note, over.signal).catch((error: unknown) => {
      // A client that speaks nonsense, or left, is no fault of ours; our own bugs must not pass unseen.
      const known = error instanceof DecodeError || error instanceof PeerGone || over.signal.aborted;
      if (!known) note(`failed: ${String(error)}`, new Uint8Array(0));
      socket.destroy();
    });
  });
  const address = placement.address ?? lab?.loopback() ?? "127.0.0.1";
  server.listen(placement.port ?? 0, address);
  await once(server, "listening");
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the stand-in has no port");
  let closing: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    over.abort();
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  const close = (): Promise<void> => (closing ??= end());
  lab?.onClose(close);
  return { address, port: bound.port, seen, close };
}

async function talk(
  socket: Socket,
  script: StandInScript,
  context: SecureContext,
  memory: SessionMemory,
  note: Note,
  abort: AbortSignal,
): Promise<void> {
  const { x224 = {} } = script;
  const wire = new Wire(socket, script.delayMs ?? 0, abort);
  const knowsTls = x224.negotiated !== false && x224.securityLayer !== "rdp";
  if (knowsTls && (await wire.peek()) === TLS_HANDSHAKE_RECORD) {
    // Windows takes TLS without X.224 before it: that is how scanners read its certificate.
    const direct = await secureServer(wire.release(), script.tls ?? {}, context, note);
    if (direct === undefined) return;
    wire.adopt(direct);
    await wire.take(() => undefined);
  }
  const packet = await wire.take(tpktLength);
  note("Connection Request", packet);
  const { negReq, srcRef: dstRef } = decodeConnectionRequest(packet);
  if (script.interrupt?.at === "connection-request") return interrupt(wire, script.interrupt.with);
  const requestedProtocols = negReq?.requestedProtocols ?? PROTOCOL_RDP;
  const header = { dstRef, srcRef: x224.srcRef ?? 0x1234, classOption: 0 };
  const choice = x224.negotiated === false ? "rdp" : choiceFor(x224, requestedProtocols);
  if (choice === "rdp" && (x224.negotiated === false || negReq === undefined)) {
    await wire.send(encodeConnectionConfirm(header));
    return talkMcs(wire, script, { requestedProtocols, encrypted: false }, memory, note);
  }
  if (typeof choice !== "string") {
    const negotiation = { kind: "failure", flags: 0, failureCode: choice.failureCode } as const;
    await wire.send(encodeConnectionConfirm({ ...header, negotiation }));
    return wire.end("fin");
  }
  const selectedProtocol = PROTOCOL_BITS[choice];
  const negotiation = { kind: "response", flags: x224.flags ?? 0x1f, selectedProtocol } as const;
  await wire.send(encodeConnectionConfirm({ ...header, negotiation }));
  if (choice === "rdp") return talkMcs(wire, script, { requestedProtocols, encrypted: false }, memory, note);
  const secure = await secureServer(wire.release(), script.tls ?? {}, context, note);
  if (secure === undefined) return;
  wire.adopt(secure);
  switch (choice) {
    case "tls":
      return talkMcs(wire, script, { requestedProtocols, encrypted: true }, memory, note);
    case "hybrid":
    case "hybrid-ex": {
      const certificate = new Uint8Array(secure.getX509Certificate()?.raw ?? []);
      const { accounts } = script;
      const about = { certificate, hybridEx: choice === "hybrid-ex", ...(accounts && { accounts }) };
      const account = await talkCredssp(wire, script.credssp ?? {}, about, note);
      if (account === undefined) return;
      return talkMcs(wire, script, { requestedProtocols, encrypted: true, account }, memory, note);
    }
    case "rdstls":
      // The server speaks first; what follows needs the credentials of a redirection.
      return wire.send(encodeRdstls({ kind: "capabilities", version: 1, supportedVersions: RDSTLS_VERSION_1 }));
    case "rdsaad":
      return wire.send(encodeRdsaadServerNonce({ tsNonce: "c3RhbmQtaW4tbm9uY2U" }));
  }
}
