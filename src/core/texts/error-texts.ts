import type { Localized } from "./localized.ts";

/** One line each: what is wrong, and the next step. */
const ERRORS = {
  "error.whole-number": {
    en: "{option} takes a whole number from {least} to {most}",
    zh: "{option} 需要 {least} 到 {most} 之间的整数",
  },
  "error.no-operand": {
    en: "{command} takes no operand; {value} is one too many",
    zh: "{command} 不接受操作数；{value} 是多余的",
  },
  "error.unknown-command": {
    en: "there is no command '{command}'; the commands are {commands}",
    zh: "没有命令“{command}”；可用的命令有 {commands}",
  },
  "error.unknown-command-nearest": {
    en: "there is no command '{command}'; did you mean: rdpulse {nearest}",
    zh: "没有命令“{command}”；您是不是要用：rdpulse {nearest}",
  },
  "error.command-missing": {
    en: "'{target}' is no command; to check that host: rdpulse check {target}",
    zh: "“{target}”不是命令；要检查该主机请用：rdpulse check {target}",
  },
  "error.unknown-option": {
    en: "there is no option '{option}'; see: rdpulse help {command}",
    zh: "没有选项“{option}”；请看：rdpulse help {command}",
  },
  "error.unknown-option-nearest": {
    en: "there is no option '{option}'; did you mean {nearest}? See: rdpulse help {command}",
    zh: "没有选项“{option}”；您是不是要用 {nearest}？请看：rdpulse help {command}",
  },
  "error.option-needs-value": {
    en: "{option} needs a value: {option} {value}",
    zh: "{option} 需要一个值：{option} {value}",
  },
  "error.option-takes-no-value": { en: "{option} takes no value; leave it out", zh: "{option} 不带值；请去掉该值" },
  "error.bad-choice": {
    en: "{option} does not know '{value}'; use one of: {choices}",
    zh: "{option} 不接受“{value}”；可用的有：{choices}",
  },
  "error.bad-choice-nearest": {
    en: "{option} does not know '{value}'; did you mean {nearest}? One of: {choices}",
    zh: "{option} 不接受“{value}”；您是不是要用 {nearest}？可用的有：{choices}",
  },
  "error.operand-missing": {
    en: "{command} needs {operand}; see: rdpulse help {command}",
    zh: "{command} 缺少 {operand}；请看：rdpulse help {command}",
  },
  "error.operand-extra": {
    en: "{command} takes only one {operand}, and '{value}' is one too many",
    zh: "{command} 只接受一个 {operand}，“{value}”是多余的",
  },
  "error.bad-duration": {
    en: "{option} {value} is no length of time; write 5s, 500ms or 2m",
    zh: "{option} {value} 不是时长；请写成 5s、500ms 或 2m",
  },
  "error.bad-count": {
    en: "{option} {value} is no number from 1 to {most}",
    zh: "{option} {value} 不是 1 到 {most} 之间的整数",
  },
  "error.bad-width": {
    en: "--width {value} is no number of columns from {least} on",
    zh: "--width {value} 无效；列数至少为 {least}",
  },
  "error.bad-target": {
    en: "'{value}' is no target; write HOST, HOST:PORT (1 to 65535), [IPV6]:PORT or a .rdp file",
    zh: "“{value}”不是有效目标；请写成 主机、主机:端口（1 到 65535）、[IPv6]:端口 或 .rdp 文件",
  },
  "error.target-is-url": {
    en: "'{value}' is a web address; Remote Desktop wants the host alone: rdpulse check {host}",
    zh: "“{value}”是网址；远程桌面只需要主机名：rdpulse check {host}",
  },
  "error.bad-address": {
    en: "'{value}' is no IPv4 address; four numbers from 0 to 255 are expected",
    zh: "“{value}”不是 IPv4 地址；应为四个 0 到 255 的数",
  },
  "error.bad-host-name": {
    en: "'{value}' cannot be a host name; use letters, digits, hyphens and dots",
    zh: "“{value}”不能作为主机名；请使用字母、数字、连字符和点",
  },
  "error.bad-host-and-port": {
    en: "{option} {value} names no host; write HOST or HOST:PORT",
    zh: "{option} {value} 不是主机；请写成 主机 或 主机:端口",
  },
  "error.bad-resolver": {
    en: "--resolver {value} is no address; give the DNS server's own, as 192.0.2.53 or 192.0.2.53:53",
    zh: "--resolver {value} 不是地址；请写出 DNS 服务器的 IP 地址，例如 192.0.2.53 或 192.0.2.53:53",
  },
  "error.bad-source": {
    en: "--source {value} is no address; give one of this machine's own, see: ip address",
    zh: "--source {value} 不是地址；请给出本机的一个地址，可用 ip address 查看",
  },
  "error.bad-proxy": {
    en: "--proxy {value} is not understood; write socks5://HOST:PORT",
    zh: "--proxy {value} 无法识别；请写成 socks5://主机:端口",
  },
  "error.bad-sent-text": {
    en: "{option} goes over the wire in one line: 1 to {most} printable ASCII characters",
    zh: "{option} 会在一行内发送：须为 1 到 {most} 个可打印的 ASCII 字符",
  },
  "error.bad-range": {
    en: "'{value}' is no range of addresses; write 192.0.2.0/24, 192.0.2.10-20 or 2001:db8::/120",
    zh: "“{value}”不是地址范围；请写成 192.0.2.0/24、192.0.2.10-20 或 2001:db8::/120",
  },
  "error.too-many-targets": {
    en: "'{value}' makes {count} targets and a scan takes at most {most}; use a longer prefix or several scans",
    zh: "“{value}”共有 {count} 个目标，一次扫描最多 {most} 个；请用更长的前缀或分几次扫描",
  },
  "error.no-targets": {
    en: "no target is left to scan; give hosts, ranges, @FILE or - for stdin",
    zh: "没有可扫描的目标；请给出主机、地址范围、@文件，或用 - 从标准输入读取",
  },
  "error.more-bad-lines": { en: "{count} more {count:line|lines} like these", zh: "还有 {count} 行类似的问题" },
  "error.json-and-ndjson": {
    en: "--json and --ndjson exclude each other: one document at the end, or a line per target",
    zh: "--json 与 --ndjson 不能同时使用：前者在结束时输出一个文档，后者每个目标输出一行",
  },
  "error.cut-off": {
    en: "the deadline came before {left} of {total} targets were done; repeat the same command with --resume FILE to go on",
    zh: "到截止时间时 {total} 个目标中还有 {left} 个未完成；用 --resume 文件 重复同一命令即可继续",
  },
  "error.scan-failures": {
    en: "{count} {count:target|targets} could not be checked because of a fault in rdpulse; please report it with their lines of --ndjson",
    zh: "由于 rdpulse 自身的错误，有 {count} 个目标未能检查；请附上 --ndjson 中对应的行报告此问题",
  },
  "error.unreadable-file": {
    en: "{file} cannot be read ({reason}); check the path and its permissions",
    zh: "无法读取 {file}（{reason}）；请检查路径和权限",
  },
  "error.unwritable-file": {
    en: "{file} cannot be written ({reason}); nothing was probed; choose another place",
    zh: "无法写入 {file}（{reason}）；尚未进行任何探测；请换一个位置",
  },
  "error.not-our-file": {
    en: "{file} exists and is no transcript of rdpulse, so it is left alone; choose another name",
    zh: "{file} 已存在且不是 rdpulse 的记录文件，因此未改动；请换一个文件名",
  },
  "error.not-a-result": {
    en: "{file} line {line} is no result of a scan; --resume wants the NDJSON file of an earlier one",
    zh: "{file} 第 {line} 行不是扫描结果；--resume 需要之前扫描的 NDJSON 文件",
  },
  "error.no-certificate-in-file": {
    en: "{file} holds no usable certificate; --ca wants PEM (-----BEGIN CERTIFICATE-----)",
    zh: "{file} 中没有可用的证书；--ca 需要 PEM 格式（-----BEGIN CERTIFICATE-----）",
  },
  "error.rdp-not-text": {
    en: "{file} is no Remote Desktop file: it is not text",
    zh: "{file} 不是远程桌面文件：内容不是文本",
  },
  "error.rdp-too-large": { en: "{file} is too large for a Remote Desktop file", zh: "{file} 太大，不是远程桌面文件" },
  "error.rdp-no-setting": {
    en: "{file} is no Remote Desktop file: no line has the form name:type:value",
    zh: "{file} 不是远程桌面文件：没有“名称:类型:值”形式的行",
  },
  "error.rdp-bad-integer": {
    en: "{file} line {line} wants a number; mend the line, or name the host instead of the file",
    zh: "{file} 第 {line} 行应为数字；请改正该行，或直接给出主机名",
  },
  "error.rdp-no-address": {
    en: "{file} names no host (full address); name it instead: rdpulse check HOST",
    zh: "{file} 中没有主机地址（full address）；请直接给出：rdpulse check 主机",
  },
  "error.rdp-bad-address": {
    en: "{file} holds '{value}' as an address, which is none; mend it, or name the host",
    zh: "{file} 中的地址“{value}”无效；请改正，或直接给出主机名",
  },
  "error.bad-transcript": {
    en: "{file} cannot be replayed: {reason}; it must be a file that --transcript wrote, unchanged",
    zh: "无法重放 {file}：{reason}；必须是 --transcript 写出且未改动的文件",
  },
  "error.transcript-too-large": {
    en: "{file} is larger than {limit} MiB and no transcript",
    zh: "{file} 大于 {limit} MiB，不是记录文件",
  },
  "error.transcript-cut": {
    en: "{file} was cut, because more was received than a transcript keeps: what came later is not tested here",
    zh: "{file} 不完整：收到的数据超过了记录文件的保存上限，之后的内容在此未测试",
  },
  "error.nothing-to-resolve": {
    en: "--stages dns leaves nothing to test for an address; give a name, or a later stage",
    zh: "目标是地址时，--stages dns 没有可测试的内容；请给出名称或更靠后的阶段",
  },
  "error.foreign-source": {
    en: "--source {value} is not an address of this machine; ip address lists those that are",
    zh: "--source {value} 不是本机的地址；可用 ip address 查看本机地址",
  },
  "error.proxy-failed": {
    en: "the proxy made no connection, so nothing can be said of the target: {reason}; check --proxy and try again",
    zh: "代理未能建立连接，因此无法对目标下结论：{reason}；请检查 --proxy 后重试",
  },
  "error.no-network": {
    en: "this machine has no network but loopback, so nothing can be said of the target; connect it and try again",
    zh: "本机除环回外没有网络，因此无法对目标下结论；请接通网络后重试",
  },
  "error.operator": { en: "{reason}", zh: "{reason}" },
  "error.environment": {
    en: "this machine cannot probe: {reason}",
    zh: "本机无法进行探测：{reason}",
  },
  "error.bug": {
    en: "a fault in rdpulse itself: {reason}. Please report it; RDPULSE_DEBUG=1 shows where",
    zh: "rdpulse 自身出错：{reason}。请报告此问题；设置 RDPULSE_DEBUG=1 可显示出错位置",
  },
  "error.bug-with-transcript": {
    en: "a fault in rdpulse itself: {reason}. Please report it with the recorded conversation {path}",
    zh: "rdpulse 自身出错：{reason}。请附上对话记录 {path} 报告此问题",
  },
} as const;

export type ErrorKey = keyof typeof ERRORS;
export const errorTexts: Readonly<Record<ErrorKey, Localized>> = ERRORS;
