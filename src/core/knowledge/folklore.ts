import type { Localized } from "../texts/index.ts";
import type { CauseId } from "./causes/cause-id.ts";

/** A code, value or command that the web repeats although it does not exist or does not do what is said of it. */
export interface Folklore {
  readonly id: string;
  readonly title: Localized;
  /** Tried on the query in lower case, white space collapsed. */
  readonly patterns: readonly RegExp[];
  /** Numbers that are this piece of folklore, in whatever notation they are typed. */
  readonly numbers?: readonly number[];
  /** What is wrong with it. */
  readonly verdict: Localized;
  /** What to look at instead. */
  readonly instead: Localized;
  /** What people who meet it usually suffer from, the likeliest first. */
  readonly whatPeopleMean: readonly CauseId[];
  readonly source: string;
}

const ADMX = "TerminalServer.admx (Microsoft, 2016), full list of values read";
const DISCONNECT_TABLE =
  "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md; no table of disconnect, extended, ERRINFO or gateway codes holds it";

const INTERNAL_ERROR_CAUSES: readonly CauseId[] = [
  "machinekeys-permissions",
  "rdp-cert-private-key-access",
  "rdp-selfsigned-not-recreated",
  "tls-no-common-version",
  "tls-no-common-cipher",
  "rdp-bruteforce-or-flood",
  "security-layer-mismatch",
];

/** Folklore about Remote Desktop, codes first. */
export const folklore: readonly Folklore[] = [
  {
    id: "code-0x7000e",
    title: { en: "Error code 0x7000E", zh: "错误代码 0x7000E" },
    patterns: [],
    numbers: [0x7000e],
    verdict: {
      en: "No public table of RDP codes defines 0x7000E. Articles that print it also convert it wrongly: it is 458766, not 28982.",
      zh: "任何公开的 RDP 代码表都没有 0x7000E。刊登它的文章连换算都是错的：它等于 458766，而不是 28982。",
    },
    instead: {
      en: 'What is meant is the dialog "An internal error has occurred". Look at the stage at which the connection ends, and on the host at RemoteConnectionManager 1057/1058, Schannel 36870/36871, TermDD 56 and RdpCoreTS 139.',
      zh: "人们指的是“出现了内部错误”对话框。请看连接中断在哪个阶段，并在主机上查看 RemoteConnectionManager 1057/1058、Schannel 36870/36871、TermDD 56 和 RdpCoreTS 139。",
    },
    whatPeopleMean: INTERNAL_ERROR_CAUSES,
    source: `${DISCONNECT_TABLE}; arithmetic`,
  },
  {
    id: "code-0x2404",
    title: { en: "Error code 0x2404 (0x00002404)", zh: "错误代码 0x2404(0x00002404)" },
    patterns: [],
    numbers: [0x2404],
    verdict: {
      en: "0x2404 is quoted on the web as the code of the internal error. No public table or issue thread that was read defines it; mstsc uses the text for any code it has no text for.",
      zh: "网上把 0x2404 当作“内部错误”的代码。查阅过的公开表格和问题讨论都没有定义它；mstsc 对没有对应文字的任何代码都会显示这句话。",
    },
    instead: {
      en: "Read the numbers in the client's event 1026 (RDPClient/Operational) and the server events of the same second. 0x204 is a real code and one digit away: the TCP connection failed.",
      zh: "请查看客户端事件 1026(RDPClient/Operational)中的数字以及同一秒内的服务器事件。0x204 是真实代码，只差一位：TCP 连接失败。",
    },
    whatPeopleMean: INTERNAL_ERROR_CAUSES,
    source: DISCONNECT_TABLE,
  },
  {
    id: "event-1001-termservice",
    title: { en: "Event 1001 of TermService", zh: "TermService 的事件 1001" },
    patterns: [
      /^1001$/,
      /(?:event|termservice|terminal ?services?|事件)(?: ?id)?\D{0,12}1001(?!\d)/,
      /1001\D{0,12}termservice/,
    ],
    verdict: {
      en: "TermService has no event 1001. In the Application log 1001 is Windows Error Reporting, in System a bug check, in the client's analytic log an ordinary connection attempt.",
      zh: "TermService 没有事件 1001。应用程序日志中的 1001 是 Windows 错误报告，系统日志中的是蓝屏检查，客户端分析日志中的只是普通的连接尝试。",
    },
    instead: {
      en: "For the internal error look at RemoteConnectionManager 1057/1058, Schannel 36870/36871, TermDD 56 and RdpCoreTS 139; for attacks at RdpCoreTS 131 and 140, Security 4625 and RemoteConnectionManager 1006.",
      zh: "排查内部错误请看 RemoteConnectionManager 1057/1058、Schannel 36870/36871、TermDD 56 和 RdpCoreTS 139；排查攻击请看 RdpCoreTS 131 和 140、安全日志 4625 以及 RemoteConnectionManager 1006。",
    },
    whatPeopleMean: ["machinekeys-permissions", "rdp-cert-private-key-access", "rdp-bruteforce-or-flood"],
    source:
      "scheatkode/brain: Windows event-log pages of ClientActiveXCore and RemoteConnectionManager; nasbench/EVTX-ETW-Resources",
  },
  {
    id: "event-text-different-encryption-level",
    title: {
      en: 'Log text "encrypted session … different encryption level"',
      zh: "日志文字“加密会话……不同的加密级别”",
    },
    patterns: [
      /(?:requires?|needs?) an? different encryption level/,
      /encr?ypted session.{0,80}encryption level/,
      /不同的?加密级别/,
    ],
    verdict: {
      en: "Windows writes no such event text. The encryption level belongs to standard RDP security and is ignored under TLS.",
      zh: "Windows 不会写出这样的事件文字。加密级别只属于标准 RDP 安全层，使用 TLS 时会被忽略。",
    },
    instead: {
      en: "The real facts near it: ERRINFO_ENCRYPTION_PACKAGE_MISMATCH 0x1194, ERROR_CTX_ENCRYPTION_LEVEL_REQUIRED 0x1B95, RemoteConnectionManager 1050 and client reason 3590 (FIPS).",
      zh: "与之接近的真实代码和事件：ERRINFO_ENCRYPTION_PACKAGE_MISMATCH 0x1194、ERROR_CTX_ENCRYPTION_LEVEL_REQUIRED 0x1B95、RemoteConnectionManager 1050、客户端原因 3590(FIPS)。",
    },
    whatPeopleMean: ["fips-mismatch", "security-layer-mismatch"],
    source: "FreeRDP/FreeRDP: include/freerdp/error.h; TerminalServer.admx TS_ENCRYPTION_POLICY",
  },
  {
    id: "value-max-connections",
    title: { en: 'Registry value "Max Connections"', zh: "注册表值“Max Connections”" },
    patterns: [/\bmax ?connections?\b(?! ?time)/],
    verdict: {
      en: 'Windows reads no value named "Max Connections" or MaxConnection under RDP-Tcp. MaxConnectionTime is something else: a time limit in milliseconds.',
      zh: "Windows 不读取 RDP-Tcp 下名为“Max Connections”或 MaxConnection 的值。MaxConnectionTime 是另一回事：以毫秒为单位的时间上限。",
    },
    instead: {
      en: 'The policy "Limit number of connections" writes MaxInstanceCount (1 to 999999; 999999 = no limit). Without the Session Host role two administrative sessions are the limit whatever the value.',
      zh: "策略“限制连接的数量”写入 MaxInstanceCount（1~999999,999999 表示不限制）。未安装会话主机角色时，无论该值为多少，上限都是两个管理会话。",
    },
    whatPeopleMean: ["max-connections-reached"],
    source: `${ADMX}: TS_MAX_CON_POLICY; MicrosoftDocs/win32: desktop-src/TermServ/win32-tsnetworkadaptersetting.md`,
  },
  {
    id: "value-max-users",
    title: { en: "Registry value MaxUsers", zh: "注册表值 MaxUsers" },
    patterns: [/\bmax ?users\b/],
    verdict: { en: "RDP has no value of that name.", zh: "RDP 没有这个名称的值。" },
    instead: {
      en: 'Use the policy "Limit number of connections" (MaxInstanceCount) and count the sessions with qwinsta.',
      zh: "请使用策略“限制连接的数量”（MaxInstanceCount），并用 qwinsta 统计会话数。",
    },
    whatPeopleMean: ["max-connections-reached", "memory-or-session-leak"],
    source: ADMX,
  },
  {
    id: "value-user-port-range",
    title: { en: "Registry value UserPortRange", zh: "注册表值 UserPortRange" },
    patterns: [/\buser ?port ?range\b/],
    verdict: {
      en: "There is no port pool: each RDP listener has one PortNumber.",
      zh: "不存在“端口池”：每个 RDP 侦听器只有一个 PortNumber。",
    },
    instead: {
      en: "Outgoing connections have a dynamic range (netsh int ipv4 show dynamicport tcp); when it is used up, domain logons over RDP do fail: see Tcpip 4227 and 4231.",
      zh: "外发连接才有动态端口范围（netsh int ipv4 show dynamicport tcp）；耗尽时域账户的 RDP 登录确实会失败，见 Tcpip 4227 和 4231。",
    },
    whatPeopleMean: ["tcp-port-exhaustion", "listener-port-changed", "port-conflict"],
    source: "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md",
  },
  {
    id: "value-gpuvirt",
    title: { en: "Registry value GPUVirt", zh: "注册表值 GPUVirt" },
    patterns: [/\bgpu ?virt\b/],
    verdict: { en: "Windows has no value GPUVirt.", zh: "Windows 没有 GPUVirt 这个值。" },
    instead: {
      en: "A GPU reaches a virtual machine by discrete device assignment, GPU partitioning or a cloud GPU size; encoding is governed by AVCHardwareEncodePreferred and AVC444ModePreferred.",
      zh: "虚拟机通过离散设备分配（DDA）、GPU 分区或云端 GPU 规格获得 GPU；编码由 AVCHardwareEncodePreferred 和 AVC444ModePreferred 控制。",
    },
    whatPeopleMean: ["gpu-graphics-policy", "hyperv-or-vgpu-legacy", "wddm-driver-issue"],
    source: ADMX,
  },
  {
    id: "value-graphical-processing-unit",
    title: { en: "Registry value GraphicalProcessingUnit", zh: "注册表值 GraphicalProcessingUnit" },
    patterns: [/\bgraphical ?processing ?unit\b/],
    verdict: {
      en: "Windows has no value GraphicalProcessingUnit.",
      zh: "Windows 没有 GraphicalProcessingUnit 这个值。",
    },
    instead: {
      en: 'The real policy is "Use the hardware default graphics adapter for all Remote Desktop Services sessions" (bEnumerateHWBeforeSW).',
      zh: "真正的策略是“将硬件默认图形适配器用于所有远程桌面服务会话”（bEnumerateHWBeforeSW）。",
    },
    whatPeopleMean: ["gpu-graphics-policy", "wddm-driver-issue"],
    source: `${ADMX}: TS_DX_USE_FULL_HWGPU`,
  },
  {
    id: "value-compress-ratio",
    title: { en: "Registry value CompressRatio", zh: "注册表值 CompressRatio" },
    patterns: [/\bcompress(?:ion)? ?ratio\b/],
    verdict: {
      en: "A compression ratio such as 5:1 cannot be set for RDP.",
      zh: "RDP 不能设置 5:1 之类的压缩比。",
    },
    instead: {
      en: "MaxCompressionLevel takes 0 to 3. For slow pictures measure the link first (RdpCoreTS 133 and 137).",
      zh: "MaxCompressionLevel 的取值为 0~3。画面缓慢时请先测量链路（RdpCoreTS 133 和 137）。",
    },
    whatPeopleMean: ["lossy-or-high-latency-path", "gpu-graphics-policy"],
    source: `${ADMX}: TS_SERVER_COMPRESSOR, TS_RemoteDesktopVirtualGraphics`,
  },
  {
    id: "value-certificate-hash-value",
    title: { en: "Registry value SSLCertificateSHA1HashValue", zh: "注册表值 SSLCertificateSHA1HashValue" },
    patterns: [/\bsslcertificatesha1hashvalue\b/],
    verdict: {
      en: "One support article writes the name so; Windows does not read it.",
      zh: "有一篇支持文章写成了这个名称，但 Windows 并不读取它。",
    },
    instead: {
      en: "The value is SSLCertificateSHA1Hash (REG_BINARY) under WinStations\\RDP-Tcp.",
      zh: "正确的值是 WinStations\\RDP-Tcp 下的 SSLCertificateSHA1Hash(REG_BINARY)。",
    },
    whatPeopleMean: ["rdp-cert-thumbprint-mismatch"],
    source: "MicrosoftDocs/SupportArticles-docs: remote-desktop-listener-certificate-configurations.md",
  },
  {
    id: "value-dx-force-full-window",
    title: {
      en: "Settings [DXSetting] ForceFullWindow and ForceWindowed",
      zh: "设置 [DXSetting] ForceFullWindow 和 ForceWindowed",
    },
    patterns: [/\bdxsetting\b/, /\bforcefullwindow\b/, /\bforcewindowed\b/],
    verdict: {
      en: "No DirectX or RDP setting of these names was found.",
      zh: "没有找到这些名称的 DirectX 或 RDP 设置。",
    },
    instead: {
      en: "Measure where frames are lost (performance counters RemoteFX Graphics: skipped by client, network, server).",
      zh: "请测量帧丢失在哪里（性能计数器 RemoteFX Graphics：客户端、网络、服务器跳过的帧）。",
    },
    whatPeopleMean: ["gpu-graphics-policy", "wddm-driver-issue", "lossy-or-high-latency-path"],
    source: "none found",
  },
  {
    id: "tool-dnscheck",
    title: { en: "DnsCheck tool", zh: "DnsCheck 工具" },
    patterns: [/\bdns ?check\b/],
    verdict: { en: "Windows has no tool of that name.", zh: "Windows 没有这个名称的工具。" },
    instead: {
      en: "Use Resolve-DnsName or nslookup on the client and dcdiag /test:dns on a domain controller.",
      zh: "请在客户端使用 Resolve-DnsName 或 nslookup，在域控制器上使用 dcdiag /test:dns。",
    },
    whatPeopleMean: ["dns-name-or-address-wrong"],
    source: "general knowledge of the Windows command set",
  },
  {
    id: "command-dcdiag-netlogon",
    title: { en: "Command dcdiag /test:netlogon", zh: "命令 dcdiag /test:netlogon" },
    patterns: [/dcdiag.{0,20}test ?[:: ] ?netlogon(?!s)/],
    verdict: { en: "dcdiag has no test of that name.", zh: "dcdiag 没有这个名称的测试。" },
    instead: {
      en: "The test is netlogons: dcdiag /test:netlogons. For a member use nltest /sc_verify:DOMAIN.",
      zh: "测试名称是 netlogons:dcdiag /test:netlogons。成员计算机请使用 nltest /sc_verify：域名。",
    },
    whatPeopleMean: ["nla-dc-unreachable"],
    source: "public scripts; Microsoft's command name",
  },
  {
    id: "process-termservice",
    title: { en: "Process TermService (TermServ.exe)", zh: "进程 TermService(TermServ.exe)" },
    patterns: [/\bget-process\b.{0,40}termservice/, /\btermserv(?:ice)?\.exe\b/],
    verdict: {
      en: "There is no process of that name: the service runs inside svchost.exe, so the command is always empty, also on a healthy host.",
      zh: "没有这个名称的进程：该服务运行在 svchost.exe 中，因此即使主机正常，该命令也总是没有输出。",
    },
    instead: {
      en: "Get-CimInstance Win32_Service -Filter \"Name='TermService'\" gives State and ProcessId.",
      zh: "Get-CimInstance Win32_Service -Filter \"Name='TermService'\" 可给出 State 和 ProcessId。",
    },
    whatPeopleMean: ["termservice-stopped", "termservice-crash-loop"],
    source:
      "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-remote-desktop-services-issues.md",
  },
  {
    id: "rule-machine-mode",
    title: {
      en: 'Firewall rule "Remote Desktop - Machine Mode (TCP-In)"',
      zh: "防火墙规则“Remote Desktop - Machine Mode (TCP-In)”",
    },
    patterns: [/\bmachine ?mode\b/],
    verdict: { en: "Windows has no such rule.", zh: "Windows 没有这条规则。" },
    instead: {
      en: "The real rules are User Mode (TCP-In), User Mode (UDP-In) and Shadow (TCP-In): RemoteDesktop-UserMode-In-TCP, -UserMode-In-UDP, -Shadow-In-TCP.",
      zh: "真实的规则是“用户模式（TCP-In）”“用户模式（UDP-In）”和“卷影（TCP-In）”：RemoteDesktop-UserMode-In-TCP、-UserMode-In-UDP、-Shadow-In-TCP。",
    },
    whatPeopleMean: ["firewall-drop"],
    source: "MicrosoftDocs/SupportArticles-docs: troubleshoot-rdp-internal-error.md; public rule lists",
  },
  {
    id: "file-termservice-pfx",
    title: { en: "File TermService.pfx to be copied to clients", zh: "复制到客户端的 TermService.pfx 文件" },
    patterns: [/\btermservice\.pfx\b/],
    verdict: {
      en: "The file and its folder do not exist, and a PFX holds the private key: spreading it would give the host's identity away.",
      zh: "该文件及其目录并不存在；而且 PFX 含有私钥，分发它等于交出主机的身份。",
    },
    instead: {
      en: "Clients need the public certificate of the issuing CA in their trust store (Windows: by Group Policy).",
      zh: "客户端需要的是信任存储中颁发 CA 的公开证书（Windows 可通过组策略下发）。",
    },
    whatPeopleMean: ["rdp-cert-untrusted-by-client"],
    source: "MicrosoftDocs/SupportArticles-docs: remote-desktop-listener-certificate-configurations.md",
  },
  {
    id: "command-magellan-merge",
    title: { en: "Command magellan -merge -session-type rdp", zh: "命令 magellan -merge -session-type rdp" },
    patterns: [/\bmagellan\b/],
    verdict: {
      en: "No such tool was found, and RDP sessions cannot be merged.",
      zh: "没有找到这样的工具，RDP 会话也无法合并。",
    },
    instead: {
      en: "qwinsta lists the sessions, logoff ends one; the policy fSingleSessionPerUser keeps each user to one.",
      zh: "用 qwinsta 列出会话，用 logoff 结束会话；策略 fSingleSessionPerUser 可使每个用户只有一个会话。",
    },
    whatPeopleMean: ["max-connections-reached", "memory-or-session-leak"],
    source: "none found",
  },
  {
    id: "claim-clock-five-seconds",
    title: { en: "An NTP offset above 5 seconds breaks RDP", zh: "NTP 偏差超过 5 秒会导致 RDP 失败" },
    patterns: [/\bntp\b.{0,40}\b5 ?(?:s|sec|seconds|000 ?ms)\b/, /(?:时间|时钟|ntp).{0,20}(?:5|五) ?秒/],
    verdict: {
      en: "Kerberos tolerates five minutes. 5000 ms is the level at which the time service writes its event 50, not an RDP limit.",
      zh: "Kerberos 容许五分钟。5000 毫秒只是时间服务记录事件 50 的阈值，不是 RDP 的限制。",
    },
    instead: {
      en: "Compare the clocks with w32tm /stripchart; real time faults show as client reason 7431 (0x1D07) or NTSTATUS 0xC0000133.",
      zh: "用 w32tm /stripchart 比较时钟；真正的时间故障表现为客户端原因 7431(0x1D07)或 NTSTATUS 0xC0000133。",
    },
    whatPeopleMean: ["clock-skew", "tcp-port-exhaustion"],
    source:
      "MicrosoftDocs/windows-itpro-docs: maximum-tolerance-for-computer-clock-synchronization.md; text of Time-Service event 50",
  },
];
