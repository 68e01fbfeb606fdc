import { createHmac } from "node:crypto";
import type { Notifier } from "../notifier.ts";
import { NotifyFailure } from "../notify-failure.ts";
import { numberIn, postJson } from "../post.ts";
import { cutBytes, plainText } from "../wording.ts";

/** More than 20 messages a minute: the robot is silenced for ten minutes. */
const TOO_FAST = 130_101;
const SILENCED_MS = 10 * 60_000;

export const dingtalk: Notifier = {
  title: { en: "DingTalk", zh: "钉钉" },
  about: {
    en: "A custom robot of a group, with its signature or a keyword such as INC.",
    zh: "群自定义机器人，安全设置使用加签，或使用关键词（例如 INC）。",
  },
  triedLive: false,
  traits: { tracksState: false },
  fields: {
    url: {
      type: "secret",
      required: true,
      label: { en: "Webhook URL", zh: "Webhook 地址" },
      help: { en: "Reference to it, access_token included.", zh: "地址的引用，含 access_token。" },
    },
    secret: {
      type: "secret",
      label: { en: "Signing secret", zh: "加签密钥" },
      help: { en: "The one that begins with SEC.", zh: "以 SEC 开头的密钥。" },
    },
  },
  async send({ event }, values, world) {
    const text = values.secret("url").reveal();
    if (!URL.canParse(text)) throw new NotifyFailure("the address is no URL", true);
    const url = new URL(text);
    const secret = values.secretIfAny("secret")?.reveal();
    if (secret !== undefined) {
      const timestamp = world.nowMs();
      const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
      url.searchParams.set("timestamp", `${timestamp}`);
      url.searchParams.set("sign", sign);
    }
    // Plain text: nothing in a host's name can become a link or a mention.
    const content = cutBytes(plainText(event, values.lang), 18_000);
    const answer = await postJson("DingTalk", url.href, { msgtype: "text", text: { content } }, world);
    const code = numberIn(answer.text, "errcode");
    if (code === 0) return;
    const busy = code === TOO_FAST || code === -1;
    throw new NotifyFailure(
      `DingTalk refused: errcode ${code ?? "unknown"}`,
      !busy,
      code === TOO_FAST ? SILENCED_MS : undefined,
    );
  },
};
