import { isTrue, type XrdpControl } from "./xrdp-control.ts";

const WEAK_PROTOCOLS = /^(?:sslv2|sslv3|tlsv1|tlsv1\.1)$/i;
const STRONG_PROTOCOLS = /^tlsv1\.[23]$/i;
/* Parts of an OpenSSL cipher string that let a weak suite in; "!" and "-" before them take it out. */
const WEAK_CIPHERS =
  /(?:^|[:,\s+])(?:ALL|COMPLEMENTOFALL|COMPLEMENTOFDEFAULT|LOW|EXPORT\w*|eNULL|NULL|aNULL|ADH|AECDH|RC4\S*|DES\S*|3DES\S*|MD5)(?=$|[:,\s+])/i;

/** How a connection to xrdp is protected. */
export const TRANSPORT_CONTROLS: readonly XrdpControl[] = [
  {
    id: "XRDP-SECLAYER",
    file: "xrdp.ini",
    section: "Globals",
    key: "security_layer",
    severity: "high",
    category: "transport",
    title: { en: "TLS is the only accepted security layer of xrdp", zh: "xrdp 只接受 TLS 安全层" },
    why: {
      en: "rdp is standard RDP security without server identity; negotiate lets the client choose it.",
      zh: "rdp 是没有服务器身份的标准 RDP 安全层；negotiate 允许客户端选择它。",
    },
    wanted: { en: "tls", zh: "tls" },
    defaultText: "negotiate",
    judge: (text) => text.trim().toLowerCase() === "tls",
    corrected: "tls",
    risk: {
      en: "Clients that know only standard RDP security cannot connect any more.",
      zh: "只支持标准 RDP 安全层的客户端将无法连接。",
    },
    sameAs: "RDP-SECLAYER",
  },
  {
    id: "XRDP-CRYPT",
    file: "xrdp.ini",
    section: "Globals",
    key: "crypt_level",
    severity: "medium",
    category: "transport",
    title: { en: "Encryption of standard RDP security is high", zh: "标准 RDP 安全层的加密级别为 high" },
    why: {
      en: "Counts only when the security layer is not TLS; low leaves what the server sends in the clear.",
      zh: "仅在安全层不是 TLS 时起作用；low 时服务器发送的内容不加密。",
    },
    wanted: { en: "high or fips", zh: "high 或 fips" },
    judge: (text) => /^(?:high|fips)$/i.test(text.trim()),
    corrected: "high",
    sameAs: "RDP-ENCLEVEL",
  },
  {
    id: "XRDP-TLS-VERSIONS",
    file: "xrdp.ini",
    section: "Globals",
    key: "ssl_protocols",
    severity: "high",
    category: "transport",
    title: { en: "xrdp offers TLS 1.2 and 1.3 only", zh: "xrdp 仅提供 TLS 1.2 和 1.3" },
    why: {
      en: "SSL 3.0, TLS 1.0 and 1.1 have known weaknesses and are offered to anybody who reaches the port.",
      zh: "SSL 3.0、TLS 1.0 和 1.1 存在已知弱点，任何能访问该端口的人都可使用。",
    },
    wanted: { en: "TLSv1.2, TLSv1.3", zh: "TLSv1.2, TLSv1.3" },
    judge: (text) => {
      const versions = text.split(/[\s,]+/).filter((word) => word !== "");
      if (versions.length === 0) return undefined;
      if (versions.some((version) => WEAK_PROTOCOLS.test(version))) return false;
      return versions.every((version) => STRONG_PROTOCOLS.test(version)) ? true : undefined;
    },
    corrected: "TLSv1.2, TLSv1.3",
    risk: { en: "Clients older than about 2014 cannot connect any more.", zh: "约 2014 年之前的客户端将无法连接。" },
    sameAs: "TLS-TLS10",
  },
  {
    id: "XRDP-CIPHERS",
    file: "xrdp.ini",
    section: "Globals",
    key: "tls_ciphers",
    severity: "medium",
    category: "transport",
    title: { en: "No weak cipher suite is allowed", zh: "不允许弱密码套件" },
    why: {
      en: "A cipher string with LOW, NULL, RC4 or 3DES lets a client choose a suite that can be broken.",
      zh: "密码字符串含 LOW、NULL、RC4 或 3DES 时，客户端可选择能被破解的套件。",
    },
    wanted: { en: "HIGH without weak suites", zh: "HIGH，且不含弱套件" },
    judge: (text) => (text.trim() === "" ? undefined : !WEAK_CIPHERS.test(text.replace(/[!-][\w+@=-]+/g, ""))),
    corrected: "HIGH:!aNULL:!eNULL:!3DES:!RC4:!MD5",
  },
  {
    id: "XRDP-CERT",
    file: "xrdp.ini",
    section: "Globals",
    key: "certificate",
    severity: "medium",
    category: "transport",
    title: { en: "xrdp uses a certificate of the site's own", zh: "xrdp 使用站点自己的证书" },
    why: {
      en: "With the self-signed one of the package, clients cannot tell a man in the middle from the host.",
      zh: "使用软件包自带的自签名证书时，客户端无法分辨中间人与真实主机。",
    },
    wanted: { en: "a file that is not the one of the package", zh: "不是软件包自带的文件" },
    defaultText: "/etc/xrdp/cert.pem",
    judge: (text) => {
      const path = text.trim();
      if (path === "" || path === "/etc/xrdp/cert.pem" || path.includes("ssl-cert-snakeoil")) return false;
      return undefined;
    },
    sameAs: "RDP-CERT",
  },
  {
    id: "XRDP-REQUIRE-CREDENTIALS",
    file: "xrdp.ini",
    section: "Globals",
    key: "require_credentials",
    severity: "low",
    category: "transport",
    title: { en: "No login form for clients without credentials", zh: "不向未提供凭据的客户端显示登录窗体" },
    why: {
      en: "xrdp has no NLA; this is the nearest: who sends no name and password gets no picture. The form is reachable otherwise.",
      zh: "xrdp 没有 NLA；此项最为接近：未发送用户名和密码的客户端看不到画面，否则任何人都能看到登录窗体。",
    },
    wanted: { en: "true", zh: "true" },
    defaultText: "false",
    judge: isTrue,
    corrected: "true",
    risk: {
      en: "Users who type their password into the form of xrdp must give it to their client instead.",
      zh: "在 xrdp 窗体中输入密码的用户必须改为在客户端中提供密码。",
    },
    sameAs: "RDP-NLA",
  },
];
