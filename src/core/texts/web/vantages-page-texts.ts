import type { Localized } from "../localized.ts";

/** Where checks are made from. */
const VANTAGES_PAGE = {
  title: { en: "Vantages", zh: "观测点" },
  about: {
    en: "Places that checks are made from. A host that is well from one and not from another is a fault of the way, not of the host.",
    zh: "执行检查的位置。同一主机从一个观测点正常、从另一个异常时，问题在网络路径，而不在主机。",
  },
  add: { en: "Add a vantage", zh: "添加观测点" },
  "needs-admin": { en: "Only an administrator may do this.", zh: "需要管理员权限。" },
  name: { en: "Name", zh: "名称" },
  state: { en: "State", zh: "状态" },
  alive: { en: "alive", zh: "在线" },
  silent: { en: "silent", zh: "失联" },
  waiting: { en: "not yet joined", zh: "尚未接入" },
  "last-seen": { en: "Last seen", zh: "最近在线" },
  "never-seen": { en: "never", zh: "从未" },
  hosts: { en: "Hosts", zh: "主机数" },
  version: { en: "Version", zh: "版本" },
  here: { en: "this server", zh: "本服务器" },
  access: { en: "Access", zh: "接入" },
  revoke: { en: "Revoke", zh: "吊销" },
  "revoke-one": { en: "Revoke the token of {name}", zh: "吊销“{name}”的令牌" },
  revoking: {
    en: "The token of {name} is being revoked: it gets no more work.",
    zh: "即将吊销“{name}”的令牌：之后不再分配检查任务。",
  },
  failed: { en: "That did not work: {reason}", zh: "操作失败：{reason}" },
  "only-here": { en: "Checks are made from this server alone", zh: "目前只有本服务器执行检查" },
  "only-here-hint": {
    en: "With a second vantage a fault of the network is told from one of the host. It only opens outgoing connections.",
    zh: "再添加一个观测点，即可区分网络故障与主机故障。观测点只建立出站连接。",
  },
  how: { en: "How hosts are given to a vantage", zh: "如何指定由观测点检查的主机" },
  "how-repeat": {
    en: "A host that names the vantage (setting “vantages”) is checked from there as well. The hosts column counts those.",
    zh: "主机的 vantages 设置中列出某个观测点时，也会从该处检查。“主机数”一列统计的就是这些主机。",
  },
  "how-share": {
    en: "With --share it takes a part of the whole fleet's checks instead, and the server takes them back when it is silent.",
    zh: "使用 --share 时，它分担整个机群的检查；失联后由服务器接管。",
  },
  "then-file": {
    en: "1. On that machine, put the token into a file that only this account can read (paste it, then Enter and Ctrl+D):",
    zh: "1. 在该机器上，将令牌写入仅当前账户可读的文件（粘贴后按 Enter，再按 Ctrl+D）：",
  },
  "then-run": { en: "2. Start it there:", zh: "2. 在该机器上启动：" },
  "then-wait": {
    en: "It appears in the list within seconds.",
    zh: "几秒后它会出现在列表中。",
  },
  "needs-tls": {
    en: "This page was opened without TLS: a vantage on another machine refuses that. Give the server a certificate first (server.tls).",
    zh: "当前页面未使用 TLS，其他机器上的观测点会拒绝连接。请先为服务器配置证书（server.tls）。",
  },
} as const;

export type VantagesPageKey = keyof typeof VANTAGES_PAGE;
export const vantagesPageTexts: Readonly<Record<VantagesPageKey, Localized>> = VANTAGES_PAGE;
