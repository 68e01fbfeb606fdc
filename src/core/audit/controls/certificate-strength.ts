import type { AuditControl } from "../control.ts";
import { judgeRemarks } from "../judge-remarks.ts";

/** 112 bits of security: RSA from 2048 bits, SHA-2 signatures. */
export const certificateStrength: AuditControl = {
  id: "RDP-X-CERT-STRENGTH",
  severity: "high",
  title: { en: "Key and signature of the certificate are strong", zh: "证书密钥和签名强度足够" },
  judge(reader) {
    return judgeRemarks(reader, ["weak-key", "weak-signature", "unusual-key-type"]);
  },
};
