import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

/** What is recorded today can be opened later where this is missing. */
export const postQuantum: AuditControl = {
  id: "RDP-X-PQ",
  severity: "low",
  title: { en: "Post-quantum key exchange (X25519MLKEM768) is supported", zh: "支持后量子密钥交换（X25519MLKEM768）" },
  judge(reader) {
    const answer = reader.value("tls.postQuantum");
    if (answer === undefined || answer === "not-tested") return notTested();
    const because = reader.supports("tls.postQuantum");
    return answer === "not-supported" ? notMet(because) : met(because);
  },
};
