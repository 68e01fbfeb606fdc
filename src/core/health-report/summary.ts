import type { AlertEvent } from "../alerting/index.ts";
import type { HealthReport } from "../contract/index.ts";
import type { TenantId } from "../fleet/index.ts";
import type { Language, Localized } from "../texts/index.ts";
import { momentText, say, zoneText } from "./figures.ts";
import { headFigures } from "./head-figures.ts";

const LANGUAGES = ["en", "zh"] as const;

function both(make: (language: Language) => string): Localized {
  const [en, zh] = LANGUAGES.map(make);
  return { en: en ?? "", zh: zh ?? "" };
}

/** "Health report of the week". */
export function reportTitle({ period }: HealthReport): Localized {
  return both((language) => say(language, `title.${period}`));
}

/** "2026-11-16 07:00 to 2026-11-23 07:00 (UTC+01:00)". */
export function spanText({ fromMs, untilMs, offsetMinutes }: HealthReport): Localized {
  const from = momentText(fromMs, offsetMinutes);
  const until = momentText(untilMs, offsetMinutes);
  return both((language) => `${say(language, "span", { from, until })} (${zoneText(offsetMinutes)})`);
}

/** The figures at the head, one a line: what a message says that cannot hold the whole. */
export function reportSummary(report: HealthReport): Localized {
  return both((language) => {
    const figures = headFigures(report, language).map(({ name, value, note }) =>
      note === undefined
        ? say(language, "figure", { name, value })
        : say(language, "figure.noted", { name, value, note }),
    );
    return [spanText(report)[language], ...figures].join("\n");
  });
}

/** What a report is sent as: the same report and period give the same message, so that none is sent twice. */
export function reportEvent(
  tenant: TenantId,
  name: string,
  report: HealthReport,
  document: NonNullable<AlertEvent["document"]>,
): AlertEvent {
  const { period, untilMs, hosts, link } = report;
  return {
    tenant,
    kind: "report",
    atMs: untilMs,
    subject: `report-${name}`,
    ordinal: `${period}/${untilMs}`,
    severity: "notice",
    title: reportTitle(report),
    text: reportSummary(report),
    hosts: [],
    hostCount: hosts.total,
    ...(link === null ? {} : { link }),
    document,
  };
}
