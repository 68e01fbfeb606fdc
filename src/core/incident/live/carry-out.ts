import type { Localized } from "../../texts/index.ts";
import type { TargetId } from "../../fleet/index.ts";
import type { DeskCommand, DeskRefusal } from "./desk-command.ts";
import { activeMembers, type IncidentLedger, isOpen } from "./incident-ledger.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { severityOf } from "./severity.ts";

const NOTE_LIMIT = 10_000;
const NAME_LIMIT = 200;

/** Does to the ledger what a person wants, or says why not. */
export function carryOut(
  ledger: IncidentLedger,
  { tenant, id, what, ifRevision }: DeskCommand,
  by: string,
  nowMs: number,
): DeskRefusal | null {
  const incident = ledger.get(id);
  if (incident === undefined || incident.tenant !== tenant) {
    return refuse("missing", { en: `there is no incident ${id} that could be changed`, zh: `没有可更改的事件 ${id}` });
  }
  if (ifRevision !== null && ifRevision !== incident.revision) {
    return refuse("stale", { en: "somebody changed it meanwhile; look again", zh: "期间已有人更改，请重新查看" });
  }
  if (what.action === "note") return note(ledger, incident, what.text, by, nowMs);
  if (!isOpen(incident)) {
    return refuse("senseless", { en: "it is closed; only notes can be added", zh: "事件已关闭，只能添加备注" });
  }
  switch (what.action) {
    case "acknowledge":
      if (incident.state === "acknowledged") return null;
      ledger.change(id, { state: "acknowledged", acknowledgedMs: nowMs, acknowledgedBy: by });
      ledger.tell(incident, "acknowledged", nowMs, {}, by);
      return null;
    case "unacknowledge":
      if (incident.state === "open") return null;
      ledger.change(id, { state: "open", acknowledgedMs: undefined, acknowledgedBy: undefined });
      ledger.tell(incident, "unacknowledged", nowMs, {}, by);
      return null;
    case "assign": {
      const assignee = what.assignee?.trim().slice(0, NAME_LIMIT) ?? "";
      ledger.change(id, { assignee: assignee === "" ? undefined : assignee });
      ledger.tell(incident, "assigned", nowMs, { assignee: assignee === "" ? null : assignee }, by);
      return null;
    }
    case "mute":
      ledger.change(id, { mutedUntilMs: what.untilMs ?? undefined });
      ledger.tell(incident, what.untilMs === null ? "unmuted" : "muted", nowMs, { untilMs: what.untilMs }, by);
      return null;
    case "merge":
      return merge(ledger, incident, what.into, by, nowMs);
    case "split":
      return split(ledger, incident, what.members, by, nowMs);
    case "close":
      ledger.change(id, {
        state: "closed",
        closedMs: nowMs,
        members: left(incident, nowMs),
        badSinceMs: undefined,
        goodSinceMs: undefined,
        outageMs: incident.outageMs + Math.max(0, nowMs - (incident.badSinceMs ?? nowMs)),
      });
      ledger.tell(incident, "closed", nowMs, {}, by);
      return null;
  }
}

function note(
  ledger: IncidentLedger,
  incident: IncidentRecord,
  text: string,
  by: string,
  nowMs: number,
): DeskRefusal | null {
  const words = text.trim();
  if (words === "") return refuse("senseless", { en: "an empty note", zh: "备注为空" });
  ledger.change(incident.id, {});
  ledger.tell(incident, "note", nowMs, { text: words.slice(0, NOTE_LIMIT) }, by);
  return null;
}

function merge(
  ledger: IncidentLedger,
  incident: IncidentRecord,
  into: number,
  by: string,
  nowMs: number,
): DeskRefusal | null {
  const other = ledger.get(into);
  if (other === undefined || other.tenant !== incident.tenant || !isOpen(other) || into === incident.id) {
    return refuse("senseless", { en: `incident ${into} cannot take it over`, zh: `事件 ${into} 无法接收合并` });
  }
  const moved = activeMembers(incident);
  ledger.change(incident.id, {
    state: "closed",
    closedMs: nowMs,
    members: left(incident, nowMs),
    badSinceMs: undefined,
    goodSinceMs: undefined,
    mergedInto: into,
  });
  const here = new Set(moved.map(({ target }) => target));
  const brought = moved.map((member) => ({ ...member, why: "person" as const }));
  const members = [...other.members.filter(({ target }) => !here.has(target)), ...brought];
  ledger.change(into, {
    members,
    severity: severityOf({ ...other, members }),
    goodSinceMs: undefined,
    badSinceMs: other.badSinceMs ?? nowMs,
  });
  ledger.tell(incident, "merged", nowMs, { into }, by);
  ledger.tell(other, "joined", nowMs, { from: incident.id, targets: [...here] }, by);
  return null;
}

function split(
  ledger: IncidentLedger,
  incident: IncidentRecord,
  targets: readonly TargetId[],
  by: string,
  nowMs: number,
): DeskRefusal | null {
  const active = activeMembers(incident);
  const chosen = active.filter(({ target }) => targets.includes(target));
  if (chosen.length === 0 || chosen.length === active.length) {
    return refuse("senseless", {
      en: "choose some of the hosts that are hit, and not all of them",
      zh: "请选择部分受影响的主机，而不是全部",
    });
  }
  const [first] = chosen;
  ledger.change(incident.id, {
    members: incident.members.map((member) => (chosen.includes(member) ? { ...member, leftMs: nowMs } : member)),
  });
  const { id: _id, revision: _revision, ...rest } = incident;
  const scope = { kind: "target", key: String(first?.target ?? 0) } as const;
  const part = ledger.add({
    ...rest,
    scope,
    members: chosen.map((member) => ({ ...member, why: "person" as const })),
    openedMs: nowMs,
    reopened: 0,
    outageMs: 0,
    severity: severityOf({ ...incident, scope, members: chosen }),
  });
  ledger.tell(incident, "split", nowMs, { into: part.id, targets: chosen.map(({ target }) => target) }, by);
  ledger.tell(part, "opened", nowMs, { from: incident.id }, by);
  return null;
}

function left({ members }: IncidentRecord, nowMs: number): IncidentRecord["members"] {
  return members.map((member) => ({ ...member, leftMs: member.leftMs ?? nowMs }));
}

function refuse(refused: DeskRefusal["refused"], text: Localized): DeskRefusal {
  return { refused, text };
}
