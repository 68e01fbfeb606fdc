import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** Asked with a hello that goes no further than this version. */
export const tls11: AuditControl = {
  id: "TLS-TLS11",
  severity: "medium",
  title: { en: "TLS 1.1 is disabled for the server role", zh: "服务器角色禁用 TLS 1.1" },
  judge(reader) {
    const answer = reader.value("tls.versions")?.["TLSv1.1"] ?? "not-tested";
    if (answer === "not-tested") return notTested();
    return answer === "refused" ? met(reader.supports("tls.versions")) : notMet(reader.supports("tls.versions"));
  },
};
