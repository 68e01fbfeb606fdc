import { keyStroke, mouseMove, slowPathInput, unicodeKey } from "../protocol/index.ts";
import type { InputEvent } from "../protocol/index.ts";
import type { IoChannel } from "./io-channel.ts";
import type { KeyStroke } from "./logon-request.ts";
import type { SequenceAction } from "./sequence.ts";

/** Between two keys, and after a combination, which opens a window that must come up first. */
const KEY_GAP_MS = 40;
const WINDOW_GAP_MS = 1500;

export interface KeyTypingSetting {
  readonly atMs: number;
  /** How long to wait after the last key. */
  readonly patienceMs: number;
  readonly screen: { readonly width: number; readonly height: number };
}

/** Strikes keys one after the other, and then waits for what they cause. */
export class KeyTyping {
  readonly #io: IoChannel;
  readonly #shareId: number;
  readonly #strokes: KeyStroke[];
  readonly #patienceMs: number;
  /** Without a window manager the keyboard belongs to the window under the pointer. */
  #pointer: InputEvent | undefined;
  #nextMs: number;
  #lastMs: number;

  constructor(io: IoChannel, shareId: number, strokes: readonly KeyStroke[], setting: KeyTypingSetting) {
    const { atMs, patienceMs, screen } = setting;
    this.#io = io;
    this.#shareId = shareId;
    this.#strokes = [...strokes];
    this.#nextMs = atMs;
    this.#lastMs = atMs;
    this.#patienceMs = patienceMs;
    this.#pointer = mouseMove(Math.floor(screen.width / 2), Math.floor(screen.height / 2));
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
    const pointer = this.#pointer === undefined ? [] : [this.#pointer];
    this.#pointer = undefined;
    const events = [...pointer, ...this.#events(stroke)];
    const contents = slowPathInput(this.#io.userId, this.#shareId, events);
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
