import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** Asked with a hello that goes no further than this version. */
export const tls10: AuditControl = {
  id: "TLS-TLS10",
  severity: "high",
  title: { en: "TLS 1.0 is disabled for the server role", zh: "服务器角色禁用 TLS 1.0" },
  judge(reader) {
    const answer = reader.value("tls.versions")?.TLSv1 ?? "not-tested";
    if (answer === "not-tested") return notTested();
    return answer === "refused" ? met(reader.supports("tls.versions")) : notMet(reader.supports("tls.versions"));
  },
};
