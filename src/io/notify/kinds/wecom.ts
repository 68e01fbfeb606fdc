import type { Notifier } from "../notifier.ts";
import { NotifyFailure } from "../notify-failure.ts";
import { numberIn, postJson } from "../post.ts";
import { cutBytes, plainText } from "../wording.ts";

/** More than 20 messages a minute. */
const TOO_FAST = 45_009;

export const wecom: Notifier = {
  title: { en: "WeCom", zh: "企业微信" },
  about: { en: "A robot of a group chat.", zh: "群聊机器人（消息推送）。" },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    url: {
      type: "secret",
      required: true,
      label: { en: "Webhook URL", zh: "Webhook 地址" },
      help: { en: "Reference to it, key included.", zh: "地址的引用，含 key。" },
    },
  },
  async send({ event }, values, world) {
    // 2048 bytes of UTF-8 are the limit of a text message.
    const content = cutBytes(plainText(event, values.lang), 2048);
    const answer = await postJson(
      "WeCom",
      values.secret("url").reveal(),
      { msgtype: "text", text: { content } },
      world,
    );
    const code = numberIn(answer.text, "errcode");
    if (code === 0) return;
    const busy = code === TOO_FAST || code === -1;
    throw new NotifyFailure(
      `WeCom refused: errcode ${code ?? "unknown"}`,
      !busy,
      code === TOO_FAST ? 60_000 : undefined,
    );
  },
};
