import type { LogonNotice } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both, hex } from "./phrases.ts";

/** What the server told of the logon on its way (Logon Errors Info). */
export function noticesSentence(notices: readonly LogonNotice[]): Localized {
  if (notices.length === 0) return both("the server told nothing of the logon", "服务器没有发送登录通知");
  const said = notices.map(({ type, data }) => `${hex(type)}/${hex(data)}`).join(", ");
  return both(`the server told of the logon: ${said}`, `服务器发送了登录通知：${said}`);
}
