import type { DetectionReport, HostStoryReport, StoryReport } from "../../../core/contract/index.ts";
import { describeBecause } from "../../../core/diagnosis/index.ts";
import type { HostSession } from "../../../core/sessions/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { groupFindings, type FindingGroup } from "../render/finding-lines.ts";
import { heading, paragraph, type Style, tell, type Tone } from "../render/style.ts";
import { References } from "../sessions/references.ts";
import { sessionRows } from "../sessions/session-rows.ts";
import { recordsOf, isSetting } from "./steps.ts";
import { attacksOf, findingTitle, incidentSpan, inShort, nameList, timeOf } from "./story-words.ts";
import { gapTexts } from "./gap-texts.ts";
import { treeLines } from "./tree-lines.ts";

const SESSIONS_MOST = 8;
const ATTACKS_MOST = 12;
const INCIDENTS_MOST = 3;
const CONTROLS_MOST = 8;
const REASONS_MOST = 6;
const SAMPLES = 5;
const UTC = { isLocal: false } as const;
const TONES: Readonly<Record<string, Tone>> = { high: "bad", medium: "warn", low: "strong", info: "quiet" };

/** What a page draws from beside the report. */
export interface PageFacts {
  readonly sessions: readonly HostSession[];
  readonly coverage: { readonly tested: number; readonly all: number };
  readonly otherHosts: readonly string[];
}

/** The story for a terminal: short answer first, then what to do, then everything that it rests on. */
export function storyPage(style: Style, report: StoryReport, facts: PageFacts): string {
  const references = new References();
  const lines = report.hosts.flatMap((host) => hostLines(style, report, host, facts, references));
  if (facts.otherHosts.length > 0) {
    lines.push(
      "",
      ...paragraph(
        style,
        tell(style, "story.other-hosts", { names: nameList(style.language, facts.otherHosts) }),
        0,
        "",
        "quiet",
      ),
    );
  }
  if (report.input.damaged > 0) {
    lines.push("", ...paragraph(style, tell(style, "story.damaged", { count: report.input.damaged }), 0, "", "warn"));
  }
  const files = references.files();
  if (files.length > 0) {
    lines.push(...heading(style, tell(style, "story.files")));
    for (const [index, file] of files.entries())
      lines.push(...paragraph(style, printable(file, 200), 1, `${index + 1}  `));
  }
  return `${lines.join("\n").trimStart()}\n`;
}

function hostLines(
  style: Style,
  report: StoryReport,
  host: HostStoryReport,
  facts: PageFacts,
  references: References,
): string[] {
  const sessions = facts.sessions.filter((session) => session.host === host.host);
  if (isUneventful(host))
    return [...headLines(style, report, host), ...paragraph(style, tell(style, "story.uneventful"), 1)];
  return [
    ...headLines(style, report, host),
    ...shortLines(style, host, facts, references),
    ...stepLines(style, host, references),
    ...wrongLines(style, host, references),
    ...contradictionLines(style, host, references),
    ...incidentLines(style, host, references),
    ...attackLines(style, host, references),
    ...sessionLines(style, sessions, references),
    ...settingLines(style, host, references),
    ...gapLines(style, host, references),
    ...notTestedLines(style, host),
  ];
}

/** Nothing to tell: a name from before, or a host of which little was read. */
function isUneventful({ steps, findings, incidents, detections, sessions, grade }: HostStoryReport): boolean {
  const remote = sessions.filter(({ place }) => place === "remote");
  return [steps, findings, incidents, detections, remote].every((list) => list.length === 0) && grade === null;
}

function headLines(style: Style, report: StoryReport, host: HostStoryReport): string[] {
  const title = tell(style, "story.title", { host: printable(host.host, 80) });
  const records = host.channels.reduce((sum, channel) => sum + channel.records, 0);
  const read = [
    ...(host.from === null || host.until === null
      ? []
      : [tell(style, "story.read", { records, from: timeOf(host.from), until: timeOf(host.until) })]),
    ...(host.grade === null ? [] : [tell(style, "story.read-settings")]),
  ].join(" · ");
  const time = timeOf(host.explained.moment);
  const asOf = host.explained.isProbe
    ? tell(style, "story.as-of-probe", { target: printable(report.probe ?? "", 80), moment: time })
    : tell(style, "story.as-of-newest", { moment: time });
  return [
    "",
    ...paragraph(style, title, 0, "", "strong"),
    ...paragraph(style, read, 0, "", "quiet"),
    ...paragraph(style, asOf, 0, "", "quiet"),
  ];
}

function shortLines(style: Style, host: HostStoryReport, { coverage }: PageFacts, references: References): string[] {
  return [
    ...heading(style, tell(style, "story.short")),
    ...inShort(style.language, host, coverage).flatMap(({ tone, text, at }) => {
      const records = at.map((one) => printable(references.short(one), 60)).join(" ");
      return paragraph(style, at.length === 0 ? text : `${text} [${records}]`, 1, "- ", tone);
    }),
  ];
}

/** "Records 1#20 2#4 and 7 more". */
function recordLine(style: Style, at: readonly string[], count: number, references: References): string {
  const list = at
    .slice(0, SAMPLES)
    .map((one) => printable(references.short(one), 80))
    .join(" ");
  const more = count - Math.min(at.length, SAMPLES);
  return more > 0 ? tell(style, "story.records-more", { list, count: more }) : tell(style, "story.records", { list });
}

function recordLines(
  style: Style,
  at: readonly string[],
  count: number,
  references: References,
  indent: number,
): string[] {
  return at.length === 0 ? [] : paragraph(style, recordLine(style, at, count, references), indent, "", "quiet");
}

function stepLines(style: Style, host: HostStoryReport, references: References): string[] {
  const title = heading(style, tell(style, "story.steps"));
  if (host.steps.length === 0) return [...title, ...paragraph(style, tell(style, "story.steps.none"), 1)];
  return [
    ...title,
    ...host.steps.flatMap(({ what, why, at, count, causeId, command }, index) => {
      const lead = `${index + 1}. `;
      return [
        ...paragraph(style, printable(why[style.language], 600), 1, lead, "strong"),
        ...paragraph(style, printable(what[style.language], 600), 1 + lead.length),
        ...(command === null ? [] : paragraph(style, command, 3 + lead.length, "", "command")),
        ...(causeId === null
          ? []
          : paragraph(style, tell(style, "story.step.more", { id: causeId }), 1 + lead.length, "", "quiet")),
        ...recordLines(style, at, count, references, 1 + lead.length),
      ];
    }),
  ];
}

function wrongLines(style: Style, host: HostStoryReport, references: References): string[] {
  const groups = groupFindings(host.findings);
  const grave = groups.filter(([first]) => first.effect !== "weakens");
  const light = groups.filter(([first]) => first.effect === "weakens");
  const separated = host.separated.flatMap(({ group, before, after, isDecided }) => {
    const [was] = before;
    const [is] = after;
    if (was === undefined || is === undefined) return [];
    const key = isDecided ? "story.separated" : "story.moved";
    const named = ({ id, confidence }: typeof was): string => `${id} ${Math.round(confidence * 100)} %`;
    return paragraph(style, tell(style, key, { group, before: named(was), after: named(is) }), 1, "", "strong");
  });
  return [
    ...heading(style, tell(style, "story.wrong")),
    ...separated,
    ...(grave.length === 0 ? paragraph(style, tell(style, "story.wrong.none"), 1) : []),
    ...grave.flatMap((group) => findingLines(style, group, references)),
    ...(light.length === 0 ? [] : paragraph(style, tell(style, "story.wrong.posture"), 1, "", "quiet")),
    ...light.flatMap(([first]) => lightLines(style, first, references)),
  ];
}

function lightLines(style: Style, finding: FindingGroup[0], references: References): string[] {
  const records = finding.because.filter(({ side }) => side === "for").flatMap(recordsOf);
  const text = tell(style, "finding.named", { title: findingTitle(style.language, finding), id: finding.id });
  return paragraph(style, `${text} · ${recordLine(style, records, records.length, references)}`, 1, "- ", "quiet");
}

function findingLines(style: Style, [first, ...others]: FindingGroup, references: References): string[] {
  const tone = first.effect === "blocks" ? "bad" : "warn";
  const percent = Math.round(first.confidence * 100);
  const against = first.because.filter(({ side }) => side === "against");
  const shown = [
    ...first.because.filter(({ side }) => side === "for").slice(0, Math.max(1, REASONS_MOST - against.length)),
    ...against,
  ];
  return [
    ...paragraph(style, findingTitle(style.language, first), 1, "", tone),
    ...paragraph(style, `${tell(style, `effect.${first.effect}`)} · ${percent} % · ${first.id}`, 3, "", "quiet"),
    ...shown.flatMap((because) => {
      const records = recordsOf(because);
      const sentence = `${describeBecause(because, style.language)} [${records
        .slice(0, SAMPLES)
        .map((one) => printable(references.short(one), 60))
        .join(" ")}]`;
      return because.side === "for"
        ? paragraph(style, sentence, 3, "+ ")
        : paragraph(style, tell(style, "finding.against", { sentence }), 3, "- ");
    }),
    ...others.slice(0, 4).flatMap((finding) => {
      const share = `${Math.round(finding.confidence * 100)} %`.padStart(5);
      const text = tell(style, "finding.named", { title: findingTitle(style.language, finding), id: finding.id });
      return paragraph(style, text, 3, `${share}  `, "quiet");
    }),
  ];
}

function contradictionLines(style: Style, host: HostStoryReport, references: References): string[] {
  if (host.contradictions.length === 0) return [];
  return [
    ...heading(style, tell(style, "story.contradictions")),
    ...host.contradictions.flatMap(({ title, meaning, outside, inside }) => [
      ...paragraph(style, title[style.language], 1, "", "warn"),
      ...paragraph(style, tell(style, "story.outside", { sentence: describeBecause(outside, style.language) }), 3),
      ...paragraph(
        style,
        `${tell(style, "story.inside", { sentence: describeBecause(inside, style.language) })} [${printable(references.short(inside.at), 80)}]`,
        3,
      ),
      ...paragraph(style, meaning[style.language], 3),
    ]),
  ];
}

function incidentLines(style: Style, host: HostStoryReport, references: References): string[] {
  if (host.incidents.length === 0) return [];
  const more = host.incidents.length - INCIDENTS_MOST;
  return [
    ...heading(style, tell(style, "story.incidents")),
    ...host.incidents
      .slice(0, INCIDENTS_MOST)
      .flatMap((incident) => [
        ...paragraph(style, incident.title[style.language], 1, "", incident.effect === "blocks" ? "bad" : "warn"),
        ...paragraph(style, incidentSpan(style.language, incident), 1, "", "quiet"),
        ...treeLines({ ...style, width: style.width - 1 }, incident.tree, references).map((line) => ` ${line}`),
        "",
      ]),
    ...(more > 0 ? paragraph(style, tell(style, "story.incident.more", { count: more }), 1, "", "quiet") : []),
  ];
}

function attackLines(style: Style, host: HostStoryReport, references: References): string[] {
  if (host.events === 0) return [];
  const attacks = attacksOf(host);
  const more = attacks.length - ATTACKS_MOST;
  return [
    ...heading(style, tell(style, "story.attacks")),
    ...(attacks.length === 0 ? paragraph(style, tell(style, "story.attacks.none"), 1) : []),
    ...attacks.slice(0, ATTACKS_MOST).flatMap((attack) => detectionLines(style, attack, references)),
    ...(more > 0 ? paragraph(style, tell(style, "story.attacks.more", { count: more }), 1, "", "quiet") : []),
  ];
}

function detectionLines(style: Style, attack: DetectionReport, references: References): string[] {
  const { language } = style;
  const when = tell(style, attack.first === attack.last ? "story.attack.once" : "story.attack.when", {
    first: timeOf(attack.first),
    last: timeOf(attack.last),
    count: attack.count,
    outcome: tell(style, `story.outcome.${attack.outcome}`),
    percent: Math.round(attack.confidence * 100),
  });
  const names = [
    ...(attack.addresses.length === 0
      ? []
      : [tell(style, "story.from", { names: nameList(language, attack.addresses, attack.addressCount) })]),
    ...(attack.users.length === 0
      ? []
      : [tell(style, "story.users", { names: nameList(language, attack.users, attack.userCount) })]),
  ].join(" · ");
  const records = attack.because.flatMap(({ at }) => (at === null ? [] : [at]));
  return [
    ...paragraph(style, printable(attack.title[language], 300), 1, "", TONES[attack.severity]),
    ...paragraph(style, when, 3, "", "quiet"),
    ...(names === "" ? [] : paragraph(style, names, 3)),
    ...paragraph(style, printable(attack.summary[language], 600), 3),
    ...recordLines(style, records, attack.evidenceCount, references, 3),
  ];
}

function sessionLines(style: Style, sessions: readonly HostSession[], references: References): string[] {
  const remote = sessions.filter(({ place }) => place === "remote").toReversed();
  if (sessions.length === 0) return [];
  const more = remote.length - SESSIONS_MOST;
  return [
    ...heading(style, tell(style, "story.sessions")),
    ...(remote.length === 0
      ? paragraph(style, tell(style, "story.sessions.none"), 1)
      : sessionRows(style, remote.slice(0, SESSIONS_MOST), UTC, references, true)),
    ...(more > 0 ? paragraph(style, tell(style, "story.sessions.more", { count: more }), 1, "", "quiet") : []),
  ];
}

function settingLines(style: Style, host: HostStoryReport, references: References): string[] {
  const { language } = style;
  const changed = host.detections.filter(isSetting);
  const more = host.notMet.length - CONTROLS_MOST;
  return [
    ...heading(style, tell(style, "story.settings")),
    ...(host.grade === null
      ? paragraph(
          style,
          tell(style, changed.length > 0 ? "story.settings.events-only" : "story.settings.unknown"),
          1,
          "",
          "quiet",
        )
      : host.notMet.length === 0
        ? paragraph(style, tell(style, "story.settings.none"), 1)
        : []),
    ...host.notMet.slice(0, CONTROLS_MOST).flatMap(({ id, title, severity, wanted, found }) => [
      ...paragraph(style, `${title[language]} (${id})`, 1, "", TONES[severity]),
      ...paragraph(
        style,
        `${tell(style, "story.settings.now", {
          value: printable(found?.shown[language] ?? "?", 160),
          wanted: wanted[language],
        })}${found === undefined ? "" : ` [${printable(references.short(found.at), 80)}]`}`,
        3,
      ),
    ]),
    ...(more > 0 ? paragraph(style, tell(style, "story.settings.more", { count: more }), 1, "", "quiet") : []),
    ...changed.flatMap((detection) => detectionLines(style, detection, references)),
  ];
}

function gapLines(style: Style, host: HostStoryReport, references: References): string[] {
  const gaps = gapTexts(style.language, host);
  if (gaps.length === 0) return [];
  return [
    ...heading(style, tell(style, "story.gaps")),
    ...gaps.flatMap(({ text, at }) =>
      paragraph(style, at === undefined ? text : `${text} [${printable(references.short(at), 80)}]`, 1, "- "),
    ),
  ];
}

function notTestedLines(style: Style, host: HostStoryReport): string[] {
  const untested = host.untested.map(({ why }) => why[style.language]);
  const all = [...new Set([...host.notTested.map((text) => text[style.language]), ...untested])];
  return [
    ...heading(style, tell(style, "story.not-tested")),
    ...all.flatMap((text) => paragraph(style, text, 1, "- ", "quiet")),
  ];
}
