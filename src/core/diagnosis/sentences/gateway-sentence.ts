import type { GatewayFacts } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { remarksSentence } from "./certificate-sentence.ts";
import { both, shown } from "./phrases.ts";

const OUTCOMES: Readonly<Record<GatewayFacts["outcome"], Localized>> = {
  gateway: both("is an RD Gateway", "是 RD 网关"),
  "not-a-gateway": both("answers, but not as an RD Gateway", "有应答，但不是 RD 网关"),
  forbidden: both("refuses access", "拒绝访问"),
  unavailable: both("says that its service is not available", "报告服务不可用"),
  proxy: both("is hidden behind a proxy that asks for a sign-in", "被要求身份验证的代理挡住"),
  unreachable: both("cannot be reached", "无法连接"),
};

/** What became of asking the RD Gateway. */
export function gatewaySentence(seen: GatewayFacts): Localized {
  const { en, zh } = OUTCOMES[seen.outcome];
  const detail = [seen.status === undefined ? undefined : `HTTP ${seen.status}`, seen.fault].filter(
    (part) => part !== undefined,
  );
  const inBrackets = detail.length === 0 ? "" : ` (${shown(detail.join(", "))})`;
  const remarks = seen.certificateLint ?? [];
  const said = remarks.length === 0 ? both("", "") : remarksSentence(remarks);
  return both(
    `the gateway ${shown(seen.host)} ${en}${inBrackets}${said.en === "" ? "" : `; ${said.en}`}`,
    `网关 ${shown(seen.host)} ${zh}${inBrackets}${said.zh === "" ? "" : `；${said.zh}`}`,
  );
}
