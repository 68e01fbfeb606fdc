import type {
  FactValues,
  LogonRefusal,
  PictureKind,
  RedirectionFailure,
  WithheldReason,
} from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both } from "./phrases.ts";

type Words<Word extends string> = Readonly<Record<Word, Localized>>;

export const CREDENTIAL: Words<FactValues["credssp.credential"]> = {
  accepted: both("the server accepted the password", "服务器接受了密码"),
  refused: both("the server refused the password", "服务器拒绝了密码"),
  withheld: both("the password was not shown to the server", "没有向服务器出示密码"),
};

export const SERVER_KEY: Words<FactValues["credssp.serverKey"]> = {
  proven: both("the server proved that it holds the key of its TLS certificate", "服务器证明了自己持有 TLS 证书的密钥"),
  different: both(
    "the server proves another key than that of the TLS certificate",
    "服务器证明的密钥与 TLS 证书的密钥不同",
  ),
};

export const AUTHORIZATION: Words<FactValues["credssp.authorization"]> = {
  allowed: both("the server says that this account may log on here", "服务器表示此帐户可以在此登录"),
  denied: both("the server says that this account may not log on here", "服务器表示此帐户不得在此登录"),
  "not-offered": both(
    "the server does not tell beforehand whether an account may log on (no HYBRID_EX)",
    "服务器不会提前告知帐户能否登录（未选择 HYBRID_EX）",
  ),
};

export const SESSION_END: Words<FactValues["session.end"]> = {
  "logged-off": both("the session was logged off", "会话已注销"),
  "logoff-unconfirmed": both("the log-off was asked for and not confirmed in time", "已请求注销，但未按时得到确认"),
  disconnected: both("we disconnected, the session stays on the host", "已断开连接，会话保留在主机上"),
  "server-ended": both("the server ended the session first", "服务器先结束了会话"),
  lost: both("the connection was lost", "连接丢失"),
};

export const PICTURE: Words<PictureKind> = {
  desktop: both("the picture is one of a desktop", "画面是桌面"),
  "login-window": both("the picture is a login window", "画面是登录窗口"),
  "server-message": both("the picture is a message of the server itself", "画面是服务器自身的提示窗口"),
  black: both("the picture is black", "画面全黑"),
  "one-colour": both("the picture has one colour", "画面只有一种颜色"),
  nothing: both("no pixel was ever painted", "没有绘制任何像素"),
};

export const WITHHELD: Words<WithheldReason> = {
  "clear-text": both(
    "the password was not sent, because it would have travelled without encryption",
    "没有发送密码，因为传输没有加密",
  ),
  "changed-key": both(
    "the password was not sent, because the host shows another key than last time",
    "没有发送密码，因为主机出示的密钥与上次不同",
  ),
  "ntlm-downgrade": both(
    "the password was not sent, because the server asks for a weaker NTLM than is safe",
    "没有发送密码，因为服务器要求使用不安全的弱 NTLM",
  ),
  "kerberos-only": both(
    "the password was not sent, because the server takes Kerberos alone, which rdpulse does not speak",
    "没有发送密码，因为服务器只接受 Kerberos，而 rdpulse 不支持 Kerberos",
  ),
};

export const REFUSAL: Words<LogonRefusal> = {
  closed: both(
    "the server hung up on the proof of the password, without a word why",
    "服务器收到密码验证数据后直接断开，没有说明原因",
  ),
  deactivated: both(
    "the server deactivated the session in answer to the credential, without a word why",
    "服务器收到凭据后停用了会话，没有说明原因",
  ),
  shown: both("the server's own logon screen refused the credential", "服务器自身的登录界面拒绝了凭据"),
  notified: both("the server told of a failed logon (Logon Errors Info)", "服务器通知登录失败（Logon Errors Info）"),
};

export const REDIRECTION: Words<RedirectionFailure> = {
  loop: both("the redirection runs in a circle", "重定向形成循环"),
  "too-many": both("there were too many redirections", "重定向次数过多"),
  "no-address": both("the redirection names no address that can be connected", "重定向没有给出可连接的地址"),
  "needs-rdstls": both(
    "the redirection hands over a password that only RDSTLS can carry",
    "重定向交付的密码只能通过 RDSTLS 使用",
  ),
};
