/** A fault of our own in the middle of a check or a logon; `transcriptPath` is where the conversation can be read. */
export class FailedProbe extends Error {
  override readonly name = "FailedProbe";
  readonly transcriptPath: string | undefined;

  constructor(transcriptPath: string | undefined, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.transcriptPath = transcriptPath;
  }
}
