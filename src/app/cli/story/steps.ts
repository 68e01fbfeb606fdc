import type { JudgedControl } from "../../../core/audit/index.ts";
import type { StoryStep } from "../../../core/contract/index.ts";
import type { Detection, DetectionId } from "../../../core/detection/index.ts";
import type { Because, Contradiction, Finding } from "../../../core/diagnosis/index.ts";
import { causes } from "../../../core/knowledge/index.ts";
import type { Localized, TextKey } from "../../../core/texts/index.ts";
import { both } from "./not-tested.ts";

/** What the order of steps is made of. */
export interface StepInput {
  readonly findings: readonly Finding[];
  readonly contradictions: readonly Contradiction[];
  readonly detections: readonly Detection[];
  readonly notMet: readonly JudgedControl[];
}

const MOST_STEPS = 12;
const MOST_OF_A_KIND = 4;
const SAMPLES = 5;
/** A cause with less confidence is looked at after those above it in its group. */
const WORTH_A_STEP = 0.5;

/** Detections that are a setting, not a deed. */
const SETTINGS: ReadonlySet<DetectionId> = new Set([
  "nla-switched-off",
  "protection-lowered",
  "remote-desktop-opened",
  "remote-desktop-user-added",
]);
const GUESSING: ReadonlySet<DetectionId> = new Set([
  "password-guessing",
  "password-spraying",
  "distributed-guessing",
  "handshake-flood",
  "account-lockout",
  "channel-scan",
]);

/** Whether a detection tells of a setting that weakens the host. */
export function isSetting({ id }: { readonly id: DetectionId }): boolean {
  return SETTINGS.has(id);
}

/** What to do, the first first: contain who got in, clear up what cannot be true, mend what blocks, then harden. */
export function stepsOf({ findings, contradictions, detections, notMet }: StepInput): readonly StoryStep[] {
  const grave = withoutRepeats(detections.filter(({ severity }) => severity === "high" || severity === "medium"));
  const inside = grave
    .filter((one) => one.outcome === "got-in" && !isSetting(one))
    .toSorted((one, other) => Number(isSuccess(other)) - Number(isSuccess(one)));
  const guessing = grave.filter((one) => one.outcome !== "got-in" && GUESSING.has(one.id));
  const others = grave.filter((one) => !inside.includes(one) && !guessing.includes(one) && !isSetting(one));
  const settings = grave.filter(isSetting);
  const blocking = firstOfGroups(findings.filter(({ effect }) => effect === "blocks"));
  const hindering = firstOfGroups(findings.filter(({ effect }) => effect === "hinders"));
  const bad = notMet.filter(({ severity }) => severity === "high");
  return [
    ...first(inside).map((one) => ofDetection(one, "story.step.contain")),
    ...first(contradictions).map(ofContradiction),
    ...first(blocking).map(ofFinding),
    ...first(others).map((one) => ofDetection(one, "story.step.ask")),
    ...first(guessing).map((one) => ofDetection(one, "story.step.keep-out")),
    ...first(settings).map((one) => ofDetection(one, "story.step.set-back")),
    ...first(hindering).map(ofFinding),
    ...first(bad).map(ofControl),
  ].slice(0, MOST_STEPS);
}

function isSuccess({ id }: Detection): boolean {
  return id === "success-after-guessing";
}

/** The guessing that a success came from is told with it. */
function withoutRepeats(detections: readonly Detection[]): readonly Detection[] {
  const known = new Set(detections.filter(isSuccess).flatMap(({ addresses }) => addresses));
  return detections.filter(
    (one) => !(GUESSING.has(one.id) && one.outcome === "got-in" && one.addresses.some((address) => known.has(address))),
  );
}

function first<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(0, MOST_OF_A_KIND);
}

function firstOfGroups(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Set<string>();
  return findings.filter(({ group, confidence }) => {
    if (groups.has(group)) return false;
    groups.add(group);
    return confidence >= WORTH_A_STEP;
  });
}

function step(what: Localized, why: Localized, at: readonly string[], more: Partial<StoryStep> = {}): StoryStep {
  const records = [...new Set(at.filter((reference) => reference !== ""))];
  return {
    what,
    why,
    command: null,
    causeId: null,
    detectionId: null,
    controlId: null,
    at: records.slice(0, SAMPLES),
    count: records.length,
    ...more,
  };
}

function ofDetection(detection: Detection, key: TextKey): StoryStep {
  const at = detection.because.flatMap((reason) => (reason.at === undefined ? [] : [reason.at]));
  return step(both(key), detection.summary, at, { detectionId: detection.id, count: detection.evidenceCount });
}

function ofContradiction({ title, meaning, outside, inside }: Contradiction): StoryStep {
  return step(meaning, title, [outside.at, inside.at]);
}

/** The first thing to confirm, so that nobody mends what is not broken. */
function ofFinding({ id, because }: Finding): StoryStep {
  const cause = causes[id];
  const remedy = cause.remedies.windows ?? cause.remedies.xrdp;
  const [confirm] = remedy?.confirm ?? [];
  const what = confirm?.text ?? cause.explanation;
  return step(what, cause.title, because.filter(({ side }) => side === "for").flatMap(recordsOf), {
    causeId: id,
    command: confirm?.command ?? null,
  });
}

/** The records that a piece of evidence names, its own last. */
export function recordsOf({ at, value }: Because): readonly string[] {
  if (typeof value === "object" && value !== null && "samples" in value && Array.isArray(value.samples)) {
    const samples = value.samples.filter((sample): sample is string => typeof sample === "string");
    if (samples.length > 0) return samples;
  }
  // Lines are those of the probe's transcript.
  return [at.startsWith("line ") ? `probe ${at}` : at];
}

function ofControl({ id, title, wanted, found }: JudgedControl): StoryStep {
  const what = { en: `${title.en}: ${wanted.en}`, zh: `${title.zh}：${wanted.zh}` };
  return step(what, both("story.step.harden"), found === undefined ? [] : [found.at], { controlId: id });
}
