import type { Fault } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { PICTURE, REDIRECTION, REFUSAL, WITHHELD } from "./logon-words.ts";
import { both, elapsed, hex, shown } from "./phrases.ts";

/** One sentence for a fault. The compiler demands one for every kind. */
export function faultSentence(fault: Fault): Localized {
  switch (fault.kind) {
    case "name-not-found":
      return both(`DNS knows no name ${shown(fault.name)}`, `DNS 中没有名称 ${shown(fault.name)}`);
    case "resolver-failed":
      return both(
        `the DNS server gave no answer for ${shown(fault.name)} (${shown(fault.code)})`,
        `DNS 服务器未能解析 ${shown(fault.name)}（${shown(fault.code)}）`,
      );
    case "tcp-refused":
      return both(
        `the connection was refused after ${elapsed(fault.afterMs)}`,
        `连接在 ${elapsed(fault.afterMs)} 后被拒绝`,
      );
    case "tcp-timeout":
      return both(
        `no answer to the TCP connect within ${elapsed(fault.afterMs)}`,
        `${elapsed(fault.afterMs)} 内 TCP 连接没有任何应答`,
      );
    case "tcp-unreachable":
      return both(
        `the network says that the host cannot be reached (${shown(fault.errno)} after ${elapsed(fault.afterMs)})`,
        `网络报告主机不可达（${elapsed(fault.afterMs)} 后返回 ${shown(fault.errno)}）`,
      );
    case "tcp-failed":
      return both(`the TCP connect failed (${shown(fault.errno)})`, `TCP 连接失败（${shown(fault.errno)}）`);
    case "proxy-failed":
      return both(`the proxy made no connection: ${shown(fault.reason)}`, `代理未能建立连接：${shown(fault.reason)}`);
    case "silence":
      return silence(fault);
    case "closed":
      return closed(fault);
    case "not-rdp":
      return both(
        `what answers is not RDP but looks like ${shown(fault.looksLike)}: ${shown(fault.excerpt)}`,
        `应答的不是 RDP，而像是 ${shown(fault.looksLike)}：${shown(fault.excerpt)}`,
      );
    case "negotiation-failure":
      return both(
        `the server refused the negotiation with failure code ${fault.failureCode} to a request for ${hex(fault.requestedProtocols)}`,
        `服务器以失败代码 ${fault.failureCode} 拒绝了协商（请求的协议为 ${hex(fault.requestedProtocols)}）`,
      );
    case "malformed":
      return both(
        `the ${shown(fault.pdu)} cannot be read at byte ${fault.offset}: ${shown(fault.reason)}`,
        `${shown(fault.pdu)} 在第 ${fault.offset} 字节处无法解析：${shown(fault.reason)}`,
      );
    case "oversized":
      return both(
        `the peer sent more than ${fault.limitBytes} bytes and no end`,
        `对端发送的数据超过 ${fault.limitBytes} 字节仍未结束`,
      );
    case "tls-alert":
      return both(`the server ended TLS with alert ${fault.alert}`, `服务器以 TLS 警报 ${fault.alert} 终止了握手`);
    case "tls-failed":
      return both(
        `TLS could not be completed on this side: ${shown(fault.reason)}`,
        `本机无法完成 TLS 握手：${shown(fault.reason)}`,
      );
    case "credssp-error":
      return both(`CredSSP ended with status ${hex(fault.ntStatus)}`, `CredSSP 以状态码 ${hex(fault.ntStatus)} 结束`);
    case "mcs-refused":
      return both(
        `the server refused the ${shown(fault.pdu)} with result ${fault.result}`,
        `服务器拒绝了 ${shown(fault.pdu)}，结果代码 ${fault.result}`,
      );
    case "disconnect":
      return both(
        `the server disconnected in words of the protocol (reason ${fault.reason})`,
        `服务器按协议主动断开了连接（原因 ${fault.reason}）`,
      );
    case "error-info":
      return both(
        `the server said why it disconnects: error information ${hex(fault.errorInfo)}`,
        `服务器说明了断开原因：错误信息 ${hex(fault.errorInfo)}`,
      );
    case "licensing-error":
      return both(
        `licensing ended with error ${fault.errorCode} (state ${fault.stateTransition})`,
        `授权阶段以错误 ${fault.errorCode} 结束（状态 ${fault.stateTransition}）`,
      );
    case "credential-withheld":
      return WITHHELD[fault.why];
    case "server-key-mismatch":
      return both(
        "the key that the server proves in CredSSP is not that of its TLS certificate: somebody stands in between",
        "服务器在 CredSSP 中证明的密钥与其 TLS 证书不符：中间有人截获",
      );
    case "logon-refused":
      return REFUSAL[fault.how];
    case "authorization-denied":
      return both(
        `the password is right, but the account may not log on here (Early User Authorization Result ${hex(fault.result)})`,
        `密码正确，但该帐户不得在此登录（早期用户授权结果 ${hex(fault.result)}）`,
      );
    case "redirection-failed":
      return REDIRECTION[fault.why];
    case "not-a-desktop":
      return PICTURE[fault.picture];
  }
}

function silence(fault: Extract<Fault, { kind: "silence" }>): Localized {
  const waited = elapsed(fault.afterMs);
  const awaited = shown(fault.waitedFor);
  return fault.receivedBytes === 0
    ? both(`not one byte came in ${waited} of waiting for ${awaited}`, `等待 ${awaited} ${waited}，没有收到任何字节`)
    : both(
        `after ${fault.receivedBytes} bytes nothing more came in ${waited} of waiting for ${awaited}`,
        `等待 ${awaited} ${waited}，收到 ${fault.receivedBytes} 字节后再无数据`,
      );
}

function closed(fault: Extract<Fault, { kind: "closed" }>): Localized {
  const how = fault.how === "rst" ? both("reset (RST)", "重置（RST）") : both("closed (FIN)", "关闭（FIN）");
  const after = elapsed(fault.afterMs);
  const awaited = shown(fault.waitedFor);
  return fault.receivedBytes === 0
    ? both(
        `the server ${how.en} the connection after ${after}, without a byte, where ${awaited} was due`,
        `本应收到 ${awaited}，服务器却在 ${after} 后未发送任何字节就${how.zh}了连接`,
      )
    : both(
        `the server ${how.en} the connection after ${after} and ${fault.receivedBytes} bytes, where ${awaited} was due`,
        `本应收到 ${awaited}，服务器却在 ${after}、${fault.receivedBytes} 字节后${how.zh}了连接`,
      );
}
