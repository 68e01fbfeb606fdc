import { type Localized, printable } from "../texts/index.ts";
import type { MissingWhy } from "./health-inputs.ts";
import { HEALTH_RULES, type HealthFact, type HealthRule, type HealthValue } from "./health-rules.ts";

const LONGEST_WORD = 40;

export const MISSING_WORDS: Readonly<Record<MissingWhy, Localized>> = {
  "not-known": { en: "not known", zh: "未知" },
  "too-few": { en: "too few checks", zh: "检查次数不足" },
  "too-old": { en: "seen too long ago", zh: "数据过旧" },
  "not-rated": { en: "not rated", zh: "不计分" },
};

const VALUE_WORDS: Readonly<Record<string, Localized>> = {
  up: { en: "up", zh: "正常" },
  degraded: { en: "degraded", zh: "有隐患" },
  suspect: { en: "suspect", zh: "疑似故障" },
  flapping: { en: "flapping", zh: "反复波动" },
  down: { en: "down", zh: "故障" },
  suppressed: { en: "suppressed", zh: "已抑制" },
  trusted: { en: "trusted", zh: "受信任" },
  untrusted: { en: "not trusted", zh: "不受信任" },
  true: { en: "yes", zh: "是" },
  false: { en: "no", zh: "否" },
  required: { en: "required", zh: "必需" },
  optional: { en: "optional", zh: "可选" },
  absent: { en: "absent", zh: "未启用" },
  running: { en: "running", zh: "正在运行" },
  active: { en: "active", zh: "正在运行" },
  stopped: { en: "stopped", zh: "已停止" },
  inactive: { en: "inactive", zh: "未运行" },
  failed: { en: "failed", zh: "失败" },
};

const RULES: ReadonlyMap<HealthFact, HealthRule> = new Map(HEALTH_RULES.map((rule) => [rule.fact, rule]));

export function healthFactTitle(fact: HealthFact): Localized {
  return RULES.get(fact)?.title ?? { en: fact, zh: fact };
}

/** A value of a fact with its unit, safe to show. */
export function healthValueText(fact: HealthFact, value: HealthValue): Localized {
  const unit = RULES.get(fact)?.unit ?? "word";
  if (typeof value !== "number") {
    const word = String(value);
    const text = printable(word, LONGEST_WORD);
    return Object.hasOwn(VALUE_WORDS, word) ? (VALUE_WORDS[word] ?? { en: text, zh: text }) : { en: text, zh: text };
  }
  switch (unit) {
    case "share":
      return both(`${trimmed(value * 100, 3)} %`);
    case "ms":
      return both(value < 1000 ? `${trimmed(value, 1)} ms` : `${trimmed(value / 1000, 2)} s`);
    case "days":
      return { en: `${Math.floor(value)} d`, zh: `${Math.floor(value)} 天` };
    case "minutes":
      return { en: `${trimmed(value, 1)} min`, zh: `${trimmed(value, 1)} 分钟` };
    case "count":
    case "word":
      return both(trimmed(value, 1));
  }
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function both(text: string): Localized {
  return { en: text, zh: text };
}
