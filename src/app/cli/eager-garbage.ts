import { setFlagsFromString } from "node:v8";

/**
 * For commands that leave much behind although little of it lives: V8 would let the heap grow to several times that before
 * it looks. A fifth more processor time buys a third less memory (10,000 hosts a minute: 620 MB without, 420 MB with it).
 * Holds for threads, too, and is to be called before anything large is read.
 */
export function collectGarbageEagerly(): void {
  // A maximum for the young generation is not heeded any more once the program runs; that it does not grow is.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
}
