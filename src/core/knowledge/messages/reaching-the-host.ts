import type { KnownMessage } from "./known-message.ts";

const SA = "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/";
const AZ = "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/";
const ON_DISCONNECTED = "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md";

/** Messages about reaching the host: names, ports, connections. */
export const reachingMessages: readonly KnownMessage[] = [
  {
    id: "internal-error",
    program: "mstsc",
    title: { en: "An internal error has occurred", zh: "出现了内部错误" },
    fragments: ["an internal error has occurred", "rdp internal error", "internal error", "内部错误", "發生內部錯誤"],
    meaning: {
      en: "The text that mstsc shows when it has no text for a code. It covers at least eight causes; the stage at which the connection ends separates most of them.",
      zh: "mstsc 对没有对应文字的代码都显示这句话，至少对应八种原因；连接中断的阶段可以区分其中的大多数。",
    },
    causes: [
      "machinekeys-permissions",
      "rdp-cert-private-key-access",
      "rdp-selfsigned-not-recreated",
      "tls-no-common-version",
      "tls-no-common-cipher",
      "rdp-bruteforce-or-flood",
      "security-layer-mismatch",
      "rdp-cert-thumbprint-mismatch",
      "windows-update-regression",
      "third-party-security-hook",
    ],
    source: `${AZ}troubleshoot-rdp-internal-error.md; ${SA}internal-error-has-occurred-connecting-remote-machine.md`,
  },
  {
    id: "cannot-connect-three-reasons",
    program: "mstsc",
    title: {
      en: "Remote Desktop can't connect to the remote computer for one of these reasons",
      zh: "远程桌面由于以下原因之一无法连接到远程计算机",
    },
    fragments: [
      "remote desktop can't connect to the remote computer for one of these reasons",
      "remote access to the server is not enabled",
      "the remote computer is turned off",
      "the remote computer is not available on the network",
      "远程桌面由于以下原因之一无法连接到远程计算机",
      "未启用对服务器的远程访问",
      "远程计算机已关闭",
      "在网络上的远程计算机不可用",
    ],
    meaning: {
      en: "No TCP connection came about, or it was refused: the host is off, the port is closed or filtered, or Remote Desktop is switched off.",
      zh: "未能建立 TCP 连接或连接被拒绝：主机关机、端口关闭或被过滤，或远程桌面未启用。",
    },
    causes: [
      "firewall-drop",
      "rdp-disabled",
      "rdp-listener-not-listening",
      "termservice-stopped",
      "host-down-or-asleep",
      "listener-port-changed",
      "nat-or-segmentation-path",
    ],
    source: `${SA}rdp-error-general-troubleshooting.md`,
  },
  {
    id: "cannot-connect-generic",
    program: "mstsc",
    title: { en: "This computer can't connect to the remote computer", zh: "此计算机无法连接到远程计算机" },
    fragments: ["this computer can't connect to the remote computer", "此计算机无法连接到远程计算机"],
    meaning: {
      en: "A general text: the port answered, and the connection then ended early. Check the stage and the server events of the same second.",
      zh: "笼统的提示：端口有应答，但连接随后很早就结束了。请查看中断的阶段以及同一秒内的服务器事件。",
    },
    causes: [
      "termservice-crash-loop",
      "rdp-listener-config-corrupt",
      "port-conflict",
      "max-connections-reached",
      "rdp-cert-private-key-access",
      "firewall-drop",
    ],
    source: `${SA}troubleshoot-remote-desktop-disconnected-errors.md`,
  },
  {
    id: "cannot-find-computer",
    program: "mstsc",
    title: { en: "Remote Desktop can't find the computer", zh: "远程桌面找不到计算机" },
    fragments: ["remote desktop can't find the computer", "远程桌面找不到计算机", "找不到计算机"],
    meaning: {
      en: "The name did not resolve, or it does not belong to this network.",
      zh: "名称无法解析，或不属于此网络。",
    },
    causes: ["dns-name-or-address-wrong"],
    source: ON_DISCONNECTED,
  },
  {
    id: "connection-refused",
    program: "system",
    title: { en: "Connection refused", zh: "连接被拒绝" },
    fragments: ["connection refused", "actively refused it", "连接被拒绝", "拒绝连接", "积极拒绝"],
    meaning: {
      en: "The host answers, but nothing listens on the port, or a firewall rejects.",
      zh: "主机有应答，但端口上没有侦听，或防火墙主动拒绝。",
    },
    causes: ["rdp-listener-not-listening", "rdp-disabled", "termservice-stopped", "listener-port-changed"],
    source: "socket error ECONNREFUSED / WSAECONNREFUSED",
  },
  {
    id: "connection-timed-out",
    program: "system",
    title: { en: "Connection timed out", zh: "连接超时" },
    fragments: ["connection timed out", "connection attempt timed out", "connect timeout", "连接超时", "没有正确答复"],
    meaning: {
      en: "No answer at all: filtered, host off, or a wrong route.",
      zh: "完全没有应答：被过滤、主机关机或路由错误。",
    },
    causes: ["firewall-drop", "host-down-or-asleep", "nat-or-segmentation-path"],
    source: "socket error ETIMEDOUT / WSAETIMEDOUT",
  },
  {
    id: "connection-reset",
    program: "system",
    title: { en: "Connection reset by peer", zh: "连接被对端重置" },
    fragments: [
      "connection reset by peer",
      "forcibly closed by the remote host",
      "远程主机强迫关闭",
      "连接被重置",
      "连接被对端重置",
    ],
    meaning: {
      en: "The host, or a device in between, cut a connection that was already open.",
      zh: "主机或中间设备切断了已建立的连接。",
    },
    causes: [
      "termservice-crash-loop",
      "machinekeys-permissions",
      "rdp-bruteforce-or-flood",
      "third-party-security-hook",
      "port-conflict",
    ],
    source: "socket error ECONNRESET / WSAECONNRESET",
  },
  {
    id: "no-route-to-host",
    program: "system",
    title: { en: "No route to host", zh: "没有到主机的路由" },
    fragments: ["no route to host", "network is unreachable", "没有到主机的路由", "网络不可达", "无法访问目标主机"],
    meaning: {
      en: "The network says that it has no way to the host, or a firewall answers so.",
      zh: "网络报告没有通往该主机的路径，或防火墙以此应答。",
    },
    causes: ["nat-or-segmentation-path", "host-down-or-asleep", "firewall-drop"],
    source: "socket error EHOSTUNREACH / ENETUNREACH",
  },
  {
    id: "name-not-known",
    program: "system",
    title: { en: "Name or service not known", zh: "未知的名称或服务" },
    fragments: [
      "name or service not known",
      "no such host is known",
      "could not resolve host",
      "不知道这样的主机",
      "未知的名称或服务",
      "无法解析主机",
    ],
    meaning: { en: "The name did not resolve.", zh: "名称无法解析。" },
    causes: ["dns-name-or-address-wrong"],
    source: "resolver errors EAI_NONAME / WSAHOST_NOT_FOUND",
  },
];
