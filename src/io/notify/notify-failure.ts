/** Why a message did not arrive. Its text is for people: no secret is in it once the dispatcher has stored it. */
export class NotifyFailure extends Error {
  /** Asked again it would be refused again: not retried. */
  readonly permanent: boolean;
  /** The other side asked to wait this long. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, permanent: boolean, retryAfterMs?: number) {
    super(message);
    this.name = "NotifyFailure";
    this.permanent = permanent;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What went wrong, in one line; a system error by its code, since its text can hold an address or more. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotifyFailure) return error.message;
  if (!(error instanceof Error)) return "unknown failure";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.message === "" ? code || error.name : error.message;
}
