import type { FactValues } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { both } from "./phrases.ts";

type Words<Word extends string> = Readonly<Record<Word, Localized>>;

export const ACCEPTANCE: Words<"accepted" | "refused" | "not-tested"> = {
  accepted: both("accepted", "接受"),
  refused: both("refused", "拒绝"),
  "not-tested": both("not tested", "未测试"),
};

export const NLA: Words<FactValues["x224.nla"]> = {
  required: both("NLA is required", "必须使用 NLA"),
  optional: both("NLA is offered but not required", "提供 NLA 但不强制"),
  absent: both("NLA is not offered", "不提供 NLA"),
  "not-tested": both("whether NLA is required was not tested", "未测试是否强制 NLA"),
};

export const POST_QUANTUM: Words<FactValues["tls.postQuantum"]> = {
  preferred: both("post-quantum key exchange is preferred", "优先使用后量子密钥交换"),
  supported: both("post-quantum key exchange is supported", "支持后量子密钥交换"),
  "not-supported": both("post-quantum key exchange is not supported", "不支持后量子密钥交换"),
  "not-tested": both("post-quantum key exchange was not tested", "未测试后量子密钥交换"),
};

export const HELLO: Words<FactValues["tls.largeHello"]> = {
  answered: both("answered", "得到应答"),
  silence: both("met with silence", "没有得到应答"),
  closed: both("met with a closed connection", "导致连接被关闭"),
  refused: both("refused with an alert", "被警报拒绝"),
};

export const NEIGHBOUR: Words<FactValues["tcp.neighbour"]> = {
  present: both("a machine with that address is on this network segment", "本网段上存在使用该地址的机器"),
  absent: both("no machine on this network segment has that address", "本网段上没有机器使用该地址"),
  "not-on-segment": both("the host is not on this network segment", "主机不在本网段"),
};

export const UDP: Words<FactValues["session.udp"]> = {
  answered: both("UDP is answered", "UDP 有应答"),
  unreachable: both("UDP is rejected (ICMP unreachable)", "UDP 被拒绝（ICMP 不可达）"),
  silence: both("UDP is not answered, which proves nothing", "UDP 没有应答（不能说明问题）"),
  garbage: both("what answers over UDP is not RDP", "UDP 上的应答不是 RDP"),
};

export const LICENSING: Words<FactValues["licensing.answer"]> = {
  "valid-client": both("no licence is asked for", "无需许可证"),
  "license-request": both("the server asks for a licence", "服务器要求许可证"),
  error: both("licensing ended with an error", "授权阶段出错"),
  "new-license": both("the server issued a licence", "服务器颁发了许可证"),
  none: both("there was no licensing step", "没有授权步骤"),
};

export const OUTCOME: Words<FactValues["tcp.attempts"][number]["outcome"]> = {
  connected: both("connected", "已连接"),
  refused: both("refused", "被拒绝"),
  timeout: both("timed out", "超时"),
  unreachable: both("unreachable", "不可达"),
  failed: both("failed", "失败"),
  "not-tried": both("not tried", "未尝试"),
};
