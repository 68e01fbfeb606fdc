import type { SigmaOutcome } from "../../../core/contract/index.ts";
import { DETECTORS, type Detection, type DetectorCoverage, type Severity } from "../../../core/detection/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { paint, paragraph, type Style, tell, type Tone } from "../render/style.ts";
import { timeText } from "../sessions/moments.ts";
import { References } from "../sessions/references.ts";
import type { ReadDetections } from "./read-detections.ts";

/** Findings shown in full on a page; the worst come first. */
const MOST_SHOWN = 40;
const MOST_REFUSED = 10;
const SHOWN = 160;
const UTC = { isLocal: false } as const;

const TONES: Readonly<Record<Severity, Tone>> = { high: "bad", medium: "warn", low: "strong", info: "quiet" };

/** The page of `rdpulse detect`: findings, rules of the user, and what was not tested. */
export function detectPage(style: Style, read: ReadDetections, shown: readonly Detection[]): string {
  const references = new References();
  const { result, sigma } = read;
  const lines = [...headLines(style, read), ""];
  if (shown.length === 0) lines.push(...noneLines(style, read), "");
  for (const detection of shown.slice(0, MOST_SHOWN)) lines.push(...findingLines(style, detection, references), "");
  const more = shown.length - MOST_SHOWN;
  if (more > 0) lines.push(...paragraph(style, tell(style, "detect.more", { count: more })), "");
  if (sigma !== undefined) lines.push(...sigmaLines(style, sigma, references), "");
  lines.push(...coverageLines(style, result.coverage), ...doubtLines(style, read));
  const files = references.files();
  if (files.length > 0) {
    lines.push("", paint(style, "strong", tell(style, "detect.files")));
    for (const [index, file] of files.entries()) {
      lines.push(...paragraph(style, printable(file, SHOWN), 1, `${index + 1}  `));
    }
  }
  return `${lines.join("\n")}\n`;
}

function headLines(style: Style, { channels, counts }: ReadDetections): string[] {
  const hosts = new Set(channels.map(({ host }) => host));
  const firstMs = channels.reduce((least, channel) => Math.min(least, channel.firstMs), Number.POSITIVE_INFINITY);
  const lastMs = channels.reduce((most, channel) => Math.max(most, channel.lastMs), Number.NEGATIVE_INFINITY);
  const text = tell(style, "detect.read", {
    records: counts.records,
    hosts: hosts.size,
    from: timeText(firstMs, UTC),
    until: timeText(lastMs, UTC),
  });
  return [paint(style, "strong", tell(style, "detect.title")), ...paragraph(style, text, 0, "", "quiet")];
}

function noneLines(style: Style, { result }: ReadDetections): string[] {
  const { coverage, detections } = result;
  const tested = coverage.filter(({ state }) => state !== "not-tested").length;
  if (detections.length > 0) {
    return paragraph(style, tell(style, "detect.nothing-shown", { count: detections.length }));
  }
  if (tested === 0) return paragraph(style, tell(style, "detect.no-detector"), 0, "", "warn");
  return paragraph(style, tell(style, "detect.nothing", { tested, all: coverage.length }));
}

function findingLines(style: Style, detection: Detection, references: References): string[] {
  const { language } = style;
  const severity = tell(style, `detect.severity.${detection.severity}`);
  const lines = paragraph(style, `${severity}  ${detection.title[language]}`, 0, "", TONES[detection.severity]);
  lines.push(...paragraph(style, printable(detection.summary[language], 500), 2));
  const facts = [
    tell(style, `detect.outcome.${detection.outcome}`),
    tell(style, "detect.when", {
      from: timeText(detection.firstMs, UTC, true),
      until: timeText(detection.lastMs, UTC, true),
    }),
    tell(style, "detect.hosts", { hosts: printable(detection.hosts.slice(0, 5).join(", "), SHOWN) }),
    tell(style, "detect.confidence", { percent: Math.round(detection.confidence * 100) }),
  ];
  lines.push(...paragraph(style, facts.join(" · "), 2, "", "quiet"));
  const speaksFor = detection.because.filter(({ at, side }) => side === "for" && at !== undefined);
  const shownCount = Math.min(speaksFor.length, detection.evidenceCount);
  lines.push(
    ...paragraph(style, tell(style, "detect.because", { shown: shownCount, count: detection.evidenceCount }), 2),
  );
  for (const reason of speaksFor.slice(0, shownCount)) lines.push(...reasonLines(style, reason, references));
  const sums = detection.because.filter(({ at, side }) => side === "for" && at === undefined);
  for (const reason of sums) lines.push(...reasonLines(style, reason, references));
  const against = detection.because.filter(({ side }) => side === "against");
  if (against.length > 0) lines.push(...paragraph(style, tell(style, "detect.against"), 2));
  for (const reason of against) lines.push(...reasonLines(style, reason, references));
  const limit = tell(style, "detect.cannot-see", { text: detection.cannotSee[language] });
  lines.push(...paragraph(style, limit, 2, "", "quiet"));
  return lines;
}

function reasonLines(style: Style, reason: Detection["because"][number], references: References): string[] {
  const where = reason.at === undefined ? "" : ` [${printable(references.short(reason.at), 60)}]`;
  const colon = style.language === "zh" ? "：" : ": ";
  const value = reason.value === "" ? "" : `${colon}${printable(reason.value, SHOWN)}`;
  return paragraph(style, `${reason.fact[style.language]}${value}${where}`, 4, style.plain ? "- " : "• ");
}

function sigmaLines(style: Style, sigma: SigmaOutcome, references: References): string[] {
  const lines = [paint(style, "strong", tell(style, "detect.sigma"))];
  for (const { at, count, firstMs, lastMs, rule } of sigma.hits) {
    const text = tell(style, "detect.sigma.hit", {
      title: printable(rule.title, SHOWN),
      count,
      from: timeText(firstMs, UTC, true),
      until: timeText(lastMs, UTC, true),
    });
    const records = at.map((one) => printable(references.short(one), 60)).join(" ");
    lines.push(...paragraph(style, `${rule.level.toUpperCase()}  ${text} [${records}]`, 2));
    const origin = tell(style, "detect.sigma.author", {
      author: printable(rule.author, SHOWN) || "?",
      licence: printable(rule.licence, SHOWN) || tell(style, "detect.sigma.not-stated"),
      origin: printable(rule.origin, SHOWN),
    });
    lines.push(...paragraph(style, origin, 4, "", "quiet"));
  }
  for (const { construct, origin, title } of sigma.refused.slice(0, MOST_REFUSED)) {
    const name = printable(title === "" ? origin : title, SHOWN);
    lines.push(
      ...paragraph(
        style,
        tell(style, "detect.sigma.refused", { title: name, construct: printable(construct, SHOWN) }),
        2,
        "",
        "warn",
      ),
    );
  }
  const more = sigma.refused.length - MOST_REFUSED;
  if (more > 0) lines.push(...paragraph(style, tell(style, "detect.sigma.more", { count: more }), 2));
  for (const { path, reason } of sigma.unread.slice(0, MOST_REFUSED)) {
    const values = { path: printable(path, SHOWN), reason: printable(reason, SHOWN) };
    lines.push(...paragraph(style, tell(style, "detect.sigma.unread", values), 2, "", "warn"));
  }
  const counts = {
    rules: sigma.rules.length,
    hits: sigma.hits.length,
    untested: sigma.untested.length,
    refused: sigma.refused.length,
  };
  return [...lines, ...paragraph(style, tell(style, "detect.sigma.counts", counts), 2)];
}

/** Detectors that lack the same logs stand together. */
function coverageLines(style: Style, coverage: readonly DetectorCoverage[]): string[] {
  const lines = [paint(style, "strong", tell(style, "detect.tested"))];
  const tested = coverage.filter(({ state }) => state === "tested");
  if (tested.length > 0) {
    lines.push(...paragraph(style, tell(style, "detect.state.tested", { list: titles(style, tested) }), 2));
  }
  for (const state of ["partly", "not-tested"] as const) {
    const groups = Map.groupBy(
      coverage.filter((one) => one.state === state),
      (one) => missingText(style, one),
    );
    for (const [channels, group] of groups) {
      const text = tell(style, `detect.state.${state}`, { channels, list: titles(style, group) });
      lines.push(...paragraph(style, text, 2));
    }
  }
  return lines;
}

function titles(style: Style, coverage: readonly DetectorCoverage[]): string {
  const names = coverage.map(({ id }) => DETECTORS[id].facts.title[style.language]);
  return names.join(style.language === "zh" ? "、" : ", ");
}

function missingText(style: Style, { missing }: DetectorCoverage): string {
  const names = missing.map(({ channel, why }) => {
    const name = tell(style, `detect.channel.${channel}`);
    return why === "not-audited" ? tell(style, "detect.not-audited", { channel: name }) : name;
  });
  return [...new Set(names)].join(style.language === "zh" ? "、" : ", ");
}

function doubtLines(style: Style, { result }: ReadDetections): string[] {
  const { clockChanges, forgotten, unlisted } = result;
  const lines: string[] = [];
  if (clockChanges > 0) lines.push(...paragraph(style, tell(style, "detect.clock", { count: clockChanges }), 2));
  if (forgotten > 0) {
    lines.push(...paragraph(style, tell(style, "detect.forgotten", { count: forgotten }), 2, "", "warn"));
  }
  if (unlisted > 0) lines.push(...paragraph(style, tell(style, "detect.unlisted", { count: unlisted }), 2, "", "warn"));
  return lines;
}
