import type { SettingProblem } from "../../core/alerting/index.ts";
import type { Localized } from "../../core/texts/index.ts";
import { COMMON_FIELDS, SECRET_PATTERN, type ChannelField } from "./channel-field.ts";
import { CHANNEL_KINDS, notifierOf } from "./channel-kinds.ts";
import { unknownFields } from "./kinds/webhook.ts";

const SECRET = new RegExp(SECRET_PATTERN);

/** Why a value is not one of this field, or null. */
function problemOf(field: ChannelField, value: unknown): Localized | null {
  switch (field.type) {
    case "text":
    case "long-text":
      return typeof value === "string" && (field.type === "long-text" || value !== "")
        ? null
        : { en: "must be a text", zh: "应为文本" };
    case "secret":
      return typeof value === "string" && SECRET.test(value)
        ? null
        : {
            en: "must be a reference: env:NAME, file:PATH or secret:NAME",
            zh: "应为引用:env:名称、file:路径 或 secret:名称",
          };
    case "integer": {
      const { minimum = 0, maximum = 1_000_000 } = field;
      return typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum
        ? null
        : { en: `must be a whole number from ${minimum} to ${maximum}`, zh: `应为 ${minimum} 到 ${maximum} 的整数` };
    }
    case "flag":
      return typeof value === "boolean" ? null : { en: "must be true or false", zh: "应为 true 或 false" };
    case "choice": {
      const choices = field.choices ?? [];
      return typeof value === "string" && choices.includes(value)
        ? null
        : { en: `must be one of ${choices.join(", ")}`, zh: `应为 ${choices.join("、")} 之一` };
    }
    case "list":
      return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== "")
        ? null
        : { en: "must be a list of texts, one at least", zh: "应为文本列表,至少一项" };
    case "map":
      return typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string")
        ? null
        : { en: "must be names with texts", zh: "应为“名称: 文本”的形式" };
  }
}

function escapedPointer(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/**
 * What is wrong with a channel's settings, field by field, in words. A value is never repeated: a secret may stand where it
 * does not belong. Empty: the channel can be used.
 */
export function channelProblems(settings: Readonly<Record<string, unknown>>): readonly SettingProblem[] {
  const { kind } = settings;
  const notifier = typeof kind === "string" ? notifierOf(kind) : undefined;
  const kinds = CHANNEL_KINDS.join(", ");
  if (notifier === undefined)
    return [{ pointer: "/kind", text: { en: `must be one of ${kinds}`, zh: `应为 ${CHANNEL_KINDS.join("、")} 之一` } }];
  const fields: Readonly<Record<string, ChannelField>> = { ...notifier.fields, ...COMMON_FIELDS };
  const problems: SettingProblem[] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (name === "name" || name === "kind") continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const names = Object.keys(fields);
    const text =
      field === undefined
        ? { en: `no such setting; there are ${names.join(", ")}`, zh: `没有这个设置;可用的有 ${names.join("、")}` }
        : problemOf(field, value);
    if (text !== null) problems.push({ pointer: escapedPointer(name), text });
  }
  for (const [name, field] of Object.entries(fields))
    if (field.required === true && settings[name] === undefined)
      problems.push({ pointer: escapedPointer(name), text: { en: "is needed", zh: "必须填写" } });
  for (const name of ["url", "baseUrl"]) {
    const value = settings[name];
    if (fields[name]?.type === "text" && typeof value === "string" && !/^https?:\/\/[^/]/.test(value))
      problems.push({
        pointer: `/${name}`,
        text: { en: "must begin with http:// or https://", zh: "应以 http:// 或 https:// 开头" },
      });
  }
  const { template } = settings;
  if (fields["template"] !== undefined && typeof template === "string")
    for (const name of unknownFields(template))
      problems.push({
        pointer: "/template",
        text: { en: `there is no field {{${name}}}`, zh: `没有字段 {{${name}}}` },
      });
  return problems;
}
