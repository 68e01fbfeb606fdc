import type { StageName } from "../evidence/index.ts";
import type { FactChange, TargetId, WatchedFactName } from "../fleet/index.ts";
import type { Localized } from "../texts/index.ts";
import { certificateRule } from "./certificate-rules.ts";
import { FACT_WORDS, factValueText } from "./fact-words.ts";
import { rollOuts } from "./roll-outs.ts";

/** The window that is asked for when none is given: patches break things days after they came. */
export const CHANGE_WINDOW_MS: number = 7 * 86_400_000;

const HOUR_MS = 3_600_000;
/** Kerberos refuses a clock that is off by more (RFC 4120 1.6, the default of Active Directory). */
const SKEW_LIMIT_MINUTES = 5;
/** A ticking difference of clocks is the change that is seen most and means least. */
const DRIFT_WEIGHT = 0.05;

/** Which stages a fact can break: 1 where it acts itself; what is not named here may break anything a little. */
const BREAKS: Readonly<Partial<Record<WatchedFactName, readonly StageName[]>>> = {
  address: ["dns", "tcp"],
  nla: ["x224", "credssp"],
  selectedProtocol: ["x224", "tls", "credssp"],
  certificate: ["tls", "credssp"],
  certificateIssuer: ["tls"],
  certificateSelfSigned: ["tls"],
  certificateKeyType: ["tls"],
  certificateNotAfterMs: ["tls"],
  certificateTrust: ["tls"],
  certificateNameMatches: ["tls"],
  tlsVersion: ["tls"],
  tlsCipher: ["tls"],
  tlsGroup: ["tls"],
  postQuantum: ["tls"],
  clockSkewMinutes: ["credssp"],
  netbiosName: ["dns", "credssp"],
  netbiosDomain: ["credssp"],
  dnsName: ["dns", "credssp"],
  dnsDomain: ["dns", "credssp"],
};
/** A new build, another server software or another identity may break every stage. */
const BREAKS_ANYTHING: ReadonlySet<WatchedFactName> = new Set(["osBuild", "stack"]);
/** Consequences of another change that is told itself. */
const SHADOWS: ReadonlySet<WatchedFactName> = new Set([
  "certificateNotBeforeMs",
  "certificateSubject",
  "auditGrade",
  "controlsNotMet",
  "controlsNotTested",
]);

/** One change before something broke, and why it may have to do with it. */
export interface SuspectChange {
  readonly change: FactChange;
  /** How long before it broke. */
  readonly beforeMs: number;
  /** 0 to 1; orders the list, and is no probability. */
  readonly plausibility: number;
  readonly text: Localized;
  readonly reasons: readonly Localized[];
}

/** What else is known of the fault; each narrows the order. */
export interface BrokenAt {
  /** The stage that does not complete. */
  readonly stage?: StageName;
  /** The hosts that are hit: what changed on several of them is the likelier. */
  readonly targets?: readonly TargetId[];
}

/**
 * What changed in the time before something broke, the most plausible first. `changes` may hold more hosts and times; first
 * sights of a fact are no changes. The order says where to look, never that a change was the cause.
 */
export function whatChangedBefore(
  changes: readonly FactChange[],
  atMs: number,
  windowMs: number = CHANGE_WINDOW_MS,
  { stage, targets }: BrokenAt = {},
): readonly SuspectChange[] {
  const hit = targets && new Set(targets);
  const before = changes.filter(
    (change) =>
      change.before !== null &&
      change.atMs <= atMs &&
      atMs - change.atMs <= windowMs &&
      (hit === undefined || hit.has(change.target)),
  );
  const shared = new Map<string, Set<TargetId>>();
  for (const { fact, after, target } of before) {
    const key = JSON.stringify([fact, after]);
    shared.set(key, (shared.get(key) ?? new Set()).add(target));
  }
  const planned = rollOuts(changes);
  return before
    .map((change): SuspectChange => {
      const hosts = shared.get(JSON.stringify([change.fact, change.after]))?.size ?? 1;
      const rollOut = planned.find(
        ({ fact, value, targets: those }) =>
          fact === change.fact && value === change.after && those.includes(change.target),
      );
      const beforeMs = atMs - change.atMs;
      const relation = relationOf(change, stage);
      const near = 1 - 0.6 * (windowMs === 0 ? 0 : beforeMs / windowMs);
      const common = hosts > 1 ? 1 : 0.7;
      const odd = change.judgement?.verdict === "suspicious" ? 1 : change.judgement?.verdict === "expected" ? 0.6 : 0.8;
      return {
        change,
        beforeMs,
        plausibility: Math.round(1000 * relation * near * common * odd) / 1000,
        text: changeText(change),
        reasons: [
          ...relationReason(change, stage),
          ...agoReason(beforeMs),
          ...(hosts > 1 ? [{ en: `the same on ${hosts} of the hosts`, zh: `${hosts} 台主机有相同变更` }] : []),
          ...judgementReason(change),
          ...(rollOut === undefined
            ? []
            : [
                {
                  en: `a roll-out: ${rollOut.targets.length} hosts of the fleet got it that day`,
                  zh: `批量变更：当天有 ${rollOut.targets.length} 台主机变更为该值`,
                },
              ]),
        ],
      };
    })
    .toSorted(
      (a, b) =>
        b.plausibility - a.plausibility ||
        a.beforeMs - b.beforeMs ||
        a.change.target - b.change.target ||
        (a.change.fact < b.change.fact ? -1 : 1),
    );
}

/** "issuer of the certificate: CN=a → CN=b", escaped. */
export function changeText({ fact, before, after }: Pick<FactChange, "fact" | "before" | "after">): Localized {
  const words = FACT_WORDS[fact];
  const [from, to] = [factValueText(fact, before), factValueText(fact, after)];
  return { en: `${words.en}: ${from.en} → ${to.en}`, zh: `${words.zh}：${from.zh} → ${to.zh}` };
}

function relationOf({ fact, after }: FactChange, stage: StageName | undefined): number {
  if (fact === "clockSkewMinutes" && Math.abs(Number(after)) <= SKEW_LIMIT_MINUTES) return DRIFT_WEIGHT;
  if (SHADOWS.has(fact)) return 0.15;
  if (BREAKS_ANYTHING.has(fact)) return 0.8;
  if (stage === undefined) return 0.6;
  return BREAKS[fact]?.includes(stage) === true ? 1 : 0.3;
}

function relationReason({ fact, after }: FactChange, stage: StageName | undefined): readonly Localized[] {
  if (fact === "clockSkewMinutes" && Math.abs(Number(after)) <= SKEW_LIMIT_MINUTES) {
    return [{ en: "within what Kerberos allows", zh: "在 Kerberos 允许的范围内" }];
  }
  if (BREAKS_ANYTHING.has(fact)) return [{ en: "it can break any stage", zh: "可能影响任何阶段" }];
  if (stage === undefined || BREAKS[fact]?.includes(stage) !== true) return [];
  return [{ en: `it acts on the stage that fails (${stage})`, zh: `与失败的阶段（${stage}）直接相关` }];
}

function agoReason(beforeMs: number): readonly Localized[] {
  const hours = beforeMs / HOUR_MS;
  if (hours < 1) {
    const minutes = Math.round(beforeMs / 60_000);
    return [{ en: `${minutes} min before`, zh: `发生在故障前 ${minutes} 分钟` }];
  }
  if (hours < 48) return [{ en: `${Math.round(hours)} h before`, zh: `发生在故障前 ${Math.round(hours)} 小时` }];
  const days = Math.round(hours / 24);
  return [{ en: `${days} days before`, zh: `发生在故障前 ${days} 天` }];
}

function judgementReason({ judgement }: FactChange): readonly Localized[] {
  const rule = judgement === undefined ? undefined : certificateRule(judgement.rule);
  return rule === undefined || rule.verdict === "unjudged" ? [] : [rule.text];
}
