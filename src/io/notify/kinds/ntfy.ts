import { HTTP_PATTERN } from "../channel-field.ts";
import type { Notifier } from "../notifier.ts";
import { postJson } from "../post.ts";
import { cut, cutBytes } from "../wording.ts";

/** 5 wakes a sleeping telephone. */
const PRIORITIES = { critical: 5, major: 4, minor: 3, notice: 2 } as const;

export const ntfy: Notifier = {
  title: { en: "ntfy", zh: "ntfy" },
  about: { en: "A topic of ntfy.sh or of a server of your own.", zh: "ntfy.sh 或自建服务器上的主题。" },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    topic: {
      type: "text",
      required: true,
      label: { en: "Topic", zh: "主题" },
      help: { en: "On a public server: one that nobody guesses.", zh: "在公共服务器上请使用不易被猜到的名称。" },
    },
    token: {
      type: "secret",
      label: { en: "Access token", zh: "访问令牌" },
      help: { en: "For protected topics.", zh: "受保护的主题需要。" },
    },
    baseUrl: {
      type: "text",
      pattern: HTTP_PATTERN,
      default: "https://ntfy.sh",
      label: { en: "Server", zh: "服务器" },
      help: { en: "Address without the topic.", zh: "不含主题的地址。" },
    },
  },
  async send({ event }, values, world) {
    const { lang } = values;
    const ended = event.kind === "closed";
    const token = values.secretIfAny("token")?.reveal();
    await postJson(
      "ntfy",
      values.text("baseUrl"),
      {
        topic: values.text("topic"),
        title: cut(event.title[lang], 250),
        // Above 4096 bytes it becomes an attachment.
        message: cutBytes(event.text[lang], 4000),
        priority: ended ? 3 : PRIORITIES[event.severity],
        tags: [ended ? "white_check_mark" : "rotating_light", event.severity],
        ...(event.link === undefined ? {} : { click: event.link }),
      },
      world,
      token === undefined ? {} : { Authorization: `Bearer ${token}` },
    );
  },
};
