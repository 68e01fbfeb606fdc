import type { RoundTrip } from "../evidence/index.ts";
import { refreshRect } from "../protocol/index.ts";
import type { IoChannel } from "./io-channel.ts";
import type { SequenceAction } from "./sequence.ts";
import { round } from "./stage-log.ts";

const SAMPLES = 3;
const ANSWER_WITHIN_MS = 1000;
/** A tile that is repainted quickly, and harms nobody. */
const TILE = { left: 0, top: 0, right: 63, bottom: 63 } as const;

/** Round trips inside a session, without touching its programs: Refresh Rect ([MS-RDPBCGR] 2.2.11.2) to the update. */
export class RefreshProbe {
  readonly #io: IoChannel;
  readonly #shareId: number;
  readonly #samples: number[] = [];
  #asked = 0;
  #askedMs: number | undefined;

  constructor(io: IoChannel, shareId: number) {
    this.#io = io;
    this.#shareId = shareId;
  }

  get untilMs(): number | undefined {
    return this.#askedMs === undefined ? undefined : this.#askedMs + ANSWER_WITHIN_MS;
  }

  painted(atMs: number): void {
    if (this.#askedMs === undefined) return;
    this.#samples.push(atMs - this.#askedMs);
    this.#askedMs = undefined;
  }

  /** Whoever does not answer the first is not asked again. */
  missed(): void {
    this.#askedMs = undefined;
    this.#asked = SAMPLES;
  }

  /** The next request; none while one is on its way; undefined when there is nothing more to ask. */
  next(atMs: number): readonly SequenceAction[] | undefined {
    if (this.#askedMs !== undefined) return [];
    if (this.#asked >= SAMPLES) return undefined;
    this.#asked += 1;
    this.#askedMs = atMs;
    return [this.#io.sendShare(refreshRect(this.#io.userId, this.#shareId, TILE), "Refresh Rect")];
  }

  get roundTrip(): RoundTrip | undefined {
    const sorted = this.#samples.toSorted((one, other) => one - other);
    const [minMs] = sorted;
    const medianMs = sorted[Math.floor(sorted.length / 2)];
    if (minMs === undefined || medianMs === undefined) return undefined;
    return { method: "refresh-rect", samples: sorted.length, minMs: round(minMs), medianMs: round(medianMs) };
  }
}
