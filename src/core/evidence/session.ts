/**
 * How far a logon goes. "credential": NLA validates the password, which is never sent. "authorize": the credential is
 * delegated and the server says whether the account may log on. "desktop": a session, to a stable picture.
 */
export type LogonDepth = "credential" | "authorize" | "desktop";

/** What a logon was asked to do. */
export interface LogonEvidence {
  /** DOMAIN\user, or the user alone. */
  readonly account: string;
  readonly depth: LogonDepth;
  readonly end: "logoff" | "disconnect";
}

/** How we know that the user's session stands. */
export type LogonConfirmation =
  /** Save Session Info with a logon ([MS-RDPBCGR] 2.2.10.1); older forms tell the names. */
  | { readonly by: "save-session-info"; readonly user?: string; readonly domain?: string; readonly sessionId?: number }
  /** A program of the session spoke on this virtual channel. */
  | { readonly by: "virtual-channel"; readonly channel: string };

/** Logon Errors Info ([MS-RDPBCGR] 2.2.10.1.1.4.1.1). */
export interface LogonNotice {
  readonly type: number;
  readonly data: number;
}

export interface RoundTrip {
  /** "auto-detect": RDP's own round-trip requests; "refresh-rect": from our Refresh Rect to the update that it causes. */
  readonly method: "auto-detect" | "refresh-rect";
  readonly samples: number;
  readonly minMs: number;
  readonly medianMs: number;
}

export interface Bandwidth {
  /** "auto-detect": between Bandwidth Measure Start and Stop; "updates": the fullest second of graphics. */
  readonly method: "auto-detect" | "updates";
  readonly kilobitsPerSecond: number;
  readonly bytes: number;
}

/** One Server Redirection that was followed, or not. Passwords and cookies of it stay out. */
export interface RedirectionHop {
  /** Host that sent us away. */
  readonly from: string;
  /** Address or name that was connected next; absent when there was none. */
  readonly to?: string;
  readonly sessionId: number;
  readonly redirFlags: number;
  readonly targetName?: string;
  readonly addresses: readonly string[];
  /** Load balance information, as text. */
  readonly routingToken?: string;
}

/**
 * "logged-off": the server ended the session after our keys; "logoff-unconfirmed": it did not say so in time;
 * "disconnected": we left, the session stays on the host; "server-ended": the server ended it first.
 */
export type SessionEnd = "logged-off" | "logoff-unconfirmed" | "disconnected" | "server-ended" | "lost";
