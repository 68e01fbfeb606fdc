import type { Localized } from "../../texts/index.ts";
import { both } from "./judged-control.ts";

/** One value that tunes a session host. */
export interface TuningValue {
  readonly id: string;
  /** Where it is looked for, the first that holds it wins. */
  readonly keys: readonly string[];
  readonly valueName: string;
  readonly title: Localized;
  readonly effect: Localized;
  readonly recommended: Localized;
  /** Is this value (undefined: absent) what is recommended? Undefined where only the site can say. */
  readonly isRecommended: (value: number | undefined) => boolean | undefined;
  readonly shown?: (value: number) => Localized | undefined;
  readonly source: string;
}

const POLICY = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services";
const SERVER = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server";
const LISTENER = `${SERVER}\\WinStations\\RDP-Tcp`;
const TCPIP = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters";
const ADMX = "TerminalServer.admx (Microsoft)";
const GENERAL = "general knowledge, not verified on Windows";

/* The policy writes 999999 for "no limit"; the listener holds 0xffffffff. */
const NO_LIMIT_FROM = 999_999;

const siteDecides = (): undefined => undefined;

/** The values of the tuning table, in its order. */
export const TUNING_VALUES: readonly TuningValue[] = [
  {
    id: "connections",
    keys: [POLICY, LISTENER],
    valueName: "MaxInstanceCount",
    title: { en: "Limit of connections", zh: "连接数上限" },
    effect: {
      en: "More sessions than the host has memory for slow all of them down. Without the Session Host role two administrative sessions are the limit, whatever stands here.",
      zh: "会话数超过主机内存所能承受时，所有会话都会变慢。未安装会话主机角色时，无论此值为何，上限都是两个管理会话。",
    },
    recommended: { en: "what memory and CPU were measured to carry", zh: "按实测的内存和 CPU 承载能力设置" },
    isRecommended: siteDecides,
    shown: (value) => (value >= NO_LIMIT_FROM ? { en: "no limit", zh: "无限制" } : undefined),
    source: `${ADMX}: TS_MAX_CON_POLICY`,
  },
  {
    id: "port",
    keys: [LISTENER],
    valueName: "PortNumber",
    title: { en: "Port of the listener", zh: "侦听端口" },
    effect: {
      en: "Another port hides nothing from a scanner, and every client and firewall rule must know it.",
      zh: "更改端口瞒不过扫描器，而每个客户端和防火墙规则都必须知道新端口。",
    },
    recommended: both("3389"),
    isRecommended: (value) => value === undefined || value === 3389,
    source: GENERAL,
  },
  {
    id: "colour-depth",
    keys: [POLICY, LISTENER],
    valueName: "ColorDepth",
    title: { en: "Colour depth", zh: "颜色深度" },
    effect: {
      en: "4 is 24 bits, 3 is 16 bits, 5 is 32 bits. Less saves bandwidth only with bitmap codecs; the codecs of RDP 8 and later work with 32 bits.",
      zh: "4 为 24 位，3 为 16 位，5 为 32 位。降低位数只对位图编码节省带宽；RDP 8 及以后的编码使用 32 位。",
    },
    recommended: { en: "absent, or 5 (32 bits)", zh: "不设置，或 5（32 位）" },
    isRecommended: (value) => value === undefined || value === 5 || value === 999,
    source: `${ADMX}: TS_COLORDEPTH`,
  },
  {
    id: "compression",
    keys: [POLICY],
    valueName: "MaxCompressionLevel",
    title: { en: "Compression of RDP data", zh: "RDP 数据压缩" },
    effect: {
      en: "0 none, 1 less memory, 2 balanced, 3 less bandwidth. There is no ratio to set.",
      zh: "0 不压缩，1 节省内存，2 均衡，3 节省带宽。没有可设置的“压缩比”。",
    },
    recommended: { en: "absent or 2; 3 for slow links", zh: "不设置或 2；慢速链路用 3" },
    isRecommended: (value) => value === undefined || value === 2 || value === 3,
    source: `${ADMX}: TS_SERVER_COMPRESSOR`,
  },
  {
    id: "avc444",
    keys: [POLICY],
    valueName: "AVC444ModePreferred",
    title: { en: "H.264/AVC 4:4:4 graphics", zh: "H.264/AVC 4:4:4 图形" },
    effect: {
      en: "1 gives sharp text in video mode and costs CPU on hosts without a GPU.",
      zh: "1 使视频模式下的文字清晰，但在没有 GPU 的主机上会消耗 CPU。",
    },
    recommended: { en: "1 with a GPU, else absent", zh: "有 GPU 时为 1，否则不设置" },
    isRecommended: siteDecides,
    source: `${ADMX}: TS_SERVER_AVC444_MODE_PREFERRED`,
  },
  {
    id: "avc-hardware",
    keys: [POLICY],
    valueName: "AVCHardwareEncodePreferred",
    title: { en: "Hardware encoding of H.264", zh: "H.264 硬件编码" },
    effect: {
      en: "1 lets the GPU encode; it has an effect only where a GPU is there.",
      zh: "1 表示由 GPU 编码；仅在有 GPU 时起作用。",
    },
    recommended: { en: "1 with a GPU", zh: "有 GPU 时为 1" },
    isRecommended: siteDecides,
    source: `${ADMX}: TS_SERVER_AVC_HW_ENCODE_PREFERRED`,
  },
  {
    id: "gpu-sessions",
    keys: [POLICY],
    valueName: "bEnumerateHWBeforeSW",
    title: { en: "Hardware graphics adapter for all sessions", zh: "所有会话使用硬件图形适配器" },
    effect: {
      en: "1 gives sessions the GPU instead of the basic render driver; drivers that are not made for it fail here.",
      zh: "1 使会话使用 GPU 而不是基本渲染驱动；不适合的驱动会在此出问题。",
    },
    recommended: { en: "1 with a GPU that is made for it", zh: "有适用的 GPU 时为 1" },
    isRecommended: siteDecides,
    source: `${ADMX}: TS_DX_USE_FULL_HWGPU`,
  },
  {
    id: "udp-server",
    keys: [POLICY],
    valueName: "SelectTransport",
    title: { en: "RDP transport protocols", zh: "RDP 传输协议" },
    effect: {
      en: "1 keeps to TCP, which is slower on links with loss. Absent: UDP is used where it works.",
      zh: "1 表示只用 TCP，在有丢包的链路上较慢。不设置时在可用处使用 UDP。",
    },
    recommended: { en: "absent, or 2 (both)", zh: "不设置，或 2（两者）" },
    isRecommended: (value) => value === undefined || value === 2,
    source: `${ADMX}: TS_SELECT_TRANSPORT`,
  },
  {
    id: "keep-alive",
    keys: [POLICY],
    valueName: "KeepAliveEnable",
    title: { en: "Keep-alive of connections", zh: "连接保活" },
    effect: {
      en: "1 lets the host notice that a client is gone, so that the session is free for a new connection.",
      zh: "1 使主机能发现客户端已消失，会话可供重新连接。",
    },
    recommended: both("1"),
    isRecommended: (value) => value === 1,
    source: `${ADMX}: TS_KEEP_ALIVE`,
  },
  {
    id: "frame-interval",
    keys: [`${SERVER}\\WinStations`],
    valueName: "DWMFRAMEINTERVAL",
    title: { en: "Frame interval of the desktop", zh: "桌面帧间隔" },
    effect: {
      en: "15 allows up to 60 frames a second instead of 30; it costs CPU and bandwidth.",
      zh: "15 允许最高每秒 60 帧（默认 30 帧），会消耗 CPU 和带宽。",
    },
    recommended: { en: "absent; 15 only for moving pictures", zh: "不设置；仅在需要动态画面时设为 15" },
    isRecommended: (value) => (value === undefined ? true : undefined),
    source: GENERAL,
  },
  {
    id: "dynamic-ports",
    keys: [TCPIP],
    valueName: "MaxUserPort",
    title: { en: "Old limit of dynamic ports", zh: "动态端口的旧限制" },
    effect: {
      en: "Left over from old guides: it narrows the range of outgoing ports; when that is used up, domain logons over RDP fail (Tcpip 4227, 4231).",
      zh: "旧教程的遗留：会缩小外发端口范围；耗尽时域帐户的 RDP 登录会失败（Tcpip 4227、4231）。",
    },
    recommended: { en: "absent; the range is set with netsh", zh: "不设置；范围用 netsh 设置" },
    isRecommended: (value) => value === undefined,
    source: GENERAL,
  },
];
