import type { FactName, FactValues } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both, elapsed, hex, shown, shownList } from "./phrases.ts";
import { noticesSentence } from "./logon-notice-sentence.ts";
import { pictureSentence } from "./picture-sentence.ts";
import { AUTHORIZATION, CREDENTIAL, SERVER_KEY, SESSION_END } from "./logon-words.ts";

/** Facts that only a logon learns. */
type LogonFactName =
  | "credssp.credential"
  | "credssp.serverKey"
  | "credssp.channelBinding"
  | "credssp.authorization"
  | "credssp.authorizationResult"
  | Extract<FactName, `graphics.${string}` | `desktop.${string}`>
  | "session.logonConfirmed"
  | "session.logonNotices"
  | "session.autoReconnectCookie"
  | "session.reconnected"
  | "session.roundTrip"
  | "session.bandwidth"
  | "session.redirections"
  | "session.end";

/** One sentence for each of them. */
export const LOGON_SENTENCES: { readonly [Name in LogonFactName]: (value: FactValues[Name]) => Localized } = {
  "credssp.credential": (value) => CREDENTIAL[value],
  "credssp.serverKey": (value) => SERVER_KEY[value],
  "credssp.channelBinding": (value) =>
    value
      ? both(
          "the answer is bound to this TLS connection (channel binding)",
          "身份验证应答已绑定到此 TLS 连接（通道绑定）",
        )
      : both("the answer carries no channel binding", "身份验证应答不含通道绑定"),
  "credssp.authorization": (value) => AUTHORIZATION[value],
  "credssp.authorizationResult": (value) =>
    both(`Early User Authorization Result ${hex(value)}`, `早期用户授权结果 ${hex(value)}`),
  "graphics.firstPictureMs": (value) =>
    both(`the first picture came after ${elapsed(value)}`, `${elapsed(value)} 后出现第一幅画面`),
  "graphics.updates": (value) =>
    both(value === 1 ? "1 update with pixels came" : `${value} updates with pixels came`, `收到 ${value} 次画面更新`),
  "graphics.bytes": (value) => both(`the pixels took ${value} bytes on the wire`, `画面数据共 ${value} 字节`),
  "graphics.encodings": (value) =>
    value.length === 0
      ? both("no bitmap came", "没有收到位图")
      : both(`bitmaps came as ${shownList(value)}`, `位图编码：${shownList(value)}`),
  "graphics.unsupported": (value) =>
    value.length === 0
      ? both("everything that came could be drawn", "收到的画面数据均可绘制")
      : both(
          `the server sent what could not be drawn: ${shownList(value)}`,
          `服务器发送了无法绘制的数据：${shownList(value)}`,
        ),
  "desktop.stableMs": (value) =>
    both(`nothing changed any more after ${elapsed(value)}`, `${elapsed(value)} 后画面不再变化`),
  "desktop.stable": (value) =>
    value
      ? both("the picture came to rest", "画面已稳定")
      : both("the picture was still changing when the time was over", "时限到达时画面仍在变化"),
  "desktop.width": (value) => both(`width of the session: ${value}`, `会话宽度 ${value}`),
  "desktop.height": (value) => both(`height of the session: ${value}`, `会话高度 ${value}`),
  "desktop.colorDepth": (value) => both(`the session has ${value} bits a pixel`, `会话每像素 ${value} 位`),
  "desktop.picture": pictureSentence,
  "desktop.changedShare": (value) =>
    value === 0
      ? both("nothing moved after the first picture", "第一幅画面之后没有任何变化")
      : both(
          `${percent(value)} of the pixels changed after the first picture`,
          `第一幅画面之后有 ${percent(value)} 的像素变化`,
        ),
  "session.logonConfirmed": confirmation,
  "session.logonNotices": noticesSentence,
  "session.autoReconnectCookie": (value) =>
    value
      ? both("the server gave an auto-reconnect cookie", "服务器给出了自动重连 Cookie")
      : both("the server gave no auto-reconnect cookie", "服务器没有给出自动重连 Cookie"),
  "session.reconnected": (value) =>
    value
      ? both(
          "the connection was lost, and the auto-reconnect cookie brought the session back",
          "连接曾中断，已凭自动重连 Cookie 恢复会话",
        )
      : both("the connection was lost, and the session did not come back", "连接中断，会话未能恢复"),
  "session.roundTrip": ({ medianMs, samples, method }) =>
    both(
      `round trip inside the session: ${elapsed(medianMs)} (median of ${samples}, ${method})`,
      `会话内往返时间：${elapsed(medianMs)}（${samples} 次的中位数，${method}）`,
    ),
  "session.bandwidth": ({ kilobitsPerSecond, method }) =>
    both(
      `bandwidth seen: ${Math.round(kilobitsPerSecond)} kbit/s (${method})`,
      `观测带宽：${Math.round(kilobitsPerSecond)} kbit/s（${method}）`,
    ),
  "session.redirections": redirections,
  "session.end": (value) => SESSION_END[value],
};

function confirmation(value: FactValues["session.logonConfirmed"]): Localized {
  if (value.by === "virtual-channel") {
    return both(
      `a program of the session spoke on the channel ${shown(value.channel)}`,
      `会话中的程序在虚拟通道 ${shown(value.channel)} 上发来数据`,
    );
  }
  const who = [value.domain, value.user].filter((part) => part !== undefined && part !== "").join("\\");
  return who === ""
    ? both("the server says that the logon is complete", "服务器确认登录已完成")
    : both(`the server says that ${shown(who)} is logged on`, `服务器确认 ${shown(who)} 已登录`);
}

function redirections(hops: FactValues["session.redirections"]): Localized {
  if (hops.length === 0) return both("the server sent us nowhere else", "服务器没有重定向");
  const said = (nowhere: string): string =>
    hops.map(({ from, to }) => `${shown(from)} → ${to === undefined ? nowhere : shown(to)}`).join(", ");
  return both(`redirected: ${said("nowhere")}`, `重定向：${said("没有目标")}`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 ? 2 : 0)} %`;
}
