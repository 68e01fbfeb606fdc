import type { Localized } from "./localized.ts";

/** Texts of `rdpulse events`. */
const EVENTS = {
  "events.help.summary": {
    en: "Read event logs: Windows and xrdp, files, folders, archives, pipes",
    zh: "读取事件日志：Windows 与 xrdp 的文件、文件夹、压缩包或管道",
  },
  "events.help.description": {
    en: "FILE is an .evtx log, event XML or JSON as Winlogbeat, NXLog, Wazuh, OpenTelemetry or PowerShell write it, syslog, a journal in JSON, or a log of xrdp or sesman; a FOLDER is read with all below it, .gz, .zip and .tar.gz are opened, - is standard input. What a file is, is told by its content. Records of all files are merged by time (shown in UTC); damaged ones are counted and passed over, and give exit code 1.",
    zh: "FILE 可以是 .evtx 日志、Winlogbeat、NXLog、Wazuh、OpenTelemetry 或 PowerShell 输出的事件 XML 或 JSON、syslog、JSON 格式的 journal，或 xrdp、sesman 的日志；FOLDER 连同其下所有内容一起读取，.gz、.zip、.tar.gz 会自动解开，- 表示标准输入。文件类型按内容判断。所有文件的记录按时间合并（以 UTC 显示）；损坏的记录会计数并跳过，此时退出代码为 1。",
  },
  "events.example.id": { en: "Logons and failed logons", zh: "登录与登录失败" },
  "events.example.user": {
    en: "All that a folder tells of one user since a day",
    zh: "一个文件夹中某用户自某日起的全部记录",
  },
  "events.example.address": {
    en: "From a network, one JSON line a record",
    zh: "来自某个网段的记录，每条一行 JSON",
  },
  "events.example.follow": { en: "Watch a log of xrdp as it grows", zh: "实时查看 xrdp 日志的新内容" },
  "events.example.stdin": { en: "From another program", zh: "读取其他程序的输出" },
  "option.where": {
    en: "only records that meet it, all of them if given more than once: id=4624,4625  channel=Security  provider~RdpCoreTS  user=NAME  address=10.0.0.0/8  data.LogonType=10  time>=2026-11-01; = (alternatives with commas, * as wildcard) != ~ (contains) !~ < > <= >=",
    zh: "只输出符合条件的记录，可多次给出，须全部符合：id=4624,4625  channel=Security  provider~RdpCoreTS  user=用户名  address=10.0.0.0/8  data.LogonType=10  time>=2026-11-01；运算符：=（逗号分隔多个取值，* 为通配符） != ~（包含） !~ < > <= >=",
  },
  "option.channel": { en: "only these channels, as in --where channel=", zh: "只读这些通道，等同于 --where channel=" },
  "option.provider": {
    en: "only these providers, by full or short name (RdpCoreTS)",
    zh: "只读这些提供程序，可用全名或简称（如 RdpCoreTS）",
  },
  "option.event-id": { en: "only these event ids, with commas", zh: "只读这些事件 ID，以逗号分隔" },
  "option.since": {
    en: "from a time on: 2026-11-22, 2026-11-22T08:00, or 2h, 7d ago; UTC without an offset",
    zh: "从该时间起：2026-11-22、2026-11-22T08:00，或多久以前（2h、7d）；未写时区时按 UTC",
  },
  "option.until": { en: "up to a time, in the same forms", zh: "到该时间为止，写法同上" },
  "option.limit": { en: "stop after N records", zh: "输出 N 条记录后停止" },
  "option.follow": {
    en: "go on with what is appended to text logs and appears in folders, until Ctrl-C",
    zh: "继续读取文本日志追加的内容和文件夹中新出现的文件，直到按 Ctrl-C",
  },
  "option.format": { en: "name the text format instead of guessing it.", zh: "指定文本格式，不自动判断。" },
  "option.utc-offset": {
    en: "time zone of logs that write local time without one (xrdp, RFC 3164); default: that of this machine",
    zh: "未写时区的日志（xrdp、RFC 3164）所用的时区；默认为本机时区",
  },
  "option.table": { en: "a table for people (the default)", zh: "供人阅读的表格（默认）" },
  "option.events-ndjson": { en: "one JSON line for each record", zh: "每条记录输出一行 JSON" },
  "option.csv": {
    en: "CSV for a spreadsheet; no cell can run as a formula",
    zh: "供电子表格使用的 CSV；任何单元格都不会被当作公式执行",
  },
  "option.events-quiet": { en: "no summary on stderr", zh: "不在标准错误输出小结" },
  "events.column.time": { en: "time (UTC)", zh: "时间（UTC）" },
  "events.column.level": { en: "level", zh: "级别" },
  "events.column.source": { en: "source", zh: "来源" },
  "events.column.host": { en: "host", zh: "主机" },
  "events.column.story": { en: "what happened", zh: "发生了什么" },
  "events.level.0": { en: "-", zh: "-" },
  "events.level.1": { en: "critical", zh: "严重" },
  "events.level.2": { en: "error", zh: "错误" },
  "events.level.3": { en: "warning", zh: "警告" },
  "events.level.4": { en: "info", zh: "信息" },
  "events.level.5": { en: "verbose", zh: "详细" },
  "events.level.success": { en: "success", zh: "成功" },
  "events.level.failure": { en: "failure", zh: "失败" },
  "events.progress": {
    en: "{percent} %  {filesDone} of {files} {files:log|logs}  {records} records",
    zh: "{percent}%  日志 {filesDone}/{files}  记录 {records} 条",
  },
  "events.summary": {
    en: "{records} {records:record|records} shown, {logs} {logs:log|logs} read, {damaged} damaged {damaged:record|records}, {passed} {passed:file|files} passed over",
    zh: "显示 {records} 条记录，读取 {logs} 个日志，{damaged} 条记录损坏，跳过 {passed} 个文件",
  },
  "events.damaged": { en: "damaged: {file} at {offset}: {reason}", zh: "损坏：{file}，位置 {offset}：{reason}" },
  "events.passed-over": { en: "{file}: {reason}", zh: "{file}：{reason}" },
  "events.more": { en: "and {count} more", zh: "另有 {count} 个" },
  "events.zone-assumed": {
    en: "{file} writes local time without an offset; it was read in the time zone of this machine ({count} {count:log|logs}). If it comes from elsewhere: --utc-offset +HH:MM",
    zh: "{file} 的时间未写时区，已按本机时区读取（共 {count} 个日志）。若来自其他时区，请用 --utc-offset +HH:MM",
  },
  "events.why.not-a-log": { en: "no log", zh: "不是日志" },
  "events.why.unreadable": { en: "cannot be read ({detail})", zh: "无法读取（{detail}）" },
  "events.why.empty": { en: "empty", zh: "空文件" },
  "events.why.duplicate": { en: "the same content as {detail}", zh: "与 {detail} 内容相同" },
  "events.why.too-large": { en: "too large: {detail}", zh: "过大：{detail}" },
  "events.why.unsupported": { en: "not supported: {detail}", zh: "不支持：{detail}" },
  "events.why.foreign": {
    en: "{detail} documents in it are no events of a host",
    zh: "其中有 {detail} 个文档不是主机事件",
  },
  "events.waiting": {
    en: "{file} is a named pipe and nothing has come out of it yet; still waiting, Ctrl-C ends it",
    zh: "{file} 是命名管道，尚未有数据写入；仍在等待，按 Ctrl-C 结束",
  },
  "error.unreadable-log": {
    en: "cannot read {file} ({reason}); name a log, a folder of logs, an archive, or - for standard input",
    zh: "无法读取 {file}（{reason}）；请给出日志文件、日志文件夹、压缩包，或用 - 表示标准输入",
  },
  "error.no-log": {
    en: "no event log in {paths}{reason}; what can be read is told by: rdpulse help events",
    zh: "{paths} 中没有事件日志{reason}；可读取的格式请看：rdpulse help events",
  },
  "error.one-form": { en: "{forms} exclude each other; give one of them", zh: "{forms} 不能同时使用；请只用其中一个" },
  "error.follow-and-json": {
    en: "--json is one document and --follow has no end; use --ndjson",
    zh: "--json 是一个完整文档，而 --follow 没有终点；请改用 --ndjson",
  },
  "error.bad-where": {
    en: "'{value}' is no condition; write FIELD=VALUE, FIELD~TEXT or FIELD>=NUMBER, as id=4625 or data.LogonType=10",
    zh: "“{value}”不是有效条件；请写成 字段=值、字段~文字 或 字段>=数字，例如 id=4625 或 data.LogonType=10",
  },
  "error.bad-where-field": {
    en: "--where does not know the field '{value}'; the fields are {fields}",
    zh: "--where 没有字段“{value}”；可用的字段有 {fields}",
  },
  "error.bad-time": {
    en: "'{value}' is no time; write 2026-11-22, 2026-11-22T08:00:00Z, or 2h, 7d ago",
    zh: "“{value}”不是有效时间；请写成 2026-11-22、2026-11-22T08:00:00Z，或 2h、7d（表示多久以前）",
  },
  "error.bad-offset": {
    en: "--utc-offset {value} is no distance from UTC; write +01:00 or -05:30",
    zh: "--utc-offset {value} 不是有效的时区偏移；请写成 +08:00 或 -05:30",
  },
} as const;

export type EventsKey = keyof typeof EVENTS;

export const eventsTexts: Readonly<Record<EventsKey, Localized>> = EVENTS;
