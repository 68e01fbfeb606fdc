/** A check or logon that was cut off: what it had said until then is kept. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
  readonly transcript: string;

  constructor(cause: unknown, transcript: string) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.transcript = transcript;
  }
}
