import type { Localized } from "../localized.ts";

/** The page that adds hosts: the first thing that most people do. */
const ADD_PAGE = {
  title: { en: "Add hosts", zh: "添加主机" },
  about: {
    en: "Paste what you have: names, addresses, a network, a table from Excel, JSON, the text of an .rdp file. Or drop files here.",
    zh: "粘贴手头的任何内容：主机名、地址、网段、Excel 表格、JSON、.rdp 文件内容，或将文件拖放到此处。",
  },
  box: { en: "Hosts", zh: "主机" },
  placeholder: {
    en: "rds01.example.com\nrds02.example.com:3390\n10.20.0.0/24",
    zh: "rds01.example.com\nrds02.example.com:3390\n10.20.0.0/24",
  },
  file: { en: "Choose files", zh: "选择文件" },
  site: { en: "Site", zh: "站点" },
  "site-hint": { en: "For all that name none", zh: "用于未注明站点的主机" },
  pool: { en: "Pool", zh: "主机池" },
  "pool-hint": { en: "Hosts that serve the same users", zh: "为同一批用户服务的主机" },
  understood: { en: "{hosts} {hosts:host|hosts} understood", zh: "识别到 {hosts} 台主机" },
  networks: { en: "{count} {count:network|networks} to look through", zh: "{count} 个待扫描的网段" },
  duplicates: { en: "{count} named twice", zh: "{count} 项重复" },
  more: { en: "and {count} more", zh: "及另外 {count} 台" },
  troubles: { en: "Not understood", zh: "无法识别" },
  line: { en: "Line {line}", zh: "第 {line} 行" },
  "why.bad-host": { en: "no host name or address", zh: "不是主机名或地址" },
  "why.bad-range": { en: "no such network or range", zh: "网段或地址范围无效" },
  "why.bad-rdp-file": { en: "this .rdp file names no host", zh: ".rdp 文件中没有主机地址" },
  "why.bad-json": { en: "JSON that is cut off or malformed", zh: "JSON 不完整或格式有误" },
  "why.too-many": { en: "more than 10,000 at once", zh: "一次最多添加 10,000 台" },
  "why.too-long": { en: "too long", zh: "内容过长" },
  watch: { en: "Watch {count} {count:host|hosts}", zh: "监控 {count} 台主机" },
  look: { en: "Look through {count} {count:address|addresses}", zh: "扫描 {count} 个地址" },
  "look-admin": { en: "Looking through networks needs the scope admin.", zh: "扫描网段需要 admin 权限。" },
  looking: {
    en: "Looking through {text}. Hosts that answer appear by themselves, today and at each look later.",
    zh: "正在扫描 {text}。有应答的主机会自动出现，之后每次扫描也会自动加入。",
  },
  failed: { en: "That did not work: {reason}", zh: "操作失败：{reason}" },
  results: { en: "First results", zh: "首批结果" },
  progress: { en: "{done} of {count} checked", zh: "已检查 {done} / {count} 台" },
  "all-checked": { en: "All {count} checked", zh: "{count} 台全部检查完毕" },
  host: { en: "Host", zh: "主机" },
  state: { en: "State", zh: "状态" },
  cause: { en: "Cause", zh: "原因" },
  connect: { en: "Connect", zh: "连接用时" },
  waiting: { en: "waiting", zh: "等待中" },
  "to-overview": { en: "To the overview", zh: "前往总览" },
  "to-hosts": { en: "All hosts", zh: "全部主机" },
  "add-more": { en: "Add more", zh: "继续添加" },
  "show-me": { en: "Show me first", zh: "先看演示" },
  "show-me-hint": {
    en: "No host at hand? A demo fleet of recordings breaks and heals before your eyes. It is marked as a demo and goes when you say so.",
    zh: "手头没有主机？演示机群由录制的会话组成，会不断出故障又恢复。所有内容均标明为演示，可随时移除。",
  },
  "demo-on": { en: "Show the demo fleet", zh: "显示演示机群" },
  "demo-off": { en: "Take the demo away", zh: "移除演示机群" },
  "not-allowed": { en: "Your token may only read.", zh: "当前令牌只有读取权限。" },
} as const;

export type AddPageKey = keyof typeof ADD_PAGE;
export const addPageTexts: Readonly<Record<AddPageKey, Localized>> = ADD_PAGE;
