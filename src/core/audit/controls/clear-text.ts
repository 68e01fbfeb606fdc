import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** Encryption method none outside TLS: user name and password would be readable on the way. */
export const clearText: AuditControl = {
  id: "RDP-X-CLEAR-TEXT",
  severity: "critical",
  title: { en: "No session can be opened without encryption", zh: "不允许未加密的会话" },
  judge(reader) {
    const clear = reader.value("session.clearText");
    if (clear !== undefined) {
      const because = reader.supports("session.clearText");
      return clear ? notMet(because) : met(because);
    }
    const plainRefused = reader.value("x224.accepted")?.rdp === "refused" || reader.value("x224.nla") === "required";
    return plainRefused ? met(reader.supports("x224.accepted", "x224.nla")) : notTested();
  },
};
