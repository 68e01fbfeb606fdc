import type { KnownMessage } from "./known-message.ts";

const SA = "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/";
const ON_DISCONNECTED = "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md";

/** Messages of mstsc about certificates, licences and gateways. */
export const trustAndGatewayMessages: readonly KnownMessage[] = [
  {
    id: "identity-clock",
    program: "mstsc",
    title: {
      en: "Remote Desktop cannot verify the identity of the remote computer because there is a time or date difference",
      zh: "由于时间或日期存在差异，远程桌面无法验证远程计算机的身份",
    },
    fragments: [
      "time or date difference between your computer and the remote computer",
      "there is a time or date difference",
      "时间或日期存在差异",
      "时间或日期差异",
      "时间差或日期差",
    ],
    meaning: {
      en: "The clocks of client, host or domain controller differ too much; the same text appears when the host has no TCP port left for the domain controller.",
      zh: "客户端、主机或域控制器的时钟相差过大；主机没有剩余 TCP 端口去联系域控制器时也显示同样的文字。",
    },
    causes: ["clock-skew", "tcp-port-exhaustion", "nla-dc-unreachable"],
    source: `${SA}remote-desktop-cannot-verify-identity-connecting-remote-machine.md`,
  },
  {
    id: "identity-not-verified",
    program: "mstsc",
    title: {
      en: "The identity of the remote computer cannot be verified",
      zh: "无法验证此远程计算机的身份",
    },
    fragments: [
      "identity of the remote computer cannot be verified",
      "certificate is not from a trusted certifying authority",
      "无法验证此远程计算机的身份",
      "无法验证远程计算机的身份",
      "证书来自不信任的证书验证机构",
    ],
    meaning: {
      en: "A warning, not a failure: the client does not know the issuer of the certificate, or the name in it differs.",
      zh: "这是警告而不是故障：客户端不认识证书的颁发者，或证书中的名称不同。",
    },
    causes: ["rdp-cert-untrusted-by-client", "rdp-cert-wrong-eku-or-name", "rdp-cert-expired"],
    source: `${SA}remote-desktop-listener-certificate-configurations.md`,
  },
  {
    id: "certificate-expired",
    program: "mstsc",
    title: { en: "The certificate has expired or is not yet valid", zh: "证书已过期或尚未生效" },
    fragments: [
      "certificate has expired",
      "certificate is expired",
      "certificate is not yet valid",
      "expired or invalid certificate",
      "certificate verify failed expired",
      "证书已过期",
      "证书尚未生效",
      "证书过期",
    ],
    meaning: {
      en: "The certificate is outside its validity, or the clock of the machine that checks it is wrong.",
      zh: "证书不在有效期内，或检查方的时钟不正确。",
    },
    causes: ["rdp-cert-expired", "clock-skew", "rdp-selfsigned-not-recreated"],
    source: ON_DISCONNECTED,
  },
  {
    id: "no-license-servers",
    program: "mstsc",
    title: {
      en: "There are no Remote Desktop License Servers available to provide a license",
      zh: "没有远程桌面授权服务器可以提供许可证",
    },
    fragments: [
      "no remote desktop license servers available",
      "没有远程桌面授权服务器可以提供许可证",
      "没有可用的远程桌面授权服务器",
      "没有远程桌面授权服务器",
    ],
    meaning: {
      en: "The grace period of 120 days is over, or the host reaches no licence server.",
      zh: "120 天宽限期已结束，或主机联系不到授权服务器。",
    },
    causes: ["rds-grace-period-expired", "rds-license-server-unreachable", "rds-cal-unavailable"],
    source: `${SA}cannot-connect-rds-no-license-server.md`,
  },
  {
    id: "licensing-protocol-error",
    program: "mstsc",
    title: {
      en: "The remote computer disconnected the session because of an error in the licensing protocol",
      zh: "由于授权协议中出现错误，远程计算机中断了会话",
    },
    fragments: [
      "error in the licensing protocol",
      "licensing protocol",
      "授权协议中出现错误",
      "授权协议出错",
      "许可协议出错",
      "许可证协议",
    ],
    meaning: {
      en: "The licensing exchange failed: a damaged licence store on the client (HKLM\\SOFTWARE\\Microsoft\\MSLicensing), missing rights to it, or the licence server.",
      zh: "授权交换失败：客户端的许可证存储损坏（HKLM\\SOFTWARE\\Microsoft\\MSLicensing）、没有写入权限，或授权服务器有问题。",
    },
    causes: ["rds-license-material-corrupt", "rds-cal-unavailable", "rds-license-server-unreachable"],
    source: `${SA}cannot-connect-rds-no-license-server.md; ${ON_DISCONNECTED}`,
  },
  {
    id: "no-client-access-license",
    program: "mstsc",
    title: {
      en: "There are no Remote Desktop client access licenses available for this computer",
      zh: "没有可供此计算机使用的远程桌面客户端访问许可证",
    },
    fragments: [
      "no remote desktop client access licenses available",
      "客户端访问许可证不可用",
      "没有可供此计算机使用的远程桌面客户端访问许可证",
      "没有可用的远程桌面客户端访问许可证",
    ],
    meaning: {
      en: "The licence server has no client access licence left of the right kind and version.",
      zh: "授权服务器上没有剩余的、类型和版本相符的客户端访问许可证（CAL）。",
    },
    causes: ["rds-cal-unavailable"],
    source: ON_DISCONNECTED,
  },
  {
    id: "gateway-server",
    program: "mstsc",
    title: {
      en: "Your computer can't connect to the remote computer because of the Remote Desktop Gateway",
      zh: "由于远程桌面网关的问题，计算机无法连接到远程计算机",
    },
    fragments: [
      "because the remote desktop gateway",
      "remote desktop gateway server is temporarily unavailable",
      "remote desktop gateway server address is unreachable",
      "remote desktop gateway is temporarily unavailable",
      "远程桌面网关服务器暂时不可用",
      "远程桌面网关服务器地址",
      "远程桌面网关",
    ],
    meaning: {
      en: "The way over the RD Gateway failed: its address, certificate or policies, or the gateway itself. The target host may be healthy.",
      zh: "经 RD 网关的路径失败：网关的地址、证书、策略，或网关本身有问题。目标主机可能是正常的。",
    },
    causes: ["rd-gateway-unreachable-or-cert", "rd-gateway-denied-or-limit", "dns-name-or-address-wrong"],
    source: ON_DISCONNECTED,
  },
  {
    id: "gateway-authorization-policy",
    program: "mstsc",
    title: {
      en: "You do not have permission to connect to this Remote Desktop Gateway or resource (RD CAP, RD RAP)",
      zh: "您没有权限连接此远程桌面网关或资源（RD CAP、RD RAP）",
    },
    fragments: [
      "connection authorization policy",
      "resource authorization policy",
      "not authorized to connect to this resource",
      "连接授权策略",
      "资源授权策略",
    ],
    meaning: {
      en: "A policy of the RD Gateway refused the user, the computer or the target name.",
      zh: "RD 网关的策略拒绝了该用户、计算机或目标名称。",
    },
    causes: ["rd-gateway-denied-or-limit"],
    source: ON_DISCONNECTED,
  },
];
