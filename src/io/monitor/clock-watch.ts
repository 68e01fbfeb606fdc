const LOOK_MS = 1000;
/** Less is the work of whoever keeps clocks right. */
const JUMP_MS = 2000;

/** Notices that the wall clock was set, or that the machine slept: it went further than the time that passed. */
export class ClockWatch {
  readonly #onJump: (jumpMs: number) => void;
  readonly #wall: () => number;
  readonly #elapsed: () => number;
  #offsetMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    onJump: (jumpMs: number) => void,
    wall: () => number = Date.now,
    elapsed: () => number = () => performance.now(),
  ) {
    this.#onJump = onJump;
    this.#wall = wall;
    this.#elapsed = elapsed;
    this.#offsetMs = wall() - elapsed();
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const offsetMs = this.#wall() - this.#elapsed();
    const jumpMs = Math.round(offsetMs - this.#offsetMs);
    this.#offsetMs = offsetMs;
    if (Math.abs(jumpMs) >= JUMP_MS) this.#onJump(jumpMs);
  }
}
