import type { Bandwidth, RoundTrip } from "../evidence/index.ts";
import { encodeAutoDetectResponse, sendDataRequest } from "../protocol/index.ts";
import type { AutoDetectRequest, AutoDetectResponse } from "../protocol/index.ts";
import type { IoChannel } from "./io-channel.ts";
import type { Moment, SequenceAction } from "./sequence.ts";

/** A server that measures for ever is answered so often. */
const ANSWER_LIMIT = 1000;

/** Answers network characteristics detection ([MS-RDPBCGR] 1.3.9, 3.2.5.14) and keeps what the server found out. */
export class AutoDetect {
  readonly #io: IoChannel;
  #bandwidthStartedMs: number | undefined;
  /** Where the count stood when the measuring began: all that comes until its end is counted ([MS-RDPBCGR] 2.2.14.1.4). */
  #bandwidthFromBytes = 0;
  #bandwidthBytes = 0;
  #answers = 0;
  #roundTrips = 0;
  #roundTrip: RoundTrip | undefined;
  #bandwidth: Bandwidth | undefined;

  constructor(io: IoChannel) {
    this.#io = io;
  }

  get roundTrip(): RoundTrip | undefined {
    return this.#roundTrip;
  }

  get bandwidth(): Bandwidth | undefined {
    return this.#bandwidth;
  }

  receive(request: AutoDetectRequest, moment: Moment): readonly SequenceAction[] {
    switch (request.type) {
      case "rtt":
        this.#roundTrips += 1;
        return this.#answer({ type: "rtt", sequenceNumber: request.sequenceNumber }, "Auto-Detect: RTT Response");
      case "bandwidth-start":
        this.#bandwidthStartedMs = moment.atMs;
        this.#bandwidthFromBytes = this.#io.receivedBytes;
        return [];
      case "bandwidth-stop":
        return this.#stop(request.sequenceNumber, request.isConnectTime, moment);
      case "network-characteristics":
        this.#learn(request);
        return [];
      default:
        return [];
    }
  }

  #stop(sequenceNumber: number, isConnectTime: boolean, moment: Moment): readonly SequenceAction[] {
    if (this.#bandwidthStartedMs === undefined) return [];
    const tookMs = Math.max(1, moment.atMs - this.#bandwidthStartedMs);
    this.#bandwidthBytes = this.#io.receivedBytes - this.#bandwidthFromBytes;
    this.#bandwidthStartedMs = undefined;
    if (this.#bandwidthBytes > 0) {
      const kilobitsPerSecond = Math.round((this.#bandwidthBytes * 8) / tookMs);
      this.#bandwidth = { method: "auto-detect", kilobitsPerSecond, bytes: this.#bandwidthBytes };
    }
    return this.#answer(
      {
        type: "bandwidth-results",
        sequenceNumber,
        isConnectTime,
        timeDeltaMs: Math.round(tookMs),
        byteCount: this.#bandwidthBytes,
      },
      "Auto-Detect: Bandwidth Measure Results",
    );
  }

  #learn(result: AutoDetectRequest & { readonly type: "network-characteristics" }): void {
    const { baseRttMs, averageRttMs, bandwidthKbps } = result;
    const figure = averageRttMs ?? baseRttMs;
    if (figure !== undefined) {
      this.#roundTrip = {
        method: "auto-detect",
        samples: Math.max(1, this.#roundTrips),
        minMs: baseRttMs ?? figure,
        medianMs: figure,
      };
    }
    if (bandwidthKbps !== undefined && bandwidthKbps > 0) {
      this.#bandwidth = {
        method: "auto-detect",
        kilobitsPerSecond: bandwidthKbps,
        bytes: this.#bandwidth?.bytes ?? this.#bandwidthBytes,
      };
    }
  }

  #answer(response: AutoDetectResponse, gloss: string): readonly SequenceAction[] {
    const channelId = this.#io.messageChannelId;
    this.#answers += 1;
    if (channelId === undefined || this.#answers > ANSWER_LIMIT) return [];
    const bytes = sendDataRequest(this.#io.userId, channelId, encodeAutoDetectResponse(response));
    return [this.#io.send(bytes, gloss)];
  }
}
