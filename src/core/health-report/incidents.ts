import type { HealthReport, ReportedCause, ReportedIncident, ReportedList } from "../contract/index.ts";
import type { TargetId } from "../fleet/index.ts";
import { isCauseId } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";
import { causeOf, causeTitleOf, incidentFigures, type IncidentRecord, scopeText } from "../incident/index.ts";

const MOST_INCIDENTS = 15;
const MOST_CAUSES = 10;

/** How long it hit somebody within a span. */
function outageWithin(incident: IncidentRecord, fromMs: number, untilMs: number): number {
  return incidentFigures([incident], fromMs, untilMs).outageMs;
}

/** Merged and suppressed ones are another incident's story. */
function ownOnes(incidents: readonly IncidentRecord[]): readonly IncidentRecord[] {
  return incidents.filter(({ mergedInto, suppressedBy }) => mergedInto === undefined && suppressedBy === undefined);
}

/** An archive of a newer version may name a cause that this one does not know. */
function titleOf(incident: IncidentRecord): Localized {
  const cause: string = incident.cause;
  return isCauseId(cause) ? causeOf(incident).title : causeTitleOf(cause);
}

function hostsOf(incidents: readonly IncidentRecord[]): number {
  return new Set(incidents.flatMap(({ members }) => members.map(({ target }) => target))).size;
}

function isWithin({ openedMs, closedMs }: IncidentRecord, fromMs: number, untilMs: number): boolean {
  return openedMs < untilMs && (closedMs === undefined || closedMs >= fromMs);
}

/** Figures of the period beside those of the one as long before it, and the incidents that cost most. */
export function incidentsOf(
  incidents: readonly IncidentRecord[],
  names: ReadonlyMap<TargetId, string>,
  fromMs: number,
  untilMs: number,
): HealthReport["incidents"] {
  const own = ownOnes(incidents);
  const now = incidentFigures(own, fromMs, untilMs);
  const before = incidentFigures(own, fromMs - (untilMs - fromMs), fromMs);
  const within = own.filter((incident) => isWithin(incident, fromMs, untilMs));
  const items = within
    .map((incident): ReportedIncident => ({
      id: incident.id,
      title: titleOf(incident),
      scope: scopeText(incident, names),
      severity: incident.severity,
      state: incident.state,
      openedMs: incident.openedMs,
      outageMs: outageWithin(incident, fromMs, untilMs),
      hosts: hostsOf([incident]),
    }))
    .toSorted((one, other) => other.outageMs * other.hosts - one.outageMs * one.hosts || one.id - other.id);
  return {
    ...now,
    openedBefore: before.opened,
    outageBeforeMs: before.outageMs,
    worst: { items: items.slice(0, MOST_INCIDENTS), total: items.length },
  };
}

/** What cost most, by cause. */
export function causesOf(
  incidents: readonly IncidentRecord[],
  fromMs: number,
  untilMs: number,
): ReportedList<ReportedCause> {
  const byCause = new Map<string, IncidentRecord[]>();
  for (const incident of ownOnes(incidents)) {
    if (!isWithin(incident, fromMs, untilMs)) continue;
    byCause.set(incident.cause, [...(byCause.get(incident.cause) ?? []), incident]);
  }
  const all = [...byCause].map(([cause, together]): ReportedCause => {
    return {
      cause,
      title: causeTitleOf(cause),
      incidents: together.length,
      hosts: hostsOf(together),
      outageMs: together.reduce((sum, incident) => sum + outageWithin(incident, fromMs, untilMs), 0),
    };
  });
  const sorted = all.toSorted((one, other) => other.outageMs - one.outageMs || other.incidents - one.incidents);
  return { items: sorted.slice(0, MOST_CAUSES), total: sorted.length };
}
