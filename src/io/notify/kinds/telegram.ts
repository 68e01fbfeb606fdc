import { escapeMarkup } from "../../../core/markup/index.ts";
import { HTTP_PATTERN } from "../channel-field.ts";
import type { Notifier } from "../notifier.ts";
import { NotifyFailure } from "../notify-failure.ts";
import { numberIn, post, requireOk } from "../post.ts";
import { cut, markOf } from "../wording.ts";

export const telegram: Notifier = {
  title: { en: "Telegram", zh: "Telegram" },
  about: { en: "A bot that is a member of the chat.", zh: "已加入该聊天的机器人。" },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    token: {
      type: "secret",
      required: true,
      label: { en: "Bot token", zh: "机器人令牌" },
      help: { en: "Reference to the token of @BotFather.", zh: "@BotFather 所给令牌的引用。" },
    },
    chat: {
      type: "text",
      required: true,
      label: { en: "Chat", zh: "聊天" },
      help: { en: "Number of the chat, or @name of a channel.", zh: "聊天 ID，或频道的 @名称。" },
    },
    baseUrl: {
      type: "text",
      pattern: HTTP_PATTERN,
      default: "https://api.telegram.org",
      label: { en: "Server", zh: "服务器" },
      help: { en: "For a Bot API server of your own.", zh: "自建 Bot API 服务器时填写。" },
    },
  },
  async send({ event }, values, world) {
    const { lang } = values;
    const link = event.link === undefined ? "" : `\n${escapeMarkup(event.link)}`;
    const title = escapeMarkup(cut(`${markOf(event)} ${event.title[lang]}`, 300));
    const body = JSON.stringify({
      chat_id: values.text("chat"),
      // 4096 characters are the limit, counted after the markup is read.
      text: `<b>${title}</b>\n${escapeMarkup(cut(event.text[lang], 3000))}${link}`,
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
    });
    const url = `${values.text("baseUrl").replace(/\/+$/, "")}/bot${values.secret("token").reveal()}/sendMessage`;
    const answer = await post({ url, body }, world);
    const seconds = numberIn(answer.text, "parameters", "retry_after");
    if (answer.status === 429 && seconds !== undefined)
      throw new NotifyFailure("Telegram asks to wait", false, seconds * 1000);
    requireOk(answer, "Telegram");
  },
};
