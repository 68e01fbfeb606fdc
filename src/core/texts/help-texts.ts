import type { Localized } from "./localized.ts";

/** Help of the command line. */
const HELP = {
  "program.what": {
    en: "rdpulse tells why Remote Desktop does not connect: the stage, the cause with its evidence, and a safe remedy.",
    zh: "rdpulse 告诉您远程桌面为什么连不上：卡在哪个阶段、是什么原因、有什么证据，以及安全的处理方法。",
  },
  "help.usage": { en: "Usage", zh: "用法" },
  "help.commands": { en: "Commands", zh: "命令" },
  "help.examples": { en: "Examples", zh: "示例" },
  "help.options": { en: "Options", zh: "选项" },
  "help.start": { en: "To begin with", zh: "从这里开始" },
  "help.exit-codes": { en: "Exit codes", zh: "退出代码" },
  "help.one-of": { en: " One of: {choices}", zh: "可用的有：{choices}" },
  "help.summary": { en: "Show help, of all or of one command", zh: "显示总的帮助或某个命令的帮助" },
  "help.description": { en: "Tells what a command does, with examples.", zh: "说明命令的作用并给出示例。" },
  "help.example": { en: "All about one command", zh: "查看一个命令的全部说明" },
  "exit.0": { en: "meets the bar of --fail-on", zh: "达到 --fail-on 的要求" },
  "exit.1": { en: "a finding at or above that bar", zh: "有达到或超过该级别的发现" },
  "exit.2": { en: "wrong arguments or files", zh: "参数或文件有误" },
  "exit.3": { en: "this machine cannot probe", zh: "本机无法进行探测" },
  "exit.4": { en: "a scan was cut off by its deadline", zh: "扫描因到截止时间而中断" },
  "exit.70": { en: "a fault in rdpulse itself", zh: "rdpulse 自身出错" },
  "exit.130": { en: "interrupted", zh: "被中断" },

  "check.summary": { en: "Find out why one host does not connect", zh: "查明一台主机为什么连不上" },
  "check.description": {
    en: "TARGET is HOST, HOST:PORT, [IPV6]:PORT or a .rdp file; the port is 3389 unless given. One connection goes as far as possible without credentials; a few short ones ask extra questions (--skip leaves them out). Nobody is signed in, and no password is ever asked for.",
    zh: "TARGET 可以是 主机、主机:端口、[IPv6]:端口 或 .rdp 文件；未给出端口时为 3389。用一个连接在不提供凭据的情况下走到尽可能远，再用几个短连接回答附加问题（可用 --skip 省去）。不会登录，也绝不会索要密码。",
  },
  "check.example.host": { en: "Why does this host not connect?", zh: "这台主机为什么连不上？" },
  "check.example.rdp": {
    en: "With host, port and gateway of a .rdp file, in Chinese",
    zh: "使用 .rdp 文件中的主机、端口和网关，输出中文",
  },
  "check.example.json": { en: "For a script: one JSON document", zh: "供脚本使用：输出一个 JSON 文档" },
  "check.example.ca": { en: "Judge trust by your own root certificate", zh: "按自己的根证书判断信任" },
  "check.example.skip": {
    en: "As fast and quiet as possible: one connection only",
    zh: "尽可能快而安静：只用一个连接",
  },
  "scan.summary": { en: "Check many hosts, and see the worst first", zh: "检查许多主机，问题最严重的排在前面" },
  "scan.description": {
    en: "TARGET is what check takes, a range (192.0.2.0/24, 192.0.2.10-20, 2001:db8::/120), @FILE, or - for stdin. Files hold one target a line, or a table with the targets in its first column; # begins a comment. Hosts are checked in parallel, each address by one connection at a time. Only the core questions are asked unless --full is given.",
    zh: "TARGET 可以是 check 接受的目标、地址范围（192.0.2.0/24、192.0.2.10-20、2001:db8::/120）、@文件，或用 - 从标准输入读取。文件每行一个目标，或为第一列是目标的表格；# 开头为注释。各主机并行检查，但同一地址同时只有一个连接。除非给出 --full，否则只问核心问题。",
  },
  "scan.example.range": { en: "Two hosts and a network", zh: "两台主机和一个网段" },
  "scan.example.file": {
    en: "A list of hosts; a JSON line for each as it is done",
    zh: "主机列表；每完成一个输出一行 JSON",
  },
  "scan.example.resume": {
    en: "A long scan that may be stopped: the same command goes on where it was",
    zh: "可以中途停止的长时间扫描：重复同一命令即从中断处继续",
  },
  "scan.example.stdin": { en: "Targets from another program", zh: "由其他程序提供目标" },
  "explain.summary": {
    en: "Tell the story of a host's logs; look up a code, an event, a message or a cause",
    zh: "解读一台主机的日志；查询代码、事件、提示信息或原因",
  },
  "explain.description": {
    en: "Works offline. QUERY is a number in any notation, a symbol, an event id, the words of a message in English or Chinese, or the id of a cause. The same number means different things in different families; all are shown. PATH is a file, folder or archive of a host's logs and settings (see rdpulse events and rdpulse audit for the formats): the story tells what is wrong and what to do first, who attacked and whether they got in, who was on, what is misconfigured and what was not tested, each sentence with its records. With --probe, the JSON of a check of the same host is weighed in. Exit code 1 where something is wrong.",
    zh: "无需网络。QUERY 可以是任意写法的数字、符号、事件 ID、中文或英文提示信息的文字，或原因的 ID。同一个数字在不同的代码族中含义不同，会全部列出。PATH 是一台主机的日志与设置（文件、文件夹或压缩包，格式见 rdpulse events 和 rdpulse audit）：会说明哪里有问题、先做什么、谁在攻击及是否得手、谁登录过、哪些配置不当、哪些未测试，每句话都附有记录编号。--probe 可将同一主机的探测结果一并判断。存在问题时退出代码为 1。",
  },
  "explain.example.code": { en: "A code from a dialog", zh: "对话框中的代码" },
  "explain.example.symbol": { en: "A symbol from a log", zh: "日志中的符号" },
  "explain.example.message": { en: "The words of a message", zh: "提示信息的文字" },
  "explain.example.event": { en: "An event, with its source", zh: "某个来源的事件" },
  "explain.example.cause": {
    en: "A cause with its remedies for all platforms",
    zh: "一个原因及其在各平台上的处理方法",
  },
  "replay.summary": { en: "Diagnose a recorded conversation, without a network", zh: "诊断已记录的对话，无需网络" },
  "replay.description": {
    en: "TRANSCRIPT is a file that check --transcript wrote. The report is that of the live check.",
    zh: "TRANSCRIPT 是 check --transcript 写出的文件。报告与当时的检查相同。",
  },
  "replay.example.record": { en: "Where the host is reached: record", zh: "在能连到主机的地方：记录" },
  "replay.example.replay": { en: "Anywhere: diagnose", zh: "在任何地方：诊断" },
  "completion.summary": { en: "Print a completion script for a shell", zh: "输出 shell 的自动补全脚本" },
  "completion.description": {
    en: "Prints the script for bash, zsh or fish. Save it where that shell looks for completions.",
    zh: "输出 bash、zsh 或 fish 的脚本。请保存到相应 shell 查找补全脚本的位置。",
  },
  "completion.example.bash": { en: "bash", zh: "bash" },
  "completion.example.zsh": { en: "zsh (with ~/.zfunc in fpath)", zh: "zsh（fpath 中须有 ~/.zfunc）" },
  "completion.example.fish": { en: "fish", zh: "fish" },
  "schema.summary": { en: "Print the JSON Schema of an output", zh: "输出 JSON 结果的 JSON Schema" },
  "schema.description": {
    en: "NAME is check-1 (the default), scan-line-1, scan-1, logon-1, logon-series-1 or explain-1. Within a number fields are only added.",
    zh: "NAME 为 check-1（默认）、scan-line-1、scan-1、logon-1、logon-series-1 或 explain-1。同一编号之内只会增加字段。",
  },
  "schema.example": { en: "For a validator", zh: "供校验工具使用" },

  "option.lang": {
    en: "Language of the output; from the locale unless given",
    zh: "输出语言；未给出时取自系统区域设置",
  },
  "option.no-color": { en: "No colour (as NO_COLOR does)", zh: "不使用颜色（与 NO_COLOR 相同）" },
  "option.plain": {
    en: "No colour, no bars, no progress: for screen readers and logs",
    zh: "无颜色、无条形图、无进度：适合读屏软件和日志",
  },
  "option.width": { en: "Columns to use instead of the terminal's", zh: "使用的列数，代替终端的列数" },
  "option.help": { en: "Show this help", zh: "显示本帮助" },
  "option.json": { en: "Print one JSON document and nothing else", zh: "只输出一个 JSON 文档" },
  "option.scan-json": { en: "Print the summary as one JSON document", zh: "以一个 JSON 文档输出汇总" },
  "option.ndjson": { en: "Print a JSON line per finished target, as it comes", zh: "每完成一个目标即输出一行 JSON" },
  "option.file": { en: "Read targets from a file; may be repeated", zh: "从文件读取目标；可重复给出" },
  "option.resume": {
    en: "Append results to this NDJSON file, and skip what is finished in it",
    zh: "把结果追加到此 NDJSON 文件，并跳过其中已完成的目标",
  },
  "option.parallel": { en: "Hosts at the same time (64)", zh: "同时检查的主机数（64）" },
  "option.full": { en: "Ask the extra questions too", zh: "同时问附加问题" },
  "option.deadline": { en: "End the whole scan after this time", zh: "整个扫描到此时间即结束" },
  "option.rows": { en: "Rows of the summary table (50)", zh: "汇总表的行数（50）" },
  "option.transcript": { en: "Save the conversation to a file, for replay", zh: "把对话保存到文件，供重放" },
  "option.footprint": { en: "Tell what the check left behind on the host", zh: "说明检查在主机上留下了什么" },
  "option.fail-on": {
    en: "Least effect that makes the exit code 1 (hinders).",
    zh: "使退出代码为 1 的最低影响级别（hinders）。",
  },
  "option.name": {
    en: "Name that the certificate must carry, if not the host's",
    zh: "证书必须包含的名称，若与主机名不同",
  },
  "option.timeout": { en: "For a whole target, as 20s or 500ms (20s)", zh: "每个目标的总时限，如 20s 或 500ms（20s）" },
  "option.stage-timeout": { en: "For each stage (5s)", zh: "每个阶段的时限（5s）" },
  "option.stages": { en: "Stop after this stage.", zh: "到此阶段为止。" },
  "option.skip": { en: "Extra questions not to ask; may be repeated.", zh: "不问的附加问题；可重复给出。" },
  "option.resolver": { en: "DNS server to ask instead of the system's", zh: "使用的 DNS 服务器，代替系统设置" },
  "option.source": { en: "Own address to connect from", zh: "发起连接的本机地址" },
  "option.proxy": { en: "Connect through a SOCKS5 proxy", zh: "通过 SOCKS5 代理连接" },
  "option.ca": {
    en: "Root certificates (PEM) that must be trusted, and no others",
    zh: "必须信任的根证书（PEM），其他均不信任",
  },
  "option.cookie": { en: "User name in the mstshash cookie (rdpulse)", zh: "mstshash Cookie 中的用户名（rdpulse）" },
  "option.load-balance-info": {
    en: "Routing token or load-balance information, sent in place of the cookie",
    zh: "路由令牌或负载均衡信息，代替 Cookie 发送",
  },
  "option.gateway": { en: "RD Gateway to check as well", zh: "同时检查的 RD 网关" },
} as const;

export type HelpKey = keyof typeof HELP;
export const helpTexts: Readonly<Record<HelpKey, Localized>> = HELP;
