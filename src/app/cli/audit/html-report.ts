import type { Correction, HostOutcome, JudgedControl } from "../../../core/audit/index.ts";
import type { AuditedHostReport, AuditReport } from "../../../core/contract/index.ts";
import { escapeMarkup, reportPage } from "../../../core/markup/index.ts";
import { type Language, say, type TextKey } from "../../../core/texts/index.ts";
import { hostFacts } from "./html-facts.ts";
import { benchmarksOf, nowOf, whoSet } from "./said-control.ts";
import { Words } from "./words.ts";

const BENCHMARKS_MOST = 4;

function controlItem(words: Words, control: JudgedControl, correction: Correction | undefined): string {
  const { id, severity, title, why, wanted, found, reason, references } = control;
  const facts = [
    [words.say("audit-page.found"), `<dd class="now">${escapeMarkup(nowOf(control, words.language))}</dd>`],
    [words.say("audit-page.want"), `<dd>${words.of(wanted)}</dd>`],
    ...(found === undefined
      ? []
      : [
          [words.say("audit-page.who"), `<dd>${escapeMarkup(whoSet(found, words.language))}</dd>`],
          [words.say("audit-page.where"), `<dd>${escapeMarkup(found.at)}</dd>`],
        ]),
    ...(references.length === 0
      ? []
      : [[words.say("audit-page.references"), `<dd>${escapeMarkup(benchmarksOf(control, BENCHMARKS_MOST))}</dd>`]]),
  ];
  return [
    `<li><span class="tag ${severity}">${words.say(`audit-page.severity.${severity}`)}</span>`,
    `<div><h4>${words.of(title)}</h4><p class="id">${escapeMarkup(id)}</p><p class="soft">${words.of(why)}</p>`,
    reason === undefined ? "" : `<p class="soft">${words.of(reason)}</p>`,
    `</div><dl>${facts.map(([name, value]) => `<dt>${name}</dt>${value}`).join("")}</dl>`,
    correction === undefined ? "" : `<div class="more">${correctionBlock(words, correction)}</div>`,
    "</li>",
  ].join("");
}

function correctionBlock(words: Words, correction: Correction): string {
  const { risk, commands, manual, changeInPolicy } = correction;
  const block = (key: TextKey, lines: readonly string[]): string =>
    `<p class="soft">${words.say(key)}</p><pre>${escapeMarkup(lines.join("\n"))}</pre>`;
  return [
    `<details><summary>${words.say("audit-page.corrections")}</summary>`,
    `<p><strong>${words.say("audit-page.corrections.risk")}:</strong> ${words.of(risk.text)}</p>`,
    changeInPolicy === undefined
      ? ""
      : `<p><strong>${words.say("audit-page.corrections.in-policy", { policy: changeInPolicy })}</strong></p>`,
    manual === undefined ? "" : `<p>${words.of(manual)}</p>`,
    commands === undefined
      ? ""
      : block("audit-page.corrections.backup", commands.backup) +
        block("audit-page.corrections.fix", commands.fix) +
        block("audit-page.corrections.rollback", commands.rollback),
    "</details>",
  ].join("");
}

function controlList(words: Words, host: AuditedHostReport, outcome: HostOutcome): string {
  const corrections = new Map(host.corrections.map((correction) => [correction.controlId, correction]));
  const items = host.controls
    .filter((control) => control.outcome === outcome)
    .map((control) => controlItem(words, control, corrections.get(control.id)));
  return items.length === 0 ? "" : `<ul class="controls">${items.join("")}</ul>`;
}

function folded(words: Words, host: AuditedHostReport, outcome: HostOutcome, key: TextKey): string {
  const list = controlList(words, host, outcome);
  return list === "" ? "" : `<details><summary>${words.say(key)} (${host.counts[outcome]})</summary>${list}</details>`;
}

function notMet(words: Words, host: AuditedHostReport): string {
  const list = controlList(words, host, "not-met");
  if (list === "" && host.counts.met === 0) return "";
  const title = `<h3>${words.say("audit-page.not-met")}</h3>`;
  return title + (list === "" ? `<p>${words.say("audit-page.all-met")}</p>` : list);
}

function gradeClass(grade: string): string {
  if (grade === "not-graded") return "info";
  if (grade.startsWith("A")) return "good";
  return grade === "B" || grade === "C" ? "medium" : "high";
}

function gradeWords(words: Words, { grade }: AuditedHostReport): string {
  if (grade.grade === "not-graded") {
    return words.say("audit-page.not-graded", { share: Math.round(grade.judgedShare * 100) });
  }
  return grade.points === undefined
    ? words.say("audit-page.grade-live", { grade: grade.grade })
    : words.say("audit-page.grade", { grade: grade.grade, points: grade.points });
}

function hostArticle(words: Words, host: AuditedHostReport, index: number): string {
  const { counts, grade, collectedAt, role, assumptions } = host;
  const name = words.say("audit-page.host", { host: host.host ?? say(words.language, "audit-page.unnamed") });
  const badge = grade.grade === "not-graded" ? "–" : grade.grade;
  const told = words.say("audit-page.counts", {
    met: counts.met,
    notMet: counts["not-met"],
    notTested: counts["not-tested"],
    notApplicable: counts["not-applicable"],
    reported: counts.reported,
  });
  return [
    `<article class="host" aria-labelledby="host-${index}"><header class="head">`,
    `<div class="grade ${gradeClass(grade.grade)}" aria-hidden="true">${escapeMarkup(badge)}</div>`,
    `<div><h2 id="host-${index}">${name}</h2><p><strong>${gradeWords(words, host)}</strong></p><p>${told}</p>`,
    collectedAt === undefined ? "" : `<p class="soft">${words.say("audit-page.collected", { time: collectedAt })}</p>`,
    role === undefined
      ? ""
      : `<p class="soft">${words.say("audit-page.role", { role: say(words.language, `audit-page.role.${role}`) })}</p>`,
    ...assumptions.map((text) => `<p class="soft">${words.of(text)}</p>`),
    "</div></header>",
    hostFacts(words, host, "drift"),
    notMet(words, host),
    host.corrections.length === 0 ? "" : `<p class="soft">${words.say("audit-page.corrections.order")}</p>`,
    hostFacts(words, host, "rest"),
    folded(words, host, "reported", "audit-page.reported"),
    folded(words, host, "not-tested", "audit-page.not-tested"),
    folded(words, host, "met", "audit-page.met"),
    folded(words, host, "not-applicable", "audit-page.not-applicable"),
    "</article>",
  ].join("\n");
}

/**
 * The report as one HTML file without anything outside of it: no script, no font, no picture. What came from files is
 * escaped, and a content security policy forbids whatever would get past that.
 */
export function auditHtml(report: AuditReport, language: Language): string {
  const words = new Words(language);
  const title = words.say("audit-page.title");
  const body = [
    `<h1>${title}</h1>`,
    ...report.hosts.map((host, index) => hostArticle(words, host, index)),
    `<footer class="soft"><p>${words.say("audit-page.audited", { time: report.auditedAt })}</p></footer>`,
  ].join("\n");
  return reportPage({ language, title: say(language, "audit-page.title"), body });
}
