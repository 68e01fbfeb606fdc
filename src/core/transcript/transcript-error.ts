/** A transcript that cannot be read: which line, and why. */
export class TranscriptError extends Error {
  override readonly name = "TranscriptError";
  readonly line: number;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
  }
}
