import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

const PROTOCOL_RDP = 0;

/** Met when a request for native RDP security alone was refused; demanding NLA refuses it as well. */
export const securityLayer: AuditControl = {
  id: "RDP-SECLAYER",
  severity: "high",
  title: { en: "TLS is the only accepted security layer", zh: "只接受 TLS 安全层" },
  judge(reader) {
    if (reader.value("x224.selectedProtocol") === PROTOCOL_RDP) return notMet(reader.supports("x224.selectedProtocol"));
    const plain = reader.value("x224.accepted")?.rdp ?? "not-tested";
    if (plain === "accepted") return notMet(reader.supports("x224.accepted"));
    if (plain === "refused") return met(reader.supports("x224.accepted"));
    return reader.value("x224.nla") === "required" ? met(reader.supports("x224.nla")) : notTested();
  },
};
