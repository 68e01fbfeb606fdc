import type { HostOutcome, JudgedControl, PatchFindings } from "../../../core/audit/index.ts";
import type { AuditedHostReport, AuditReport } from "../../../core/contract/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { heading, paragraph, type Style, tell, type Tone } from "../render/style.ts";
import { nowOf, whoSet } from "./said-control.ts";

const TEXT_MOST = 400;
const TONES: Readonly<Record<JudgedControl["severity"], Tone>> = {
  high: "bad",
  medium: "warn",
  low: "quiet",
  info: "quiet",
};

/** A text that may hold what a file said, safe for a terminal. */
function safe(text: string): string {
  return printable(text, TEXT_MOST);
}

function controlLines(style: Style, control: JudgedControl): string[] {
  const { language } = style;
  const { id, title, severity, outcome, found, wanted, reason } = control;
  const word = tell(style, `audit-page.severity.${severity}`);
  const isJudged = outcome === "not-met" || outcome === "met" || outcome === "reported";
  const now = [
    tell(style, "audit-page.now", { value: safe(nowOf(control, language)) }),
    tell(style, "audit-page.wanted", { value: wanted[language] }),
  ];
  const who = found === undefined ? [] : [safe(whoSet(found, language)), safe(found.at)];
  return [
    ...paragraph(
      style,
      `[${word}] ${tell(style, "audit-page.named", { title: title[language], id })}`,
      2,
      "",
      outcome === "not-met" ? TONES[severity] : undefined,
    ),
    ...(isJudged && found !== undefined ? paragraph(style, now.join(" · "), 4) : []),
    ...(who.length > 0 ? paragraph(style, who.join(" · "), 4, "", "quiet") : []),
    ...(reason === undefined ? [] : paragraph(style, safe(reason[language]), 4, "", "quiet")),
  ];
}

function section(style: Style, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...heading(style, title), ...lines];
}

function gradeLine(style: Style, { grade }: AuditedHostReport): string {
  const { points, judgedShare } = grade;
  if (grade.grade === "not-graded") {
    return tell(style, "audit-page.not-graded", { share: Math.round(judgedShare * 100) });
  }
  if (points === undefined) return tell(style, "audit-page.grade-live", { grade: grade.grade });
  return tell(style, "audit-page.grade", { grade: grade.grade, points });
}

function patchLines(style: Style, patch: PatchFindings): string[] {
  const { language } = style;
  const count = (verdict: string): number => patch.vulnerabilities.filter((one) => one.verdict === verdict).length;
  const build = patch.build ?? "?";
  const open = patch.vulnerabilities.filter(({ verdict }) => verdict === "vulnerable");
  const { support } = patch;
  const releases = support.releases.join(" / ");
  const ends = { releases, earliest: support.earliest ?? "", latest: support.latest ?? "" };
  const paid =
    support.paidUpdatesEnd === undefined
      ? ""
      : ` (${tell(style, "audit-page.support.paid", { date: support.paidUpdatesEnd })})`;
  return [
    ...paragraph(
      style,
      patch.ubr === undefined && patch.hotfixCount === undefined
        ? tell(style, "audit-page.patch.unknown", { build, ubr: "?" })
        : tell(style, "audit-page.patch.revision", { build, ubr: patch.ubr ?? "?" }),
      2,
    ),
    ...paragraph(
      style,
      tell(style, "audit-page.patch.counts", {
        vulnerable: open.length,
        fixed: count("fixed"),
        notKnown: count("not-known"),
        notAffected: count("not-affected"),
      }),
      2,
    ),
    ...open.flatMap(({ cve, name, component, fixedFrom = "?", isExploited }) => {
      const words = tell(style, "audit-page.patch.vulnerable", {
        cve: name === undefined ? cve : `${cve} ${name}`,
        component: component[language],
        fixedFrom,
      });
      const used = isExploited ? ` (${tell(style, "audit-page.patch.exploited")})` : "";
      return paragraph(style, `${words}${used}`, 2, "- ", isExploited ? "bad" : "warn");
    }),
    ...paragraph(
      style,
      `${tell(style, `audit-page.support.${support.state}`, ends)}${paid}`,
      2,
      "",
      support.state === "ended" ? "bad" : undefined,
    ),
    ...(patch.pendingReboot === true ? paragraph(style, tell(style, "audit-page.patch.reboot"), 2, "", "warn") : []),
  ];
}

function certificateLines(style: Style, host: AuditedHostReport): string[] {
  return host.certificates.flatMap(({ subject, thumbprintSha1, remarks, outcome }) => [
    ...paragraph(style, safe(subject ?? thumbprintSha1), 2),
    ...remarks.flatMap(({ sentence }) => paragraph(style, safe(sentence[style.language]), 2, "- ")),
    ...(outcome === "unreadable"
      ? paragraph(style, tell(style, "audit-page.certificate.unreadable"), 2, "- ", "quiet")
      : []),
    ...(outcome === "linted" && remarks.length === 0
      ? paragraph(style, tell(style, "audit-page.certificate.clean"), 2, "- ", "good")
      : []),
  ]);
}

function rightLines(style: Style, host: AuditedHostReport): string[] {
  const { rights } = host;
  if (rights === undefined) return [];
  const list = (accounts: readonly string[]): string =>
    accounts.length === 0 ? tell(style, "audit-page.nobody") : safe(accounts.join(", "));
  const { allowed, denied, remoteDesktopUsers } = rights;
  return [
    ...(allowed === undefined
      ? []
      : paragraph(style, tell(style, "audit-page.rights.allowed", { accounts: list(allowed) }), 2)),
    ...(denied === undefined
      ? []
      : paragraph(style, tell(style, "audit-page.rights.denied", { accounts: list(denied) }), 2)),
    ...(remoteDesktopUsers === undefined
      ? []
      : paragraph(style, tell(style, "audit-page.rights.users", { accounts: list(remoteDesktopUsers) }), 2)),
    ...rights.remarks.flatMap((remark) => paragraph(style, safe(remark[style.language]), 2, "- ", "warn")),
  ];
}

function tuningLines(style: Style, host: AuditedHostReport): string[] {
  const { language } = style;
  return host.tuning
    .filter(({ outcome }) => outcome === "differs")
    .flatMap(({ title, valueName, now, recommended, effect }) => {
      const words = {
        title: title[language],
        name: valueName,
        now: safe(now?.[language] ?? "?"),
        recommended: recommended[language],
      };
      return [
        ...paragraph(style, tell(style, "audit-page.tuning.differs", words), 2),
        ...paragraph(style, effect[language], 4, "", "quiet"),
      ];
    });
}

function driftLines(style: Style, host: AuditedHostReport): string[] {
  const { drift } = host;
  if (drift === undefined) return [];
  if (drift.length === 0) return paragraph(style, tell(style, "audit-page.drift.none"), 2);
  return drift.flatMap(({ id, title, kind, before, now }) =>
    paragraph(
      style,
      `${tell(style, `audit-page.drift.${kind}`)}: ${tell(style, "audit-page.named", { title: title[style.language], id })}: ${safe(before[style.language])} → ${safe(now[style.language])}`,
      2,
      "- ",
      kind === "newly-not-met" ? "bad" : kind === "fixed" ? "good" : undefined,
    ),
  );
}

function hostPage(style: Style, host: AuditedHostReport, isWhole: boolean): string[] {
  const { language } = style;
  const of = (outcome: HostOutcome): JudgedControl[] => host.controls.filter((control) => control.outcome === outcome);
  const { counts } = host;
  const lines = (outcome: HostOutcome): string[] => of(outcome).flatMap((control) => controlLines(style, control));
  const notTested = of("not-tested")
    .map(({ id }) => id)
    .join(", ");
  return [
    ...paragraph(
      style,
      tell(style, "audit-page.host", { host: safe(host.host ?? tell(style, "audit-page.unnamed")) }),
      0,
      "",
      "strong",
    ),
    ...paragraph(style, gradeLine(style, host), 0, "", "strong"),
    ...paragraph(
      style,
      tell(style, "audit-page.counts", {
        met: counts.met,
        notMet: counts["not-met"],
        notTested: counts["not-tested"],
        notApplicable: counts["not-applicable"],
        reported: counts.reported,
      }),
    ),
    ...(host.role === undefined
      ? []
      : paragraph(
          style,
          tell(style, "audit-page.role", { role: tell(style, `audit-page.role.${host.role}`) }),
          0,
          "",
          "quiet",
        )),
    ...host.assumptions.flatMap((words) => paragraph(style, words[language], 0, "", "quiet")),
    ...section(style, tell(style, "audit-page.drift"), driftLines(style, host)),
    ...section(
      style,
      tell(style, "audit-page.not-met"),
      counts["not-met"] === 0 && counts.met > 0
        ? paragraph(style, tell(style, "audit-page.all-met"), 2)
        : lines("not-met"),
    ),
    ...(host.patch === undefined ? [] : section(style, tell(style, "audit-page.patch"), patchLines(style, host.patch))),
    ...section(style, tell(style, "audit-page.certificate"), certificateLines(style, host)),
    ...section(style, tell(style, "audit-page.rights"), rightLines(style, host)),
    ...section(style, tell(style, "audit-page.tuning"), tuningLines(style, host)),
    ...section(
      style,
      tell(style, "audit-page.folklore"),
      host.folklore.flatMap(({ title, verdict, instead, at, shown }) => [
        ...paragraph(style, safe(`${title[language]} = ${shown} (${at})`), 2, "- ", "warn"),
        ...paragraph(style, `${verdict[language]} ${instead[language]}`, 4),
      ]),
    ),
    ...section(style, tell(style, "audit-page.reported"), lines("reported")),
    ...section(
      style,
      tell(style, "audit-page.not-tested"),
      isWhole ? lines("not-tested") : notTested === "" ? [] : paragraph(style, notTested, 2, "", "quiet"),
    ),
    ...(isWhole ? section(style, tell(style, "audit-page.met"), lines("met")) : []),
    ...(isWhole ? section(style, tell(style, "audit-page.not-applicable"), lines("not-applicable")) : []),
    ...section(
      style,
      tell(style, "audit-page.failed"),
      host.failedSections.flatMap(({ section: name, reason }) => paragraph(style, safe(`${name}: ${reason}`), 2, "- ")),
    ),
  ];
}

/** The page for people: of each host grade, what is not met worst first with who set it, and the rest in short. */
export function auditPage(style: Style, report: AuditReport, isWhole: boolean): string {
  const pages = report.hosts.flatMap((host, index) => [
    ...(index === 0 ? [] : ["", ""]),
    ...hostPage(style, host, isWhole),
  ]);
  return `${[...pages, "", ...paragraph(style, tell(style, "audit-page.more"), 0, "", "quiet")].join("\n")}\n`;
}
