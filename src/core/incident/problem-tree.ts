import { type Because, describeBecause, type Effect, HOST_COVERAGE, type HostEvidence } from "../diagnosis/index.ts";
import type { Localized } from "../texts/index.ts";
import type { IncidentCause, ProblemNode, Symptom } from "./incident.ts";
import { leadsTo } from "./leads-to.ts";
import { causeTitle } from "./symptoms.ts";

const MOST_SYMPTOMS = 12;
const MOST_CAUSES = 5;
const MOST_REASONS = 8;
const SAMPLES = 5;
/** A cause stands above what it brings about only where it is likely itself. */
const LIKELY_PARENT = 0.2;

const WORDS = {
  seen: { en: "What was seen", zh: "现象" },
  why: { en: "Why", zh: "原因" },
  notTested: { en: "Not tested", zh: "未测试" },
  otherwise: { en: "Something that is not in this list", zh: "不在此列表中的其他原因" },
  noSettings: {
    en: "The host's settings were not among the input; they would tell more of this.",
    zh: "输入中没有主机设置；有了它们可以判断得更准。",
  },
  noProbe: { en: "Nobody probed the host at that time.", zh: "当时没有对该主机进行探测。" },
} satisfies Record<string, Localized>;

const EFFECTS: Readonly<Record<Effect, Localized>> = {
  blocks: { en: "Remote Desktop cannot be reached or used", zh: "远程桌面无法连接或使用" },
  hinders: { en: "Remote Desktop is hindered", zh: "远程桌面受影响" },
  weakens: { en: "Remote Desktop is weakened", zh: "远程桌面存在隐患" },
};

/** What a tree is made of. */
interface TreeInput {
  readonly symptoms: readonly Symptom[];
  readonly causes: readonly IncidentCause[];
  readonly effect: Effect;
  readonly title: Localized;
  readonly evidence: HostEvidence;
}

/** The problem at the root; below it what was seen, why, with evidence for and against, and what was not tested. */
export function problemTree({ symptoms, causes, effect, evidence }: TreeInput): ProblemNode {
  const untested = notTested(causes, symptoms, evidence);
  const reasons = causes.slice(0, MOST_CAUSES);
  const tops = reasons.filter(({ id }) => !reasons.some((other) => isAbove(other, id)));
  const rest = 1 - causes.reduce((sum, { confidence }) => sum + confidence, 0);
  return node(
    "problem",
    EFFECTS[effect],
    [],
    [
      node("seen", WORDS.seen, [], symptoms.slice(0, MOST_SYMPTOMS).map(symptomNode), symptoms.length),
      node(
        "why",
        WORDS.why,
        [],
        [
          ...tops.map((cause) => causeNode(cause, reasons, symptoms)),
          ...(rest >= 0.01 ? [{ ...node("unknown", WORDS.otherwise, [], []), confidence: rest }] : []),
        ],
      ),
      ...(untested.length === 0
        ? []
        : [
            node(
              "not-tested",
              WORDS.notTested,
              [],
              untested.map((text) => node("not-tested", text, [], [])),
            ),
          ]),
    ],
  );
}

function isAbove(cause: IncidentCause, id: IncidentCause["id"]): boolean {
  return cause.confidence >= LIKELY_PARENT && leadsTo(cause.id, id);
}

function node(
  kind: ProblemNode["kind"],
  text: Localized,
  at: readonly string[],
  children: readonly ProblemNode[],
  count?: number,
): ProblemNode {
  return { kind, text, at: at.slice(0, SAMPLES), children, ...(count === undefined ? {} : { count }) };
}

function symptomNode({ what, at, count }: Symptom): ProblemNode {
  return node("symptom", what, at, [], count);
}

function causeNode(cause: IncidentCause, all: readonly IncidentCause[], symptoms: readonly Symptom[]): ProblemNode {
  const followers = all.filter(({ id }) => isAbove(cause, id));
  const because = cause.because.length > 0 ? cause.because.map(reasonNode) : supporting(cause, symptoms);
  return {
    ...node(
      "cause",
      causeTitle(cause.id),
      [],
      [
        ...because.slice(0, MOST_REASONS),
        ...followers.map((follower) =>
          causeNode(
            { ...follower },
            all.filter(({ id }) => id !== cause.id),
            symptoms,
          ),
        ),
      ],
    ),
    confidence: cause.confidence,
    causeId: cause.id,
  };
}

function reasonNode(because: Because): ProblemNode {
  const text = { en: describeBecause(because, "en"), zh: describeBecause(because, "zh") };
  const samples = samplesOf(because);
  return node(because.side, text, samples.length > 0 ? samples : [because.at], []);
}

/** The records that a piece of evidence names beside its own. */
function samplesOf({ value }: Because): readonly string[] {
  if (typeof value !== "object" || value === null || !("samples" in value)) return [];
  const { samples } = value;
  return Array.isArray(samples) ? samples.filter((sample) => typeof sample === "string") : [];
}

function supporting({ id }: IncidentCause, symptoms: readonly Symptom[]): readonly ProblemNode[] {
  return symptoms
    .filter(({ causes }) => causes.some(([one]) => one === id))
    .map(({ what, at, count }) => node("for", what, at, [], count));
}

function notTested(
  causes: readonly IncidentCause[],
  symptoms: readonly Symptom[],
  { inventory }: HostEvidence,
): readonly Localized[] {
  const wantsSettings = causes.slice(0, MOST_CAUSES).some(({ id }) => {
    const { by } = HOST_COVERAGE[id];
    return by === "settings" || by === "both";
  });
  return [
    ...(inventory === undefined && wantsSettings ? [WORDS.noSettings] : []),
    ...(symptoms.some(({ kind }) => kind === "probe") ? [] : [WORDS.noProbe]),
  ];
}
