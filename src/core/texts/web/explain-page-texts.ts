import type { Localized } from "../localized.ts";

/** The page that looks up a code, an event or a message. */
const EXPLAIN_PAGE = {
  title: { en: "Explain", zh: "查询代码" },
  about: {
    en: "Any error code, event id or message of Remote Desktop: what it means, what most often causes it, and where that is written.",
    zh: "查询远程桌面的错误代码、事件 ID 或提示信息：含义、最常见原因及出处。",
  },
  query: { en: "Code, event or message", zh: "代码、事件或提示信息" },
  placeholder: { en: "0x904, event 1057, “internal error” …", zh: "0x904、事件 1057、“出现内部错误”……" },
  try: { en: "Try one of these:", zh: "例如：" },
  "not-exact": { en: "Nothing has exactly this. These resemble it:", zh: "没有完全匹配的条目，以下内容相近：" },
  none: { en: "Nothing is known about “{query}”.", zh: "没有关于“{query}”的内容。" },
  "none-hint": {
    en: "Give a code as hexadecimal or decimal, an event id with its channel, or a few words of the message.",
    zh: "可输入十六进制或十进制代码、带日志名称的事件 ID，或提示信息中的几个词。",
  },
  "kind.code": { en: "Code", zh: "代码" },
  "kind.event": { en: "Event", zh: "事件" },
  "kind.cause": { en: "Cause", zh: "原因" },
  "kind.message": { en: "Message", zh: "提示信息" },
  "kind.folklore": { en: "Not documented", zh: "并无此代码" },
  causes: { en: "Likely causes", zh: "可能的原因" },
  source: { en: "Source: {source}", zh: "出处：{source}" },
  sources: { en: "Sources: {sources}", zh: "出处：{sources}" },
  unverified: { en: "no authoritative source", zh: "无权威出处" },
  outside: { en: "Seen from outside:", zh: "从外部可见的表现：" },
  variants: { en: "Variants", zh: "变体" },
  "remedy-of": { en: "Remedy", zh: "处理方法" },
} as const;

export type ExplainPageKey = keyof typeof EXPLAIN_PAGE;
export const explainPageTexts: Readonly<Record<ExplainPageKey, Localized>> = EXPLAIN_PAGE;
