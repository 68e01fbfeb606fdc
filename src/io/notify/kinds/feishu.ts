import { createHmac } from "node:crypto";
import type { Notifier } from "../notifier.ts";
import { NotifyFailure } from "../notify-failure.ts";
import { numberIn, postJson } from "../post.ts";
import { cut, markOf } from "../wording.ts";

const COLOURS = { critical: "red", major: "orange", minor: "yellow", notice: "blue" } as const;
/** More than 100 messages a minute or 5 a second. */
const TOO_FAST = 11_232;

export const feishu: Notifier = {
  title: { en: "Feishu / Lark", zh: "飞书" },
  about: {
    en: "A custom bot of a group, with its signature; a card.",
    zh: "群自定义机器人，支持签名校验；以消息卡片发送。",
  },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    url: {
      type: "secret",
      required: true,
      label: { en: "Webhook URL", zh: "Webhook 地址" },
      help: { en: "Reference to it.", zh: "地址的引用。" },
    },
    secret: {
      type: "secret",
      label: { en: "Signing secret", zh: "签名密钥" },
      help: { en: "Where the bot checks signatures.", zh: "机器人启用签名校验时填写。" },
    },
  },
  async send({ event }, values, world) {
    const { lang } = values;
    const timestamp = Math.floor(world.nowMs() / 1000);
    const secret = values.secretIfAny("secret")?.reveal();
    // The key is "timestamp\nsecret", and nothing is signed with it.
    const sign =
      secret === undefined
        ? {}
        : { timestamp: `${timestamp}`, sign: createHmac("sha256", `${timestamp}\n${secret}`).digest("base64") };
    const button = {
      tag: "action",
      actions: [
        { tag: "button", text: { tag: "plain_text", content: lang === "zh" ? "打开" : "Open" }, url: event.link },
      ],
    };
    const answer = await postJson(
      "Feishu",
      values.secret("url").reveal(),
      {
        ...sign,
        msg_type: "interactive",
        card: {
          header: {
            template: event.kind === "closed" ? "green" : COLOURS[event.severity],
            title: { tag: "plain_text", content: cut(`${markOf(event)} ${event.title[lang]}`, 300) },
          },
          // plain_text: a name such as "<at id=all></at>" stays a name.
          elements: [
            { tag: "div", text: { tag: "plain_text", content: cut(event.text[lang], 6000) } },
            ...(event.link === undefined ? [] : [button]),
          ],
        },
      },
      world,
    );
    const code = numberIn(answer.text, "code") ?? numberIn(answer.text, "StatusCode");
    if (code === 0) return;
    const busy = code === TOO_FAST;
    throw new NotifyFailure(`Feishu refused: code ${code ?? "unknown"}`, !busy, busy ? 60_000 : undefined);
  },
};
