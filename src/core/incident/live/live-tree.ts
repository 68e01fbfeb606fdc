import type { SuspectChange } from "../../history/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { ProblemNode } from "../incident.ts";
import { activeMembers } from "./incident-ledger.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { both, causeOf, evidenceText, type HostNames, hostText, scopeText } from "./live-words.ts";
import { untestedOf } from "./not-tested.ts";

const MOST_HOSTS = 12;
const MOST_REASONS = 8;
const MOST_CHANGES = 5;
const SAMPLES = 5;

export interface LiveTreeInput {
  readonly names: HostNames;
  /** What changed before it broke, the most plausible first. */
  readonly changes?: readonly SuspectChange[];
  /** Incidents that ended in this one, or are explained by it. */
  readonly explains?: readonly IncidentRecord[];
}

/** The problem tree of an incident of a watched fleet: what is broken, whom it hits, why, and what was not tested. */
export function liveTree(incident: IncidentRecord, { names, changes = [], explains = [] }: LiveTreeInput): ProblemNode {
  const { title } = causeOf(incident);
  const where = scopeText(incident, names);
  return node("problem", both(`${where.en}: ${title.en}`, `${where.zh}：${title.zh}`), [
    node("seen", both("Who is hit", "受影响主机"), hostNodes(incident, names), incident.members.length),
    node("why", both("Why", "原因"), [
      causeNode(incident),
      ...(incident.confidence > 0.99
        ? []
        : [
            {
              ...node("unknown", both("Something that is not in this list", "不在此列表中的其他原因")),
              confidence: 1 - incident.confidence,
            },
          ]),
    ]),
    ...section(
      both("What changed before", "故障前的变更"),
      changes.slice(0, MOST_CHANGES).map(({ text, reasons, change }) => {
        const why = both(reasons.map(({ en }) => en).join("; "), reasons.map(({ zh }) => zh).join("；"));
        const host = hostText(change.target, names);
        return node("symptom", both(`${host}: ${text.en} (${why.en})`, `${host}：${text.zh}（${why.zh}）`));
      }),
    ),
    ...section(
      both("What it explains", "由此引起的事件"),
      explains.slice(0, MOST_HOSTS).map((other) => {
        const named = causeOf(other).title;
        const at = scopeText(other, names);
        return node("symptom", both(`${at.en}: ${named.en}`, `${at.zh}：${named.zh}`), [], undefined, [
          `INC-${other.id}`,
        ]);
      }),
    ),
    node(
      "not-tested",
      both("Not tested", "未测试"),
      untestedOf(incident).map((text) => node("not-tested", text)),
    ),
  ]);
}

function hostNodes(incident: IncidentRecord, names: HostNames): readonly ProblemNode[] {
  const hit = new Set(activeMembers(incident));
  const ordered = [...incident.members].toSorted((a, b) => Number(hit.has(b)) - Number(hit.has(a)));
  return ordered.slice(0, MOST_HOSTS).map((member) => {
    const name = hostText(member.target, names);
    if (!hit.has(member)) return node("symptom", both(`${name}: well again`, `${name}：已恢复`));
    if (member.why !== "dependency") return node("symptom", both(`${name}: hit`, `${name}：受影响`));
    return node("symptom", both(`${name}: depends on it`, `${name}：因依赖关系受影响`));
  });
}

function causeNode(incident: IncidentRecord): ProblemNode {
  const { title } = causeOf(incident);
  const reasons = incident.because.slice(0, MOST_REASONS);
  return {
    ...node(
      "cause",
      title,
      reasons.map((because) => node(because.side, evidenceText(because), [], undefined, [because.at])),
    ),
    confidence: incident.confidence,
    causeId: incident.cause,
  };
}

function section(title: Localized, children: readonly ProblemNode[]): readonly ProblemNode[] {
  return children.length === 0 ? [] : [node("seen", title, children)];
}

function node(
  kind: ProblemNode["kind"],
  text: Localized,
  children: readonly ProblemNode[] = [],
  count?: number,
  at: readonly string[] = [],
): ProblemNode {
  return { kind, text, at: at.slice(0, SAMPLES), children, ...(count === undefined ? {} : { count }) };
}
