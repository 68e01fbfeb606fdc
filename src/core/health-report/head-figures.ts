import type { HealthReport } from "../contract/index.ts";
import { lengthText } from "../incident/index.ts";
import { type HealthBand, healthBand } from "../reliability/index.ts";
import type { Language } from "../texts/index.ts";
import { durationText, say, shareText } from "./figures.ts";
import type { Tone } from "./sections.ts";

/** The few figures at the head. */
export interface HeadFigure {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly tone?: Tone;
  readonly note?: string;
}

const SCORE_TONES: Readonly<Record<HealthBand, Tone>> = { good: "good", fair: "warn", poor: "warn", bad: "bad" };

/** What somebody reads who reads nothing else. */
export function headFigures(report: HealthReport, language: Language): readonly HeadFigure[] {
  const { score, checks, hosts, incidents, certificates } = report;
  const { up, degraded, down, suppressed } = hosts.byStatus;
  const before = (value: string | null): { readonly note?: string } =>
    value === null ? {} : { note: say(language, "before", { value }) };
  const isObjectiveMissed = report.objectives.some(({ id, met }) => id === "session-setup" && met === false);
  const ended = certificates.items.filter(({ daysLeft }) => daysLeft < 0).length;
  const downNow = down + suppressed;
  return [
    {
      id: "score",
      name: say(language, "score"),
      value:
        score.now === null ? say(language, "not-known") : say(language, "score.of", { score: Math.round(score.now) }),
      ...(score.now === null ? {} : { tone: SCORE_TONES[healthBand(score.now)] }),
      ...before(score.before === null ? null : `${Math.round(score.before)}`),
    },
    {
      id: "success",
      name: say(language, "success"),
      value: shareText(checks) ?? say(language, "not-known"),
      ...(checks.checks === 0 ? {} : { tone: isObjectiveMissed ? "bad" : "good" }),
      ...before(shareText(checks.before)),
    },
    {
      id: "hosts",
      name: say(language, "hosts"),
      value: say(language, "hosts.of", { up: up + degraded, total: hosts.total }),
      tone: downNow === 0 ? "good" : "bad",
      ...(downNow === 0 ? {} : { note: say(language, "hosts.down", { down: downNow }) }),
    },
    {
      id: "incidents",
      name: say(language, "incidents"),
      value: `${incidents.opened}`,
      tone: incidents.stillOpen > 0 ? "bad" : incidents.opened > 0 ? "warn" : "good",
      note: say(language, "incidents.open", { count: incidents.stillOpen }),
    },
    {
      id: "outage",
      name: say(language, "outage"),
      value: lengthText(incidents.outageMs)[language],
      ...before(lengthText(incidents.outageBeforeMs)[language]),
    },
    {
      id: "certificates",
      name: say(language, "expiring"),
      value: `${certificates.total}`,
      tone: ended > 0 ? "bad" : certificates.total > 0 ? "warn" : "good",
      ...(ended === 0 ? {} : { note: say(language, "expiring.ended", { count: ended }) }),
    },
    {
      id: "connect",
      name: say(language, "connect"),
      value: checks.meanConnectMs === null ? say(language, "not-known") : durationText(checks.meanConnectMs),
      ...(checks.p95ConnectMs === null
        ? {}
        : { note: say(language, "connect.p95", { value: durationText(checks.p95ConnectMs) }) }),
    },
  ];
}
