import type { Candidate } from "./candidate.ts";

/** A line that a server shows in its own window, and what it tells. */
export interface ServerMessage {
  /** Part of the line: lower case, single spaces. */
  readonly contains: string;
  /**
   * "refused": the credential. "denied": it is right, and nobody may come in with it here or now. "accepted": it is
   * right, and what follows the logon failed. "unknown": the server could not ask anybody.
   */
  readonly says: "refused" | "denied" | "accepted" | "unknown";
  readonly candidates: readonly Candidate[];
  readonly source: string;
}

/** xrdp 0.9 says the same few words whatever the session manager answered: only its log tells more. */
const FAILED_LOGIN: readonly Candidate[] = [
  { id: "bad-credentials", weight: 56 },
  { id: "max-connections-reached", weight: 12 },
  { id: "account-locked-out", weight: 9 },
  { id: "password-expired-or-must-change", weight: 9 },
  { id: "account-disabled-or-restricted", weight: 8 },
  { id: "logon-right-missing", weight: 6 },
];

const NOT_AUTHENTICATED: readonly Candidate[] = [
  { id: "bad-credentials", weight: 64 },
  { id: "account-locked-out", weight: 13 },
  { id: "password-expired-or-must-change", weight: 12 },
  { id: "account-disabled-or-restricted", weight: 11 },
];

const NOT_ALLOWED: readonly Candidate[] = [
  { id: "logon-right-missing", weight: 80 },
  { id: "account-disabled-or-restricted", weight: 20 },
];

const FULL: readonly Candidate[] = [{ id: "max-connections-reached", weight: 1 }];

const NO_MEMORY: readonly Candidate[] = [{ id: "memory-or-session-leak", weight: 1 }];

const NO_DISPLAY: readonly Candidate[] = [
  { id: "max-connections-reached", weight: 60 },
  { id: "memory-or-session-leak", weight: 40 },
];

const NO_X_SERVER: readonly Candidate[] = [
  { id: "wddm-driver-issue", variant: "x-server-does-not-start", weight: 72 },
  { id: "slow-logon-profile", variant: "desktop-program-died", weight: 16 },
  { id: "memory-or-session-leak", weight: 12 },
];

const NO_SESSION_MANAGER: readonly Candidate[] = [
  { id: "termservice-stopped", variant: "session-manager", weight: 75 },
  { id: "termservice-crash-loop", variant: "dies-mid-conversation", weight: 25 },
];

const NO_SESSION_TYPE: readonly Candidate[] = [
  { id: "rdp-listener-config-corrupt", variant: "session-type-missing", weight: 1 },
];

const XRDP_0_9 = "xrdp 0.9.21: connection log of its window";
const XRDP_0_10 = "xrdp 0.10: status texts of the session manager protocol";

/**
 * Texts of server windows. The first entry that any line contains counts, so what tells more stands before what tells
 * less. A new message is one line here.
 */
const SERVER_MESSAGES: readonly ServerMessage[] = [
  { contains: "max session limit reached", says: "denied", candidates: FULL, source: XRDP_0_10 },
  { contains: "no available session", says: "denied", candidates: FULL, source: XRDP_0_9 },
  { contains: "no x displays are available", says: "accepted", candidates: NO_DISPLAY, source: XRDP_0_10 },
  { contains: "x server could not be started", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_10 },
  { contains: "no memory for", says: "unknown", candidates: NO_MEMORY, source: XRDP_0_10 },
  { contains: "user is not authorized", says: "denied", candidates: NOT_ALLOWED, source: XRDP_0_10 },
  { contains: "could not be authenticated", says: "refused", candidates: NOT_AUTHENTICATED, source: XRDP_0_10 },
  { contains: "general session creation error", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_10 },
  { contains: "group problem", says: "denied", candidates: NOT_ALLOWED, source: XRDP_0_9 },
  { contains: "problem loading lib", says: "unknown", candidates: NO_SESSION_TYPE, source: XRDP_0_9 },
  { contains: "not a valid xrdp backend", says: "unknown", candidates: NO_SESSION_TYPE, source: XRDP_0_9 },
  { contains: "please add a valid entry", says: "unknown", candidates: NO_SESSION_TYPE, source: XRDP_0_9 },
  { contains: "failure setting up module", says: "unknown", candidates: NO_SESSION_TYPE, source: XRDP_0_9 },
  { contains: "connection problem, giving up", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_9 },
  { contains: "some problem", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_9 },
  { contains: "error connecting to user session", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_9 },
  { contains: "startup timeout", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_9 },
  { contains: "vnc error", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_9 },
  { contains: "vnc server will disconnect", says: "accepted", candidates: NO_X_SERVER, source: XRDP_0_9 },
  { contains: "error connecting to", says: "unknown", candidates: NO_SESSION_MANAGER, source: XRDP_0_9 },
  { contains: "error sending create session", says: "unknown", candidates: NO_SESSION_MANAGER, source: XRDP_0_9 },
  { contains: "error reading response from", says: "unknown", candidates: NO_SESSION_MANAGER, source: XRDP_0_9 },
  { contains: "authentication failure", says: "refused", candidates: NOT_AUTHENTICATED, source: XRDP_0_9 },
  { contains: "authentication error", says: "refused", candidates: NOT_AUTHENTICATED, source: XRDP_0_9 },
  { contains: "general login error", says: "refused", candidates: FAILED_LOGIN, source: XRDP_0_10 },
  { contains: "login failed", says: "refused", candidates: FAILED_LOGIN, source: XRDP_0_9 },
];

/** What the lines of a server's window tell; undefined where none of them is known. A line may be wrapped. */
export function readServerMessage(lines: readonly string[]): ServerMessage | undefined {
  const text = lines.join(" ").toLowerCase().replaceAll(/\s+/gu, " ");
  return SERVER_MESSAGES.find(({ contains }) => text.includes(contains));
}
