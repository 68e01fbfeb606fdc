// Named set-ups for `npm run lab -- up NAME`: one line each, and how it is started.
import { labAccount, type AccountKind, type Desktop } from "./accounts.ts";
import { certificate, type CertificateOptions } from "./certificates.ts";
import { desktopHost, type DesktopHostOptions } from "./servers/desktop-host.ts";
import { freerdpShadow, type ShadowOptions } from "./servers/freerdp-shadow.ts";
import { gnomeRemoteDesktop } from "./servers/gnome-remote-desktop.ts";
import { haproxy } from "./servers/haproxy.ts";
import type { Placement } from "./servers/server.ts";
import { weston } from "./servers/weston.ts";
import { xrdp, type XrdpOptions } from "./servers/xrdp.ts";
import { shim, type ShimBehaviour } from "./shim.ts";
import type { Lab } from "./workshop.ts";

/** Where a started set-up answers. */
export interface Reachable {
  readonly address: string;
  readonly port: number;
  /** Who may log on there, or is refused, when it needs an account of its own. */
  readonly account?: { readonly user: string; readonly password: string };
}

/** A set-up that a person can start by name. */
export interface SetUp {
  readonly about: { readonly en: string; readonly zh: string };
  start(lab: Lab, placement: Placement): Promise<Reachable>;
}

const viaXrdp =
  (options: Omit<XrdpOptions, keyof Placement>, looks?: CertificateOptions): SetUp["start"] =>
  async (lab, placement) =>
    xrdp(lab, { ...placement, ...options, ...(looks ? { certificate: await certificate(lab, looks) } : {}) });
const viaDesktop =
  (
    options: Omit<DesktopHostOptions, keyof Placement> = {},
    kind: AccountKind = "good",
    desktop: Desktop = "xterm",
  ): SetUp["start"] =>
  async (lab, placement) => {
    const account = await labAccount(lab, kind, "Passw0rd!", { desktop });
    const { address, port } = await desktopHost(lab, { ...placement, ...options });
    return { address, port, account };
  };
const viaShadow =
  (options: Omit<ShadowOptions, keyof Placement>): SetUp["start"] =>
  (lab, placement) =>
    freerdpShadow(lab, { ...placement, ...options });
const viaShim =
  (behaviour: ShimBehaviour): SetUp["start"] =>
  (lab, placement) =>
    shim(lab, behaviour, placement);
const tls = { ini: { security_layer: "tls" } };

/** All set-ups by name. */
export const setUps: Readonly<Record<string, SetUp>> = {
  xrdp: {
    about: { en: "xrdp as Debian installs it: TLS and plain RDP", zh: "Debian 默认配置的 xrdp：支持 TLS 和标准 RDP" },
    start: viaXrdp({}),
  },
  "xrdp-tls": {
    about: { en: "xrdp that only speaks TLS", zh: "只接受 TLS 的 xrdp" },
    start: viaXrdp(tls),
  },
  "xrdp-rdp": {
    about: { en: "xrdp that only speaks standard RDP security", zh: "只接受标准 RDP 安全层的 xrdp" },
    start: viaXrdp({ ini: { security_layer: "rdp" } }),
  },
  "xrdp-rdp-low": {
    about: { en: "standard RDP security with 40-bit encryption", zh: "标准 RDP 安全层，仅 40 位加密" },
    start: viaXrdp({ ini: { security_layer: "rdp", crypt_level: "low" } }),
  },
  "xrdp-rdp-fips": {
    about: { en: "standard RDP security with FIPS encryption", zh: "标准 RDP 安全层，FIPS 加密" },
    start: viaXrdp({ ini: { security_layer: "rdp", crypt_level: "fips" } }),
  },
  "xrdp-tls10": {
    about: { en: "TLS 1.0 and nothing newer", zh: "只支持 TLS 1.0" },
    start: viaXrdp({ ini: { security_layer: "tls", ssl_protocols: "TLSv1" }, legacyTls: true }),
  },
  "xrdp-tls12": {
    about: { en: "TLS 1.2 and nothing newer", zh: "最高只支持 TLS 1.2" },
    start: viaXrdp({ ini: { security_layer: "tls", ssl_protocols: "TLSv1.2" } }),
  },
  "xrdp-expired": {
    about: { en: "its certificate expired 10 days ago", zh: "证书已过期 10 天" },
    start: viaXrdp(tls, { from: -400, to: -10 }),
  },
  "xrdp-not-yet": {
    about: { en: "its certificate becomes valid in 10 days", zh: "证书 10 天后才生效" },
    start: viaXrdp(tls, { from: 10, to: 400 }),
  },
  "xrdp-expires-soon": {
    about: { en: "its certificate expires in 5 days", zh: "证书 5 天后过期" },
    start: viaXrdp(tls, { from: -355, to: 5 }),
  },
  "xrdp-weak": {
    about: { en: "RSA-1024 certificate signed with SHA-1", zh: "RSA-1024、SHA-1 签名的弱证书" },
    start: viaXrdp({ ...tls, legacyTls: true }, { key: "rsa:1024", digest: "sha1" }),
  },
  "xrdp-wrong-name": {
    about: { en: "its certificate is for another name", zh: "证书是为另一个名称签发的" },
    start: viaXrdp(tls, { cn: "other.lab.test", san: "DNS:other.lab.test" }),
  },
  "xrdp-self-signed": {
    about: { en: "self-signed certificate, as Windows makes its own", zh: "自签名证书，与 Windows 自动生成的相同" },
    start: viaXrdp(tls, { selfSigned: true, cn: "WIN-LAB01", san: "" }),
  },
  "xrdp-no-certificate": {
    about: { en: "TLS is required, but the certificate file is missing", zh: "要求 TLS，但证书文件不存在" },
    start: viaXrdp({ ...tls, certificate: "missing" }),
  },
  desktop: {
    about: { en: "xrdp with complete logins: an account and its desktop", zh: "可完整登录的 xrdp：附带账户及其桌面" },
    start: viaDesktop(),
  },
  "desktop-black": {
    about: { en: "a login that ends in a black screen", zh: "登录成功但只显示黑屏" },
    start: viaDesktop({}, "good", "black"),
  },
  "desktop-dies": {
    about: { en: "a session that ends itself at once", zh: "会话启动后立即退出" },
    start: viaDesktop({}, "good", "dies-at-once"),
  },
  "desktop-slow": {
    about: { en: "a profile that takes five seconds", zh: "用户配置文件加载需要 5 秒" },
    start: viaDesktop({}, "good", "slow-home"),
  },
  "desktop-no-xorg": {
    about: { en: "sesman cannot find the Xorg it shall start", zh: "sesman 找不到要启动的 Xorg" },
    start: viaDesktop({ sesman: { xorg: "missing" } }),
  },
  "desktop-no-sesman": {
    about: { en: "xrdp whose session keeper is not running", zh: "xrdp 的会话管理器 sesman 未运行" },
    start: viaDesktop({ sesman: "none" }),
  },
  "desktop-expired": {
    about: { en: "the password of the account must be changed", zh: "账户密码已过期，必须更改" },
    start: viaDesktop({}, "expired-password"),
  },
  "desktop-locked": {
    about: { en: "the account is locked", zh: "账户已锁定" },
    start: viaDesktop({}, "locked"),
  },
  "desktop-not-allowed": {
    about: { en: "a healthy account that may not log on here", zh: "账户正常，但不允许登录此主机" },
    start: viaDesktop({ sesman: { allowedGroup: "users" } }, "not-allowed"),
  },
  "shadow-nla": {
    about: { en: "freerdp-shadow that requires NLA", zh: "要求 NLA 的 freerdp-shadow" },
    start: viaShadow({ security: "nla", scenery: true }),
  },
  "shadow-tls": {
    about: { en: "freerdp-shadow with TLS, no authentication", zh: "使用 TLS、无身份验证的 freerdp-shadow" },
    start: viaShadow({ security: "tls", scenery: true }),
  },
  "shadow-plain": {
    about: { en: "freerdp-shadow with no encryption at all", zh: "完全不加密的 freerdp-shadow" },
    start: viaShadow({ security: "rdp" }),
  },
  "shadow-skew": {
    about: { en: "NLA on a host whose clock is 7 minutes ahead", zh: "要求 NLA，主机时钟快 7 分钟" },
    start: viaShadow({ security: "nla", clockOffset: "+7m" }),
  },
  weston: {
    about: { en: "weston: TLS, and a desktop for whoever connects", zh: "weston：使用 TLS，任何人连接即得桌面" },
    start: (lab, placement) => weston(lab, placement),
  },
  gnome: {
    about: { en: "gnome-remote-desktop, headless, requires NLA", zh: "无显示器的 gnome-remote-desktop，要求 NLA" },
    start: (lab, placement) => gnomeRemoteDesktop(lab, { ...placement, scenery: true }),
  },
  "haproxy-dead": {
    about: { en: "HAProxy with nobody behind it", zh: "HAProxy，后端服务器已停止" },
    start: (lab, placement) => haproxy(lab, { ...placement, mode: "dead-backend" }),
  },
  "haproxy-cookie": {
    about: {
      en: "HAProxy that hangs up without an mstshash cookie",
      zh: "HAProxy，请求中没有 mstshash cookie 时断开连接",
    },
    start: async (lab, placement) =>
      haproxy(lab, { ...placement, mode: "rdp-cookie-required", backends: [await xrdp(lab)] }),
  },
  "haproxy-accept-proxy": {
    about: { en: "HAProxy that waits for a PROXY line", zh: "HAProxy，等待客户端先发送 PROXY 协议头" },
    start: async (lab, placement) => haproxy(lab, { ...placement, mode: "accept-proxy", backends: [await xrdp(lab)] }),
  },
  paused: {
    about: { en: "a hung xrdp: takes connections, answers nothing", zh: "挂起的 xrdp：能建立连接，但不响应" },
    start: async (lab, placement) => {
      const server = await xrdp(lab, placement);
      server.pause();
      return server;
    },
  },
  silent: {
    about: { en: "takes connections and never says a word", zh: "接受连接后不发送任何数据" },
    start: viaShim({ kind: "silent" }),
  },
  reset: {
    about: { en: "resets every connection after its first bytes", zh: "收到首批数据后立即重置连接" },
    start: viaShim({ kind: "reset-after-first-bytes" }),
  },
  ssh: {
    about: { en: "an SSH server on the RDP port", zh: "RDP 端口上运行的是 SSH 服务" },
    start: viaShim({ kind: "banner", service: "ssh" }),
  },
  http: {
    about: { en: "a web server on the RDP port", zh: "RDP 端口上运行的是 Web 服务" },
    start: viaShim({ kind: "banner", service: "http" }),
  },
  drip: {
    about: { en: "one byte a second", zh: "每秒只发送一个字节" },
    start: viaShim({ kind: "drip", bytes: "030000130ed000001234000201080001000000", everyMs: 1000, ending: "silent" }),
  },
};
