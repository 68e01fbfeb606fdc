import type { AlertEvent } from "../../../core/alerting/index.ts";
import type { Notifier } from "../notifier.ts";
import { postJson } from "../post.ts";
import { cut, markOf } from "../wording.ts";

const COLOURS = { critical: "Attention", major: "Warning", minor: "Accent", notice: "Default" } as const;

/** A TextBlock reads a part of Markdown: what begins a link, a list or an emphasis is shown as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]()#]/g, String.raw`\$&`);
}

function card(event: AlertEvent, lang: "en" | "zh"): object {
  const actions =
    event.link === undefined
      ? []
      : [{ type: "Action.OpenUrl", title: lang === "zh" ? "打开" : "Open", url: event.link }];
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      {
        type: "TextBlock",
        size: "Large",
        weight: "Bolder",
        wrap: true,
        color: event.kind === "closed" ? "Good" : COLOURS[event.severity],
        text: escaped(cut(`${markOf(event)} ${event.title[lang]}`, 300)),
      },
      ...event.text[lang]
        .split("\n")
        .slice(0, 60)
        .map((line) => ({ type: "TextBlock", wrap: true, spacing: "Small", text: escaped(cut(line, 1000)) })),
    ],
    actions,
  };
}

export const teams: Notifier = {
  title: { en: "Microsoft Teams", zh: "Microsoft Teams" },
  about: {
    en: 'The URL of a Workflows flow "When a Teams webhook request is received"; an Adaptive Card.',
    zh: "Workflows 流“收到 Teams Webhook 请求时”的地址；以自适应卡片发送。",
  },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    url: {
      type: "secret",
      required: true,
      label: { en: "Workflow URL", zh: "工作流地址" },
      help: { en: "Reference to it: the URL carries its signature.", zh: "地址的引用：该地址自带签名。" },
    },
  },
  async send({ event }, values, world) {
    const content = card(event, values.lang);
    const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
    await postJson("Teams", values.secret("url").reveal(), { type: "message", attachments: [attachment] }, world);
  },
};
