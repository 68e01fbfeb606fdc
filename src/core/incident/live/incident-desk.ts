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
import { familyOf, hostFault, type HostFault, isWatched } from "./host-fault.ts";
import { activeMembers, IncidentLedger, isOpen } from "./incident-ledger.ts";
import type { IncidentChange, IncidentId, IncidentMember, IncidentRecord } from "./incident-record.ts";
import { severityOf, worse } from "./severity.ts";
import { observeTold, type ToldView } from "./told-desk.ts";
import { ALL_SHARE, keyOf, nobodyReached, scopesOf, type Widening, widening } from "./widen.ts";

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

  /** Would an incident rest on what this state rests on: one that it begins, turns to another cause, or that has nothing yet? */
  wantsEvidence(state: HostState): boolean {
    const fault = hostFault([state]);
    if (fault === null || fault === "undecided") return false;
    const current = this.#ledger.hitting(state.target);
    if (current === undefined) return true;
    return isAbout(current, state.target) && (current.because.length === 0 || !isSameFault(current, fault));
  }

  observe({ states, targets, nowMs, evidence = new Map() }: DeskView): IncidentChange {
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
      if (host === undefined || !isWatched(targets.get(target))) continue;
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
    this.#leaveRemoved(nowMs);
    for (const family of families) this.#widen(family, nowMs);
    if (families.size > 0) this.#absorb(nowMs);
    return this.#ledger.take();
  }

  /** What the logs of hosts told of, all of it that lasts. Level-triggered, too. */
  observeTold(view: ToldView): IncidentChange {
    observeTold(this.#ledger, this.#settings, view);
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
        if (!isAbout(current, target)) return false;
        if (!isSameFault(current, fault)) this.#changeCause(current, fault, nowMs);
        // There were too many at once to look into all: what this one rests on is at hand only now.
        else if (current.because.length === 0 && fault.because.length > 0) {
          this.#ledger.change(current.id, { because: fault.because });
        }
        return false;
      }
      if (this.#isKept(current, target)) return false;
      if (isAbout(current, target)) {
        this.#changeCause(current, fault, nowMs);
        return true;
      }
      this.#leave(target, nowMs);
    }
    const behind = this.#behind(target);
    const home = this.#homeOf(target, fault, nowMs, behind);
    if (home === undefined) this.#open(target, fault, nowMs);
    else this.#join(home, target, fault, nowMs, home === behind && familyOf(home) !== fault.family);
    return true;
  }

  /** Is it there for another reason than its own fault, and does that reason still hold? */
  #isKept(incident: IncidentRecord, target: TargetId): boolean {
    const why = activeMembers(incident).find((member) => member.target === target)?.why;
    if (why === undefined || why === "person") return why === "person";
    return this.#behind(target)?.id === incident.id;
  }

  /** An incident that this host's fault belongs to: its own, one of a group of it, or one closed lately. */
  #homeOf(
    target: TargetId,
    fault: HostFault,
    nowMs: number,
    behind: IncidentRecord | undefined,
  ): IncidentRecord | undefined {
    const scopes = new Set([
      keyOf({ kind: "target", key: String(target) }),
      ...scopesOf(this.#targets.get(target)).map(keyOf),
    ]);
    const fits = (incident: IncidentRecord): boolean =>
      incident.mergedInto === undefined &&
      incident.told === undefined &&
      incident.effect === fault.effect &&
      familyOf(incident) === fault.family &&
      (scopes.has(keyOf(incident.scope)) || incident.members.some((member) => member.target === target));
    const open = this.#ledger.openByChecks.find(fits) ?? behind;
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
    return this.#ledger.openByChecks.find((incident) => this.#isOf(incident, broken));
  }

  #isBroken(scope: Scope): boolean {
    return this.#ledger.openByChecks.some((incident) => incident.effect === "blocks" && this.#isOf(incident, scope));
  }

  #isOf(incident: IncidentRecord, scope: Scope): boolean {
    // Members that are here for a dependency say nothing of the thing itself: it may be well again.
    const own = activeMembers(incident).filter(({ why }) => why !== "dependency");
    if (scope.kind === "target") return own.some(({ target }) => String(target) === scope.key);
    return own.length > 0 && keyOf(incident.scope) === keyOf(scope);
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

  #join(incident: IncidentRecord, target: TargetId, fault: HostFault, nowMs: number, isSuppressed: boolean): void {
    const { id } = incident;
    const member: IncidentMember = {
      target,
      joinedMs: fault.firstMs,
      ...(isSuppressed ? { why: "dependency" } : {}),
    };
    const members = [...incident.members.filter((each) => each.target !== target), member];
    const patch = { members, goodSinceMs: undefined, badSinceMs: incident.badSinceMs ?? fault.firstMs };
    const severity = worse(incident.severity, severityOf({ ...incident, members }));
    if (isOpen(incident)) {
      this.#ledger.change(id, { ...patch, severity });
      const isAgain = incident.goodSinceMs !== undefined;
      const why = isSuppressed ? { why: "dependency" } : {};
      this.#ledger.tell(incident, isAgain ? "bad-again" : "joined", nowMs, { target, cause: fault.cause, ...why });
      return;
    }
    this.#ledger.change(id, {
      ...patch,
      severity,
      members: [member],
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
    const severity = worse(incident.severity, severityOf({ ...incident, effect }));
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

  /** Nobody checks a host any more that was removed or switched off: it hits nobody. Each time: whoever gives the targets may change them in place. */
  #leaveRemoved(nowMs: number): void {
    for (const incident of this.#ledger.openByChecks) {
      for (const { target } of activeMembers(incident)) {
        if (isWatched(this.#targets.get(target))) continue;
        this.#leave(target, nowMs);
        this.#hosts.delete(target);
      }
    }
  }

  /** Makes one incident of several that one thing explains. */
  #widen(family: string, nowMs: number): void {
    const same = this.#ledger.openByChecks.filter(
      (incident) => incident.effect === "blocks" && familyOf(incident) === family,
    );
    for (const tenant of new Set(same.map((incident) => incident.tenant))) {
      const mine = same.filter((incident) => incident.tenant === tenant);
      this.#widenAll(mine, tenant, nowMs);
    }
  }

  /** One group after the other, until nothing is explained by a wider one; each time there are fewer incidents. */
  #widenAll(incidents: readonly IncidentRecord[], tenant: number, nowMs: number): void {
    let open = incidents;
    for (;;) {
      const found = widening(open, this.#ofTenant(tenant), (target) => this.#stateOf(target), this.#settings);
      if (found === null) return;
      this.#unite(found, nowMs);
      open = open.flatMap(({ id }) => this.#ledger.get(id) ?? []).filter(isOpen);
    }
  }

  #unite({ incidents, scope, failing, known }: Widening, nowMs: number): void {
    const [oldest, ...others] = incidents;
    if (oldest === undefined) return;
    const members = incidents.flatMap((incident) => incident.members);
    for (const other of others) this.#fold(other, oldest, nowMs);
    const isOurs = scope.kind === "fleet" && failing >= known * ALL_SHARE && familyOf(oldest) === "unreachable";
    this.#ledger.change(oldest.id, {
      scope,
      members,
      severity: worse(oldest.severity, severityOf({ ...oldest, scope, members })),
      goodSinceMs: undefined,
      badSinceMs: Math.min(...incidents.map(({ badSinceMs = nowMs }) => badSinceMs)),
      ...(isOurs ? { because: [...oldest.because, nobodyReached(failing, known, nowMs)] } : {}),
    });
    this.#ledger.tell(oldest, "widened", nowMs, {
      scope,
      from: others.map(({ id }) => id),
      hosts: members.length,
      ...(isOurs ? { suspect: "vantage" } : {}),
    });
  }

  /** Hosts that failed before the thing that they depend on was known to be broken come into its incident. */
  #absorb(nowMs: number): void {
    for (const other of this.#ledger.openByChecks) {
      const hit = activeMembers(other);
      if (other.scope.kind !== "target" || other.effect !== "blocks" || hit.some(({ why }) => why !== undefined))
        continue;
      const [home, ...more] = new Set(hit.map(({ target }) => this.#behind(target)));
      if (home === undefined || home.id === other.id || more.length > 0) continue;
      if (Math.abs(home.firstFailureMs - other.firstFailureMs) > this.#settings.widenWithinMs) continue;
      this.#fold(other, home, nowMs);
      const isOtherFault = familyOf(home) !== familyOf(other);
      const brought = hit.map((member): IncidentMember => (isOtherFault ? { ...member, why: "dependency" } : member));
      const members = [...home.members, ...brought];
      this.#ledger.change(home.id, {
        members,
        severity: worse(home.severity, severityOf({ ...home, members })),
        badSinceMs: Math.min(home.badSinceMs ?? nowMs, other.badSinceMs ?? nowMs),
      });
      const targets = hit.map(({ target }) => target);
      this.#ledger.tell(home, "joined", nowMs, { from: other.id, targets, why: "dependency" });
    }
  }

  /** Ends an incident in another one, which takes its members over. */
  #fold(other: IncidentRecord, into: IncidentRecord, nowMs: number): void {
    this.#ledger.change(other.id, {
      members: other.members.map((member) => ({ ...member, leftMs: member.leftMs ?? nowMs })),
      state: "closed",
      closedMs: nowMs,
      goodSinceMs: undefined,
      badSinceMs: undefined,
      mergedInto: into.id,
    });
    this.#ledger.tell(other, "merged", nowMs, { into: into.id });
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

function isSameFault(incident: IncidentRecord, { cause, effect }: HostFault): boolean {
  return incident.cause === cause && incident.effect === effect;
}

/** Is the incident this host's own, with nobody else in it but those that are there for another reason? */
function isAbout(incident: IncidentRecord, target: TargetId): boolean {
  const { kind, key } = incident.scope;
  if (kind !== "target" || key !== String(target)) return false;
  return activeMembers(incident).every((each) => each.target === target || each.why !== undefined);
}
