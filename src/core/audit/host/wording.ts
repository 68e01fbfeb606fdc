import type { Control } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both } from "./judged-control.ts";

const MS_PER_MINUTE = 60_000;

/** A value as a person reads it: "2 (TLS)", "900000 ms (15 min)". */
export function shownValue(control: Control, value: unknown): Localized {
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  const meaning = control.values?.[text];
  if (meaning !== undefined) return { en: `${text} (${meaning.en})`, zh: `${text}（${meaning.zh}）` };
  if (control.unit === "ms" && typeof value === "number" && value > 0) {
    const minutes = Math.round((value / MS_PER_MINUTE) * 10) / 10;
    return { en: `${text} ms (${minutes} min)`, zh: `${text} 毫秒（${minutes} 分钟）` };
  }
  if (control.unit === "ms" && value === 0) return { en: "0 (no limit)", zh: "0（无限制）" };
  return both(control.unit === undefined ? text : `${text} ${control.unit}`);
}

/** What a control asks for, as a short sentence. */
export function wantedBy(control: Control): Localized {
  const { required, requiredText, operator } = control;
  if (requiredText !== undefined) return requiredText;
  if (operator === "report") return { en: "shown, not judged", zh: "仅显示，不评判" };
  if (operator === "contains" && typeof required === "string") return auditWords(required);
  if (typeof required === "object" && required !== null && !isList(required)) {
    const mebibytes = required.maxSizeBytesMin / 1_048_576;
    return { en: `enabled, at least ${mebibytes} MiB`, zh: `已启用，至少 ${mebibytes} MiB` };
  }
  const shown = shownValue(control, required);
  switch (operator) {
    case "ne":
      return { en: `absent, or not ${shown.en}`, zh: `不存在，或不为 ${shown.zh}` };
    case "ge":
      return { en: `at least ${shown.en}`, zh: `至少 ${shown.zh}` };
    case "le_not_zero":
      return { en: `1 to ${shown.en}`, zh: `1 至 ${shown.zh}` };
    case "in": {
      const all = isList(required) ? required.map((one) => shownValue(control, one)) : [shown];
      return { en: all.map(({ en }) => en).join(" / "), zh: all.map(({ zh }) => zh).join(" / ") };
    }
    default:
      return shown;
  }
}

function isList(required: Control["required"]): required is readonly number[] {
  return Array.isArray(required);
}

/** "Success and Failure" as auditpol words it, in both languages. */
export function auditWords(words: string): Localized {
  const zh: Readonly<Record<string, string>> = {
    "Success and Failure": "成功和失败",
    Success: "成功",
    Failure: "失败",
    "No Auditing": "无审核",
  };
  return { en: words, zh: zh[words] ?? words };
}
