/**
 * How an attempt ended, as far as the count of bad passwords goes. *accepted*: the password is right. *refused*: it was
 * not accepted, whatever the reason (wrong, unknown user, locked out). *denied*: right, but the account may not log on
 * here; the directory counts that as a success.
 */
export type LogonOutcome = "accepted" | "refused" | "denied";

/** One attempt of one account. */
export interface LogonAttempt {
  readonly outcome: LogonOutcome;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Made by this very run of the program. */
  readonly isOfThisRun: boolean;
}

/** Whose attempts are counted together. */
export interface LogonAccount {
  readonly user: string;
  /** "" where none was named, "." for the host's own accounts. */
  readonly domain: string;
  /** Name or address, without a port: one host counts as one, whichever port was asked. */
  readonly host: string;
}

/** `untilMs`: from when a new run may try again, in milliseconds since 1970. */
export type LockoutVerdict =
  | { readonly allow: true }
  | {
      readonly allow: false;
      readonly reason: "refused-in-this-run" | "refused-lately";
      readonly refusals: number;
      readonly untilMs: number;
    };

/**
 * Two refusals in a row, then rest. Windows locks an account after 10 within 10 minutes (its default since October 2022),
 * the common security baselines after 5 within 15 to 30 minutes; two leave a person at least three tries of their own.
 */
export const REFUSALS_BEFORE_REST = 2;

/**
 * The rest is counted from the last refusal, not from the first: Windows forgets its count only when no bad password came
 * for the whole of "Reset account lockout counter after", which the baselines set to 15 or 30 minutes. Seen from the
 * first, one try every 29 minutes would never let the count fall back.
 */
export const REST_MS: number = 30 * 60_000;

/**
 * Whether one more attempt may be made for an account. `history` holds this account's attempts in any order. At most one
 * refusal a run; and rest after two refusals in a row that the server still counts together. An attempt that the clock puts
 * into the future by more than the rest (the clock was changed) no longer counts.
 */
export function lockoutGuard(history: readonly LogonAttempt[], nowMs: number): LockoutVerdict {
  const counted = refusalsThatCount(history, nowMs);
  const [lastMs = nowMs] = counted;
  const untilMs = counted.length >= REFUSALS_BEFORE_REST ? lastMs + REST_MS : nowMs;
  if (history.some(({ outcome, isOfThisRun }) => isOfThisRun && outcome === "refused")) {
    return { allow: false, reason: "refused-in-this-run", refusals: Math.max(1, counted.length), untilMs };
  }
  if (untilMs === nowMs) return { allow: true };
  return { allow: false, reason: "refused-lately", refusals: counted.length, untilMs };
}

/** When the refusals were that a server's count still holds, the last first: none a whole rest apart from the next. */
function refusalsThatCount(history: readonly LogonAttempt[], nowMs: number): readonly number[] {
  const counted: number[] = [];
  for (const { outcome, atMs } of history.toSorted((one, other) => other.atMs - one.atMs)) {
    if (atMs - nowMs >= REST_MS) continue;
    if (outcome !== "refused" || (counted.at(-1) ?? nowMs) - atMs >= REST_MS) break;
    counted.push(atMs);
  }
  return counted;
}

/**
 * The name under which an account's attempts are remembered. A domain counts bad passwords over all its hosts, so a
 * domain's account is the same everywhere (`domain\user`, or a user principal name); any other belongs to its host.
 */
export function accountKey({ user, domain, host }: LogonAccount): string {
  const [, before = "", after = ""] = /^([^\\]*)\\(.*)$/s.exec(user) ?? [];
  const authority = domain === "" ? before : domain;
  const name = after === "" ? user : after;
  if (authority !== "" && authority !== ".") return `${authority}\\${name}`.toLowerCase();
  if (authority === "" && /^[^@]+@[^@]+$/.test(name)) return name.toLowerCase();
  return `${name}@${host}`.toLowerCase();
}
