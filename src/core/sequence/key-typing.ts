import { keyStroke, slowPathInput, unicodeKey } from "../protocol/index.ts";
import type { InputEvent } from "../protocol/index.ts";
import type { IoChannel } from "./io-channel.ts";
import type { KeyStroke } from "./logon-request.ts";
import type { SequenceAction } from "./sequence.ts";

/** Between two keys, and after a combination, which opens a window that must come up first. */
const KEY_GAP_MS = 40;
const WINDOW_GAP_MS = 1500;

/** Strikes keys one after the other, and then waits for what they cause. */
export class KeyTyping {
  readonly #io: IoChannel;
  readonly #shareId: number;
  readonly #strokes: KeyStroke[];
  readonly #patienceMs: number;
  #nextMs: number;
  #lastMs: number;

  /** `patienceMs`: how long to wait after the last key. */
  constructor(io: IoChannel, shareId: number, strokes: readonly KeyStroke[], atMs: number, patienceMs: number) {
    this.#io = io;
    this.#shareId = shareId;
    this.#strokes = [...strokes];
    this.#nextMs = atMs;
    this.#lastMs = atMs;
    this.#patienceMs = patienceMs;
  }

  get untilMs(): number {
    return this.#strokes.length > 0 ? this.#nextMs : this.#lastMs + this.#patienceMs;
  }

  /** The keys that are due; undefined: all are struck, and the waiting is over too. */
  next(atMs: number): readonly SequenceAction[] | undefined {
    const [stroke] = this.#strokes;
    if (stroke === undefined) return atMs >= this.untilMs ? undefined : [];
    if (atMs < this.#nextMs) return [];
    this.#strokes.shift();
    this.#lastMs = atMs;
    this.#nextMs = atMs + (stroke.hold.length > 0 ? WINDOW_GAP_MS : KEY_GAP_MS);
    const contents = slowPathInput(this.#io.userId, this.#shareId, this.#events(stroke));
    return [this.#io.sendShare(contents, "Input: key")];
  }

  #events({ key, hold }: KeyStroke): readonly InputEvent[] {
    const held = hold.map((one) => keyStroke(one));
    return [
      ...held.map(([press]) => press),
      ...("codePoint" in key ? unicodeKey(key.codePoint) : keyStroke(key)),
      ...held.toReversed().map(([, release]) => release),
    ];
  }
}
