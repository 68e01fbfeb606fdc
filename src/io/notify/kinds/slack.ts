import type { Notifier } from "../notifier.ts";
import { postJson } from "../post.ts";
import { cut, markOf } from "../wording.ts";

/** Slack takes these three as markup, and nothing else: a name such as "<!channel>" stays a name. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export const slack: Notifier = {
  title: { en: "Slack", zh: "Slack" },
  about: {
    en: "An incoming webhook of a Slack app; blocks with a header and a text.",
    zh: "Slack 应用的 incoming webhook；以 blocks 形式发送标题和正文。",
  },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    url: {
      type: "secret",
      required: true,
      label: { en: "Webhook URL", zh: "Webhook 地址" },
      help: { en: "Reference to it: who knows the URL can post.", zh: "地址的引用：知道该地址的人都能发消息。" },
    },
  },
  async send({ event, id }, values, world) {
    const { lang } = values;
    const title = `${markOf(event)} ${event.title[lang]}`;
    const link =
      event.link === undefined ? [] : [{ type: "section", text: { type: "mrkdwn", text: `<${escaped(event.link)}>` } }];
    await postJson(
      "Slack",
      values.secret("url").reveal(),
      {
        text: escaped(cut(title, 300)),
        blocks: [
          { type: "header", text: { type: "plain_text", text: cut(title, 150), emoji: true } },
          { type: "section", text: { type: "plain_text", text: cut(event.text[lang], 3000) } },
          ...link,
          { type: "context", elements: [{ type: "plain_text", text: `${event.subject} · ${id.slice(0, 12)}` }] },
        ],
      },
      world,
    );
  },
};
