// The UDP side of a stand-in: RDP-UDP SYN is answered, or not (MS-RDPEUDP 3.1.5.1).
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { DecodeError } from "../../src/core/bytes/index.ts";
import { decodeRdpUdpSyn, encodeRdpUdpSyn, RDPUDP_PROTOCOL_VERSION_2 } from "../../src/core/protocol/index.ts";
import type { Lab } from "../workshop.ts";
import type { SeenPdu, StandIn, StandInPlacement } from "./script.ts";

export type UdpStandInBehaviour = "syn-ack" | "silence" | "garbage";

const SERVER_SEQUENCE_NUMBER = 0x57414e44;

function answerTo(datagram: Uint8Array, behaviour: UdpStandInBehaviour): Uint8Array | undefined {
  if (behaviour === "garbage") return new Uint8Array(32).fill(0x55);
  if (behaviour === "silence") return undefined;
  const syn = decodeRdpUdpSyn(datagram);
  if (syn.kind !== "syn") return undefined;
  return encodeRdpUdpSyn({
    kind: "syn-ack",
    snSourceAck: syn.snInitialSequenceNumber,
    uReceiveWindowSize: 64,
    snInitialSequenceNumber: SERVER_SEQUENCE_NUMBER,
    uUpStreamMtu: syn.uUpStreamMtu,
    uDownStreamMtu: syn.uDownStreamMtu,
    lossy: syn.lossy,
    // Version 3 needs the cookie of a TCP connection: without it Windows speaks version 2 at most.
    ...(syn.uUdpVer === undefined ? {} : { uUdpVer: Math.min(syn.uUdpVer, RDPUDP_PROTOCOL_VERSION_2) }),
  });
}

/** Starts it; resolves when it listens. Datagrams that are no SYN are noted and not answered, except by garbage. */
export async function startUdpStandIn(
  lab: Lab | undefined,
  behaviour: UdpStandInBehaviour,
  placement: StandInPlacement = {},
): Promise<StandIn> {
  const address = placement.address ?? lab?.loopback() ?? "127.0.0.1";
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  const seen: SeenPdu[] = [];
  socket.on("message", (datagram, from) => {
    seen.push({ connection: seen.length + 1, pdu: "datagram", bytes: datagram });
    try {
      const answer = answerTo(datagram, behaviour);
      if (answer !== undefined) socket.send(answer, from.port, from.address);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  });
  socket.bind(placement.port ?? 0, address);
  await once(socket, "listening");
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= new Promise((resolve) => {
      socket.close(() => resolve());
    }));
  lab?.onClose(close);
  return { address, port: socket.address().port, seen, close };
}
