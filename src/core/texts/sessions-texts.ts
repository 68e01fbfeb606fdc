import type { Localized } from "./localized.ts";

/** Help and page of `rdpulse sessions`. */
const SESSIONS = {
  "sessions.summary": { en: "Who was on, from where, when, and how it ended", zh: "谁在何时、从何处登录，如何结束" },
  "sessions.description": {
    en: "Reads event logs (EVTX, XML, JSON, syslog, logs of xrdp; files, folders, archives, - for stdin) and follows every session through them: start, client, disconnections with their reason, end, duration.\nAn address that an event does not carry is joined from another record; the rule and its confidence are shown. A restart, a cleared log or the end of the log is a gap, never an end: what nobody wrote down stays unknown.\nTimes are UTC, or those of this machine with --local. Exit code 1 where records were damaged.",
    zh: "读取事件日志（EVTX、XML、JSON、syslog、xrdp 日志；文件、文件夹、压缩包，- 表示标准输入），追踪每个会话：开始、客户端、断开及其原因、结束、时长。\n事件本身没有的地址由另一条记录关联得到，并显示所用规则及可信度。重启、日志被清除或日志结束只是缺口，不当作会话结束：没有记录的就是未知。\n时间为 UTC；用 --local 则为本机时区。有记录损坏时退出代码为 1。",
  },
  "sessions.example.folder": { en: "All remote sessions in a machine's logs", zh: "一台计算机日志中的全部远程会话" },
  "sessions.example.user": {
    en: "One user's sessions since a day, also at the console",
    zh: "某用户自某日以来的会话，包括控制台",
  },
  "sessions.example.svg": { en: "A picture of who was on", zh: "绘制会话时间线图" },
  "sessions.example.csv": { en: "For a spreadsheet", zh: "供电子表格使用" },
  "option.sessions-user": {
    en: "Only sessions of this user; * stands for anything",
    zh: "仅此用户的会话；* 表示任意字符",
  },
  "option.sessions-host": {
    en: "Only sessions on this host; * stands for anything",
    zh: "仅此主机上的会话；* 表示任意字符",
  },
  "option.sessions-since": {
    en: "Only sessions that lasted until then or later: 2026-11-01, 2026-11-01T08:00",
    zh: "仅在此时间或之后仍存在的会话：2026-11-01、2026-11-01T08:00",
  },
  "option.sessions-until": { en: "Only sessions that began until then", zh: "仅在此时间之前开始的会话" },
  "option.sessions-all": { en: "Console sessions and those of services too", zh: "同时显示控制台会话和服务会话" },
  "option.sessions-table": { en: "The table alone, without bars and remarks", zh: "只显示表格，不显示条形图和说明" },
  "option.sessions-csv": { en: "Print CSV, one line a stay", zh: "输出 CSV，每次连接一行" },
  "option.sessions-svg": { en: "Write a picture (SVG) to a new file", zh: "将图片（SVG）写入新文件" },
  "option.sessions-local": { en: "Times of this machine's zone instead of UTC", zh: "使用本机时区的时间，而不是 UTC" },
  "option.sessions-utc-offset": {
    en: "Distance from UTC of logs that write local time, such as those of xrdp: +02:00",
    zh: "日志为本地时间（如 xrdp）时与 UTC 的时差：+08:00",
  },
  "sessions.progress": {
    en: "Reading logs: {records} records, {seconds} s",
    zh: "正在读取日志：{records} 条记录，{seconds} 秒",
  },
  "sessions.title": { en: "Sessions", zh: "会话" },
  "sessions.span": { en: "{from} to {until}, times in {zone}", zh: "{from} 至 {until}，时间为 {zone}" },
  "sessions.zone-local": { en: "local time", zh: "本地时间" },
  "sessions.column.start": { en: "START", zh: "开始" },
  "sessions.column.lasted": { en: "LASTED", zh: "时长" },
  "sessions.column.user": { en: "USER", zh: "用户" },
  "sessions.column.host": { en: "HOST", zh: "主机" },
  "sessions.column.from": { en: "FROM", zh: "来源" },
  "sessions.column.end": { en: "HOW IT ENDED", zh: "如何结束" },
  "sessions.none": { en: "No sessions found.", zh: "未找到会话。" },
  "sessions.none-remote": {
    en: "No remote sessions; {count} at the console or of unknown origin: see them with --all.",
    zh: "没有远程会话；另有 {count} 个控制台会话或来源未知的会话，可用 --all 查看。",
  },
  "sessions.none-channels": {
    en: "The logs that tell of sessions were not among the input: LocalSessionManager/Operational, Security, or xrdp-sesman.log.",
    zh: "输入中没有记录会话的日志：LocalSessionManager/Operational、Security 或 xrdp-sesman.log。",
  },
  "sessions.place.console": { en: "console", zh: "控制台" },
  "sessions.place.services": { en: "services", zh: "服务" },
  "sessions.place.unknown": { en: "address not known", zh: "地址未知" },
  "sessions.rule.activity-id": { en: "by activity id", zh: "按活动 ID" },
  "sessions.rule.session-id": { en: "by session number", zh: "按会话编号" },
  "sessions.rule.time": { en: "by time, {percent} %", zh: "按时间，{percent} %" },
  "sessions.end.logoff": { en: "logged off", zh: "已注销" },
  "sessions.end.disconnected": { en: "disconnected when the log ends", zh: "日志结束时已断开" },
  "sessions.end.open": { en: "still on when the log ends", zh: "日志结束时仍在线" },
  "sessions.end.restart": { en: "not logged (restart)", zh: "无记录（重启）" },
  "sessions.end.unexpected-restart": { en: "not logged (crash)", zh: "无记录（意外重启）" },
  "sessions.end.restart-unclear": { en: "not logged (restart)", zh: "无记录（重启）" },
  "sessions.end.number-reused": { en: "not logged", zh: "无记录" },
  "sessions.detail.end-unknown": {
    en: "No end was logged: last seen {seen}, over by {time} ({at})",
    zh: "没有结束记录：最后出现于 {seen}，最迟于 {time} 结束（{at}）",
  },
  "sessions.user-unknown": { en: "user not known", zh: "用户未知" },
  "sessions.detail.client": { en: "client {name}", zh: "客户端 {name}" },
  "sessions.detail.zone": { en: "its clock UTC{hours}", zh: "其时区 UTC{hours}" },
  "sessions.detail.screen": { en: "screen {screen}", zh: "屏幕 {screen}" },
  "sessions.detail.channels": { en: "channels {names}", zh: "通道 {names}" },
  "sessions.detail.reason": { en: "Reason {code}: {text}", zh: "原因 {code}：{text}" },
  "sessions.detail.reason-unverified": {
    en: "Reason {code}, by analogy of numbers: {text}",
    zh: "原因 {code}（按编号类推，未经证实）：{text}",
  },
  "sessions.detail.reason-unknown": { en: "Reason {code}, meaning not published", zh: "原因 {code}，含义未公开" },
  "sessions.detail.taken-over": { en: "Taken over by session {number}", zh: "被会话 {number} 接管" },
  "sessions.detail.stays": {
    en: "{count} {count:stay|stays}, active {active}, disconnected {disconnected}",
    zh: "连接 {count} 次，活动 {active}，断开 {disconnected}",
  },
  "sessions.detail.locked": { en: "locked {locked}", zh: "锁定 {locked}" },
  "sessions.detail.records": { en: "Records {list}", zh: "记录 {list}" },
  "sessions.detail.more": { en: "and {count} more", zh: "及另外 {count} 条" },
  "sessions.files": { en: "Files", zh: "文件" },
  "sessions.bars": { en: "Who was on", zh: "在线时间" },
  "sessions.bars.legend": {
    en: "{active} active  {locked} locked  {disconnected} disconnected  {unknown} end not known",
    zh: "{active} 活动  {locked} 锁定  {disconnected} 断开  {unknown} 结束未知",
  },
  "sessions.bars.more": { en: "and {count} more users", zh: "及另外 {count} 个用户" },
  "sessions.slow": { en: "Slow logons", zh: "登录缓慢" },
  "sessions.slow.why": {
    en: "Longer than {seconds} s from the connection to the desktop.",
    zh: "从连接到桌面超过 {seconds} 秒。",
  },
  "sessions.step.authenticated": { en: "password checked", zh: "验证密码" },
  "sessions.step.session": { en: "session made", zh: "建立会话" },
  "sessions.step.shell": { en: "desktop started", zh: "启动桌面" },
  "sessions.gaps": { en: "Gaps", zh: "缺口" },
  "sessions.gap.unexpected-restart": {
    en: "{host} was started anew without having been shut down; nothing is known since {from}.",
    zh: "{host} 未正常关机即重新启动；自 {from} 起情况未知。",
  },
  "sessions.gap.log-cleared": { en: "{host}: log {channel} was cleared.", zh: "{host}：日志 {channel} 被清除。" },
  "sessions.gap.log-cleared-unnamed": { en: "{host}: a log was cleared.", zh: "{host}：有日志被清除。" },
  "sessions.gap.log-interrupted": { en: "{host}: events were lost.", zh: "{host}：有事件丢失。" },
  "sessions.gap.clock-changed": {
    en: "{host}: the clock was set by more than a minute, {count} {count:time|times} ({from} to {until}): times before and after are not comparable.",
    zh: "{host}：时钟被调整超过一分钟，共 {count} 次（{from} 至 {until}），前后时间不可直接比较。",
  },
  "sessions.gap.more": { en: "and {count} more; see --json", zh: "及另外 {count} 处，见 --json" },
  "sessions.gap.restarts": { en: "{count} orderly {count:restart|restarts}.", zh: "正常重启 {count} 次。" },
  "sessions.gap.restarts-unclear": {
    en: "{count} {count:restart|restarts}; whether orderly is not known: no record of the System log tells.",
    zh: "重启 {count} 次，是否正常关机未知：没有系统日志（System）的记录可以说明。",
  },
  "sessions.gap.missing": {
    en: "{host}, {channel}: {count} {count:record is|records are} missing between {after} and {before}.",
    zh: "{host}，{channel}：{after} 与 {before} 之间缺少 {count} 条记录。",
  },
  "sessions.total": {
    en: "{sessions} {sessions:session|sessions} of {users} {users:user|users} on {hosts} {hosts:host|hosts}.",
    zh: "{hosts} 台主机，{users} 个用户，{sessions} 个会话。",
  },
  "sessions.hidden": {
    en: "{count} more at the console or of services: --all.",
    zh: "另有 {count} 个控制台或服务会话：--all。",
  },
  "sessions.left-out": { en: "{count} sessions too many were left out.", zh: "会话过多，省略了 {count} 个。" },
  "sessions.damaged": {
    en: "{count} damaged {count:record|records} passed over; the first: {first}",
    zh: "跳过 {count} 条损坏的记录；第一条：{first}",
  },
  "sessions.passed-over": { en: "not read: {file} ({why})", zh: "未读取：{file}（{why}）" },
  "sessions.passed-over-more": { en: "not read: {count} more files", zh: "未读取：另外 {count} 个文件" },
  "error.sessions-bad-time": {
    en: "{option} {value}: not a time; write 2026-11-01 or 2026-11-01T08:00",
    zh: "{option} {value}：不是有效时间；请写成 2026-11-01 或 2026-11-01T08:00",
  },
  "error.sessions-bad-offset": {
    en: "--utc-offset {value}: write it as +02:00 or -05:30",
    zh: "--utc-offset {value}：请写成 +08:00 或 -05:30",
  },
  "error.sessions-exists": {
    en: "{file} is there already; name a new file",
    zh: "{file} 已存在；请指定新文件",
  },
  "error.sessions-no-log": {
    en: "no event log found in {paths}{reason}; name .evtx, XML, JSON, syslog or xrdp logs, or a folder of them",
    zh: "在 {paths} 中未找到事件日志{reason}；请指定 .evtx、XML、JSON、syslog 或 xrdp 日志，或其所在文件夹",
  },
  "error.sessions-two-forms": {
    en: "--json, --csv and --table exclude each other; name one",
    zh: "--json、--csv 和 --table 只能选其一",
  },
} as const;

export type SessionsKey = keyof typeof SESSIONS;

export const sessionsTexts: Readonly<Record<SessionsKey, Localized>> = SESSIONS;
