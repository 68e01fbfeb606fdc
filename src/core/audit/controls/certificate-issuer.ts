import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** A certificate that is its own issuer is none of a CA. One of a CA that this machine does not know may be of the right one. */
export const certificateIssuer: AuditControl = {
  id: "RDP-CERT",
  severity: "medium",
  title: { en: "Listener uses a certificate from the site CA", zh: "侦听器使用本单位 CA 颁发的证书" },
  judge(reader) {
    const trustError = reader.value("tls.trustError");
    const remarks = reader.value("tls.certificateLint");
    if (trustError === undefined || remarks === undefined) return notTested();
    const because = reader.supports("tls.trustError", "tls.trustAsked");
    if (trustError === null) return met(because);
    const asked = reader.value("tls.trustAsked") === true;
    // The dates are another control's; where roots were named, a date error says that the issuer is one of theirs.
    if (asked && /EXPIRED|NOT_YET_VALID/u.test(trustError)) return met(because);
    const selfIssued = remarks.some(({ kind }) => kind === "self-issued");
    return selfIssued || asked ? notMet(because) : notTested();
  },
};
