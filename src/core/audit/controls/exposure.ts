import type { AuditControl } from "../control.ts";
import { met, notMet, notTested } from "../judgement.ts";
import { parseIpAddress } from "../../certificate/index.ts";
import { isPublicAddress } from "../public-address.ts";

/** Seen from one vantage: a filter by source address is not visible from here. */
export const exposure: AuditControl = {
  id: "RDP-X-EXPOSURE",
  severity: "high",
  title: { en: "The RDP port does not answer on a public address", zh: "RDP 端口未暴露在公网地址上" },
  judge(reader) {
    const address = reader.value("tcp.address");
    const bytes = address === undefined || !reader.completed("tcp") ? undefined : parseIpAddress(address);
    if (bytes === undefined) return notTested();
    const because = reader.supports("tcp.address");
    return isPublicAddress(bytes) ? notMet(because) : met(because);
  },
};
