import type { HealthReport, ReportedBuild, ReportedList } from "../contract/index.ts";
import { lengthText, SEVERITY_WORDS, STATE_WORDS } from "../incident/index.ts";
import { type Language, partsTexts, printable } from "../texts/index.ts";
import { hoursText, momentText, percentText, say, shareText, valueText } from "./figures.ts";
import { failedShare } from "./hosts.ts";
import type { ReportTextKey } from "./report-texts.ts";

/** How a figure is to be taken; words say it, too. */
export type Tone = "good" | "warn" | "bad";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  /** The first cell says what the row is of. */
  readonly rows: readonly (readonly (Cell | string)[])[];
}

/** A part of the report in one language, before it is HTML or Markdown: plain texts, nothing is escaped. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly table?: Table;
  /** The points of the picture beside the table, 0 to 1; null: no checks. */
  readonly trend?: readonly (number | null)[];
}

const LONGEST = 120;
const MOST_RELEASES = 4;
const name = (text: string): string => printable(text, LONGEST);

function firstOf(language: Language, { items, total }: ReportedList<unknown>): readonly string[] {
  return items.length < total ? [say(language, "first-of", { shown: items.length, total })] : [];
}

function columns(
  language: Language,
  names: readonly ReportTextKey[],
  numbers: readonly ReportTextKey[] = [],
): Table["columns"] {
  return names.map((key) => ({ name: say(language, key), isNumber: numbers.includes(key) }));
}

/** All parts, in the order in which they are read. */
export function sectionsOf(report: HealthReport, language: Language): readonly Section[] {
  return [
    trendSection(report, language),
    objectiveSection(report, language),
    incidentSection(report, language),
    ...(report.causes.total === 0 ? [] : [causeSection(report, language)]),
    certificateSection(report, language),
    ...(report.builds.total === 0 ? [] : [buildSection(report, language)]),
    hostSection(report, language),
    changeSection(report, language),
    notTestedSection(report, language),
  ];
}

function trendSection({ checks, score, offsetMinutes }: HealthReport, language: Language): Section {
  // Before the first check there was nothing to see.
  const trend = checks.trend.slice(
    Math.max(
      0,
      checks.trend.findIndex((span) => span.checks > 0),
    ),
  );
  const hasScore = score.trend.length > 0;
  const scoreIn = (fromMs: number, untilMs: number): string => {
    const within = score.trend.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
    const last = within.at(-1);
    return last === undefined ? "" : `${Math.round(last.score)}`;
  };
  const own: readonly ReportTextKey[] = hasScore
    ? ["from", "checks", "succeeded", "score"]
    : ["from", "checks", "succeeded"];
  return {
    id: "trend",
    title: say(language, "trend"),
    lines: [],
    trend: trend.map((span) => (span.checks === 0 ? null : span.successes / span.checks)),
    table: {
      caption: say(language, hasScore ? "trend.caption.score" : "trend.caption"),
      columns: columns(language, own, ["checks", "succeeded", "score"]),
      rows: trend.map((span, at) => [
        momentText(span.fromMs, offsetMinutes),
        `${span.checks}`,
        shareText(span) ?? "–",
        ...(hasScore ? [scoreIn(span.fromMs, trend[at + 1]?.fromMs ?? Infinity)] : []),
      ]),
    },
  };
}

function objectiveSection({ objectives }: HealthReport, language: Language): Section {
  return {
    id: "objectives",
    title: say(language, "objectives"),
    lines: [],
    table: {
      caption: say(language, "objectives.caption"),
      columns: columns(
        language,
        ["objective", "window", "wanted", "actual", "met", "budget-left"],
        ["wanted", "actual", "budget-left"],
      ),
      rows: objectives.map((one) => [
        one.title[language],
        say(language, "window.days", { days: one.windowDays }),
        valueText(one.objective, one),
        one.actual === null ? say(language, "not-measured") : valueText(one.actual, one),
        one.met === null
          ? say(language, "not-measured")
          : { text: say(language, one.met ? "yes" : "no"), tone: one.met ? "good" : "bad" },
        one.budgetLeft === null
          ? "–"
          : {
              text: `${(one.budgetLeft * 100).toFixed(1)} %${one.burning ? ` (${say(language, "burning")})` : ""}`,
              ...(one.burning || one.budgetLeft < 0 ? { tone: "bad" } : {}),
            },
      ]),
    },
  };
}

function incidentSection({ incidents, offsetMinutes }: HealthReport, language: Language): Section {
  const { worst, bySeverity, mttaMs, mttrMs } = incidents;
  const length = (ms: number | null): string => (ms === null ? "–" : lengthText(ms)[language]);
  const title = say(language, "incidents");
  if (worst.total === 0) return { id: "incidents", title, lines: [say(language, "incidents.none")] };
  return {
    id: "incidents",
    title,
    lines: [
      say(language, "incidents.opened", {
        opened: incidents.opened,
        before: incidents.openedBefore,
        ...bySeverity,
        closed: incidents.closed,
        open: incidents.stillOpen,
        reopened: incidents.reopened,
      }),
      say(language, "incidents.times", {
        mtta: length(mttaMs),
        mttr: length(mttrMs),
        hours: hoursText(incidents.outageMs),
        hoursBefore: hoursText(incidents.outageBeforeMs),
        hostHours: hoursText(incidents.hostOutageMs),
      }),
      ...firstOf(language, worst),
    ],
    table: {
      caption: say(language, "incidents.caption"),
      columns: columns(
        language,
        ["incident", "where", "severity", "state", "opened", "host-count", "outage"],
        ["host-count", "outage"],
      ),
      rows: worst.items.map((one) => [
        `INC-${one.id} ${one.title[language]}`,
        name(one.scope[language]),
        { text: SEVERITY_WORDS[one.severity][language], ...(one.severity === "minor" ? {} : { tone: "bad" }) },
        STATE_WORDS[one.state][language],
        momentText(one.openedMs, offsetMinutes),
        `${one.hosts}`,
        lengthText(one.outageMs)[language],
      ]),
    },
  };
}

function causeSection({ causes }: HealthReport, language: Language): Section {
  return {
    id: "causes",
    title: say(language, "causes"),
    lines: firstOf(language, causes),
    table: {
      caption: say(language, "causes.caption"),
      columns: columns(language, ["cause", "incidents", "host-count", "outage"], ["incidents", "host-count", "outage"]),
      rows: causes.items.map((one) => [
        one.title[language],
        `${one.incidents}`,
        `${one.hosts}`,
        lengthText(one.outageMs)[language],
      ]),
    },
  };
}

function certificateSection({ certificates, offsetMinutes }: HealthReport, language: Language): Section {
  const title = say(language, "certificates");
  if (certificates.total === 0) return { id: "certificates", title, lines: [say(language, "certificates.none")] };
  return {
    id: "certificates",
    title,
    lines: firstOf(language, certificates),
    table: {
      caption: say(language, "certificates.caption"),
      columns: columns(language, ["subject", "issuer", "ends", "days", "on-hosts"], ["days"]),
      rows: certificates.items.map((one) => {
        const names = one.hosts.map(name).join(language === "zh" ? "、" : ", ");
        const count = one.hostCount - one.hosts.length;
        return [
          name(one.subject ?? "–"),
          name(one.issuer ?? "–"),
          momentText(one.notAfterMs, offsetMinutes),
          { text: `${one.daysLeft}`, tone: one.daysLeft < 7 ? "bad" : "warn" },
          count > 0 ? say(language, "more-hosts", { names, count }) : names,
        ];
      }),
    },
  };
}

function buildSection({ builds }: HealthReport, language: Language): Section {
  return {
    id: "builds",
    title: say(language, "builds"),
    lines: firstOf(language, builds),
    table: {
      caption: say(language, "builds.caption"),
      columns: columns(
        language,
        ["build", "release", "host-count", "down", "checks", "failed", "failure-rate"],
        ["host-count", "down", "checks", "failed", "failure-rate"],
      ),
      rows: builds.items.map((one) => [
        one.build === null ? say(language, "build.none") : name(one.build),
        releasesText(one, language),
        `${one.hosts}`,
        { text: `${one.down}`, ...(one.down > 0 ? { tone: "bad" } : {}) },
        `${one.checks}`,
        `${one.checks - one.successes}`,
        one.checks === 0 ? "–" : percentText(failedShare(one)),
      ]),
    },
  };
}

function releasesText({ releases, mayBeFixedValue }: ReportedBuild, language: Language): string {
  const names = releases.length === 0 ? "–" : releases.slice(0, MOST_RELEASES).join(" / ");
  return mayBeFixedValue ? say(language, "build.fixed", { releases: names }) : names;
}

function hostSection({ worstHosts }: HealthReport, language: Language): Section {
  const title = say(language, "worst-hosts");
  if (worstHosts.total === 0) return { id: "hosts", title, lines: [say(language, "worst-hosts.none")] };
  return {
    id: "hosts",
    title,
    lines: firstOf(language, worstHosts),
    table: {
      caption: say(language, "worst-hosts.caption"),
      columns: columns(
        language,
        ["host", "state", "checks", "failed", "failure-rate"],
        ["checks", "failed", "failure-rate"],
      ),
      rows: worstHosts.items.map((one) => [
        name(one.name),
        {
          text: partsTexts[`status.${one.status}`][language],
          ...(one.status === "up" ? { tone: "good" } : one.status === "down" ? { tone: "bad" } : {}),
        },
        `${one.checks}`,
        `${one.checks - one.successes}`,
        percentText(failedShare(one)),
      ]),
    },
  };
}

function changeSection({ changes, offsetMinutes }: HealthReport, language: Language): Section {
  const title = say(language, "changes");
  if (changes.total === 0) return { id: "changes", title, lines: [say(language, "changes.none")] };
  return {
    id: "changes",
    title,
    lines: firstOf(language, changes),
    table: {
      caption: say(language, "changes.caption"),
      columns: columns(language, ["when", "host", "what", "was-before", "is-after", "judgement"]),
      rows: changes.items.map((one) => [
        momentText(one.atMs, offsetMinutes),
        name(one.host),
        one.fact[language],
        name(one.before[language]),
        name(one.after[language]),
        {
          text: say(language, `judgement.${one.verdict ?? "unjudged"}`),
          ...(one.verdict === "suspicious" ? { tone: "bad" } : {}),
        },
      ]),
    },
  };
}

function notTestedSection({ notTested }: HealthReport, language: Language): Section {
  const lines = notTested.map((text) => text[language]);
  return {
    id: "not-tested",
    title: say(language, "not-tested"),
    lines: lines.length === 0 ? [say(language, "not-tested.none")] : lines,
  };
}
