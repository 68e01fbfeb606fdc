// Network characteristics detection of a stand-in (MS-RDPBCGR 1.3.9, 3.3.5.14): asks, and waits for each answer.
import { decodeAutoDetectResponse, type AutoDetectRequest } from "../../src/core/protocol/index.ts";
import type { AutoDetectScript } from "./session-script.ts";
import type { ClientPdu, Share } from "./share.ts";

const RTT = { connecting: 0x1001, session: 0x0001 } as const;
const START = 0x1014;
const STOP = 0x002b;
const PAYLOAD = 0x0002;
const RESULT = 0x08c0;
/** The payload is noise, in pieces of this size. */
const PIECE_BYTES = 1024;

/** Measures as the script says. `next` gives the client's PDUs, whatever they are. Nothing where there is no message channel. */
export async function measureNetwork(
  share: Share,
  script: AutoDetectScript,
  next: () => Promise<ClientPdu>,
): Promise<void> {
  const { at = "session", roundTrips = 1, payloadBytes, result } = script;
  const { messageChannelId } = share.ids;
  if (messageChannelId === undefined) return;
  const isConnectTime = at === "connecting";
  let sequenceNumber = 0;
  const ask = (request: AutoDetectRequest): Promise<void> =>
    share.sendMessage({ kind: "auto-detect-request", request });
  const answered = async (): Promise<void> => {
    for (;;) {
      const pdu = await next();
      if (pdu.kind === "ultimatum") return;
      if (pdu.kind !== "channel" || pdu.channelId !== messageChannelId) continue;
      if (decodeAutoDetectResponse(pdu.contents).sequenceNumber === sequenceNumber) return;
    }
  };
  for (let count = 0; count < roundTrips; count += 1) {
    sequenceNumber += 1;
    await ask({ type: "rtt", isConnectTime, sequenceNumber, requestType: RTT[at] });
    await answered();
  }
  if (payloadBytes !== undefined && isConnectTime) {
    sequenceNumber += 1;
    await ask({ type: "bandwidth-start", isConnectTime, sequenceNumber, requestType: START });
    for (let left = payloadBytes; left > 0; left -= PIECE_BYTES) {
      const piece = Math.min(left, PIECE_BYTES);
      await ask({ type: "bandwidth-payload", sequenceNumber, requestType: PAYLOAD, payloadBytes: piece });
    }
    await ask({ type: "bandwidth-stop", isConnectTime, sequenceNumber, requestType: STOP, payloadBytes: 0 });
    await answered();
  }
  if (result === undefined) return;
  sequenceNumber += 1;
  await ask({ type: "network-characteristics", sequenceNumber, requestType: RESULT, ...result });
}
