import type { DetectionReport, HostStoryReport, IncidentReport, StoryReport } from "../../../core/contract/index.ts";
import { type Because, describeBecause } from "../../../core/diagnosis/index.ts";
import { type Incident, type ProblemNode, treePicture } from "../../../core/incident/index.ts";
import { escapeMarkup, reportPage } from "../../../core/markup/index.ts";
import { sessionPicture } from "../../../core/sessions/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";
import { Words } from "../audit/words.ts";
import { groupFindings } from "../render/finding-lines.ts";
import { timeText } from "../sessions/moments.ts";
import { gapTexts } from "./gap-texts.ts";
import { sessionTable } from "./html-sessions.ts";
import { isSetting, recordsOf } from "./steps.ts";
import type { PageFacts } from "./story-page.ts";
import { attacksOf, findingTitle, incidentSpan, inShort, nameList, timeOf } from "./story-words.ts";

const SAMPLES = 5;
const DRAWN_MOST = 3;
const INCIDENTS_MOST = 50;
const ATTACKS_MOST = 100;
const NOT_MET_MOST = 60;

const OWN_STYLE = `
.short li.bad { color: var(--high); font-weight: 600; } .short li.warn { color: var(--medium); font-weight: 600; }
section { margin: 0 0 1.6rem; } .rec { font-family: ui-monospace, Consolas, monospace; font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; }
ol.steps > li { margin: 0 0 .9rem; } .item { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .8rem; margin: .7rem 0; break-inside: avoid; }
.item.bad { border-color: var(--high); } .item.warn { border-color: var(--medium); }
.tree, .tree ul { list-style: none; margin: 0; padding-left: 1.1rem; } .tree li { border-left: 1px solid var(--line); padding: .1rem 0 .1rem .6rem; }
.against { color: var(--medium); } svg { max-width: 100%; height: auto; } .picture { overflow-x: auto; }
`;

/** The story as one self-contained page: light and dark, for a screen, a phone and paper. Every text is escaped. */
export function storyHtml(
  report: StoryReport,
  incidents: readonly Incident[],
  facts: PageFacts,
  language: Language,
): string {
  const words = new Words(language);
  const title = say(language, "story.title", { host: report.hosts.map(({ host }) => host).join(", ") });
  const hosts = report.hosts.map((host) => hostArticle(words, host, incidents, facts));
  const body = [
    `<h1>${escapeMarkup(title)}</h1>`,
    ...hosts,
    `<p class="soft">${words.say("story.html.generated")}</p>`,
  ].join("\n");
  return reportPage({ language, title, body, style: OWN_STYLE });
}

function hostArticle(words: Words, host: HostStoryReport, incidents: readonly Incident[], facts: PageFacts): string {
  const drawn = incidents.filter((incident) => incident.host === host.host).slice(0, DRAWN_MOST);
  const sections = [
    shortSection(words, host, facts),
    stepSection(words, host),
    wrongSection(words, host),
    contradictionSection(words, host),
    incidentSection(words, host, drawn),
    attackSection(words, host),
    sessionSection(words, host, facts),
    settingSection(words, host),
    gapSection(words, host),
    untestedSection(words, host),
  ];
  return `<article class="host"><h2>${escapeMarkup(host.host)}</h2>${headOf(words, host)}${sections.join("")}</article>`;
}

function headOf(words: Words, host: HostStoryReport): string {
  const records = host.channels.reduce((sum, channel) => sum + channel.records, 0);
  const moment = timeOf(host.explained.moment);
  const asOf = host.explained.isProbe
    ? words.say("story.as-of-probe", { target: host.host, moment })
    : words.say("story.as-of-newest", { moment });
  const read =
    host.from === null || host.until === null
      ? words.say("story.no-events")
      : words.say("story.read", { records, from: timeOf(host.from), until: timeOf(host.until) });
  return `<p class="soft">${read}</p><p class="soft">${asOf}</p>`;
}

function section(title: string, body: string): string {
  return `<section><h3>${title}</h3>${body}</section>`;
}

function list(items: readonly string[]): string {
  return `<ul class="plain">${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

function recordLine(words: Words, at: readonly string[], count: number): string {
  if (at.length === 0) return "";
  const shown = at.slice(0, SAMPLES).join("  ");
  const more = count - Math.min(at.length, SAMPLES);
  const text =
    more > 0
      ? words.say("story.records-more", { list: shown, count: more })
      : words.say("story.records", { list: shown });
  return `<p class="rec">${text}</p>`;
}

function shortSection(words: Words, host: HostStoryReport, { coverage }: PageFacts): string {
  const lines = inShort(words.language, host, coverage);
  const items = lines
    .map(
      ({ tone, text, at }) =>
        `<li class="${tone ?? ""}">${escapeMarkup(text)}${at.length === 0 ? "" : ` <span class="rec">${escapeMarkup(at.join("  "))}</span>`}</li>`,
    )
    .join("");
  return section(words.say("story.short"), `<ul class="plain short">${items}</ul>`);
}

function stepSection(words: Words, { steps }: HostStoryReport): string {
  const items = steps.map(
    ({ what, why, at, count, causeId, command }) =>
      `<li><strong>${words.of(why)}</strong><p>${words.of(what)}</p>${command === null ? "" : `<pre>${escapeMarkup(command)}</pre>`}${
        causeId === null ? "" : `<p><code>${words.say("story.step.more", { id: causeId })}</code></p>`
      }${recordLine(words, at, count)}</li>`,
  );
  const body =
    items.length === 0 ? `<p>${words.say("story.steps.none")}</p>` : `<ol class="steps">${items.join("")}</ol>`;
  return section(words.say("story.steps"), body);
}

function reason(words: Words, because: Because): string {
  const sentence = escapeMarkup(describeBecause(because, words.language));
  const shown = recordsOf(because).slice(0, SAMPLES).join("  ");
  const side = because.side === "for" ? "+" : "−";
  return `<span class="${because.side}">${side} ${sentence}</span> <span class="rec">${escapeMarkup(shown)}</span>`;
}

function wrongSection(words: Words, host: HostStoryReport): string {
  const { language } = words;
  const separated = host.separated.flatMap(({ group, before: [was], after: [is], isDecided }) => {
    if (was === undefined || is === undefined) return [];
    const named = ({ id, confidence }: typeof was): string => `${id} ${Math.round(confidence * 100)} %`;
    const values = { group, before: named(was), after: named(is) };
    return [`<p><strong>${words.say(isDecided ? "story.separated" : "story.moved", values)}</strong></p>`];
  });
  const items = groupFindings(host.findings).map(([first, ...others]) => {
    const tone = first.effect === "blocks" ? "bad" : first.effect === "hinders" ? "warn" : "";
    const percent = Math.round(first.confidence * 100);
    return [
      `<div class="item ${tone}"><h4>${escapeMarkup(findingTitle(language, first))}</h4>`,
      `<p class="soft">${words.say(`effect.${first.effect}`)} · ${percent} % · ${escapeMarkup(first.id)}</p>`,
      list(first.because.map((because) => reason(words, because))),
      others.length === 0
        ? ""
        : list(
            others.map(
              (other) =>
                `${Math.round(other.confidence * 100)} % ${escapeMarkup(findingTitle(language, other))} <code>${escapeMarkup(other.id)}</code>`,
            ),
          ),
      "</div>",
    ].join("");
  });
  const none = `<p>${words.say("story.wrong.none")}</p>`;
  return section(words.say("story.wrong"), [...separated, ...(items.length === 0 ? [none] : items)].join(""));
}

function contradictionSection(words: Words, { contradictions }: HostStoryReport): string {
  if (contradictions.length === 0) return "";
  const items = contradictions.map(({ title, meaning, outside, inside }) => {
    const sentences = [
      words.say("story.outside", { sentence: describeBecause(outside, words.language) }),
      `${words.say("story.inside", { sentence: describeBecause(inside, words.language) })} <span class="rec">${escapeMarkup(inside.at)}</span>`,
    ];
    return `<div class="item warn"><h4>${words.of(title)}</h4>${list(sentences)}<p>${words.of(meaning)}</p></div>`;
  });
  return section(words.say("story.contradictions"), items.join(""));
}

function treeList(words: Words, node: ProblemNode): string {
  const { text, confidence, at, children, kind } = node;
  const share = confidence === undefined ? "" : ` · ${Math.round(confidence * 100)} %`;
  const rec = at.length === 0 ? "" : ` <span class="rec">${escapeMarkup(at.join("  "))}</span>`;
  const below = children.length === 0 ? "" : `<ul>${children.map((child) => treeList(words, child)).join("")}</ul>`;
  return `<li class="${kind}">${words.of(text)}${share}${rec}${below}</li>`;
}

function incidentSection(words: Words, host: HostStoryReport, drawn: readonly Incident[]): string {
  if (host.incidents.length === 0) return "";
  const items = host.incidents.slice(0, INCIDENTS_MOST).map((incident) => {
    const picture = drawn.find(({ id }) => id === incident.id);
    return [
      `<div class="item ${incident.effect === "blocks" ? "bad" : "warn"}"><h4>${words.of(incident.title)}</h4>`,
      `<p class="soft">${escapeMarkup(incidentSpan(words.language, incident))}</p>`,
      `<details><summary>${words.say("story.html.tree")}</summary><ul class="tree">${treeList(words, incident.tree)}</ul></details>`,
      picture === undefined ? "" : `<div class="picture">${uniquePicture(picture, incident, words.language)}</div>`,
      "</div>",
    ].join("");
  });
  return section(words.say("story.incidents"), items.join(""));
}

/** Ids of a picture are unique within the page. */
function uniquePicture(picture: Incident, { begin }: IncidentReport, language: Language): string {
  const suffix = begin.replaceAll(/\W/g, "");
  return treePicture(picture, language).replaceAll("rdp-tree-", `rdp-tree-${suffix}-`);
}

function detectionItem(words: Words, detection: DetectionReport): string {
  const { language } = words;
  const when = words.say(detection.first === detection.last ? "story.attack.once" : "story.attack.when", {
    first: timeOf(detection.first),
    last: timeOf(detection.last),
    count: detection.count,
    outcome: words.say(`story.outcome.${detection.outcome}`),
    percent: Math.round(detection.confidence * 100),
  });
  const names = [
    detection.addresses.length === 0
      ? ""
      : words.say("story.from", { names: nameList(language, detection.addresses, detection.addressCount) }),
    detection.users.length === 0
      ? ""
      : words.say("story.users", { names: nameList(language, detection.users, detection.userCount) }),
  ]
    .filter((text) => text !== "")
    .join(" · ");
  const at = detection.because.flatMap((one) => (one.at === null ? [] : [one.at]));
  const tone = detection.severity === "high" ? "bad" : detection.severity === "medium" ? "warn" : "";
  return `<div class="item ${tone}"><h4>${words.of(detection.title)}</h4><p class="soft">${when}</p><p>${names}</p><p>${words.of(detection.summary)}</p>${recordLine(words, at, detection.evidenceCount)}</div>`;
}

function attackSection(words: Words, host: HostStoryReport): string {
  if (host.events === 0) return "";
  const attacks = attacksOf(host).slice(0, ATTACKS_MOST);
  const body =
    attacks.length === 0
      ? `<p>${words.say("story.attacks.none")}</p>`
      : attacks.map((attack) => detectionItem(words, attack)).join("");
  return section(words.say("story.attacks"), body);
}

function sessionSection(words: Words, host: HostStoryReport, facts: PageFacts): string {
  const sessions = facts.sessions.filter(({ host: name, place }) => name === host.host && place === "remote");
  if (host.events === 0) return "";
  if (sessions.length === 0) return section(words.say("story.sessions"), `<p>${words.say("story.sessions.none")}</p>`);
  const picture = sessionPicture(
    { sessions, gaps: [], firstMs: undefined, lastMs: undefined, sessionsLeftOut: 0 },
    { language: words.language, formatTime: (epochMs) => timeText(epochMs, { isLocal: false }), zone: "UTC" },
  );
  return section(words.say("story.sessions"), `<div class="picture">${picture}</div>${sessionTable(words, host)}`);
}

function settingSection(words: Words, host: HostStoryReport): string {
  const changed = host.detections.filter(isSetting);
  const head =
    host.grade === null
      ? `<p class="soft">${words.say(changed.length > 0 ? "story.settings.events-only" : "story.settings.unknown")}</p>`
      : host.notMet.length === 0
        ? `<p>${words.say("story.settings.none")}</p>`
        : "";
  const controls = host.notMet.slice(0, NOT_MET_MOST).map(({ id, title, severity, wanted, found }) => {
    const value = words.say("story.settings.now", {
      value: found?.shown[words.language] ?? "?",
      wanted: wanted[words.language],
    });
    return `<div class="item ${severity === "high" ? "bad" : "warn"}"><h4>${words.of(title)} <code>${escapeMarkup(id)}</code></h4><p>${value}</p>${
      found === undefined ? "" : `<p class="rec">${escapeMarkup(found.at)}</p>`
    }</div>`;
  });
  const items = [...controls, ...changed.map((detection) => detectionItem(words, detection))];
  return section(words.say("story.settings"), head + items.join(""));
}

function gapSection(words: Words, host: HostStoryReport): string {
  const gaps = gapTexts(words.language, host);
  if (gaps.length === 0) return "";
  const items = gaps.map(
    ({ text, at }) => escapeMarkup(text) + (at === undefined ? "" : ` <span class="rec">${escapeMarkup(at)}</span>`),
  );
  return section(words.say("story.gaps"), list(items));
}

function untestedSection(words: Words, host: HostStoryReport): string {
  const all = [...host.notTested, ...host.untested.map(({ why }) => why)].map((text) => words.of(text));
  return section(words.say("story.not-tested"), list([...new Set(all)]));
}
