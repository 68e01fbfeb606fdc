import type { FactName, FactValues } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { ACCEPTANCE, NLA, POST_QUANTUM, HELLO, NEIGHBOUR, UDP, LICENSING, OUTCOME } from "./words.ts";
import { chainSentence, remarksSentence } from "./certificate-sentence.ts";
import { gatewaySentence } from "./gateway-sentence.ts";
import { LOGON_SENTENCES } from "./logon-sentences.ts";
import { both, elapsed, hex, shown, shownList, span } from "./phrases.ts";

export type FactSentences = { readonly [Name in FactName]: (value: FactValues[Name]) => Localized };

/** One sentence for every fact. A new fact does not compile until it has one. */
export const FACT_SENTENCES: FactSentences = {
  "dns.addresses": (value) =>
    value.length === 1
      ? both(`the name has one address: ${shownList(value)}`, `名称解析到一个地址：${shownList(value)}`)
      : both(
          `the name has ${value.length} addresses: ${shownList(value)}`,
          `名称解析到 ${value.length} 个地址：${shownList(value)}`,
        ),
  "tcp.address": (value) => both(`connected to ${shown(value)}`, `已连接到 ${shown(value)}`),
  "tcp.connectMs": (value) => both(`TCP connected in ${elapsed(value)}`, `TCP 连接用时 ${elapsed(value)}`),
  "tcp.attempts": (value) => {
    const said = (language: "en" | "zh"): string[] =>
      value.map(({ address, outcome }) => `${shown(address)} ${OUTCOME[outcome][language]}`);
    const differ =
      new Set(value.map((attempt) => attempt.certificateSha256).filter((sha) => sha !== undefined)).size > 1;
    return both(
      `addresses tried: ${said("en").join(", ")}${differ ? "; they show different certificates" : ""}`,
      `已尝试的地址：${said("zh").join("，")}${differ ? "；它们出示的证书不同" : ""}`,
    );
  },
  "tcp.neighbour": (value) => NEIGHBOUR[value],
  "tcp.otherPort": (value) =>
    both(`RDP answers on port ${value} of the same host`, `同一主机的 ${value} 端口上有 RDP 应答`),
  "x224.requestedProtocols": (value) =>
    both(`security protocols offered: ${hex(value)}`, `请求的安全协议：${hex(value)}`),
  "x224.negotiated": (value) =>
    value
      ? both("the server took part in the negotiation of security", "服务器参与了安全协议协商")
      : both("the server confirmed without negotiating security", "服务器未协商安全协议就直接确认"),
  "x224.selectedProtocol": (value) =>
    both(`security protocol selected: ${protocolName(value)}`, `选定的安全协议：${protocolName(value)}`),
  "x224.responseFlags": (value) =>
    both(`flags of the negotiation response: ${hex(value)}`, `协商响应标志：${hex(value)}`),
  "x224.failureCode": (value) => both(`negotiation failure code ${value}`, `协商失败代码 ${value}`),
  "x224.srcRef": (value) => both(`source reference of the confirm: ${hex(value)}`, `确认包的源引用：${hex(value)}`),
  "x224.answerMs": (value) => both(`X.224 was answered in ${elapsed(value)}`, `X.224 应答用时 ${elapsed(value)}`),
  "x224.firstBytes": ({ kind, excerpt }) =>
    both(
      `the first bytes look like ${shown(kind)}: ${shown(excerpt)}`,
      `最初的字节像是 ${shown(kind)}：${shown(excerpt)}`,
    ),
  "x224.accepted": (value) => acceptance(value),
  "x224.plainRdp": (value) =>
    value === "accepted"
      ? both("offered nothing but standard RDP security, the server accepted it", "只提供标准 RDP 安全时，服务器接受了")
      : both("standard RDP security alone is refused", "单独的标准 RDP 安全被拒绝"),
  "x224.nla": (value) => NLA[value],
  "x224.answersOnlyWith": (value) =>
    value === "routing-token"
      ? both("the server answers only when a routing token is sent", "只有发送路由令牌时服务器才应答")
      : both("the server answers only when a PROXY header is sent", "只有发送 PROXY 协议头时服务器才应答"),
  "tls.version": (value) => both(`TLS version ${shown(value)}`, `TLS 版本 ${shown(value)}`),
  "tls.cipher": (value) => both(`cipher suite ${shown(value)}`, `密码套件 ${shown(value)}`),
  "tls.group": (value) => both(`key exchange group ${shown(value)}`, `密钥交换组 ${shown(value)}`),
  "tls.handshakeMs": (value) => both(`the TLS handshake took ${elapsed(value)}`, `TLS 握手用时 ${elapsed(value)}`),
  "tls.chain": chainSentence,
  "tls.certificateSha256": (value) => both(`certificate fingerprint ${shown(value)}`, `证书指纹 ${shown(value)}`),
  "tls.certificateLint": remarksSentence,
  "tls.trustError": (value) =>
    value === null
      ? both("the certificate chain leads to a trusted root", "证书链可追溯到受信任的根")
      : both(`the certificate chain is not trusted here (${shown(value)})`, `本机不信任该证书链（${shown(value)}）`),
  "tls.trustAsked": (value) =>
    value
      ? both("trust was judged by the roots that were given", "按指定的根证书判断信任")
      : both("trust was judged by the roots of this machine", "按本机的根证书判断信任"),
  "tls.nameAsked": (value) => both(`name asked for: ${shown(value)}`, `请求的名称：${shown(value)}`),
  "tls.daysLeft": (value) =>
    value < 0
      ? both(`the certificate ended ${-value} days ago`, `证书已过期 ${-value} 天`)
      : both(`the certificate ends in ${value} days`, `证书还有 ${value} 天到期`),
  "tls.matchesNtlmName": (value) =>
    value
      ? both("the certificate carries the name that the host gives itself", "证书包含主机自报的名称")
      : both("the certificate does not carry the name that the host gives itself", "证书不包含主机自报的名称"),
  "tls.nameMatches": (value) =>
    value
      ? both("the certificate carries the name asked for", "证书包含所请求的名称")
      : both("the certificate does not carry the name asked for", "证书不包含所请求的名称"),
  "tls.versions": (value) => acceptance(value),
  "tls.postQuantum": (value) => POST_QUANTUM[value],
  "tls.largeHello": (value) =>
    both(`a TLS hello of two packets was ${HELLO[value].en}`, `需要两个数据包的 TLS ClientHello ${HELLO[value].zh}`),
  "tls.smallHello": (value) =>
    both(`a very small TLS hello was ${HELLO[value].en}`, `极小的 TLS ClientHello ${HELLO[value].zh}`),
  "tls.receivedBytes": (value) =>
    both(`the server had sent ${value} bytes inside TLS`, `服务器在 TLS 中已发送 ${value} 字节`),
  "credssp.version": (value) => both(`CredSSP version ${value}`, `CredSSP 版本 ${value}`),
  "credssp.ntlm": (value) => {
    const names = [value.dnsComputer ?? value.netbiosComputer, value.dnsDomain ?? value.netbiosDomain];
    const said = shownList(names.filter((name) => name !== undefined));
    return both(`the host calls itself ${said}`, `主机自报的名称为 ${said}`);
  },
  "credssp.osVersion": ({ major, minor, build }) =>
    both(`the host gives its version as ${major}.${minor}.${build}`, `主机自报的系统版本为 ${major}.${minor}.${build}`),
  "credssp.serverTimeMs": () => both("the host told its time", "主机给出了自己的时间"),
  "credssp.clockSkewMs": (value) =>
    value === 0
      ? both("the clocks agree", "时钟一致")
      : both(
          `the host's clock is ${span(value).en} ${value > 0 ? "ahead of" : "behind"} ours`,
          `主机时钟比本机${value > 0 ? "快" : "慢"} ${span(value).zh}`,
        ),
  "credssp.clockGrainMs": (value) =>
    both(`that difference is exact to ${elapsed(value)}`, `该时差的精度为 ${elapsed(value)}`),
  "credssp.mechanisms": (value) =>
    both(`sign-in mechanisms offered: ${shownList(value)}`, `提供的身份验证机制：${shownList(value)}`),
  "credssp.errorCode": (value) => both(`CredSSP error code ${hex(value)}`, `CredSSP 错误码 ${hex(value)}`),
  "mcs.rdpVersion": (value) => both(`RDP version ${hex(value)}`, `RDP 版本 ${hex(value)}`),
  "mcs.earlyCapabilityFlags": (value) => both(`early capability flags ${hex(value)}`, `早期能力标志 ${hex(value)}`),
  "mcs.encryptionMethod": (value) =>
    value === 0
      ? both("RDP encryption method: none", "RDP 加密方法：无")
      : both(`RDP encryption method ${hex(value)}`, `RDP 加密方法 ${hex(value)}`),
  "mcs.encryptionLevel": (value) => both(`RDP encryption level ${value}`, `RDP 加密级别 ${value}`),
  "mcs.certificateKind": (value) => both(`RDP server certificate: ${shown(value)}`, `RDP 服务器证书：${shown(value)}`),
  "mcs.certificateKeyBits": (value) => both(`key of the RDP certificate: ${value} bits`, `RDP 证书密钥：${value} 位`),
  "mcs.certificateSha256": (value) =>
    both(`fingerprint of the RDP certificate: ${shown(value)}`, `RDP 证书指纹：${shown(value)}`),
  "mcs.messageChannel": (value) =>
    value ? both("there is a message channel", "有消息通道") : both("there is no message channel", "没有消息通道"),
  "mcs.multitransportFlags": (value) =>
    value === 0
      ? both("the host offers no UDP transport", "主机未提供 UDP 传输")
      : both(`the host offers UDP transport (${hex(value)})`, `主机提供 UDP 传输（${hex(value)}）`),
  "licensing.answer": (value) => LICENSING[value],
  "licensing.errorCode": (value) => both(`licensing error ${value}`, `授权错误 ${value}`),
  "licensing.stateTransition": (value) => both(`licensing state transition ${value}`, `授权状态转换 ${value}`),
  "capabilities.sets": (value) => both(`${value.length} capability sets were sent`, `发送了 ${value.length} 个能力集`),
  "capabilities.osMajorType": (value) => both(`operating system type ${value}`, `操作系统类型 ${value}`),
  "capabilities.osMinorType": (value) => both(`operating system subtype ${value}`, `操作系统子类型 ${value}`),
  "capabilities.desktopWidth": (value) => both(`desktop width ${value}`, `桌面宽度 ${value}`),
  "capabilities.desktopHeight": (value) => both(`desktop height ${value}`, `桌面高度 ${value}`),
  "capabilities.colorDepth": (value) => both(`${value} bits a pixel`, `每像素 ${value} 位`),
  "capabilities.withoutAuthentication": (value) =>
    value
      ? both(
          "the server goes on to a desktop or logon screen before anybody has signed in",
          "未经身份验证即可到达桌面或登录界面",
        )
      : both("no desktop is offered before sign-in", "登录之前不提供桌面"),
  "session.errorInfo": (value) => both(`error information ${hex(value)}`, `错误信息 ${hex(value)}`),
  "session.fingerprint": ({ stack, inFront }) =>
    both(
      `the server is ${shown(stack)}${inFront === undefined ? "" : `, with ${shown(inFront)} in front`}`,
      `服务器为 ${shown(stack)}${inFront === undefined ? "" : `，前面有 ${shown(inFront)}`}`,
    ),
  "session.clearText": (value) =>
    value
      ? both("RDP data would travel without any encryption", "RDP 数据将以明文传输")
      : both("RDP data is encrypted", "RDP 数据已加密"),
  "session.udp": (value) => UDP[value],
  "session.udpVersion": (value) => both(`RDP-UDP version ${value}`, `RDP-UDP 版本 ${value}`),
  "session.gateway": gatewaySentence,
  "session.slowestAnswerMs": (value) =>
    both(`the slowest step took ${elapsed(value)}`, `最慢的一步用时 ${elapsed(value)}`),
  ...LOGON_SENTENCES,
};

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0, "RDP"],
  [1, "TLS"],
  [2, "CredSSP (NLA)"],
  [4, "RDSTLS"],
  [8, "CredSSP (NLA) + Early User Authorization"],
  [0x10, "RDSAAD"],
]);

function protocolName(value: number): string {
  return PROTOCOLS.get(value) ?? hex(value);
}

function acceptance(value: Readonly<Record<string, keyof typeof ACCEPTANCE>>): Localized {
  const tested = Object.entries(value).filter(([, answer]) => answer !== "not-tested");
  const said = (language: "en" | "zh"): string =>
    tested
      .map(([name, answer]) => `${shown(name)} ${ACCEPTANCE[answer][language]}`)
      .join(language === "en" ? ", " : "，");
  return tested.length === 0 ? both("nothing of it was tested", "均未测试") : both(said("en"), said("zh"));
}
