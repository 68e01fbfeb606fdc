import { isoTime, targetLabel } from "../../../core/contract/index.ts";
import type { LogonOptions } from "../../../core/plan/index.ts";
import { printable } from "../../../core/texts/index.ts";
import type { StateFolder } from "../../../io/logon/index.ts";
import type { LogonConclusions } from "../../../core/contract/index.ts";
import { usage } from "../operation-error.ts";

/** The options with the key that the host showed last time. */
export function withKnownKey(options: LogonOptions, state: StateFolder): LogonOptions {
  const knownKeySha256 = state.knownKey(targetLabel(options));
  return knownKeySha256 === undefined ? options : { ...options, knownKeySha256 };
}

/** Throws `OperationError` when one more attempt could lock the account out. */
export function requireAllowed(options: LogonOptions, state: StateFolder, nowMs: number): void {
  const verdict = state.mayTry(options, nowMs);
  if (verdict.allow) return;
  throw usage("error.lockout-guard", {
    account: printable(options.domain === "" ? options.user : `${options.domain}\\${options.user}`, 80),
    count: verdict.refusals,
    until: isoTime(verdict.untilMs),
    minutes: Math.max(0, Math.ceil((verdict.untilMs - nowMs) / 60_000)),
  });
}

/** Remembers for the next run what became of the password, and the key that the host showed. */
export async function rememberOutcome(
  options: LogonOptions,
  state: StateFolder,
  seen: { readonly conclusions: LogonConclusions; readonly keySha256?: string | undefined },
  nowMs: number,
): Promise<void> {
  const { outcome } = seen.conclusions.judgement;
  if (outcome === "accepted" || outcome === "refused" || outcome === "denied") {
    await state.remember(options, outcome, nowMs);
  }
  const { keySha256 } = seen;
  // A changed key replaces the known one only where the operator said that it may.
  if (keySha256 === undefined || keySha256 === options.knownKeySha256) return;
  if (options.knownKeySha256 === undefined || options.allowChangedKey) {
    await state.rememberKey(targetLabel(options), keySha256);
  }
}
