import type { Control } from "../../knowledge/index.ts";
import type { AuditedHost } from "../host/audited-host.ts";
import { firewallRules, isScoped, opensPort, profilesOff } from "../host/firewall-rules.ts";
import { type FoundValue, type HostJudgement, notTested } from "../host/judged-control.ts";
import { failed } from "./security-policy-check.ts";

const MOST_NAMED = 4;

/** Enabled inbound allow rules for the listener's port: each has a remote-address scope, and the firewall is on. */
export function checkFirewall(_control: Control, host: AuditedHost): HostJudgement {
  const rules = firewallRules(host);
  const section = host.inventory.sections.firewall;
  if (rules === undefined) {
    if (section?.outcome === "failed") return failed(section.reason);
    return notTested("No firewall rules were collected.", "未收集防火墙规则。");
  }
  const { port } = host;
  const off = profilesOff(host).join(", ");
  if (off !== "") {
    return {
      outcome: "not-met",
      found: {
        value: false,
        shown: { en: `firewall off: ${off}`, zh: `防火墙已关闭：${off}` },
        from: "state",
        at: section?.at ?? "firewall",
      },
    };
  }
  const opening = rules.filter(({ rule }) => opensPort(rule, port));
  const wide = opening.filter(({ rule }) => !isScoped(rule));
  const names = (wide.length > 0 ? wide : opening).slice(0, MOST_NAMED).map(({ rule }) => `"${rule.name}"`);
  const list = names.join(", ");
  const at = (wide[0] ?? opening[0])?.at ?? section?.at ?? "registry";
  const found: FoundValue = {
    value: wide.length,
    shown:
      opening.length === 0
        ? { en: `no enabled rule opens port ${port}`, zh: `没有启用的规则开放端口 ${port}` }
        : wide.length === 0
          ? {
              en: `port ${port}: every rule (${opening.length}) has a scope`,
              zh: `端口 ${port}：${opening.length} 条规则，均限定了范围`,
            }
          : { en: `port ${port} open to any address: ${list}`, zh: `端口 ${port} 对任何地址开放：${list}` },
    from: wide[0]?.rule.store === "group policy" ? "policy" : "state",
    at,
  };
  return { outcome: wide.length === 0 ? "met" : "not-met", found };
}
