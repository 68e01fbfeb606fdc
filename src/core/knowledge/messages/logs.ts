import type { KnownMessage } from "./known-message.ts";

const FREERDP = "FreeRDP/FreeRDP: libfreerdp";
const XRDP = "neutrinolabs/xrdp: log texts of xrdp and xrdp-sesman";

/** Messages in the logs of FreeRDP and xrdp. */
export const logMessages: readonly KnownMessage[] = [
  {
    id: "freerdp-nego-failed",
    program: "freerdp",
    title: {
      en: "FreeRDP: Protocol Security Negotiation Failure",
      zh: "FreeRDP：安全协议协商失败",
    },
    fragments: ["protocol security negotiation failure", "security negotiation failure"],
    meaning: {
      en: "The server refused every security protocol that the client offered, or closed the connection instead of an answer.",
      zh: "服务器拒绝了客户端提供的所有安全协议，或不作应答直接关闭连接。",
    },
    causes: ["security-layer-mismatch", "nla-required-client-unsupported", "port-conflict"],
    source: `${FREERDP}/core/nego.c`,
  },
  {
    id: "freerdp-tls-failed",
    program: "freerdp",
    title: { en: "FreeRDP: TLS handshake failed", zh: "FreeRDP:TLS 握手失败" },
    fragments: [
      "errconnect_tls_connect_failed",
      "tls connect failed",
      "ssl_connect failed",
      "tls handshake failed",
      "tls 握手失败",
    ],
    meaning: {
      en: "The TLS handshake did not come to an end; the alert beside it tells more.",
      zh: "TLS 握手未能完成；旁边的警报代码会说明更多。",
    },
    causes: [
      "tls-no-common-version",
      "tls-no-common-cipher",
      "machinekeys-permissions",
      "rdp-selfsigned-not-recreated",
      "rdp-cert-private-key-access",
    ],
    source: `${FREERDP}/core/transport.c`,
  },
  {
    id: "freerdp-bio-read",
    program: "freerdp",
    title: {
      en: "FreeRDP: BIO_read returned a system error / transport failed",
      zh: "FreeRDP:BIO_read 返回系统错误/传输失败",
    },
    fragments: [
      "bio_read returned a system error",
      "errconnect_connect_transport_failed",
      "broken pipe",
      "transport_check_fds",
    ],
    meaning: {
      en: "The connection broke inside the sequence. FreeRDP gives this one text for many causes; the stage before it matters.",
      zh: "连接在建立过程中断。FreeRDP 对许多原因都只给出这一句话；关键在于之前走到了哪个阶段。",
    },
    causes: [
      "lossy-or-high-latency-path",
      "termservice-crash-loop",
      "port-conflict",
      "machinekeys-permissions",
      "rdp-cert-private-key-access",
      "security-layer-mismatch",
    ],
    source: `${FREERDP}/core/transport.c`,
  },
  {
    id: "certificate-verify-failed",
    program: "freerdp",
    title: { en: "Certificate verification failure", zh: "证书验证失败" },
    fragments: [
      "certificate verification failure",
      "certificate verify failed",
      "the certificate is not trusted",
      "self-signed certificate",
      "self signed certificate",
      "host key verification failed",
      "证书验证失败",
      "自签名证书",
    ],
    meaning: {
      en: "The client does not trust the issuer of the certificate, or the certificate changed since the last visit.",
      zh: "客户端不信任证书的颁发者，或证书自上次访问以来已更换。",
    },
    causes: ["rdp-cert-untrusted-by-client", "rdp-cert-wrong-eku-or-name", "rdp-cert-expired"],
    source: `${FREERDP}/crypto/tls.c`,
  },
  {
    id: "xrdp-key-unreadable",
    program: "xrdp",
    title: { en: "xrdp: cannot read private key file", zh: "xrdp：无法读取私钥文件" },
    fragments: [
      "cannot read private key file",
      "cannot accept tls connections because certificate or private key file is not readable",
      "private key file is not readable",
      "certificate or private key file is not readable",
    ],
    meaning: {
      en: "The xrdp user may not read the key (group ssl-cert missing), so TLS falls away or fails.",
      zh: "xrdp 用户没有权限读取私钥（未加入 ssl-cert 组），因此 TLS 不可用或失败。",
    },
    causes: ["rdp-cert-private-key-access", "machinekeys-permissions", "security-layer-mismatch"],
    source: XRDP,
  },
  {
    id: "xrdp-sesman-connect",
    program: "xrdp",
    title: { en: "xrdp: error connecting to sesman", zh: "xrdp：连接 sesman 出错" },
    fragments: ["error connecting to sesman", "connecting to sesman ip", "sesman connect failed", "无法连接 sesman"],
    meaning: {
      en: "xrdp answers, but its session manager xrdp-sesman is not running or not reachable.",
      zh: "xrdp 有应答，但其会话管理器 xrdp-sesman 未运行或无法连接。",
    },
    causes: ["termservice-stopped", "termservice-crash-loop"],
    source: XRDP,
    unverified: true,
  },
  {
    id: "xrdp-login-failed",
    program: "xrdp",
    title: { en: "xrdp: login failed for user", zh: "xrdp：用户登录失败" },
    fragments: ["login failed for user", "login failed for display", "authfail", "pam_authenticate failed"],
    meaning: {
      en: "PAM refused the user: wrong password, locked account, or no right in access.conf or the group terminal-server users.",
      zh: "PAM 拒绝了该用户：密码错误、账户锁定，或在 access.conf、允许的用户组中没有权限。",
    },
    causes: ["bad-credentials", "account-locked-out", "account-disabled-or-restricted", "logon-right-missing"],
    source: XRDP,
  },
  {
    id: "xrdp-x-server-failed",
    program: "xrdp",
    title: { en: "xrdp: X server could not be started", zh: "xrdp：无法启动 X 服务器" },
    fragments: [
      "x server could not be started",
      "error connecting to user session",
      "xorg server startup failed",
      "failed to start xorg",
      "can't connect to the x server",
      "window manager exited quickly",
      "connection problem, giving up",
    ],
    meaning: {
      en: "The login worked, but the desktop session ended at once: Xorg, the window manager, or another session of the same user.",
      zh: "登录成功，但桌面会话立即结束：Xorg、窗口管理器问题，或同一用户已有另一会话。",
    },
    causes: ["slow-logon-profile", "wddm-driver-issue", "memory-or-session-leak"],
    source: XRDP,
  },
  {
    id: "xrdp-session-limit",
    program: "xrdp",
    title: { en: "xrdp: max session limit reached", zh: "xrdp：已达到会话数上限" },
    fragments: ["max session limit reached", "max concurrent session limit exceeded", "no x displays are available"],
    meaning: {
      en: "The password was right, but the host starts no further session: MaxSessions of sesman.ini, or no display number is free.",
      zh: "密码正确，但主机不再启动新会话：达到 sesman.ini 的 MaxSessions，或没有空闲的显示编号。",
    },
    causes: ["max-connections-reached", "memory-or-session-leak"],
    source: XRDP,
  },
  {
    id: "xrdp-client-left",
    program: "xrdp",
    title: {
      en: "xrdp: SSL_read: I/O error, Connect-Initial failed",
      zh: "xrdp:SSL_read I/O 错误，Connect-Initial 失败",
    },
    fragments: ["ssl_read: i/o error", "connect-initial failed", "receive connection request failed"],
    meaning: {
      en: "TLS stood, then the client went away before the first MCS message: a scan, a monitoring probe, or a person who did not accept the certificate.",
      zh: "TLS 已建立，但客户端在第一条 MCS 消息之前就离开了：扫描、监控探测，或用户没有接受证书。",
    },
    causes: ["rdp-cert-untrusted-by-client", "lossy-or-high-latency-path", "rdp-bruteforce-or-flood"],
    source: XRDP,
  },
  {
    id: "xrdp-tls-accept-failed",
    program: "xrdp",
    title: { en: "xrdp: TLS accept failed", zh: "xrdp:TLS 接受失败" },
    fragments: [
      "trans_set_tls_mode failed",
      "ssl_accept",
      "ssl_tls_accept",
      "no shared cipher",
      "unsupported protocol",
      "wrong version number",
    ],
    meaning: {
      en: "Client and server found no common TLS version or cipher, or the client broke the handshake off.",
      zh: "客户端与服务器没有共同的 TLS 版本或密码套件，或客户端中断了握手。",
    },
    causes: ["tls-no-common-version", "tls-no-common-cipher", "rdp-cert-untrusted-by-client", "port-conflict"],
    source: XRDP,
    unverified: true,
  },
];
