import type { Localized } from "./localized.ts";

/** Texts of the story that `rdpulse explain PATH` tells. */
const STORY = {
  "option.story-probe": {
    en: "Weigh the logs into what a check found: the JSON of rdpulse check --json",
    zh: "将日志与探测结果合并判断：rdpulse check --json 输出的 JSON 文件",
  },
  "option.story-events": {
    en: "Logs and settings of the host: file, folder or archive; may be repeated",
    zh: "主机的日志与设置：文件、文件夹或压缩包；可多次给出",
  },
  "option.story-code": {
    en: "What a client showed: a code, or the words of its message",
    zh: "客户端显示的内容：代码或提示文字",
  },
  "option.story-html": {
    en: "Write the story as one HTML page to a new file",
    zh: "将报告写成单个 HTML 页面（新文件）",
  },
  "option.story-svg": {
    en: "Draw the problem tree of the newest incident (SVG) into a new file",
    zh: "将最近一次事件的问题树绘成图片（SVG，新文件）",
  },
  "explain.example.folder": {
    en: "The story of a host: who was on, who attacked, what is wrong, what to do",
    zh: "一台主机的完整情况：谁在线、谁在攻击、哪里有问题、该做什么",
  },
  "explain.example.joint": {
    en: "A check and the host's own logs, held against each other",
    zh: "将探测结果与主机自身日志相互印证",
  },
  "story.progress": {
    en: "Reading: {records} records, {seconds} s",
    zh: "正在读取：{records} 条记录，{seconds} 秒",
  },
  "story.title": { en: "The story of {host}", zh: "{host} 的情况" },
  "story.read": {
    en: "{records} records from {from} to {until}",
    zh: "{records} 条记录，{from} 至 {until}",
  },
  "story.read-settings": { en: "settings of the host", zh: "主机设置" },
  "story.no-events": { en: "No events of this host were among the input.", zh: "输入中没有该主机的事件。" },
  "story.as-of-probe": {
    en: "What is wrong is told as of the probe of {target}, {moment}.",
    zh: "以下问题以对 {target} 的探测时刻 {moment} 为准。",
  },
  "story.as-of-newest": {
    en: "What is wrong is told as of the newest record, {moment}: what happened longer ago stands under incidents.",
    zh: "以下问题以最新记录的时刻 {moment} 为准；更早发生的情况见“事件”部分。",
  },
  "story.short": { en: "In short", zh: "概要" },
  "story.short.blocked": {
    en: "{count} {count:fault keeps|faults keep} people out now: {names}.",
    zh: "目前有 {count} 个故障使用户无法连接：{names}。",
  },
  "story.short.hindered": {
    en: "{count} {count:fault hinders|faults hinder} now: {names}.",
    zh: "目前有 {count} 个故障造成影响：{names}。",
  },
  "story.short.sound": {
    en: "Nothing that was tested keeps people out now.",
    zh: "在已测试的范围内，目前没有使用户无法连接的问题。",
  },
  "story.short.got-in": {
    en: "Somebody who should not have may have got in: {names}.",
    zh: "可能有不该进入的人已经登录：{names}。",
  },
  "story.short.attacked": {
    en: "Attacked from {count} {count:address|addresses}; nothing that was read shows that they got in.",
    zh: "来自 {count} 个地址的攻击；已读取的记录中没有其成功登录的迹象。",
  },
  "story.short.attacked-unknown": {
    en: "Attacked from {count} {count:address|addresses}; whether they got in, these logs cannot tell.",
    zh: "来自 {count} 个地址的攻击；是否成功登录，这些日志无法判断。",
  },
  "story.short.minor": {
    en: "{count} {count:smaller sign is|smaller signs are} worth a look: see below.",
    zh: "另有 {count} 项值得查看的迹象，见下文。",
  },
  "story.uneventful": {
    en: "Nothing was found: no fault, no attack, no remote session.",
    zh: "未发现故障、攻击或远程会话。",
  },
  "story.incident.once": {
    en: "{begin} (whether it was over then is not known)",
    zh: "{begin}（此后是否结束未知）",
  },
  "story.attack.once": {
    en: "{first} · {outcome} · confidence {percent} %",
    zh: "{first} · {outcome} · 可信度 {percent} %",
  },
  "story.short.not-attacked": {
    en: "{tested} of {all} detectors could run, and none found an attack.",
    zh: "{all} 个检测项中有 {tested} 个可以运行，均未发现攻击。",
  },
  "story.short.sessions": {
    en: "{count} remote {count:session|sessions} of {users} {users:user|users}.",
    zh: "{users} 个用户的 {count} 个远程会话。",
  },
  "story.short.grade": {
    en: "Hardening: {grade}, {count} {count:control|controls} not met.",
    zh: "加固评级：{grade}，{count} 项未达标。",
  },
  "story.short.not-graded": {
    en: "Hardening: not graded, too little of the settings was given; {count} {count:control|controls} not met.",
    zh: "加固评级：未评级（给出的设置太少）；{count} 项未达标。",
  },
  "story.short.contradictions": {
    en: "{count} {count:statement|statements} of probe and host cannot both be true: clear that up first.",
    zh: "探测与主机有 {count} 处说法相互矛盾：请先弄清。",
  },
  "story.short.incidents": {
    en: "{count} {count:incident|incidents} in the logs, the newest {begin}: {title}.",
    zh: "日志中有 {count} 次故障事件，最近一次始于 {begin}：{title}。",
  },
  "story.steps": { en: "What to do, in this order", zh: "处理步骤（按顺序）" },
  "story.steps.none": {
    en: "Nothing that was tested asks for anything to be done.",
    zh: "在已测试的范围内，没有需要处理的事项。",
  },
  "story.step.contain": {
    en: "Treat the account and the host as taken over until proven otherwise: end the session, disable the account, keep the logs, and look at what was done since.",
    zh: "在证明无事之前，按帐户和主机已被控制处理：结束会话、禁用帐户、保全日志，并检查此后的所有操作。",
  },
  "story.step.keep-out": {
    en: "Keep strangers from the port: scope the firewall rule or put a gateway or VPN before it, lock accounts after repeated failures.",
    zh: "不让陌生地址接触该端口：限定防火墙规则的来源，或在前面部署网关/VPN，并启用帐户锁定。",
  },
  "story.step.ask": {
    en: "Ask the people concerned whether this was them; if nobody knows of it, treat it as an intrusion.",
    zh: "向相关人员核实是否本人所为；若无人知情，按入侵处理。",
  },
  "story.step.set-back": {
    en: "Find out who changed this setting and why, and set it back.",
    zh: "查明是谁、为何更改了该设置，并改回原值。",
  },
  "story.step.harden": {
    en: "A hardening control of high weight is not met; rdpulse audit gives the corrected value with its rollback.",
    zh: "一项高权重的加固要求未达标；rdpulse audit 会给出修正值及回退方法。",
  },
  "story.step.more": { en: "All steps: rdpulse explain {id}", zh: "完整步骤：rdpulse explain {id}" },
  "story.wrong": { en: "What is wrong", zh: "存在的问题" },
  "story.wrong.none": {
    en: "No fault shows itself at that moment in what was tested.",
    zh: "在已测试的范围内，该时刻没有发现故障。",
  },
  "story.wrong.posture": { en: "Of little weight", zh: "次要情况" },
  "story.separated": {
    en: "The host's own evidence decides what the probe left open ({group}): {before} before, {after} now.",
    zh: "主机自身的证据确定了探测未能区分的问题（{group}）：之前为 {before}，现在为 {after}。",
  },
  "story.moved": {
    en: "The host's own evidence moves the alternatives ({group}): {before} before, {after} now.",
    zh: "主机自身的证据改变了各种可能的次序（{group}）：之前为 {before}，现在为 {after}。",
  },
  "story.contradictions": { en: "What cannot both be true", zh: "相互矛盾之处" },
  "story.outside": { en: "from outside: {sentence}", zh: "外部所见：{sentence}" },
  "story.inside": { en: "from inside: {sentence}", zh: "内部记录：{sentence}" },
  "story.incidents": { en: "Incidents", zh: "故障事件" },
  "story.incident.recovered": {
    en: "{begin} to {end}, when somebody got in again",
    zh: "{begin} 至 {end}（有人重新登录成功）",
  },
  "story.incident.ongoing": { en: "since {begin}, still going on at {end}", zh: "自 {begin} 起，至 {end} 仍在持续" },
  "story.incident.last-seen": {
    en: "{begin} to {end} (last sign; whether it was over then is not known)",
    zh: "{begin} 至 {end}（最后迹象；此后是否结束未知）",
  },
  "story.incident.more": {
    en: "and {count} older ones: see --json or --html",
    zh: "另有 {count} 次更早的事件，见 --json 或 --html",
  },
  "story.attacks": { en: "Who attacked, and whether they got in", zh: "谁在攻击，是否得手" },
  "story.attacks.none": {
    en: "No attack was found; see what was not tested.",
    zh: "未发现攻击；请同时查看未测试的部分。",
  },
  "story.attack.when": {
    en: "{first} to {last}, {count} {count:time|times} · {outcome} · confidence {percent} %",
    zh: "{first} 至 {last}，{count} 次 · {outcome} · 可信度 {percent} %",
  },
  "story.outcome.got-in": { en: "got in", zh: "已得手" },
  "story.outcome.did-not-get-in": { en: "did not get in", zh: "未得手" },
  "story.outcome.not-known": { en: "not known whether they got in", zh: "是否得手未知" },
  "story.user-from": { en: "{user} from {address}", zh: "{user}（来自 {address}）" },
  "story.from": { en: "from {names}", zh: "来自 {names}" },
  "story.users": { en: "accounts {names}", zh: "帐户 {names}" },
  "story.and-more": { en: "{names} and {count} more", zh: "{names} 等另外 {count} 个" },
  "story.attacks.more": {
    en: "and {count} more: rdpulse detect lists all",
    zh: "另有 {count} 项：用 rdpulse detect 查看全部",
  },
  "story.sessions": { en: "Who was on", zh: "谁在何时登录" },
  "story.sessions.none": { en: "No remote session was found.", zh: "未发现远程会话。" },
  "story.sessions.more": {
    en: "{count} older ones: rdpulse sessions lists all",
    zh: "更早的 {count} 个会话：用 rdpulse sessions 查看全部",
  },
  "story.settings": { en: "What is misconfigured", zh: "配置不当之处" },
  "story.settings.none": { en: "Every control that could be judged is met.", zh: "所有可判断的项目均已达标。" },
  "story.settings.unknown": {
    en: "Not known: the host's settings were not among the input. rdpulse collect brings them.",
    zh: "未知：输入中没有主机设置。可用 rdpulse collect 收集。",
  },
  "story.settings.events-only": {
    en: "Only changes that the events tell; the settings themselves were not among the input (rdpulse collect brings them).",
    zh: "仅为事件中记录的更改；输入中没有设置本身（可用 rdpulse collect 收集）。",
  },
  "story.settings.more": {
    en: "and {count} more: rdpulse audit lists all",
    zh: "另有 {count} 项：用 rdpulse audit 查看全部",
  },
  "story.settings.now": { en: "now {value}, wanted {wanted}", zh: "当前 {value}，应为 {wanted}" },
  "story.not-tested": { en: "What was not tested", zh: "未测试的内容" },
  "story.gaps": { en: "Gaps in the logs", zh: "日志缺口" },
  "story.gap": { en: "{kind}, {time}", zh: "{time}：{kind}" },
  "story.gap.unexpected-restart": { en: "restart without a shutdown", zh: "未正常关机的重启" },
  "story.gap.restart-unclear": { en: "restart; whether it was orderly is not known", zh: "重启，是否正常关机未知" },
  "story.gap.log-cleared": { en: "log cleared", zh: "日志被清除" },
  "story.gap.log-interrupted": { en: "events were lost", zh: "有事件丢失" },
  "story.gap.clock-changed": { en: "the clock was set", zh: "时钟被调整" },
  "story.gap.missing": {
    en: "{count} records are missing from {channel}",
    zh: "{channel} 缺少 {count} 条记录",
  },
  "story.gap.restarts": { en: "{count} orderly {count:restart|restarts}", zh: "正常重启 {count} 次" },
  "story.gap.more": { en: "and {count} more", zh: "另有 {count} 处" },
  "story.records": { en: "Records {list}", zh: "记录 {list}" },
  "story.records-more": { en: "Records {list} and {count} more", zh: "记录 {list} 及另外 {count} 条" },
  "story.files": { en: "Where the records stand", zh: "记录所在文件" },
  "story.other-hosts": {
    en: "Also in these logs, too little to explain: {names}.",
    zh: "日志中还有以下主机，记录太少，未作解释：{names}。",
  },
  "story.damaged": { en: "{count} damaged {count:record|records} passed over.", zh: "跳过 {count} 条损坏的记录。" },
  "story.html.generated": { en: "Written by RDPulse", zh: "由 RDPulse 生成" },
  "story.html.tree": { en: "Problem tree", zh: "问题树" },
  "story.lacks.events": {
    en: "No event logs of this host were given: nothing about who was on, or attacks.",
    zh: "没有该主机的事件日志：无法判断谁登录过、是否受到攻击。",
  },
  "story.lacks.security": {
    en: "{channel}: failed logons with their accounts, logon types, lockouts.",
    zh: "{channel}：失败登录的帐户、登录类型、帐户锁定。",
  },
  "story.lacks.system": {
    en: "{channel}: services, certificates and their keys, domain, licensing, restarts.",
    zh: "{channel}：服务、证书及私钥、域、授权、重启。",
  },
  "story.lacks.sessions": { en: "{channel}: sessions and how they ended.", zh: "{channel}：会话及其结束方式。" },
  "story.lacks.connections": {
    en: "{channel}: the listener, connections, licences.",
    zh: "{channel}：侦听器、连接、许可证。",
  },
  "story.lacks.addresses": {
    en: "{channel}: addresses of those who failed under NLA.",
    zh: "{channel}：NLA 下登录失败者的地址。",
  },
  "story.lacks.detectors": {
    en: "Detectors that had no log to read: {names}.",
    zh: "因缺少日志而未运行的检测：{names}。",
  },
  "story.lacks.settings": {
    en: "Settings of the host: no hardening audit, and causes that only settings tell.",
    zh: "主机设置：未做加固审计，只能由设置判断的原因也未检查。",
  },
  "story.lacks.controls": {
    en: "{count} hardening controls, for lack of their part of the settings.",
    zh: "{count} 项加固要求，因缺少相应设置而未判断。",
  },
  "story.lacks.section": {
    en: "Section {section} could not be collected: {reason}",
    zh: "部分 {section} 未能收集：{reason}",
  },
  "story.lacks.probe": {
    en: "The host from outside: give a check with --probe.",
    zh: "从外部看到的情况：可用 --probe 提供探测结果。",
  },
  "error.story-no-probe": {
    en: "{file}: not the JSON of a check; write it with rdpulse check HOST --json",
    zh: "{file}：不是探测结果 JSON；请用 rdpulse check HOST --json 生成",
  },
  "error.story-silent-probe": {
    en: "{file}: the JSON of a check did not come out of this pipe within {seconds} s; is its writer running?",
    zh: "{file}：{seconds} 秒内未从此管道收到完整的探测结果 JSON；请确认写入程序在运行",
  },
  "error.story-no-code": {
    en: "--code {code}: nothing is known of it; ask rdpulse explain for what resembles it",
    zh: "--code {code}：目录中没有；可用 rdpulse explain 查询相近内容",
  },
  "error.story-nothing": {
    en: "no event log and no settings found in {paths}{reason}; give logs, exports or an archive of rdpulse collect HOST",
    zh: "在 {paths} 中未找到事件日志或主机设置{reason}；请提供日志、导出文件或 rdpulse collect HOST 生成的归档",
  },
  "error.story-no-path": {
    en: "{path}: no such file or folder; check the path (rdpulse help explain tells what can be read)",
    zh: "{path}：没有这样的文件或文件夹；请检查路径（可读取的内容见 rdpulse help explain）",
  },
  "error.story-needs-logs": {
    en: "name the host's logs too: rdpulse explain --probe check.json --events FOLDER",
    zh: "还需给出主机日志：rdpulse explain --probe check.json --events 文件夹",
  },
  "error.story-exists": { en: "{file} is there already; name a new file", zh: "{file} 已存在；请指定新文件" },
  "error.story-no-incident": {
    en: "--svg: no incident in these logs, so there is no tree to draw",
    zh: "--svg：这些日志中没有故障事件，无问题树可绘",
  },
} as const;

export type StoryKey = keyof typeof STORY;

export const storyTexts: Readonly<Record<StoryKey, Localized>> = STORY;
