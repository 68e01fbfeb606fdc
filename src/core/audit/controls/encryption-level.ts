import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";

const PROTOCOL_RDP = 0;
/** [MS-RDPBCGR] 2.2.1.4.3. */
const ENCRYPTION_LEVEL_HIGH = 3;

/** The level acts on native RDP encryption alone, so it shows only where that was agreed. */
export const encryptionLevel: AuditControl = {
  id: "RDP-ENCLEVEL",
  severity: "medium",
  title: { en: "Client connection encryption is High", zh: "客户端连接加密级别为“高”" },
  judge(reader) {
    const level = reader.value("mcs.encryptionLevel");
    if (reader.value("x224.selectedProtocol") !== PROTOCOL_RDP || level === undefined) return notTested();
    const because = reader.supports("mcs.encryptionLevel", "mcs.encryptionMethod");
    return level >= ENCRYPTION_LEVEL_HIGH ? met(because) : notMet(because);
  },
};
