import type { AuditControl } from "../control.ts";
import { judgeRemarks } from "../judge-remarks.ts";

/** An end that is near still counts as met; diagnosis tells of it. */
export const certificateValid: AuditControl = {
  id: "RDP-X-CERT-VALID",
  severity: "high",
  title: { en: "The certificate is within its dates", zh: "证书在有效期内" },
  judge(reader) {
    return judgeRemarks(reader, ["expired", "not-yet-valid"]);
  },
};
