import type { Localized } from "./localized.ts";

/** `rdpulse collect`: help, progress, what it brought, and what can go wrong, one line each with the next step. */
const COLLECT = {
  "collect.summary": { en: "Bring a host's settings and logs over SSH", zh: "通过 SSH 取回主机的设置和日志" },
  "collect.description": {
    en: "Runs a read-only collector on HOST (or USER@HOST) over SSH and brings one archive, which `rdpulse explain` and `rdpulse audit` read. Nothing is installed or changed there. The host's key must be known: from known_hosts, or by --host-key. Without SSH: --print-script gives the script to run by hand. What it reads stands in docs/collect.md. The Windows collector was never run on a real Windows by us.",
    zh: "通过 SSH 在 HOST（或 USER@HOST）上运行只读采集器，取回一个归档文件，供 `rdpulse explain` 和 `rdpulse audit` 读取。不会在主机上安装或更改任何内容。主机密钥必须已知：来自 known_hosts，或用 --host-key 指定。不用 SSH 时：--print-script 输出可手动运行的脚本。读取哪些内容见 docs/collect.md。Windows 采集器从未在真实的 Windows 上由我们运行过。",
  },
  "collect.example.host": { en: "A host whose key is in known_hosts", zh: "密钥已在 known_hosts 中的主机" },
  "collect.example.pinned": { en: "With a pinned host key and a key file", zh: "固定主机密钥并使用密钥文件" },
  "collect.example.xrdp": { en: "An xrdp host, as root through sudo", zh: "xrdp 主机，通过 sudo 以 root 运行" },
  "collect.example.script": { en: "The script, to run by hand on Windows", zh: "输出脚本，在 Windows 上手动运行" },
  "option.collect-user": {
    en: "Account on the host (default: the name before @, else your own)",
    zh: "主机上的帐户（默认：@ 前的名称，否则为当前用户）",
  },
  "option.collect-port": { en: "Port of the SSH server (22)", zh: "SSH 服务器的端口（22）" },
  "option.collect-identity": { en: "Private key file", zh: "私钥文件" },
  "option.collect-known-hosts": {
    en: "File with known host keys, in place of the usual ones",
    zh: "已知主机密钥的文件，取代默认文件",
  },
  "option.collect-host-key": {
    en: "Fingerprint of the host's key; no other is taken",
    zh: "主机密钥的指纹；只接受该密钥",
  },
  "option.collect-platform": {
    en: "What the host is; asked of it unless given",
    zh: "主机类型；未给出时向主机询问",
  },
  "option.collect-sudo": {
    en: "Run the xrdp collector through sudo -n",
    zh: "通过 sudo -n 运行 xrdp 采集器",
  },
  "option.collect-ask-password": { en: "Ask for a password", zh: "询问密码" },
  "option.collect-out": {
    en: "File for the archive (HOST-TIME.zip or .tar.gz here)",
    zh: "归档文件（默认为当前目录下的 主机-时间.zip 或 .tar.gz）",
  },
  "option.collect-days": { en: "Days of logs to bring (14)", zh: "取回多少天的日志（14）" },
  "option.collect-most": { en: "Largest archive that is taken, in MB (500)", zh: "接受的最大归档大小，单位 MB（500）" },
  "option.collect-silence": {
    en: "Give up when the host says nothing for so long (5m)",
    zh: "主机多久没有任何输出就放弃（5m）",
  },
  "option.collect-timeout": { en: "For the connection and the sign-in (20s)", zh: "连接和登录的时限（20s）" },
  "option.collect-print-script": {
    en: "Print the collector for this kind of host, and nothing else",
    zh: "仅输出适用于该类主机的采集器脚本",
  },
  "collect.progress": {
    en: "{host}: {step} · {size} MB · {seconds} s",
    zh: "{host}：{step} · {size} MB · {seconds} 秒",
  },
  "collect.progress-connect": { en: "connecting", zh: "正在连接" },
  "collect.done": { en: "{file} ({size} MB) from {host}", zh: "{file}（{size} MB），来自 {host}" },
  "collect.sections": {
    en: "{collected} sections collected, {failed} failed",
    zh: "已采集 {collected} 个部分，{failed} 个失败",
  },
  "collect.section-failed": { en: "{section}: {reason}", zh: "{section}：{reason}" },
  "collect.no-sections": {
    en: "The archive came, but none of its settings could be read; its logs may be readable.",
    zh: "归档已取回，但其中没有可读取的设置；日志可能仍可读取。",
  },
  "collect.next": { en: "Next", zh: "下一步" },
  "collect.key-passphrase": { en: "Passphrase of {file}: ", zh: "{file} 的密码短语：" },
  "collect.host-key-unknown": {
    en: "the key of {host} is not known: {type} {fingerprint}. Compare it on the host (ssh-keygen -lf), then: rdpulse collect {host} --host-key {fingerprint}",
    zh: "{host} 的密钥未知：{type} {fingerprint}。请在主机上核对（ssh-keygen -lf），然后运行：rdpulse collect {host} --host-key {fingerprint}",
  },
  "collect.host-key-changed": {
    en: "{host} shows another key than the known one: {type} {fingerprint}. Nothing was sent. Find out why; somebody may stand in between",
    zh: "{host} 出示的密钥与已知的不同：{type} {fingerprint}。未发送任何内容。请查明原因；中间可能有人拦截",
  },
  "collect.host-key-revoked": {
    en: "the key of {host} is marked as revoked: {type} {fingerprint}. Nothing was sent",
    zh: "{host} 的密钥已被标记为吊销：{type} {fingerprint}。未发送任何内容",
  },
  "collect.refused": {
    en: "{host} did not let {user} in ({reason}); name an account with --user, a key with --identity, or use --ask-password",
    zh: "{host} 拒绝 {user} 登录（{reason}）；请用 --user 指定帐户，用 --identity 指定密钥，或使用 --ask-password",
  },
  "collect.connect-timeout": {
    en: "{host}:{port} gave no SSH answer within {seconds} s; is an SSH server running there, and the port open?",
    zh: "{host}:{port} 在 {seconds} 秒内没有 SSH 应答；那里有 SSH 服务器在运行吗？端口开放吗？",
  },
  "collect.no-name": {
    en: "the name {host} does not resolve; check its spelling, or give the address",
    zh: "名称 {host} 无法解析；请检查拼写，或直接给出地址",
  },
  "collect.handshake": {
    en: "{host}:{port} and we have no SSH algorithm in common, or it is no SSH server ({reason})",
    zh: "{host}:{port} 与本程序没有共同的 SSH 算法，或者它不是 SSH 服务器（{reason}）",
  },
  "collect.not-connected": {
    en: "no connection to {host}:{port} ({reason}); on Windows Server the optional feature OpenSSH Server must be there and started",
    zh: "无法连接 {host}:{port}（{reason}）；Windows Server 上需要安装并启动可选功能 OpenSSH 服务器",
  },
  "collect.lost": {
    en: "the connection to {host} was lost ({reason}); nothing was kept, run the command again",
    zh: "与 {host} 的连接中断（{reason}）；未保留任何内容，请重新运行该命令",
  },
  "collect.silence": {
    en: "{host} said nothing for {seconds} s and was given up; --silence waits longer, --days makes less work",
    zh: "{host} 已有 {seconds} 秒没有任何输出，已放弃；可用 --silence 延长等待，或用 --days 减少工作量",
  },
  "collect.interrupted": { en: "interrupted; nothing was kept", zh: "已中断；未保留任何内容" },
  "collect.no-command": { en: "{host} runs no command for us ({reason})", zh: "{host} 不允许运行命令（{reason}）" },
  "collect.no-archive": {
    en: "{host} sent no archive (exit code {code}: {said}); --platform names the kind of host, --print-script gives the script to try by hand",
    zh: "{host} 没有发送归档（退出代码 {code}：{said}）；可用 --platform 指定主机类型，或用 --print-script 取得脚本手动尝试",
  },
  "collect.cut-off": {
    en: "the archive of {host} ends early (exit code {code}: {said}); nothing was kept, run the command again",
    zh: "{host} 的归档不完整（退出代码 {code}：{said}）；未保留任何内容，请重新运行该命令",
  },
  "collect.not-base64": {
    en: "what {host} sent is no archive of ours (exit code {code}: {said}); does its profile print text?",
    zh: "{host} 发送的不是本程序的归档（退出代码 {code}：{said}）；其配置文件是否输出了文本？",
  },
  "collect.damaged": {
    en: "the archive of {host} was changed on its way (exit code {code}: {said}); nothing was kept, run the command again",
    zh: "{host} 的归档在传输中被改变（退出代码 {code}：{said}）；未保留任何内容，请重新运行该命令",
  },
  "collect.too-large": {
    en: "{host} sends more than {most} MB; --days brings less, --most-mb takes more",
    zh: "{host} 发送的内容超过 {most} MB；可用 --days 减少内容，或用 --most-mb 接受更多",
  },
  "collect.file-exists": {
    en: "{file} exists already and is never overwritten; name another with --out",
    zh: "{file} 已存在，不会覆盖；请用 --out 指定其他文件",
  },
  "collect.file-not-written": { en: "{file} cannot be written ({errno})", zh: "无法写入 {file}（{errno}）" },
  "collect.bad-key": {
    en: "the key file {file} cannot be used ({reason})",
    zh: "密钥文件 {file} 无法使用（{reason}）",
  },
  "collect.bad-fingerprint": {
    en: "--host-key takes a fingerprint as ssh-keygen -l shows it: SHA256:…",
    zh: "--host-key 需要 ssh-keygen -l 所显示的指纹：SHA256:…",
  },
} as const;

export type CollectKey = keyof typeof COLLECT;

export const collectTexts: Readonly<Record<CollectKey, Localized>> = COLLECT;
