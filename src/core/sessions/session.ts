import type { AccountName, ClientAddress } from "../telemetry/index.ts";

/** Where the person sits. "unknown": the logs name no address, as with an enhanced session of Hyper-V. */
export type SessionPlace = "remote" | "console" | "services" | "unknown";

/** Why a connection ended, as the host gave it. */
export interface EndReason {
  /** Number of the reason; absent where the event itself is the reason (a limit of RD Session Host). */
  readonly code?: number;
  /** "LocalSessionManager 40", "RdpCoreTS 103", "RemoteConnectionManager 20516" … */
  readonly source: string;
  readonly at: string;
}

/** Steps of a logon, in the order in which they happen. */
export type LogonStep = "connected" | "authenticated" | "session" | "shell";

/** Time from one step to the next that the logs tell. */
export interface LogonPhase {
  readonly from: LogonStep;
  readonly to: LogonStep;
  readonly durationMs: number;
  readonly fromAt: string;
  readonly toAt: string;
}

/** One stay in a session, from connecting to disconnecting. */
export interface SessionVisit {
  readonly fromMs: number;
  readonly fromAt: string;
  /** False where it began before the log: then `fromMs` is the first that is known of it. */
  readonly isStartKnown: boolean;
  /** Absent while it lasts, and where its end is not known. */
  readonly untilMs?: number;
  readonly untilAt?: string;
  readonly client?: ClientAddress;
  readonly clientName?: string;
  readonly clientBuild?: number;
  /** Hours that the client's clock is ahead of UTC. */
  readonly timeZoneHours?: number;
  /** First monitor asked for, "1366x768". */
  readonly screen?: string;
  /** Virtual channels that the client opened: clipboard, drives, … */
  readonly channels: readonly string[];
  readonly phases: readonly LogonPhase[];
  /** Milliseconds to the first picture, as RdpCoreTS 68 counts them. */
  readonly firstPictureMs?: number;
  readonly reason?: EndReason;
  /** Number of the session that took this one's place (LocalSessionManager 39). */
  readonly takenOverBy?: number;
}

/** A stretch of time and what the session was in it. */
export interface SessionSpan {
  readonly state: "active" | "locked" | "disconnected" | "unknown";
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How a session began, as far as the logs tell. */
export interface SessionStart {
  /** "before-the-log": it was there already when the first event of it was written; `timeMs` is that event. */
  readonly kind: "logon" | "before-the-log";
  readonly timeMs: number;
  readonly at: string;
}

/** How a session ended, as far as the logs tell. An end that nobody wrote down is never made up. */
export type SessionEnd =
  | { readonly kind: "logoff"; readonly timeMs: number; readonly at: string }
  /** The session lay disconnected when the logs ended. */
  | { readonly kind: "disconnected"; readonly timeMs: number; readonly at: string }
  /** Somebody was on when the logs ended. */
  | { readonly kind: "open"; readonly lastSeenMs: number }
  | {
      readonly kind: "unknown";
      /** The machine was started anew, or the number was given to another session, before an end was logged. */
      readonly why: "restart" | "unexpected-restart" | "restart-unclear" | "number-reused";
      /** It ended after this … */
      readonly lastSeenMs: number;
      /** … and before this. */
      readonly notAfterMs: number;
      readonly at: string;
    };

/** One session of one user on one host: host, boot, number and logon together are its identity. */
export interface HostSession {
  /** "host/boot/number/logon", unique within a timeline. */
  readonly id: string;
  readonly host: string;
  /** Number that Windows gave it, or the display of xrdp; absent where only the Security log tells of it. */
  readonly sessionId?: number;
  readonly user?: AccountName;
  readonly place: SessionPlace;
  readonly start: SessionStart;
  readonly end: SessionEnd;
  readonly visits: readonly SessionVisit[];
  /** Active, locked and disconnected stretches, in order, without gaps between them. */
  readonly spans: readonly SessionSpan[];
  /** From start to end; absent where one of them is not known. */
  readonly totalMs?: number;
  /** Sums over the spans that are known. */
  readonly activeMs: number;
  readonly lockedMs: number;
  readonly disconnectedMs: number;
  /** Logon ids of the Security log that belong to it. */
  readonly logonIds: readonly string[];
  /** Gaps in the logs while it lasted, by their `at`. */
  readonly gaps: readonly string[];
  /** Records that it rests on: the first and last ones, and how many there were. */
  readonly at: readonly string[];
  readonly records: number;
}

/** A time for which the logs of a host cannot be trusted to be complete. */
export interface TimelineGap {
  readonly host: string;
  /** "restart-unclear": no log was read that would tell whether the machine was shut down before. */
  readonly kind:
    | "restart"
    | "unexpected-restart"
    | "restart-unclear"
    | "log-cleared"
    | "log-interrupted"
    | "clock-changed";
  /** Last thing known before; equal to `untilMs` where only a moment is known. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly at: string;
  /** Of a cleared log, where it is told. */
  readonly channel?: string;
}

/** Who was on, from where, when, and how it ended. */
export interface SessionTimeline {
  readonly sessions: readonly HostSession[];
  readonly gaps: readonly TimelineGap[];
  /** Time of the first and last event given, whatever it told. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Sessions left out because there were more than 100,000. */
  readonly sessionsLeftOut: number;
}
