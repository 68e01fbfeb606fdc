import type { AuditControl } from "../control.ts";
import { notTested } from "../judgement.ts";
import { judgeRemarks } from "../judge-remarks.ts";

/** Asked by address alone, nobody said which name the certificate should carry. */
export const certificateName: AuditControl = {
  id: "RDP-X-CERT-NAME",
  severity: "medium",
  title: { en: "The certificate carries the name that users connect by", zh: "证书包含用户连接时使用的名称" },
  judge(reader) {
    const { host, literal, certificateName: asked } = reader.evidence.target;
    return literal && asked === host ? notTested() : judgeRemarks(reader, ["name-mismatch"]);
  },
};
