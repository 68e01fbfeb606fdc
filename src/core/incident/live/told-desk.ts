import type { Because } from "../../diagnosis/index.ts";
import type { Scope, Target, TargetId } from "../../fleet/index.ts";
import type { DeskSettings } from "./desk-settings.ts";
import { activeMembers, type IncidentLedger, isOpen } from "./incident-ledger.ts";
import type { IncidentMember, IncidentRecord, Severity } from "./incident-record.ts";
import { worse } from "./severity.ts";
import { isLasting, type ToldFault, type ToldFaults } from "./told-fault.ts";

/** More incidents than this are not opened from logs: whoever writes a log must not be able to flood the desk. */
export const MOST_TOLD = 500;
const MOST_BECAUSE = 20;

export interface ToldView {
  /** All that lasts, not only what is new: what is not in it any more is over. */
  readonly faults: ToldFaults;
  readonly targets: ReadonlyMap<TargetId, Target>;
  readonly nowMs: number;
}

interface Hit {
  readonly target: TargetId;
  readonly fault: ToldFault;
}

/**
 * Incidents from what logs told. One for each attack or fault, with the hosts that it hits as members; none beside the one
 * that a check opened for the same cause on the same host, which takes the records as further evidence.
 */
export function observeTold(ledger: IncidentLedger, settings: DeskSettings, view: ToldView): void {
  const byKey = hitsByKey(view);
  let open = ledger.open.filter(({ told }) => told !== undefined).length;
  for (const hits of byKey.values()) {
    const own = hits.filter((hit) => !isCheckedFor(ledger, hit, view.nowMs));
    const [first] = own;
    if (first === undefined) continue;
    const home = homeOf(ledger, settings, first.fault.key, own, view);
    if (home !== undefined) update(ledger, home, own, view.nowMs);
    else if (open < MOST_TOLD) {
      open += 1;
      begin(ledger, first, own, view);
    }
  }
  for (const incident of ledger.open) {
    if (incident.told !== undefined)
      leaveQuiet(ledger, incident, byKey.get(keyOf(incident.tenant, incident.told)), view);
  }
}

function keyOf(tenant: number, told: string): string {
  return `${tenant}/${told}`;
}

function hitsByKey({ faults, targets, nowMs }: ToldView): ReadonlyMap<string, readonly Hit[]> {
  const byKey = new Map<string, Hit[]>();
  for (const [target, told] of faults) {
    const tenant = targets.get(target)?.tenant;
    if (tenant === undefined) continue;
    for (const fault of told) {
      if (!isLasting(fault, nowMs)) continue;
      const key = keyOf(tenant, fault.key);
      byKey.set(key, [...(byKey.get(key) ?? []), { target, fault }]);
    }
  }
  return byKey;
}

function leaveQuiet(
  ledger: IncidentLedger,
  incident: IncidentRecord,
  hits: readonly Hit[] | undefined,
  { nowMs }: ToldView,
): void {
  // What a check says of the same cause on the same host now is the better story of it.
  const checked = activeMembers(incident).flatMap(({ target }) => {
    const hitting = ledger.hitting(target);
    return hitting?.cause === incident.cause ? [hitting] : [];
  });
  const [into] = checked;
  if (into !== undefined && checked.length === activeMembers(incident).length) {
    end(ledger, incident, into, nowMs);
    return;
  }
  const lasting = new Set(hits?.map(({ target }) => target));
  const gone = activeMembers(incident).filter(({ target }) => !lasting.has(target));
  if (gone.length === 0) return;
  const wider = ledger.open.find((other) => isWider(other, incident));
  if (wider !== undefined) {
    end(ledger, incident, wider, nowMs);
    return;
  }
  const members = incident.members.map((member) => (gone.includes(member) ? { ...member, leftMs: nowMs } : member));
  const isOver = members.every(({ leftMs }) => leftMs !== undefined);
  const sum = incident.outageMs + Math.max(0, nowMs - (incident.badSinceMs ?? nowMs));
  ledger.change(incident.id, {
    members,
    ...(isOver ? { goodSinceMs: nowMs, badSinceMs: undefined, outageMs: sum } : {}),
  });
  ledger.tell(incident, "left", nowMs, { targets: gone.map(({ target }) => target) });
  if (isOver) ledger.tell(incident, "good-again", nowMs);
}

/** The same attack on more hosts than these: it was known as that of one host before. */
function isWider(other: IncidentRecord, incident: IncidentRecord): boolean {
  const hosts = new Set(activeMembers(other).map(({ target }) => target));
  return (
    other.id !== incident.id &&
    other.told !== undefined &&
    other.tenant === incident.tenant &&
    other.cause === incident.cause &&
    other.variant === incident.variant &&
    activeMembers(incident).every(({ target }) => hosts.has(target))
  );
}

function end(ledger: IncidentLedger, incident: IncidentRecord, into: IncidentRecord, nowMs: number): void {
  ledger.change(incident.id, {
    members: incident.members.map((member) => ({ ...member, leftMs: member.leftMs ?? nowMs })),
    state: "closed",
    closedMs: nowMs,
    goodSinceMs: undefined,
    badSinceMs: undefined,
    mergedInto: into.id,
  });
  ledger.tell(incident, "merged", nowMs, { into: into.id });
}

/** Has a check opened an incident of the same cause for this host? Then the records are further evidence of that one. */
function isCheckedFor(ledger: IncidentLedger, { target, fault }: Hit, nowMs: number): boolean {
  const hitting = ledger.hitting(target);
  if (hitting?.cause !== fault.cause) return false;
  const known = new Set(hitting.because.map(({ fact }) => fact));
  const more = fault.because.filter(({ fact }) => !known.has(fact));
  if (more.length > 0 && hitting.because.length < MOST_BECAUSE) {
    ledger.change(hitting.id, { because: [...hitting.because, ...more].slice(0, MOST_BECAUSE) });
    ledger.tell(hitting, "change-seen", nowMs, { target, cause: fault.cause });
  }
  return true;
}

/** The open incident of it, or one that was closed lately and of which something was told since. */
function homeOf(
  ledger: IncidentLedger,
  settings: DeskSettings,
  key: string,
  hits: readonly Hit[],
  { targets, nowMs }: ToldView,
): IncidentRecord | undefined {
  const tenant = targets.get(hits[0]?.target ?? 0)?.tenant;
  const same = (incident: IncidentRecord): boolean =>
    incident.told === key && incident.tenant === tenant && incident.mergedInto === undefined;
  const open = ledger.open.find(same);
  if (open !== undefined) return open;
  return ledger.closed
    .filter((incident) => same(incident) && nowMs - (incident.closedMs ?? 0) <= settings.reopenWithinMs)
    .toSorted((a, b) => (b.closedMs ?? 0) - (a.closedMs ?? 0))[0];
}

function update(ledger: IncidentLedger, home: IncidentRecord, hits: readonly Hit[], nowMs: number): void {
  // Closed, by a person or by itself: what was told before that is no news.
  const fresh = isOpen(home) ? hits : hits.filter(({ fault }) => fault.lastMs > (home.closedMs ?? 0));
  const inIt = new Set(activeMembers(home).map(({ target }) => target));
  const joining = fresh.filter(({ target }) => !inIt.has(target));
  const told = newest(fresh);
  if (told === undefined) return;
  const { fault } = told;
  const severity = worse(home.severity, fault.severity);
  const isNews = severity !== home.severity || !isEqual(home.because, fault.because);
  if (joining.length === 0 && !isNews) return;
  const ids = new Set(joining.map(({ target }) => target));
  const left = home.members.filter((member) => !ids.has(member.target));
  const isAgain = home.goodSinceMs !== undefined;
  ledger.change(home.id, {
    severity,
    because: fault.because,
    confidence: fault.confidence,
    ...(joining.length === 0
      ? {}
      : {
          members: [...(isOpen(home) ? left : []), ...joining.map(memberOf)],
          goodSinceMs: undefined,
          badSinceMs: home.badSinceMs ?? nowMs,
        }),
    ...(isOpen(home)
      ? {}
      : {
          state: "open",
          closedMs: undefined,
          acknowledgedMs: undefined,
          acknowledgedBy: undefined,
          reopened: home.reopened + 1,
        }),
  });
  if (joining.length === 0) return;
  const detail = { targets: [...ids], cause: home.cause };
  if (isOpen(home)) ledger.tell(home, isAgain ? "bad-again" : "joined", nowMs, detail);
  else ledger.tell(home, "reopened", nowMs, detail);
}

function begin(ledger: IncidentLedger, { target, fault }: Hit, hits: readonly Hit[], view: ToldView): void {
  const { key, cause, variant, effect, stage } = fault;
  const { fault: latest } = newest(hits) ?? { fault };
  const scope: Scope = { kind: "target", key: String(target) };
  const firstMs = Math.min(...hits.map((hit) => hit.fault.firstMs), view.nowMs);
  const incident = ledger.add({
    tenant: view.targets.get(target)?.tenant ?? 1,
    cause,
    ...(variant === undefined ? {} : { variant }),
    told: key,
    effect,
    stage,
    confidence: latest.confidence,
    because: latest.because.slice(0, MOST_BECAUSE),
    scope,
    severity: hits.reduce<Severity>((worst, hit) => worse(worst, hit.fault.severity), "minor"),
    state: "open",
    firstFailureMs: firstMs,
    openedMs: view.nowMs,
    badSinceMs: firstMs,
    reopened: 0,
    members: hits.map(memberOf),
    outageMs: 0,
  });
  ledger.tell(incident, "opened", view.nowMs, { targets: hits.map((hit) => hit.target), cause });
}

function memberOf({ target, fault }: Hit): IncidentMember {
  return { target, joinedMs: fault.firstMs };
}

function newest(hits: readonly Hit[]): Hit | undefined {
  return hits.toSorted((a, b) => b.fault.lastMs - a.fault.lastMs)[0];
}

function isEqual(one: readonly Because[], other: readonly Because[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
