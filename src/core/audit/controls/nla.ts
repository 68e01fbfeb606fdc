import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** A server that offers CredSSP without demanding it protects only those who choose it. */
export const nla: AuditControl = {
  id: "RDP-NLA",
  severity: "high",
  title: { en: "Network Level Authentication is required", zh: "要求使用网络级别身份验证（NLA）" },
  judge(reader) {
    const because = reader.supports("x224.nla");
    const answer = reader.value("x224.nla");
    if (answer === undefined || answer === "not-tested") return notTested();
    return answer === "required" ? met(because) : notMet(because);
  },
};
