import { moment } from "../../diagnosis/index.ts";
import type { SuspectChange } from "../../history/index.ts";
import type { Remedy, RemedyStep } from "../../knowledge/index.ts";
import type { Language, Localized } from "../../texts/index.ts";
import { outageOf } from "./figures.ts";
import type { IncidentRecord, TimelineEntry } from "./incident-record.ts";
import {
  both,
  causeOf,
  evidenceText,
  type HostNames,
  hostText,
  lengthText,
  scopeText,
  SEVERITY_WORDS,
  STATE_WORDS,
} from "./live-words.ts";
import { markdownText } from "./markdown.ts";
import { untestedOf } from "./not-tested.ts";
import { timelineText } from "./timeline-text.ts";

const MOST_HOSTS = 100;
const MOST_ENTRIES = 500;
const MOST_CHANGES = 20;
const LINE_LIMIT = 2500;

export interface PostMortemInput {
  readonly incident: IncidentRecord;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly names: HostNames;
  /** What changed before it broke, the most plausible first. */
  readonly changes: readonly SuspectChange[];
  /** Who was on the hosts, and how many of them told of it until when; `knownMs` null where none did. */
  readonly hit?: {
    readonly users: number;
    readonly sessions: number;
    readonly hosts: number;
    readonly ofHosts: number;
    readonly knownMs: number | null;
  };
  readonly nowMs: number;
}

/**
 * The post-mortem of an incident as Markdown: summary, impact, timeline, cause with its evidence, what changed before it
 * broke, remedy with the way back, what was not tested. Names and texts of hosts and people are escaped.
 */
export function postMortem(input: PostMortemInput): { readonly markdown: Localized } {
  return { markdown: both(documentOf(input, "en"), documentOf(input, "zh")) };
}

const WORDS = {
  summary: both("Summary", "概要"),
  impact: both("Impact", "影响"),
  timeline: both("Timeline", "时间线"),
  cause: both("Cause", "原因"),
  changes: both("What changed before it broke", "故障前的变更"),
  remedy: both("Remedy", "处理方法"),
  untested: both("What was not tested", "未测试的内容"),
  confirm: both("Confirm", "确认"),
  backup: both("Back up", "备份"),
  fix: both("Fix", "修复"),
  rollback: both("The way back", "回退"),
  risk: both("Risk", "风险"),
  noChange: both(
    "No change of a watched fact was seen on these hosts in the time before.",
    "故障前未发现这些主机的受监测信息有变化。",
  ),
  changeHint: both(
    "Ordered by plausibility: where to look first, no proof.",
    "按可能性排序：仅提示排查顺序，并非结论。",
  ),
  noEvidence: both("No single fact was kept.", "未保存单项证据。"),
  noSessions: both("users and sessions: not known", "用户与会话：未知"),
} satisfies Record<string, Localized>;

const PRODUCTS: Readonly<Record<"windows" | "xrdp", Localized>> = {
  windows: both("Windows", "Windows"),
  xrdp: both("xrdp (Linux)", "xrdp（Linux）"),
};

function documentOf(input: PostMortemInput, language: Language): string {
  const { incident, timeline, names } = input;
  const { title } = causeOf(incident);
  const shownEntries = timeline.slice(0, MOST_ENTRIES);
  return [
    `# INC-${incident.id}: ${title[language]}`,
    heading(WORDS.summary, language),
    ...summary(input).map((line) => bullet(line[language])),
    heading(WORDS.impact, language),
    ...impact(input, language),
    heading(WORDS.timeline, language),
    ...shownEntries.map((entry) => {
      const by = entry.by === "rdpulse" ? "" : language === "en" ? ` (${entry.by})` : `（${entry.by}）`;
      return bullet(`${moment(entry.atMs)} - ${timelineText(entry, names)[language]}${by}`);
    }),
    ...more(timeline.length - shownEntries.length, language),
    heading(WORDS.cause, language),
    ...causeLines(incident, language),
    heading(WORDS.changes, language),
    ...changeLines(input, language),
    heading(WORDS.remedy, language),
    ...remedies(incident, language),
    heading(WORDS.untested, language),
    ...untestedOf(incident).map((text) => bullet(text[language])),
    "",
  ]
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n");
}

function summary({ incident, names, nowMs }: PostMortemInput): readonly Localized[] {
  const where = scopeText(incident, names);
  const outage = lengthText(outageOf(incident, nowMs));
  const end =
    incident.closedMs === undefined ? both("not over", "尚未结束") : both(...twice(moment(incident.closedMs)));
  const state = STATE_WORDS[incident.state];
  const severity = SEVERITY_WORDS[incident.severity];
  return [
    both(`where: ${where.en}`, `范围：${where.zh}`),
    both(`severity: ${severity.en}; state: ${state.en}`, `级别：${severity.zh}；状态：${state.zh}`),
    both(`first failure: ${moment(incident.firstFailureMs)}`, `首次失败：${moment(incident.firstFailureMs)}`),
    both(`closed: ${end.en}`, `关闭：${end.zh}`),
    both(`somebody was hit for ${outage.en}`, `故障持续 ${outage.zh}`),
    ...(incident.reopened === 0 ? [] : [both(`reopened: ${incident.reopened}`, `重新打开次数：${incident.reopened}`)]),
    ...(incident.acknowledgedMs === undefined
      ? []
      : [
          both(
            `acknowledged: ${moment(incident.acknowledgedMs)}, ${incident.acknowledgedBy ?? "?"}`,
            `确认：${moment(incident.acknowledgedMs)}，${incident.acknowledgedBy ?? "?"}`,
          ),
        ]),
    ...(incident.assignee === undefined
      ? []
      : [both(`assigned to ${incident.assignee}`, `负责人：${incident.assignee}`)]),
  ];
}

function twice(text: string): [string, string] {
  return [text, text];
}

function impact({ incident, names, hit, nowMs }: PostMortemInput, language: Language): readonly string[] {
  const hosts = [...new Set(incident.members.map(({ target }) => target))];
  const hostMs = incident.members.reduce(
    (sum, { joinedMs, leftMs = nowMs }) => sum + Math.max(0, leftMs - joinedMs),
    0,
  );
  const hours = (hostMs / 3_600_000).toFixed(1);
  return [
    bullet(both(`hosts: ${hosts.length}; host hours: ${hours}`, `主机：${hosts.length}；主机小时：${hours}`)[language]),
    ...hosts.slice(0, MOST_HOSTS).map((target) => `  ${bullet(hostText(target, names))}`),
    ...more(hosts.length - MOST_HOSTS, language).map((line) => `  ${line}`),
    bullet(peopleText(hit)[language]),
  ];
}

function peopleText(hit: PostMortemInput["hit"]): Localized {
  if (hit === undefined || hit.knownMs === null) return WORDS.noSessions;
  const { users, sessions, hosts, ofHosts } = hit;
  const until = moment(hit.knownMs);
  return both(
    `users: ${users}; sessions: ${sessions} (known until ${until}, from ${hosts} of ${ofHosts} hosts)`,
    `用户：${users}；会话：${sessions}（信息截至 ${until}，来自 ${ofHosts} 台主机中的 ${hosts} 台）`,
  );
}

function causeLines(incident: IncidentRecord, language: Language): readonly string[] {
  const { title, explanation } = causeOf(incident);
  const confidence = Math.round(incident.confidence * 100);
  const sure = both(`${title.en} (confidence ${confidence} %)`, `${title.zh}（可信度 ${confidence} %）`);
  const evidence = incident.because.map((because) => {
    const sign = because.side === "for" ? both("for: ", "支持：") : both("against: ", "反对：");
    return bullet(`${sign[language]}${evidenceText(because)[language]}`);
  });
  return [
    `**${sure[language]}**`,
    "",
    explanation[language],
    "",
    ...(evidence.length === 0 ? [bullet(WORDS.noEvidence[language])] : evidence),
  ];
}

function changeLines({ changes, names }: PostMortemInput, language: Language): readonly string[] {
  if (changes.length === 0) return [WORDS.noChange[language]];
  const lines = changes.slice(0, MOST_CHANGES).map(({ change, text, reasons }) => {
    const why = reasons.map((reason) => reason[language]).join(language === "en" ? "; " : "；");
    return bullet(`${moment(change.atMs)} - ${hostText(change.target, names)} - ${text[language]} - ${why}`);
  });
  return [WORDS.changeHint[language], "", ...lines, ...more(changes.length - MOST_CHANGES, language)];
}

function remedies(incident: IncidentRecord, language: Language): readonly string[] {
  const of = causeOf(incident).remedies;
  return (["windows", "xrdp"] as const).flatMap((product) => {
    const remedy = of[product];
    return remedy === undefined ? [] : [`### ${PRODUCTS[product][language]}`, "", ...remedyLines(remedy, language), ""];
  });
}

function remedyLines(remedy: Remedy, language: Language): readonly string[] {
  return [
    ...(["confirm", "backup", "fix", "rollback"] as const).flatMap((part) => [
      `**${WORDS[part][language]}**`,
      "",
      ...remedy[part].flatMap((step) => stepLines(step, language)),
      "",
    ]),
    `**${WORDS.risk[language]}**${language === "en" ? ": " : "："}${remedy.risk.text[language]}`,
  ];
}

/** The texts and commands of the catalogue are ours; the fence is longer than any run of backticks in a command. */
function stepLines({ text, command, shell }: RemedyStep, language: Language): readonly string[] {
  if (command === undefined) return [`- ${text[language]}`];
  const longest = Math.max(2, ...[...command.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [
    `- ${text[language]}`,
    "",
    `  ${fence}${shell ?? ""}`,
    ...command.split("\n").map((line) => `  ${line}`),
    `  ${fence}`,
    "",
  ];
}

function heading(title: Localized, language: Language): string {
  return `\n## ${title[language]}\n`;
}

function bullet(text: string): string {
  return `- ${markdownText(text, LINE_LIMIT)}`;
}

function more(count: number, language: Language): readonly string[] {
  return count <= 0 ? [] : [bullet(both(`… and ${count} more`, `……另有 ${count} 项`)[language])];
}
