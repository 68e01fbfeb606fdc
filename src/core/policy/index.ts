export { accountKey, lockoutGuard, REFUSALS_BEFORE_REST, REST_MS } from "./lockout-guard.ts";
export type { LockoutVerdict, LogonAccount, LogonAttempt, LogonOutcome } from "./lockout-guard.ts";
