import type { Candidate } from "../candidate.ts";

/**
 * The same causes, told more exactly where a logon met them: of an account that may not come in, which of its limits
 * it is.
 */
export function withAccountVariant(ntStatus: number, candidates: readonly Candidate[]): readonly Candidate[] {
  const variant = VARIANTS.get(ntStatus >>> 0);
  return variant === undefined ? candidates : candidates.map((candidate) => ({ ...candidate, variant }));
}

const VARIANTS: ReadonlyMap<number, string> = new Map([
  [0xc0000072, "disabled"], // STATUS_ACCOUNT_DISABLED
  [0xc0000193, "expired"], // STATUS_ACCOUNT_EXPIRED
  [0xc000006f, "hours"], // STATUS_INVALID_LOGON_HOURS
  [0xc0000070, "workstation"], // STATUS_INVALID_WORKSTATION
  [0xc000006e, "restricted"], // STATUS_ACCOUNT_RESTRICTION
  [0xc0000413, "restricted"], // STATUS_AUTHENTICATION_FIREWALL_FAILED
  [0xc0000071, "expired"], // STATUS_PASSWORD_EXPIRED
  [0xc0000224, "must-change"], // STATUS_PASSWORD_MUST_CHANGE
]);
