import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

const PROTOCOL_RDP = 0;

/** A server without TLS does not meet it either. */
export const tlsFloor: AuditControl = {
  id: "RDP-X-TLS-MODERN",
  severity: "high",
  title: { en: "TLS 1.2 or 1.3 is spoken", zh: "使用 TLS 1.2 或 1.3" },
  judge(reader) {
    const version = reader.value("tls.version");
    if (version !== undefined) {
      const because = reader.supports("tls.version");
      return version === "TLSv1.2" || version === "TLSv1.3" ? met(because) : notMet(because);
    }
    const plainOnly = reader.value("x224.selectedProtocol") === PROTOCOL_RDP;
    return plainOnly ? notMet(reader.supports("x224.selectedProtocol")) : notTested();
  },
};
