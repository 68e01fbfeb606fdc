import type { KnownMessage } from "./known-message.ts";

const SA = "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/";
const ON_DISCONNECTED = "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md";

/** Messages of mstsc about sessions that do not begin or that end. */
export const sessionMessages: readonly KnownMessage[] = [
  {
    id: "too-many-connections",
    program: "mstsc",
    title: {
      en: "The number of connections to this computer is limited and all connections are in use",
      zh: "与这台计算机的连接数是有限的，目前所有的连接都在使用中",
    },
    fragments: [
      "number of connections to this computer is limited",
      "exceeded the maximum allowed connections",
      "maximum number of allowed connections",
      "all connections are in use",
      "与这台计算机的连接数是有限的",
      "超出了最大允许连接数",
      "超出最大允许连接数",
      "超过了允许的最大连接数",
      "允许的最大连接数",
    ],
    meaning: {
      en: "Every session is in use, or left disconnected. Without the Session Host role the limit is two.",
      zh: "所有会话都在使用中，或以断开状态残留。未安装会话主机角色时上限为两个。",
    },
    causes: ["max-connections-reached", "session-ended-by-policy-or-admin"],
    source: `${SA}troubleshoot-remote-desktop-disconnected-errors.md`,
  },
  {
    id: "service-busy",
    program: "mstsc",
    title: { en: "The Remote Desktop Service is currently busy", zh: "远程桌面服务当前正忙" },
    fragments: [
      "remote desktop service is currently busy",
      "远程桌面服务当前正忙",
      "远程桌面服务正忙",
      "终端服务器正忙",
    ],
    meaning: {
      en: "The session could not be prepared in time: memory, leaked sessions or a hanging component of the host.",
      zh: "会话未能及时准备好：主机内存不足、会话泄漏或某个组件挂起。",
    },
    causes: ["memory-or-session-leak", "termservice-crash-loop", "third-party-security-hook", "slow-logon-profile"],
    source: `${SA}remote-desktop-service-currently-busy.md`,
  },
  {
    id: "session-ended-lost",
    program: "mstsc",
    title: {
      en: "Your Remote Desktop Services session has ended. The connection to the remote computer was lost",
      zh: "你的远程桌面服务会话已结束。与远程计算机的连接已丢失",
    },
    fragments: [
      "remote desktop services session has ended",
      "connection to the remote computer was lost",
      "远程桌面服务会话已结束",
      "与远程计算机的连接已丢失",
      "与远程计算机的连接丢失",
      "possibly due to network connectivity problems",
    ],
    meaning: {
      en: "A running session was cut: by the network, by the host, or because an administrator or a time limit ended it.",
      zh: "正在进行的会话被切断：由于网络、主机，或被管理员、时间限制结束。",
    },
    causes: [
      "lossy-or-high-latency-path",
      "idle-nat-timeout-or-keepalive",
      "udp-transport-broken",
      "session-ended-by-policy-or-admin",
      "termservice-crash-loop",
      "wddm-driver-issue",
    ],
    source: `${SA}troubleshoot-remote-desktop-disconnected-errors.md`,
  },
  {
    id: "another-user-connected",
    program: "mstsc",
    title: {
      en: "Another user connected to the remote computer, so your connection was lost",
      zh: "另一用户已连接到此远程计算机，因此你的连接已丢失",
    },
    fragments: [
      "another user connected to the remote computer",
      "另一用户已连接到此远程计算机",
      "另一个用户已连接",
      "另一用户已连接",
    ],
    meaning: { en: "Someone took the session over; not a fault.", zh: "其他人接管了会话，不是故障。" },
    causes: ["session-ended-by-policy-or-admin", "max-connections-reached"],
    source: ON_DISCONNECTED,
  },
  {
    id: "admin-ended-session",
    program: "mstsc",
    title: { en: "The administrator has ended the session", zh: "管理员已结束了会话" },
    fragments: [
      "administrator has ended the session",
      "administrator ended the session",
      "管理员已结束了会话",
      "管理员结束了会话",
    ],
    meaning: {
      en: "A person or a tool with administrator rights ended it; LocalSessionManager 40 and 59 tell who.",
      zh: "具有管理员权限的人或工具结束了会话；LocalSessionManager 40 和 59 可说明是谁。",
    },
    causes: ["session-ended-by-policy-or-admin", "windows-update-regression"],
    source: ON_DISCONNECTED,
  },
  {
    id: "protocol-error",
    program: "mstsc",
    title: {
      en: "Because of a protocol error, this session will be disconnected",
      zh: "由于协议错误，会话将被中断",
    },
    fragments: [
      "because of a protocol error",
      "protocol error this session will be disconnected",
      "protocol error detected at the client",
      "由于协议错误",
      "会话将被中断",
      "检测到协议错误",
    ],
    meaning: {
      en: "Client and server disagree about the stream: another program on the port, a patched termsrv.dll, a graphics driver, or a device that changes the traffic.",
      zh: "客户端与服务器对数据流的理解不一致：端口上是其他程序、termsrv.dll 被打过补丁、显示驱动程序问题，或有设备修改流量。",
    },
    causes: ["protocol-stream-error", "wddm-driver-issue", "port-conflict", "rds-license-material-corrupt"],
    source: ON_DISCONNECTED,
  },
  {
    id: "data-encryption-error",
    program: "mstsc",
    title: {
      en: "Because of an error in data encryption, this session will end",
      zh: "由于数据加密错误，这个会话将结束",
    },
    fragments: ["error in data encryption", "由于数据加密错误", "数据加密错误"],
    meaning: {
      en: "Standard RDP security failed between client and host: damaged X509 values under RCM, a level that one side lacks, or FIPS.",
      zh: "客户端与主机之间的标准 RDP 安全层出错：RCM 下的 X509 值损坏、一方不支持该级别，或 FIPS 要求。",
    },
    causes: ["rds-license-material-corrupt", "fips-mismatch", "security-layer-mismatch"],
    source: `${SA}troubleshoot-remote-desktop-disconnected-errors.md`,
  },
  {
    id: "black-screen",
    program: "mstsc",
    title: { en: "Black screen after the logon", zh: "登录后黑屏" },
    fragments: ["black screen", "黑屏"],
    meaning: {
      en: "The session exists but no picture arrives: display driver, graphics policy, UDP side channel, or the shell did not start.",
      zh: "会话已建立但没有画面：显示驱动程序、图形策略、UDP 通道问题，或外壳程序没有启动。",
    },
    causes: [
      "wddm-driver-issue",
      "gpu-graphics-policy",
      "udp-transport-broken",
      "slow-logon-profile",
      "windows-update-regression",
    ],
    source: "FreeRDP/FreeRDP issue #5548; TerminalServer.admx TS_SERVER_WDDM_GRAPHICS_DRIVER",
  },
];
