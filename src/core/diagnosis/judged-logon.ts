import type { StageName } from "../evidence/index.ts";
import type { Because } from "./finding.ts";

/**
 * Was this account let in?
 *
 * - "accepted": the server took the credential, as deep as was asked. "refused": it did not.
 * - "denied": the password is right, and the account may not log on here, or not now.
 * - "not-verifiable": nothing failed, and nothing proves that the password is right.
 * - "withheld": we did not send it. "not-tested": it never came to that.
 */
export interface LogonJudgement {
  readonly outcome: "accepted" | "refused" | "denied" | "not-verifiable" | "withheld" | "not-tested";
  /** What told. */
  readonly by?:
    | "nla"
    | "authorization"
    | "save-session-info"
    | "virtual-channel"
    | "picture"
    | "server-message"
    | "error-info"
    | "hang-up";
  /** Where it was told. */
  readonly stage?: StageName;
  readonly because: readonly Because[];
}
