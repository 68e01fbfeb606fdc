import type { IncidentRecord, Severity } from "./incident-record.ts";

/** What incidents cost in a span of time. Those that ended in another one are counted there alone. */
export interface IncidentFigures {
  /** Opened within the span. */
  readonly opened: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Closed within the span. */
  readonly closed: number;
  readonly stillOpen: number;
  readonly reopened: number;
  /** Mean time from opening to acknowledgement of those opened in the span and acknowledged; null where there are none. */
  readonly mttaMs: number | null;
  /**
   * Mean time that somebody was hit, of those closed in the span: one that was reopened counts as one outage more. null
   * where there are none.
   */
  readonly mttrMs: number | null;
  /** Time that incidents hit somebody within the span, summed over incidents. */
  readonly outageMs: number;
  /** The same summed over hosts, from the last time that each was hit: at most what was, never more. */
  readonly hostOutageMs: number;
}

/** Figures of the incidents of `fromMs` up to, not including, `untilMs`; the end of the span is now for what is open. */
export function incidentFigures(
  incidents: readonly IncidentRecord[],
  fromMs: number,
  untilMs: number,
): IncidentFigures {
  const within = (ms: number | undefined): boolean => ms !== undefined && ms >= fromMs && ms < untilMs;
  const overlap = (sinceMs: number, endMs: number): number =>
    Math.max(0, Math.min(endMs, untilMs) - Math.max(sinceMs, fromMs));
  const own = incidents.filter(
    ({ mergedInto, firstFailureMs }) => mergedInto === undefined && firstFailureMs < untilMs,
  );
  const opened = own.filter(({ openedMs }) => within(openedMs));
  const closed = own.filter(({ closedMs }) => within(closedMs));
  const acknowledged = opened.flatMap(({ openedMs, acknowledgedMs }) =>
    acknowledgedMs === undefined ? [] : [Math.max(0, acknowledgedMs - openedMs)],
  );
  const outages = closed.reduce((sum, { reopened }) => sum + 1 + reopened, 0);
  return {
    opened: opened.length,
    bySeverity: {
      critical: opened.filter(({ severity }) => severity === "critical").length,
      major: opened.filter(({ severity }) => severity === "major").length,
      minor: opened.filter(({ severity }) => severity === "minor").length,
    },
    closed: closed.length,
    stillOpen: own.filter(({ openedMs, closedMs = untilMs }) => openedMs < untilMs && closedMs >= untilMs).length,
    reopened: opened.filter(({ reopened }) => reopened > 0).length,
    mttaMs: acknowledged.length === 0 ? null : sumOf(acknowledged) / acknowledged.length,
    mttrMs: outages === 0 ? null : sumOf(closed.map(({ outageMs }) => outageMs)) / outages,
    outageMs: sumOf(
      own.map((incident) => {
        const endMs = incident.closedMs ?? untilMs;
        return Math.min(outageOf(incident, untilMs), overlap(incident.firstFailureMs, endMs));
      }),
    ),
    hostOutageMs: sumOf(
      own.flatMap(({ members }) => members.map(({ joinedMs, leftMs = untilMs }) => overlap(joinedMs, leftMs))),
    ),
  };
}

/** How long an incident has hit somebody until `nowMs`. */
export function outageOf({ outageMs, badSinceMs }: IncidentRecord, nowMs: number): number {
  return outageMs + (badSinceMs === undefined ? 0 : Math.max(0, nowMs - badSinceMs));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
