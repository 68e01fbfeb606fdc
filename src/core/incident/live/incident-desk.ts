import type { Because } from "../../diagnosis/index.ts";
import {
  Dependencies,
  type HostState,
  LOCAL_VANTAGE,
  type Scope,
  type Target,
  type TargetId,
} from "../../fleet/index.ts";
import type { DeskCommand, DeskRefusal } from "./desk-command.ts";
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from "./desk-settings.ts";
import { carryOut } from "./carry-out.ts";
import { familyOf, hostFault, type HostFault } from "./host-fault.ts";
import { activeMembers, IncidentLedger, isOpen } from "./incident-ledger.ts";
import type { IncidentChange, IncidentId, IncidentRecord } from "./incident-record.ts";
import { severityOf } from "./severity.ts";
import { keyOf, scopesOf, widening } from "./widen.ts";

export interface DeskView {
  /** States that changed, or all of them; from any vantage, in any order. */
  readonly states: readonly HostState[];
  readonly targets: ReadonlyMap<TargetId, Target>;
  readonly nowMs: number;
  /** What the likeliest cause of a host rests on, where its conversation is at hand. */
  readonly evidence?: ReadonlyMap<TargetId, readonly Because[]>;
}

interface Host {
  readonly states: Map<number, HostState>;
  /** What is said of it now; undecided keeps what was said before. */
  fault: HostFault | null;
}

/**
 * Incidents of a fleet from the states of its hosts. Level-triggered: it says what must be true for what is known now, so
 * that seeing the same states again, or all of them after a restart, changes nothing.
 */
export class IncidentDesk {
  readonly #settings: DeskSettings;
  readonly #ledger: IncidentLedger;
  readonly #hosts = new Map<TargetId, Host>();
  #targets: ReadonlyMap<TargetId, Target> = new Map();
  /** Of the targets of this look; they may have changed at the next one. */
  #dependencies: Dependencies | undefined;

  /** `incidents`: those that are open, and those that were closed lately enough to be reopened. */
  constructor(settings: Partial<DeskSettings>, incidents: readonly IncidentRecord[], nextId: IncidentId) {
    this.#settings = { ...DEFAULT_DESK_SETTINGS, ...settings };
    this.#ledger = new IncidentLedger(incidents, nextId);
  }

  /** Is the host part of an open incident? */
  isHit(target: TargetId): boolean {
    return this.#ledger.hitting(target) !== undefined;
  }

  observe({ states, targets, nowMs, evidence = new Map() }: DeskView): IncidentChange {
    const isOther = this.#targets !== targets;
    this.#targets = targets;
    this.#dependencies = undefined;
    const touched = new Set<TargetId>();
    for (const state of states) {
      const host = this.#hosts.get(state.target) ?? { states: new Map(), fault: null };
      host.states.set(state.vantage, state);
      this.#hosts.set(state.target, host);
      touched.add(state.target);
    }
    const families = new Set<string>();
    for (const target of touched) {
      const host = this.#hosts.get(target);
      if (host === undefined || !targets.has(target)) continue;
      const all = [...host.states.values()];
      // A host that flaps stays in the incident that it has; without one it opens a minor one.
      if (all.some(({ status }) => status === "flapping") && this.isHit(target)) continue;
      const seen = hostFault(all);
      if (seen === "undecided") continue;
      const because = evidence.get(target);
      host.fault = seen !== null && because !== undefined ? { ...seen, because: [...because, ...seen.because] } : seen;
      if (host.fault !== null && this.#place(target, host.fault, nowMs)) families.add(host.fault.family);
      if (host.fault === null) this.#leave(target, nowMs);
    }
    if (isOther) this.#leaveRemoved(nowMs);
    for (const family of families) this.#widen(family, nowMs);
    return this.#ledger.take();
  }

  /** Closes what was good for long enough, unmutes what was muted until now, forgets what nobody can reopen. */
  tick(nowMs: number): IncidentChange {
    for (const incident of this.#ledger.open) {
      const { id, goodSinceMs, mutedUntilMs } = incident;
      if (mutedUntilMs !== undefined && mutedUntilMs <= nowMs) {
        this.#ledger.change(id, { mutedUntilMs: undefined });
        this.#ledger.tell(incident, "unmuted", nowMs);
      }
      if (goodSinceMs !== undefined && nowMs - goodSinceMs >= this.#settings.closeAfterMs) {
        this.#ledger.change(id, { state: "closed", closedMs: nowMs });
        this.#ledger.tell(incident, "closed", nowMs, { goodSinceMs });
      }
    }
    for (const { id, closedMs } of this.#ledger.closed) {
      if (closedMs !== undefined && nowMs - closedMs > this.#settings.reopenWithinMs) this.#ledger.forget(id);
    }
    return this.#ledger.take();
  }

  command(command: DeskCommand, by: string, nowMs: number): IncidentChange | DeskRefusal {
    const refusal = carryOut(this.#ledger, command, by, nowMs);
    return refusal ?? this.#ledger.take();
  }

  /** Sees to it that the host is in the incident of its fault. true when something was opened, joined or changed. */
  #place(target: TargetId, fault: HostFault, nowMs: number): boolean {
    const current = this.#ledger.hitting(target);
    if (current !== undefined) {
      if (familyOf(current) === fault.family && current.effect === fault.effect) {
        if (current.cause !== fault.cause && current.scope.kind === "target") this.#changeCause(current, fault, nowMs);
        return false;
      }
      if (current.scope.kind === "target" && activeMembers(current).length === 1) {
        this.#changeCause(current, fault, nowMs);
        return true;
      }
      this.#leave(target, nowMs);
    }
    const home = this.#homeOf(target, fault, nowMs);
    if (home === undefined) this.#open(target, fault, nowMs);
    else this.#join(home, target, fault, nowMs);
    return true;
  }

  /** An incident that this host's fault belongs to: its own, one of a group of it, or one closed lately. */
  #homeOf(target: TargetId, fault: HostFault, nowMs: number): IncidentRecord | undefined {
    const scopes = new Set([
      keyOf({ kind: "target", key: String(target) }),
      ...scopesOf(this.#targets.get(target)).map(keyOf),
    ]);
    const fits = (incident: IncidentRecord): boolean =>
      incident.mergedInto === undefined &&
      incident.effect === fault.effect &&
      familyOf(incident) === fault.family &&
      (scopes.has(keyOf(incident.scope)) || incident.members.some((member) => member.target === target));
    const open = this.#ledger.open.find(fits) ?? this.#behind(target);
    if (open !== undefined) return open;
    const again = this.#ledger.closed.filter((incident) => fits(incident) && this.#canReopen(incident, nowMs));
    return again.toSorted((a, b) => (b.closedMs ?? 0) - (a.closedMs ?? 0))[0];
  }

  #canReopen({ closedMs = 0 }: IncidentRecord, nowMs: number): boolean {
    return nowMs - closedMs <= this.#settings.reopenWithinMs;
  }

  /** The incident of something that this host cannot work without. */
  #behind(target: TargetId): IncidentRecord | undefined {
    const settings = this.#targets.get(target)?.settings;
    if (settings?.dependsOn === undefined || settings.dependsOn.length === 0) return undefined;
    this.#dependencies ??= new Dependencies(this.#targets.values());
    const broken = this.#dependencies.brokenDependency(target, (scope) => this.#isBroken(scope));
    if (broken === null) return undefined;
    return this.#ledger.open.find((incident) => this.#isOf(incident, broken));
  }

  #isBroken(scope: Scope): boolean {
    return this.#ledger.open.some((incident) => incident.effect === "blocks" && this.#isOf(incident, scope));
  }

  #isOf(incident: IncidentRecord, scope: Scope): boolean {
    if (keyOf(incident.scope) === keyOf(scope)) return true;
    return scope.kind === "target" && activeMembers(incident).some(({ target }) => String(target) === scope.key);
  }

  #open(target: TargetId, fault: HostFault, nowMs: number): void {
    const tenant = this.#targets.get(target)?.tenant ?? 1;
    const { cause, variant, effect, stage, confidence, because, firstMs } = fault;
    const members = [{ target, joinedMs: firstMs }];
    const scope: Scope = { kind: "target", key: String(target) };
    const incident = this.#ledger.add({
      tenant,
      cause,
      ...(variant === undefined ? {} : { variant }),
      effect,
      stage,
      confidence,
      because,
      scope,
      severity: severityOf({ effect, scope, members }),
      state: "open",
      firstFailureMs: firstMs,
      openedMs: nowMs,
      badSinceMs: firstMs,
      reopened: 0,
      members,
      outageMs: 0,
    });
    this.#ledger.tell(incident, "opened", nowMs, { target, cause });
  }

  #join(incident: IncidentRecord, target: TargetId, fault: HostFault, nowMs: number): void {
    const { id } = incident;
    const members = [
      ...incident.members.filter((member) => member.target !== target),
      { target, joinedMs: fault.firstMs },
    ];
    const patch = { members, goodSinceMs: undefined, badSinceMs: incident.badSinceMs ?? fault.firstMs };
    const severity = worse(incident, severityOf({ ...incident, members }));
    if (isOpen(incident)) {
      this.#ledger.change(id, { ...patch, severity });
      const isAgain = incident.goodSinceMs !== undefined;
      this.#ledger.tell(incident, isAgain ? "bad-again" : "joined", nowMs, { target, cause: fault.cause });
      return;
    }
    this.#ledger.change(id, {
      ...patch,
      severity,
      members: [{ target, joinedMs: fault.firstMs }],
      state: "open",
      closedMs: undefined,
      acknowledgedMs: undefined,
      acknowledgedBy: undefined,
      reopened: incident.reopened + 1,
    });
    this.#ledger.tell(incident, "reopened", nowMs, { target, cause: fault.cause });
  }

  #changeCause(incident: IncidentRecord, fault: HostFault, nowMs: number): void {
    const { cause, variant, effect, stage, confidence, because } = fault;
    const severity = worse(incident, severityOf({ ...incident, effect }));
    this.#ledger.change(incident.id, { cause, variant, effect, stage, confidence, because, severity });
    this.#ledger.tell(incident, "cause-changed", nowMs, { before: incident.cause, after: cause });
  }

  #leave(target: TargetId, nowMs: number): void {
    const incident = this.#ledger.hitting(target);
    if (incident === undefined) return;
    const members = incident.members.map((member) =>
      member.target === target && member.leftMs === undefined ? { ...member, leftMs: nowMs } : member,
    );
    const isOver = members.every(({ leftMs }) => leftMs !== undefined);
    this.#ledger.change(incident.id, {
      members,
      ...(isOver
        ? {
            goodSinceMs: nowMs,
            badSinceMs: undefined,
            outageMs: incident.outageMs + Math.max(0, nowMs - (incident.badSinceMs ?? nowMs)),
          }
        : {}),
    });
    this.#ledger.tell(incident, "left", nowMs, { target });
    if (isOver) this.#ledger.tell(incident, "good-again", nowMs);
  }

  /** Nobody checks a removed host any more: it hits nobody. */
  #leaveRemoved(nowMs: number): void {
    for (const incident of this.#ledger.open) {
      for (const { target } of activeMembers(incident)) {
        if (this.#targets.has(target)) continue;
        this.#leave(target, nowMs);
        this.#hosts.delete(target);
      }
    }
  }

  /** Makes one incident of several that one thing explains. */
  #widen(family: string, nowMs: number): void {
    const same = this.#ledger.open.filter((incident) => incident.effect === "blocks" && familyOf(incident) === family);
    for (const tenant of new Set(same.map((incident) => incident.tenant))) {
      const mine = same.filter((incident) => incident.tenant === tenant);
      const found = widening(mine, this.#ofTenant(tenant), (target) => this.#stateOf(target), this.#settings);
      if (found !== null) this.#unite(found.incidents, found.scope, nowMs);
    }
  }

  #unite([oldest, ...others]: readonly IncidentRecord[], scope: Scope, nowMs: number): void {
    if (oldest === undefined) return;
    const members = [oldest, ...others].flatMap((incident) => incident.members);
    for (const other of others) {
      const left = other.members.map((member) => ({ ...member, leftMs: member.leftMs ?? nowMs }));
      this.#ledger.change(other.id, {
        members: left,
        state: "closed",
        closedMs: nowMs,
        goodSinceMs: undefined,
        badSinceMs: undefined,
        mergedInto: oldest.id,
      });
      this.#ledger.tell(other, "merged", nowMs, { into: oldest.id });
    }
    const widened = { ...oldest, scope, members };
    this.#ledger.change(oldest.id, {
      scope,
      members,
      severity: worse(oldest, severityOf(widened)),
      badSinceMs: Math.min(...[oldest, ...others].map(({ badSinceMs = nowMs }) => badSinceMs)),
    });
    this.#ledger.tell(oldest, "widened", nowMs, { scope, from: others.map(({ id }) => id), hosts: members.length });
  }

  #ofTenant(tenant: number): ReadonlyMap<TargetId, Target> {
    const all = [...this.#targets.values()];
    if (all.every((target) => target.tenant === tenant)) return this.#targets;
    return new Map(all.filter((target) => target.tenant === tenant).map((target) => [target.id, target]));
  }

  #stateOf(target: TargetId): HostState | undefined {
    const states = this.#hosts.get(target)?.states;
    return states?.get(LOCAL_VANTAGE) ?? states?.values().next().value;
  }
}

const ORDER: readonly IncidentRecord["severity"][] = ["minor", "major", "critical"];

function worse({ severity }: IncidentRecord, other: IncidentRecord["severity"]): IncidentRecord["severity"] {
  return ORDER.indexOf(other) > ORDER.indexOf(severity) ? other : severity;
}
