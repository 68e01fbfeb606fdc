import type { Detection } from "../../../core/detection/index.ts";
import type { Because, Finding } from "../../../core/diagnosis/index.ts";
import type { ToldFault } from "../../../core/incident/index.ts";

/** What the logs of one host told that is worth an incident. */
export interface HostFaults {
  readonly host: string;
  readonly faults: readonly ToldFault[];
}

/** An attack of which nothing is told for so long is over. */
const ATTACK_QUIET_MS = 1_800_000;
/** What is written once a day (licensing, certificates) stays one incident. */
const FINDING_QUIET_MS = 90_000_000;

const ATTACK_CAUSE = "rdp-bruteforce-or-flood";
/** Detections that are forms of that cause; others are lines of the stream of changes alone. */
const ATTACKS: ReadonlySet<Detection["id"]> = new Set([
  "password-guessing",
  "password-spraying",
  "distributed-guessing",
  "success-after-guessing",
  "handshake-flood",
  "account-lockout",
]);
const SURE_ENOUGH = 0.5;
const MOST_REASONS = 3;
const MOST_TOGETHER = 5;
const MOST_BECAUSE = 12;
const MOST_TEXT = 300;

/** Is it an attack that somebody has to look at? */
export function isAlarming({ id, severity }: Detection): boolean {
  return ATTACKS.has(id) && (severity === "high" || severity === "medium");
}

/**
 * One fault for each kind of attack, however many attackers there are: those that hit this host alone under its name, one
 * that hits several hosts under its source, so that all of them are one incident.
 */
export function attacksOn(host: string, detections: readonly Detection[]): readonly ToldFault[] {
  const byKind = Map.groupBy(detections.filter(isAlarming), ({ id }) => id);
  return [...byKind.values()].flatMap((all) => {
    const wide = all.filter(({ hosts }) => hosts.length > 1);
    const some = (wide.length > 0 ? wide : all).toSorted((a, b) => b.lastMs - a.lastMs);
    const [latest] = some;
    if (latest === undefined) return [];
    const { id, addresses } = latest;
    const gotIn = some.some(({ outcome, severity }) => outcome === "got-in" && severity === "high");
    const isGrave = some.some(({ severity }) => severity === "high");
    const place = wide.length === 0 ? `at ${host}` : `from ${addresses.length === 1 ? addresses[0] : "many"}`;
    return [
      {
        key: cut(`${id} ${place}`),
        cause: ATTACK_CAUSE,
        variant: id,
        effect: "hinders",
        stage: "credssp",
        severity: gotIn ? "critical" : isGrave ? "major" : "minor",
        confidence: Math.max(...some.map(({ confidence }) => confidence)),
        firstMs: Math.min(...some.map(({ firstMs }) => firstMs)),
        lastMs: latest.lastMs,
        quietMs: ATTACK_QUIET_MS,
        because: some.slice(0, MOST_TOGETHER).flatMap(reasonsOf).slice(0, MOST_BECAUSE),
      } satisfies ToldFault,
    ];
  });
}

function reasonsOf({ id, summary, because, addresses }: Detection): readonly Because[] {
  const source = addresses[0] ?? "";
  const at = because.findLast((reason) => reason.at !== undefined)?.at ?? "";
  const first: Because = { side: "for", fact: cut(`told.${id}.${source}`), value: shown(summary), at: placeOf(at) };
  const more = because
    .filter((reason) => reason.at !== undefined)
    .slice(0, MOST_REASONS)
    .map(({ side, fact, value, at: where = "" }, index): Because => ({
      side,
      fact: cut(`told.${id}.${source}.${index}`),
      value: shown({ en: `${fact.en}: ${value}`, zh: `${fact.zh}：${value}` }),
      at: placeOf(where),
    }));
  return [first, ...more];
}

/** The likeliest cause of each fault that the host wrote of; settings and sums without a record are no news of a host. */
export function faultsFound(host: string, findings: readonly Finding[]): readonly ToldFault[] {
  const groups = new Map<string, ToldFault>();
  for (const { id, variant, group, effect, stage, confidence, because } of findings) {
    if (groups.has(group) || effect === "weakens" || confidence < SURE_ENOUGH || id === ATTACK_CAUSE) continue;
    const times = because.filter(({ side }) => side === "for").flatMap(({ value }) => timesOf(value));
    if (times.length === 0) continue;
    groups.set(group, {
      key: cut(`${id} at ${host}`),
      cause: id,
      ...(variant === undefined ? {} : { variant }),
      effect,
      stage,
      confidence,
      severity: effect === "blocks" ? "major" : "minor",
      firstMs: Math.min(...times.map(({ firstMs }) => firstMs)),
      lastMs: Math.max(...times.map(({ lastMs }) => lastMs)),
      quietMs: FINDING_QUIET_MS,
      because: because.slice(0, MOST_BECAUSE).map(withoutPaths),
    });
  }
  return [...groups.values()];
}

function timesOf(value: unknown): readonly { readonly firstMs: number; readonly lastMs: number }[] {
  if (typeof value !== "object" || value === null || !("firstMs" in value) || !("lastMs" in value)) return [];
  const { firstMs, lastMs } = value;
  return typeof firstMs === "number" && typeof lastMs === "number" ? [{ firstMs, lastMs }] : [];
}

const PLACE = /[^"\s]*rdpulse-upload-[^/"]+\//g;

/** FILE#RECORD without the folder in which the upload lay for a moment. */
function placeOf(at: string): string {
  return cut(at.replaceAll(PLACE, ""));
}

function withoutPaths(because: Because): Because {
  const value: unknown = JSON.parse((JSON.stringify(because.value) ?? "null").replaceAll(PLACE, ""));
  return { ...because, value, at: placeOf(because.at) };
}

function shown({ en, zh }: Detection["summary"]): Detection["summary"] {
  return { en: cut(en), zh: cut(zh) };
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT).toWellFormed().replaceAll("\0", "");
}
