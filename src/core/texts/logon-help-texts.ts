import type { Localized } from "./localized.ts";

/** Help of `logon`, and what is wrong with its arguments. */
const LOGON_HELP = {
  "logon.summary": { en: "Log on as a user does, and see how far it goes", zh: "像用户一样登录，看能走到哪一步" },
  "logon.description": {
    en: "Three depths. Without an option: NLA checks the password, which is never sent; no session is made. --authorize: the password is handed over, and the host says whether the account may log on; still no session. --desktop: a session, until its picture is stable; it is then left disconnected, or signed off with --end logoff.\nThe password is asked for on the terminal, without echo, unless --password-file, --password-env or --keyring says where it is. It is never an argument: process lists and shell histories show those.\nAn account that was refused twice within half an hour is not tried again (--despite-failures), and a password goes neither over an unprotected connection (--allow-clear-text) nor to a host whose key has changed (--accept-changed-key).\nThe exit code is 0 only when the logon was accepted and no finding is at the bar of --fail-on.",
    zh: "有三种深度。不加选项：由 NLA 验证密码，密码不会发送，也不建立会话。--authorize：交出密码，由主机告知该帐户是否允许登录，仍不建立会话。--desktop：建立会话，直到画面稳定；之后断开连接，或用 --end logoff 注销。\n密码在终端上输入，不回显；也可用 --password-file、--password-env 或 --keyring 指明来源。密码绝不作为参数：进程列表和 shell 历史会显示参数。\n半小时内被拒绝两次的帐户不会再试（--despite-failures）；密码不会经过未受保护的连接发送（--allow-clear-text），也不会发送给密钥已变更的主机（--accept-changed-key）。\n只有登录被接受且没有达到 --fail-on 级别的发现时，退出代码才为 0。",
  },
  "logon.example.credential": { en: "Is this password right?", zh: "这个密码对吗？" },
  "logon.example.authorize": { en: "… and may the account log on here?", zh: "……该帐户是否允许在此登录？" },
  "logon.example.desktop": {
    en: "Does a usable desktop appear? Keep its picture",
    zh: "能出现可用的桌面吗？并保存画面",
  },
  "logon.example.logoff": {
    en: "A session of xrdp that is one terminal, signed off with Ctrl+D",
    zh: "xrdp 的会话只有一个终端，用 Ctrl+D 注销",
  },
  "logon.example.tell": {
    en: "From a timer: the host's page shows the last logon and its desktop",
    zh: "定时运行：主机页面显示最近一次登录及其桌面",
  },
  "logon.example.repeat": {
    en: "For a script: twenty logons, a minute apart, with percentiles",
    zh: "供脚本使用：每隔一分钟登录一次，共二十次，给出百分位数",
  },
  "option.user": {
    en: "Who logs on: NAME, DOMAIN\\NAME or NAME@DOMAIN",
    zh: "登录的用户：用户名、域\\用户名 或 用户名@域",
  },
  "option.domain": {
    en: "Domain; xrdp takes a session type here, such as Xorg or Xvnc",
    zh: "域；xrdp 在此处接受会话类型，如 Xorg 或 Xvnc",
  },
  "option.password-file": {
    en: "Password: first line of a file that only you can read",
    zh: "密码来源：仅您可读的文件的第一行",
  },
  "option.password-env": { en: "Password: an environment variable", zh: "密码来源：环境变量" },
  "option.keyring": {
    en: "Password: entry of this service in the system's keyring",
    zh: "密码来源：系统密钥环中该服务的条目",
  },
  "option.authorize": {
    en: "Hand the password over, and ask whether the account may log on",
    zh: "交出密码，并询问该帐户是否允许登录",
  },
  "option.desktop": { en: "Make a session, and look at its picture", zh: "建立会话并查看画面" },
  "option.size": { en: "Size of the desktop (1024x768)", zh: "桌面大小（1024x768）" },
  "option.colors": { en: "Bits of a pixel (24).", zh: "每像素位数（24）。" },
  "option.settle": {
    en: "The picture is stable when it has not changed for so long (1.5s)",
    zh: "画面在此时间内没有变化即为稳定（1.5s）",
  },
  "option.desktop-timeout": { en: "For a stable desktop (25s)", zh: "等待桌面稳定的时限（25s）" },
  "option.end": {
    en: "What becomes of the session (disconnect).",
    zh: "会话如何结束（disconnect）。",
  },
  "option.logoff-keys": {
    en: "Keys for --end logoff, as 'Ctrl+D' or 'Win+R text:logoff Enter' (the default, for Windows)",
    zh: "--end logoff 所用的按键，如 'Ctrl+D' 或 'Win+R text:logoff Enter'（默认，适用于 Windows）",
  },
  "option.shell": { en: "Program to start in place of the desktop", zh: "代替桌面启动的程序" },
  "option.security": { en: "Only this kind of security (auto).", zh: "只使用这种安全协议（auto）。" },
  "option.screenshot": { en: "Save the picture at the end", zh: "保存结束时的画面" },
  "option.tell": {
    en: "Tell the RDPulse server that watches the host (--url): its page then shows this logon and its picture",
    zh: "告知监控该主机的 RDPulse 服务器（--url）：主机页面将显示此次登录及其画面",
  },
  "option.preview": {
    en: "Show the picture on the terminal (auto).",
    zh: "在终端上显示画面（auto）。",
  },
  "option.repeat": { en: "Log on so many times; stops at a refusal", zh: "重复登录的次数；被拒绝即停止" },
  "option.every": { en: "From one start to the next (10s)", zh: "两次开始之间的间隔（10s）" },
  "option.logon-ndjson": { en: "Print a JSON line per logon, as it comes", zh: "每完成一次登录即输出一行 JSON" },
  "option.state": {
    en: "Folder that remembers failures and keys (~/.local/state/rdpulse)",
    zh: "记录失败次数和密钥的文件夹（~/.local/state/rdpulse）",
  },
  "option.despite-failures": {
    en: "Try although the account was refused before",
    zh: "即使该帐户之前被拒绝也尝试登录",
  },
  "option.accept-changed-key": {
    en: "Send the password although the host's key has changed",
    zh: "即使主机密钥已变更也发送密码",
  },
  "option.allow-clear-text": {
    en: "Send the password although the connection is not protected",
    zh: "即使连接未受保护也发送密码",
  },
  "option.logon-timeout": { en: "For a whole logon, as 90s (60s)", zh: "整个登录的时限，如 90s（60s）" },
  "option.quiet": { en: "Print the first line only", zh: "只输出第一行" },

  "error.user-missing": {
    en: "logon needs to know who logs on: --user NAME; the password is asked for, and is no argument",
    zh: "logon 需要知道登录的用户：--user 用户名；密码会另行询问，不作为参数给出",
  },
  "error.password-argument": {
    en: "a password is no argument: process lists and shell histories show it, and it should now be changed; leave it out to be asked, or use --password-file or --password-env",
    zh: "密码不能作为参数：进程列表和 shell 历史会显示它，现在应当更换该密码；不写即会询问，或使用 --password-file 或 --password-env",
  },
  "error.password-in-user": {
    en: "--user takes a name without ':' or '%': a password is no argument, because process lists and shell histories show it; leave it out to be asked",
    zh: "--user 的名称中不能有“:”或“%”：密码不能作为参数，因为进程列表和 shell 历史会显示它；不写即会询问",
  },
  "error.password-in-target": {
    en: "HOST is the host alone; the user goes into --user, and a password is no argument",
    zh: "HOST 处只写主机；用户写在 --user 中，密码不能作为参数",
  },
  "error.logon-operands": {
    en: "logon takes one HOST and nothing else; a password is no argument; see: rdpulse help logon",
    zh: "logon 只接受一个 HOST；密码不能作为参数；请看：rdpulse help logon",
  },
  "error.bad-user": {
    en: "--user and --domain take a name: NAME, DOMAIN\\NAME or NAME@DOMAIN, of at most 255 characters each",
    zh: "--user 和 --domain 需要名称：用户名、域\\用户名 或 用户名@域，各不超过 255 个字符",
  },
  "error.two-domains": {
    en: "--user and --domain name two different domains; keep one",
    zh: "--user 和 --domain 给出了不同的域；请只保留一个",
  },
  "error.password-sources": {
    en: "--password-file, --password-env and --keyring exclude each other; keep one",
    zh: "--password-file、--password-env 和 --keyring 只能使用一个",
  },
  "error.bad-variable": {
    en: "--password-env takes the name of an environment variable, such as RDP_PASSWORD, and not the password itself",
    zh: "--password-env 需要环境变量的名称，例如 RDP_PASSWORD，而不是密码本身",
  },
  "error.logon-untold": {
    en: "The server was not told of the logon: {reason}",
    zh: "未能将此次登录告知服务器：{reason}",
  },
  "error.needs-desktop": {
    en: "{option} is about a session; add --desktop, which makes one",
    zh: "{option} 与会话有关；请加 --desktop 以建立会话",
  },
  "error.needs-option": { en: "{option} goes with {other}; add it", zh: "{option} 须与 {other} 一起使用；请加上" },
  "error.bad-size": {
    en: "--size {value} is no size of a desktop; write 1024x768 (from 200x200 to 8192x8192)",
    zh: "--size {value} 不是桌面大小；请写成 1024x768（从 200x200 到 8192x8192）",
  },
  "error.bad-key": {
    en: "--logoff-keys does not know '{value}'; write keys such as Enter, Ctrl+D or Win+R, and text:exit to type a word",
    zh: "--logoff-keys 不认识“{value}”；请写按键如 Enter、Ctrl+D 或 Win+R，输入文字请写 text:exit",
  },
  "error.bad-key-nearest": {
    en: "--logoff-keys does not know '{value}'; did you mean {nearest}? To type a word: text:exit",
    zh: "--logoff-keys 不认识“{value}”；您是不是要用 {nearest}？输入文字请写 text:exit",
  },
  "error.bad-keys-count": {
    en: "--logoff-keys takes 1 to {most} keys, separated by blanks: 'Win+R text:logoff Enter'",
    zh: "--logoff-keys 接受 1 到 {most} 个以空格分隔的按键：'Win+R text:logoff Enter'",
  },
  "error.bad-shell": {
    en: "--shell takes a command of 1 to {most} characters, without line breaks",
    zh: "--shell 需要 1 到 {most} 个字符的命令，不能换行",
  },
  "error.every-too-short": {
    en: "--every {value} is too short: there are at least {least} ms between two connections",
    zh: "--every {value} 太短：两次连接之间至少间隔 {least} 毫秒",
  },
  "error.logon-gateway": {
    en: "{file} goes through the RD Gateway {gateway}, and logon speaks to the host alone; name the host instead of the file",
    zh: "{file} 要经过 RD 网关 {gateway}，而 logon 只直接连接主机；请直接给出主机名",
  },
  "error.screenshot-nowhere": {
    en: "no picture came, so {file} was not written",
    zh: "没有收到画面，因此没有写入 {file}",
  },
  "error.lockout-guard": {
    en: "{account} was refused {count} {count:time|times} in a row, so nothing was sent, lest it be locked out; the next try is allowed at {until} (in {minutes} min), or now with --despite-failures",
    zh: "{account} 已连续 {count} 次被拒绝；为避免帐户被锁定，没有发送任何内容；{until}（{minutes} 分钟后）才可再试，或用 --despite-failures 立即尝试",
  },
} as const;

export type LogonHelpKey = keyof typeof LOGON_HELP;
export const logonHelpTexts: Readonly<Record<LogonHelpKey, Localized>> = LOGON_HELP;
