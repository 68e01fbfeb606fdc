import type {
  EndReason,
  HostSession,
  SessionEnd,
  SessionPlace,
  SessionTimeline,
  SessionVisit,
  TimelineGap,
} from "../sessions/index.ts";
import { reasonText } from "../sessions/index.ts";
import type { ClientAddress } from "../telemetry/index.ts";
import type { Localized } from "../texts/index.ts";
import { isoTime } from "./calendar.ts";

/** Why a stay ended. `isVerified` is false where the meaning is by analogy of numbers; null where none is known. */
export interface ReasonReport {
  readonly code: number | null;
  readonly symbol: string | null;
  readonly text: Localized | null;
  readonly isVerified: boolean;
  readonly source: string;
  readonly at: string;
}

/** One stay, from connecting to disconnecting. */
export interface VisitReport {
  readonly from: string;
  readonly fromAt: string;
  readonly isStartKnown: boolean;
  readonly until: string | null;
  readonly untilAt: string | null;
  readonly client: ClientAddress | null;
  readonly clientName: string | null;
  readonly clientBuild: number | null;
  readonly timeZoneHours: number | null;
  readonly screen: string | null;
  readonly channels: readonly string[];
  readonly phases: SessionVisit["phases"];
  readonly firstPictureMs: number | null;
  readonly reason: ReasonReport | null;
  readonly takenOverBy: number | null;
}

/** How a session ended. Fields that the kind does not have are null. */
export interface EndReport {
  readonly kind: SessionEnd["kind"];
  readonly time: string | null;
  readonly why: string | null;
  readonly lastSeen: string | null;
  readonly notAfter: string | null;
  readonly at: string | null;
}

export interface SessionReport {
  readonly id: string;
  readonly host: string;
  readonly sessionId: number | null;
  readonly user: HostSession["user"] | null;
  readonly place: SessionPlace;
  readonly start: { readonly kind: HostSession["start"]["kind"]; readonly time: string; readonly at: string };
  readonly end: EndReport;
  readonly totalMs: number | null;
  readonly activeMs: number;
  readonly lockedMs: number;
  readonly disconnectedMs: number;
  readonly visits: readonly VisitReport[];
  readonly spans: readonly { readonly state: string; readonly from: string; readonly until: string }[];
  readonly logonIds: readonly string[];
  readonly gaps: readonly string[];
  readonly at: readonly string[];
  readonly records: number;
}

export interface GapReport {
  readonly host: string;
  readonly kind: TimelineGap["kind"];
  readonly from: string;
  readonly until: string;
  readonly at: string;
  readonly channel: string | null;
}

/** What was read to get there. */
export interface SessionsInput {
  readonly records: number;
  readonly damaged: number;
  readonly duplicates: number;
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/** `rdpulse sessions --json`. */
export interface SessionsReport {
  readonly schema: "rdpulse.sessions/1";
  /** First and last event that was read, whatever it told; null where none was. */
  readonly from: string | null;
  readonly until: string | null;
  readonly sessions: readonly SessionReport[];
  readonly gaps: readonly GapReport[];
  readonly sessionsLeftOut: number;
  readonly input: SessionsInput;
}

export function buildSessionsReport(timeline: SessionTimeline, input: SessionsInput): SessionsReport {
  return {
    schema: "rdpulse.sessions/1",
    from: timeOrNull(timeline.firstMs),
    until: timeOrNull(timeline.lastMs),
    sessions: timeline.sessions.map(sessionReport),
    gaps: timeline.gaps.map((gap) => ({
      host: gap.host,
      kind: gap.kind,
      from: isoTime(gap.fromMs),
      until: isoTime(gap.untilMs),
      at: gap.at,
      channel: gap.channel ?? null,
    })),
    sessionsLeftOut: timeline.sessionsLeftOut,
    input,
  };
}

function timeOrNull(timeMs: number | undefined): string | null {
  return timeMs === undefined ? null : isoTime(timeMs);
}

function sessionReport(session: HostSession): SessionReport {
  const { start } = session;
  return {
    id: session.id,
    host: session.host,
    sessionId: session.sessionId ?? null,
    user: session.user ?? null,
    place: session.place,
    start: { kind: start.kind, time: isoTime(start.timeMs), at: start.at },
    end: endReport(session.end),
    totalMs: session.totalMs ?? null,
    activeMs: session.activeMs,
    lockedMs: session.lockedMs,
    disconnectedMs: session.disconnectedMs,
    visits: session.visits.map(visitReport),
    spans: session.spans.map(({ state, fromMs, untilMs }) => ({
      state,
      from: isoTime(fromMs),
      until: isoTime(untilMs),
    })),
    logonIds: session.logonIds,
    gaps: session.gaps,
    at: session.at,
    records: session.records,
  };
}

function endReport(end: SessionEnd): EndReport {
  const nothing = { time: null, why: null, lastSeen: null, notAfter: null, at: null };
  switch (end.kind) {
    case "logoff":
    case "disconnected":
      return { ...nothing, kind: end.kind, time: isoTime(end.timeMs), at: end.at };
    case "open":
      return { ...nothing, kind: end.kind, lastSeen: isoTime(end.lastSeenMs) };
    case "unknown":
      return {
        ...nothing,
        kind: end.kind,
        why: end.why,
        lastSeen: isoTime(end.lastSeenMs),
        notAfter: isoTime(end.notAfterMs),
        at: end.at,
      };
  }
}

function visitReport(visit: SessionVisit): VisitReport {
  return {
    from: isoTime(visit.fromMs),
    fromAt: visit.fromAt,
    isStartKnown: visit.isStartKnown,
    until: timeOrNull(visit.untilMs),
    untilAt: visit.untilAt ?? null,
    client: visit.client ?? null,
    clientName: visit.clientName ?? null,
    clientBuild: visit.clientBuild ?? null,
    timeZoneHours: visit.timeZoneHours ?? null,
    screen: visit.screen ?? null,
    channels: visit.channels,
    phases: visit.phases,
    firstPictureMs: visit.firstPictureMs ?? null,
    reason: visit.reason === undefined ? null : reasonReport(visit.reason),
    takenOverBy: visit.takenOverBy ?? null,
  };
}

function reasonReport(reason: EndReason): ReasonReport {
  const words = reasonText(reason);
  return {
    code: reason.code ?? null,
    symbol: words?.symbol ?? null,
    text: words?.text ?? null,
    isVerified: words?.isVerified ?? false,
    source: reason.source,
    at: reason.at,
  };
}
