import {
  describeBecause,
  type Effect,
  type Finding,
  type HostEvidence,
  type ProbeView,
  type Trouble,
  troublesOf,
} from "../diagnosis/index.ts";
import { type CauseId, causes } from "../knowledge/index.ts";
import type { Localized } from "../texts/index.ts";
import type { ClientCode, MetricSwing, Symptom } from "./incident.ts";

const SAMPLES = 5;

function shares(weights: readonly (readonly [CauseId, number])[]): readonly (readonly [CauseId, number])[] {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return total <= 0 ? [] : weights.map(([id, weight]) => [id, weight / total] as const);
}

function saidBecause(because: Parameters<typeof describeBecause>[0]): Localized {
  return { en: describeBecause(because, "en"), zh: describeBecause(because, "zh") };
}

/** The signs of faults in the events of a host, of the whole time. Posture alone is no incident. */
export function eventSymptoms(evidence: HostEvidence): readonly Symptom[] {
  if (evidence.events === undefined) return [];
  return troublesOf(evidence.events)
    .filter(({ effect }) => effect !== "weakens")
    .map((trouble) => symptomOf(trouble, evidence.host));
}

function symptomOf({ source, detail, episode, group, effect, stage, causes: weights }: Trouble, host: string): Symptom {
  const { firstMs, lastMs, count, samples, users, addresses } = episode;
  return {
    kind: "event",
    what: saidBecause({
      side: "for",
      fact: `event.${source}`,
      value: { detail, count, firstMs, lastMs, samples },
      at: samples[0] ?? "",
    }),
    host,
    firstMs,
    lastMs,
    count,
    effect,
    stage,
    group,
    causes: shares(weights),
    at: samples.slice(0, SAMPLES),
    users,
    addresses,
  };
}

/** What a probe found wrong: one symptom for each group of alternatives. */
export function probeSymptoms(probe: ProbeView, findings: readonly Finding[], host: string): readonly Symptom[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.effect === "weakens" || finding.group.startsWith("host.")) continue;
    groups.set(finding.group, [...(groups.get(finding.group) ?? []), finding]);
  }
  return [...groups.values()].map((group): Symptom => {
    const [first] = group;
    const seen = first?.because.find(({ side, at }) => side === "for" && at.startsWith("line "));
    return {
      kind: "probe",
      what: seen === undefined ? probeTitle(probe) : joined(probeTitle(probe), saidBecause(seen)),
      host,
      firstMs: probe.startedAtMs,
      lastMs: probe.startedAtMs + probe.durationMs,
      count: 1,
      effect: first?.effect ?? "hinders",
      stage: first?.stage ?? "tcp",
      group: first?.group ?? "",
      causes: shares(group.map(({ id, confidence }) => [id, confidence])),
      at: seen === undefined ? [] : [`probe ${seen.at}`],
      users: [],
      addresses: [],
    };
  });
}

function probeTitle({ target, verdict }: ProbeView): Localized {
  return { en: `Probe of ${target}: ${verdict}`, zh: `对 ${target} 的探测：${VERDICT_ZH[verdict]}` };
}

const VERDICT_ZH: Readonly<Record<ProbeView["verdict"], string>> = {
  healthy: "正常",
  degraded: "有缺陷",
  failing: "失败",
  unreachable: "无法连接",
};

function joined(one: Localized, other: Localized): Localized {
  return { en: `${one.en}; ${other.en}`, zh: `${one.zh}；${other.zh}` };
}

/** What a client showed its user. */
export function codeSymptom({ code, title, host, timeMs, causes: ids }: ClientCode): Symptom {
  return {
    kind: "client-code",
    what: { en: `A client showed ${code}: ${title.en}`, zh: `客户端显示 ${code}：${title.zh}` },
    host,
    firstMs: timeMs,
    lastMs: timeMs,
    count: 1,
    effect: "blocks",
    stage: "desktop",
    group: `code.${code}`,
    // The catalogue names the likeliest first.
    causes: shares(ids.map((id, index) => [id, 1 / (index + 1)])),
    at: [`code ${code}`],
    users: [],
    addresses: [],
  };
}

/** A value that swung. */
export function swingSymptom(swing: MetricSwing): Symptom {
  const { name, usual, reached, unit, host, fromMs, untilMs, at, causes: ids } = swing;
  return {
    kind: "metric",
    what: {
      en: `${name.en}: ${reached} ${unit}, usually ${usual} ${unit}`,
      zh: `${name.zh}：${reached} ${unit}，平时 ${usual} ${unit}`,
    },
    host,
    firstMs: fromMs,
    lastMs: untilMs,
    count: 1,
    effect: "hinders",
    stage: "desktop",
    group: `metric.${name.en}`,
    causes: shares(ids.map((id) => [id, 1])),
    at: [at],
    users: [],
    addresses: [],
  };
}

const ATTACKS: ReadonlySet<string> = new Set([
  "password-guessing",
  "password-spraying",
  "distributed-guessing",
  "handshake-flood",
]);

/** Attacks that can be the reason of a fault: of lockouts, and of a host that is busy with strangers. */
export function attackSymptoms(evidence: HostEvidence): readonly Symptom[] {
  return evidence.detections
    .filter(({ id }) => ATTACKS.has(id))
    .map((attack): Symptom => ({
      kind: "detection",
      what: attack.title,
      host: evidence.host,
      firstMs: attack.firstMs,
      lastMs: attack.lastMs,
      count: attack.count,
      effect: "weakens",
      stage: "credssp",
      group: `detection.${attack.id}`,
      causes: [["rdp-bruteforce-or-flood", 1]],
      at: attack.because.flatMap(({ at }) => (at === undefined ? [] : [at])).slice(0, SAMPLES),
      users: attack.users.slice(0, SAMPLES),
      addresses: attack.addresses.slice(0, SAMPLES),
    }));
}

const EFFECTS: readonly Effect[] = ["blocks", "hinders", "weakens"];

/** Worst effect first. */
export function byEffect(one: Effect, other: Effect): number {
  return EFFECTS.indexOf(one) - EFFECTS.indexOf(other);
}

export function causeTitle(id: CauseId): Localized {
  return causes[id].title;
}
