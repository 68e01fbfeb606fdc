import type { Localized } from "./localized.ts";

/** `rdpulse serve` and `rdpulse vantage`: help, what they say at start, and what can stop them. */
const SERVE = {
  "serve.summary": { en: "Watch a fleet: monitor, alerts, API and page", zh: "监控整个机群：监控、告警、API 和页面" },
  "serve.description": {
    en: "Runs the monitor with its own store; no other server is needed. Prints one address to open. Without a configuration it listens on this machine alone; beyond it, TLS and the admin token of the first start are required. The configuration file is reread when it changes. `rdpulse config example` shows one.",
    zh: "运行监控器，自带存储，不需要其他服务器。启动后输出一个可打开的地址。没有配置时只在本机监听；要在本机之外监听，必须启用 TLS 并使用首次启动时生成的管理员令牌。配置文件更改后会自动重新读取。`rdpulse config example` 给出示例。",
  },
  "serve.example.plain": { en: "Start with nothing, add hosts on the page", zh: "直接启动，在页面上添加主机" },
  "serve.example.demo": { en: "A fleet in which things break and heal", zh: "一个不断出故障又恢复的演示机群" },
  "serve.example.config": { en: "A fleet declared in a file", zh: "由文件声明的机群" },
  "serve.example.postgres": { en: "One of several servers on one PostgreSQL", zh: "多台服务器共用一个 PostgreSQL" },
  "option.serve-config": { en: "Configuration, YAML", zh: "配置文件（YAML）" },
  "option.serve-listen": { en: "Where to listen (127.0.0.1:8480)", zh: "监听地址（127.0.0.1:8480）" },
  "option.serve-data": {
    en: "Folder of the store (in the state folder of this account)",
    zh: "存储文件夹（默认在当前帐户的状态文件夹中）",
  },
  "option.serve-store": { en: "PostgreSQL in place of the folder", zh: "使用 PostgreSQL 代替文件夹" },
  "option.serve-demo": {
    en: "Watch a demo fleet from recorded conversations",
    zh: "监控演示机群，数据来自录制的会话",
  },
  "option.serve-tls-cert": { en: "Certificate chain of the server, PEM", zh: "服务器证书链（PEM）" },
  "option.serve-tls-key": { en: "Its private key, PEM", zh: "服务器私钥（PEM）" },
  "option.serve-threads": {
    en: "Threads that make checks (one a core, at most 4)",
    zh: "执行检查的线程数（每核一个，最多 4 个）",
  },
  "serve.open": { en: "Open {url}", zh: "请打开 {url}" },
  "serve.demo": {
    en: "Demo: every host that you see is a recording of our lab; nothing is contacted.",
    zh: "演示：所有主机均为实验室录制的会话，不会连接任何主机。",
  },
  "serve.demo-lab": {
    en: "Demo: {count} real servers were started on loopback for it; every other host is a recording of our lab.",
    zh: "演示：已在回环地址上启动 {count} 台真实服务器；其余主机均为实验室录制的会话。",
  },
  "serve.first-token": {
    en: "Admin token, kept in {file}; `rdpulse hosts` on this machine finds it there",
    zh: "管理员令牌保存在 {file}；本机上的 `rdpulse hosts` 会自动读取",
  },
  "serve.watching": {
    en: "{hosts} {hosts:host|hosts}, {engine} store in {where}, {threads} {threads:thread|threads}",
    zh: "{hosts} 台主机，{engine} 存储于 {where}，{threads} 个线程",
  },
  "serve.reloaded": { en: "{file}: taken over", zh: "{file}：已生效" },
  "serve.vantage-here": { en: "Vantage {name}: here", zh: "观测点 {name}：已上线" },
  "serve.vantage-gone": {
    en: "Vantage {name}: silent; a share that it took is made here",
    zh: "观测点 {name}：失去联系；它分担的检查改由本机执行",
  },
  "serve.conflict": {
    en: "{name} ({kind}) is in the file and was declared elsewhere before: the other one stays. Remove one of them",
    zh: "{name}（{kind}）已在别处声明，文件中的声明不生效。请删除其中之一",
  },
  "serve.at-start": { en: "{names}: takes effect at the next start", zh: "{names}：下次启动时生效" },
  "serve.feed-trouble": { en: "{name}: {reason}", zh: "{name}：{reason}" },
  "serve.feed-back": { en: "{name}: works again", zh: "{name}：已恢复" },
  "serve.bug": { en: "A fault of ours in {where}: {reason}", zh: "{where} 中出现程序错误：{reason}" },
  "serve.not-reloaded": {
    en: "{file}: not taken over, the old configuration stays",
    zh: "{file}：未生效，继续使用旧配置",
  },
  "serve.stopping": { en: "Stopping: checks under way may end …", zh: "正在停止：等待进行中的检查结束……" },
  "serve.stopped": { en: "Stopped. {lost} results could not be written.", zh: "已停止。{lost} 条结果未能写入。" },
  "serve.store-trouble": {
    en: "Store: {reason}. Results wait in memory and are written when it is back.",
    zh: "存储：{reason}。结果暂存在内存中，恢复后写入。",
  },
  "serve.store-back": { en: "Store: works again.", zh: "存储：已恢复。" },
  "serve.set-aside": {
    en: "{file} is damaged: it is kept as {to}, and a new one was begun. Hosts, incidents and alerts are all there; results so far are not.",
    zh: "{file} 已损坏：原文件保留为 {to}，并已新建文件。主机、事件和告警均完好；此前的检查结果不在新文件中。",
  },
  "serve.clock-ahead": {
    en: "Clock: {seconds} s further than the time that passed; it was set, or the machine slept. Hosts are checked now, once each.",
    zh: "时钟：比实际经过的时间多走了 {seconds} 秒；时间被调整过，或机器曾休眠。现在每台主机各检查一次。",
  },
  "serve.clock-back": {
    en: "Clock: set back by {seconds} s. Checks go on in the order of time, and results bear the former time until the clock is there again or RDPulse starts anew.",
    zh: "时钟：被回拨 {seconds} 秒。检查照常按先后顺序进行；在时钟重新走到原时间或 RDPulse 重新启动之前，结果沿用回拨前的时间。",
  },
  "error.serve-no-tls": {
    en: "{listen} can be reached from other machines: give --tls-cert and --tls-key, or listen on 127.0.0.1",
    zh: "{listen} 可从其他机器访问：请给出 --tls-cert 和 --tls-key，或改为监听 127.0.0.1",
  },
  "serve.listen-EADDRINUSE": { en: "another program listens there", zh: "已被其他程序占用" },
  "serve.listen-EADDRNOTAVAIL": { en: "this machine has no such address", zh: "本机没有此地址" },
  "serve.listen-EACCES": { en: "this account may not listen there", zh: "当前账户无权监听" },
  "error.serve-listen": {
    en: "cannot listen on {listen}: {reason}. Give another address with --listen",
    zh: "无法监听 {listen}：{reason}。请用 --listen 指定其他地址",
  },
  "error.serve-bad-listen": {
    en: "--listen takes ADDRESS:PORT, such as 127.0.0.1:8480 or [::1]:8480, not {value}",
    zh: "--listen 应为 ADDRESS:PORT，例如 127.0.0.1:8480 或 [::1]:8480，而不是 {value}",
  },
  "error.serve-tls": {
    en: "the certificate or key cannot be used: {reason}",
    zh: "证书或私钥无法使用：{reason}",
  },
  "error.store": { en: "the store cannot be used: {reason}", zh: "存储无法使用：{reason}" },
  "error.serve-configuration": {
    en: "{file} cannot be used; nothing was started",
    zh: "{file} 无法使用；未启动任何服务",
  },
  "vantage.summary": { en: "Make checks from here for a server elsewhere", zh: "在此处为远端服务器执行检查" },
  "vantage.description": {
    en: "Fetches checks from a running `rdpulse serve`, makes them from where this machine stands, and reports what they brought. Only outgoing connections are made. The token comes from the server: page Vantages of the dashboard, or `POST /api/v1/tokens` with the scope vantage.",
    zh: "从正在运行的 `rdpulse serve` 取得检查任务，从本机所在位置执行并回报结果。只建立出站连接。令牌由服务器签发：在仪表盘的“观测点”页面，或以 vantage 权限调用 `POST /api/v1/tokens`。",
  },
  "vantage.example.join": { en: "Join a server", zh: "加入服务器" },
  "vantage.example.ca": { en: "With the server's own root", zh: "使用服务器自有的根证书" },
  "option.vantage-join": { en: "Address of the server", zh: "服务器地址" },
  "option.vantage-token-file": {
    en: "File with the token (or RDPULSE_TOKEN)",
    zh: "存放令牌的文件（或环境变量 RDPULSE_TOKEN）",
  },
  "option.vantage-token": {
    en: "The token; others on this machine can see it in the list of processes",
    zh: "令牌；本机其他用户可在进程列表中看到",
  },
  "option.vantage-share": {
    en: "Take a share of the fleet's checks instead of repeating those of the hosts that name this vantage",
    zh: "分担整个机群的检查，而不是重复检查指定了此观测点的主机",
  },
  "option.vantage-name": { en: "Its name (that of this machine)", zh: "观测点名称（默认为本机名）" },
  "option.vantage-capacity": { en: "Checks at a time (64)", zh: "同时执行的检查数（64）" },
  "option.vantage-ca": { en: "Roots that the server's certificate leads to, PEM", zh: "服务器证书所属的根证书（PEM）" },
  "vantage.joined": { en: "{name}: works for {url}", zh: "{name}：正在为 {url} 工作" },
  "vantage.lost": { en: "{url}: {reason}; trying again", zh: "{url}：{reason}；正在重试" },
  "vantage.refused": {
    en: "{url} refuses this vantage ({status}): {reason}. Is the token right, and not revoked?",
    zh: "{url} 拒绝了此观测点（{status}）：{reason}。令牌是否正确、是否已被吊销？",
  },
  "error.vantage-no-url": { en: "give the server: --join https://…", zh: "请指定服务器：--join https://…" },
  "error.vantage-plain": {
    en: "{url} is not https: a token would travel in the clear. Only addresses of this machine may be http",
    zh: "{url} 不是 https：令牌将以明文传输。只有本机地址可以使用 http",
  },
  "error.vantage-no-token": {
    en: "no token: give --token-file FILE, or set RDPULSE_TOKEN",
    zh: "没有令牌：请给出 --token-file FILE，或设置 RDPULSE_TOKEN",
  },
} as const;

export type ServeKey = keyof typeof SERVE;

export const serveTexts: Readonly<Record<ServeKey, Localized>> = SERVE;
