import type { Localized } from "./localized.ts";

/** Texts of `rdpulse detect`. */
const DETECT = {
  "detect.summary": {
    en: "Find attacks in event logs: who, from where, when, and whether they got in",
    zh: "从事件日志中发现攻击：谁、从哪里、何时，以及是否得手",
  },
  "detect.description": {
    en: "LOGS are what `rdpulse events` reads: files, folders and archives of Windows and xrdp logs, - for standard input. Under NLA a failed logon carries no address; it is joined from RdpCoreTS, so read that log too. Each finding names its records (FILE#RECORD) and what it cannot see; detectors whose logs were not among the files are told as not tested. Exit code 1 where something at or above --fail-on was found, or every record was damaged.",
    zh: "LOGS 即 `rdpulse events` 可读取的内容：Windows 与 xrdp 日志的文件、文件夹和压缩包，- 表示标准输入。启用 NLA 时登录失败不带地址，地址由 RdpCoreTS 补上，因此请一并读取该日志。每项结论都注明所依据的记录（文件#记录号）及其局限；缺少所需日志的检测项标为未测试。发现达到 --fail-on 级别的问题，或所有记录均已损坏时，退出代码为 1。",
  },
  "detect.example.folder": { en: "All logs of a host", zh: "一台主机的全部日志" },
  "detect.example.baseline": {
    en: "Learn what is usual, then say what is not",
    zh: "先学习平常情况，再指出异常",
  },
  "detect.example.sigma": { en: "With your own Sigma rules", zh: "使用自己的 Sigma 规则" },
  "detect.example.json": { en: "For a script", zh: "供脚本使用" },
  "detect.example.thresholds": {
    en: 'With thresholds of your own: {"guesses-fast": {"value": 8, "windowMs": 240000}}',
    zh: '使用自己的阈值：{"guesses-fast": {"value": 8, "windowMs": 240000}}',
  },
  "option.detect-sigma": {
    en: "also try these Sigma rules (.yml); a rule that is not supported in full is refused and named",
    zh: "同时执行这些 Sigma 规则（.yml）；不能完全支持的规则会被拒绝并列出",
  },
  "option.detect-thresholds": { en: "JSON file with thresholds to change", zh: "要更改的阈值（JSON 文件）" },
  "option.detect-baseline": {
    en: "what is usual for each user, from an earlier --save-baseline",
    zh: "各用户的平常情况，来自以前的 --save-baseline",
  },
  "option.detect-save-baseline": {
    en: "write what was learnt of each user to a new file",
    zh: "将学到的各用户平常情况写入新文件",
  },
  "option.detect-since": {
    en: "only what happened from this time on; forms as in `rdpulse events`",
    zh: "只看该时间之后发生的；写法同 `rdpulse events`",
  },
  "option.detect-until": { en: "only what happened up to this time", zh: "只看该时间之前发生的" },
  "option.detect-min-severity": { en: "show this severity and worse", zh: "只显示该级别及更严重的结论" },
  "option.detect-fail-on": {
    en: "exit with 1 for this severity and worse (default: medium)",
    zh: "达到该级别及更严重时以 1 退出（默认 medium）",
  },
  "option.detect-ndjson": { en: "one JSON line for each finding", zh: "每项结论输出一行 JSON" },
  "detect.title": { en: "Attacks and suspicious changes", zh: "攻击与可疑更改" },
  "detect.read": {
    en: "{records} {records:record|records} of {hosts} {hosts:host|hosts}, {from} to {until} (UTC)",
    zh: "{hosts} 台主机的 {records} 条记录，{from} 至 {until}（UTC）",
  },
  "detect.nothing": {
    en: "Nothing was found by the {tested} of {all} detectors that could run.",
    zh: "可运行的 {tested} 项检测（共 {all} 项）没有发现问题。",
  },
  "detect.nothing-shown": {
    en: "{count} {count:finding is|findings are} below --min-severity.",
    zh: "有 {count} 项结论低于 --min-severity。",
  },
  "detect.no-detector": {
    en: "No detector could run on what was read: nothing can be said about attacks.",
    zh: "读取的内容不足以运行任何检测：无法就攻击作出判断。",
  },
  "detect.severity.high": { en: "HIGH", zh: "高" },
  "detect.severity.medium": { en: "MEDIUM", zh: "中" },
  "detect.severity.low": { en: "LOW", zh: "低" },
  "detect.severity.info": { en: "INFO", zh: "提示" },
  "detect.outcome.got-in": { en: "got in", zh: "已登录成功" },
  "detect.outcome.did-not-get-in": { en: "did not get in", zh: "未能登录" },
  "detect.outcome.not-known": { en: "whether they got in is not known", zh: "是否得手未知" },
  "detect.when": { en: "{from} to {until}", zh: "{from} 至 {until}" },
  "detect.hosts": { en: "on {hosts}", zh: "主机 {hosts}" },
  "detect.confidence": { en: "confidence {percent} %", zh: "可信度 {percent}%" },
  "detect.because": { en: "Records ({shown} of {count}):", zh: "依据（{count} 条中的 {shown} 条）：" },
  "detect.against": { en: "Against it:", zh: "反面证据：" },
  "detect.cannot-see": { en: "Cannot see: {text}", zh: "局限：{text}" },
  "detect.more": {
    en: "{count} more of this severity and below; --json lists all.",
    zh: "另有 {count} 项同级或更低的结论；--json 列出全部。",
  },
  "detect.sigma": { en: "Sigma rules", zh: "Sigma 规则" },
  "detect.sigma.hit": {
    en: "{title}: {count} {count:record|records}, {from} to {until}",
    zh: "{title}：{count} 条记录，{from} 至 {until}",
  },
  "detect.sigma.author": {
    en: "rule by {author}; licence: {licence}; {origin}",
    zh: "规则作者：{author}；许可：{licence}；{origin}",
  },
  "detect.sigma.not-stated": { en: "not stated in the rule", zh: "规则中未注明" },
  "detect.sigma.counts": {
    en: "{rules} {rules:rule|rules} tried, {hits} found something, {untested} not tested (no record of their log source), {refused} refused.",
    zh: "执行了 {rules} 条规则，{hits} 条有命中，{untested} 条未测试（没有其日志来源的记录），{refused} 条被拒绝。",
  },
  "detect.sigma.refused": { en: "refused: {title}: {construct}", zh: "已拒绝：{title}：{construct}" },
  "detect.sigma.unread": { en: "not read: {path}: {reason}", zh: "未读取：{path}：{reason}" },
  "detect.sigma.more": { en: "and {count} more", zh: "另有 {count} 条" },
  "detect.tested": { en: "What was tested", zh: "测试范围" },
  "detect.state.tested": { en: "Tested: {list}.", zh: "已测试：{list}。" },
  "detect.state.partly": {
    en: "Tested in part, for lack of {channels}: {list}.",
    zh: "部分测试，缺少{channels}：{list}。",
  },
  "detect.state.not-tested": {
    en: "Not tested, for lack of {channels}: {list}.",
    zh: "未测试，缺少{channels}：{list}。",
  },
  "detect.not-audited": { en: "{channel} (events not switched on)", zh: "{channel}（事件未启用）" },
  "detect.channel.security": { en: "Security", zh: "Security" },
  "detect.channel.system": { en: "System", zh: "System" },
  "detect.channel.rdp-core": { en: "RdpCoreTS", zh: "RdpCoreTS" },
  "detect.channel.session-manager": { en: "LocalSessionManager", zh: "LocalSessionManager" },
  "detect.channel.connection-manager": { en: "RemoteConnectionManager", zh: "RemoteConnectionManager" },
  "detect.channel.rdp-client": { en: "RDPClient", zh: "RDPClient" },
  "detect.channel.sysmon": { en: "Sysmon", zh: "Sysmon" },
  "detect.channel.xrdp": { en: "xrdp", zh: "xrdp" },
  "detect.forgotten": {
    en: "{count} addresses, accounts or sessions were dropped to keep memory small: slow attacks among them may be missing.",
    zh: "为限制内存，丢弃了 {count} 个地址、账户或会话：其中的缓慢攻击可能未被发现。",
  },
  "detect.unlisted": {
    en: "{count} more findings were counted and not listed.",
    zh: "另有 {count} 项结论只计数、未列出。",
  },
  "detect.clock": {
    en: "Clocks were set {count} {count:time|times} by more than a minute: times across that are not certain.",
    zh: "时钟有 {count} 次被调整一分钟以上：其前后的时间先后不完全可靠。",
  },
  "detect.files": { en: "Files", zh: "文件" },
  "detect.damaged": {
    en: "{count} damaged {count:record|records} passed over, the first: {first}",
    zh: "跳过了 {count} 条损坏的记录，第一条：{first}",
  },
  "detect.passed-over": { en: "not read: {file} ({why})", zh: "未读取：{file}（{why}）" },
  "detect.passed-over-more": { en: "and {count} more files", zh: "另有 {count} 个文件" },
  "detect.progress": {
    en: "{records} records read, {seconds} s",
    zh: "已读取 {records} 条记录，{seconds} 秒",
  },
  "detect.wrote-baseline": {
    en: "baseline of {count} {count:user|users}: {file}",
    zh: "{count} 个用户的平常情况：{file}",
  },
  "error.detect-two-forms": { en: "give one of --json, --ndjson, --csv", zh: "--json、--ndjson、--csv 只能选一个" },
  "error.detect-no-log": {
    en: "no event log in {paths}{reason}; give a folder such as C:\\Windows\\System32\\winevt\\Logs",
    zh: "{paths} 中没有事件日志{reason}；请给出例如 C:\\Windows\\System32\\winevt\\Logs 的文件夹",
  },
  "error.detect-thresholds": {
    en: "{file}: {faults}; see docs/detections.md",
    zh: "{file}：{faults}；参见 docs/detections.md",
  },
  "error.detect-baseline": {
    en: "{file} is no baseline; write one with --save-baseline",
    zh: "{file} 不是基线文件；请用 --save-baseline 生成",
  },
  "error.detect-json": { en: "{file} is no JSON: {reason}", zh: "{file} 不是 JSON：{reason}" },
  "error.detect-exists": { en: "{file} exists already; give another name", zh: "{file} 已存在；请换一个名称" },
  "error.detect-no-rule": {
    en: "no rule in {paths}; a rule file ends in .yml or .yaml",
    zh: "{paths} 中没有规则；规则文件以 .yml 或 .yaml 结尾",
  },
  "detect.fault.not-an-object": {
    en: "{path} must be an object like {allowed}",
    zh: "{path} 应为对象，例如 {allowed}",
  },
  "detect.fault.unknown-threshold": {
    en: "{path} is no threshold; there are: {allowed}",
    zh: "{path} 不是阈值；可用的有：{allowed}",
  },
  "detect.fault.unknown-field": { en: "{path} is not known; allowed: {allowed}", zh: "{path} 未知；可用：{allowed}" },
  "detect.fault.not-a-number": { en: "{path} must be a whole number, {allowed}", zh: "{path} 应为整数（{allowed}）" },
  "detect.fault.out-of-range": { en: "{path} must be within {allowed}", zh: "{path} 应在 {allowed} 之间" },
} as const;

export type DetectKey = keyof typeof DETECT;

export const detectTexts: Readonly<Record<DetectKey, Localized>> = DETECT;
