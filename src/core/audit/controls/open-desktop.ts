import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** A logon screen inside the session counts as well: everybody who can reach the port reaches its code. */
export const openDesktop: AuditControl = {
  id: "RDP-X-PRE-AUTH",
  severity: "medium",
  title: { en: "Nothing of a session is built before sign-in", zh: "登录之前不建立会话" },
  judge(reader) {
    if (reader.value("capabilities.withoutAuthentication") === true) {
      return notMet(reader.supports("capabilities.withoutAuthentication"));
    }
    return reader.value("x224.nla") === "required" ? met(reader.supports("x224.nla")) : notTested();
  },
};
