// Which protocol Windows takes out of those that a client offers (MS-RDPBCGR 2.2.1.2.1, 2.2.1.2.2, 3.3.5.3.2).
import {
  HYBRID_REQUIRED_BY_SERVER,
  PROTOCOL_HYBRID,
  PROTOCOL_HYBRID_EX,
  PROTOCOL_RDP,
  PROTOCOL_RDSAAD,
  PROTOCOL_RDSTLS,
  PROTOCOL_SSL,
  SSL_NOT_ALLOWED_BY_SERVER,
  SSL_REQUIRED_BY_SERVER,
} from "../../src/core/protocol/index.ts";
import type { StandInChoice, StandInProtocol, X224Script } from "./script.ts";

/** Bits of the protocols. */
export const PROTOCOL_BITS: Readonly<Record<StandInProtocol, number>> = {
  rdp: PROTOCOL_RDP,
  tls: PROTOCOL_SSL,
  hybrid: PROTOCOL_HYBRID,
  rdstls: PROTOCOL_RDSTLS,
  "hybrid-ex": PROTOCOL_HYBRID_EX,
  rdsaad: PROTOCOL_RDSAAD,
};

/** The choice of a script for these requestedProtocols. */
export function choiceFor(script: X224Script, requestedProtocols: number): StandInChoice {
  const { choose } = script;
  if (typeof choose === "function") return choose(requestedProtocols);
  return choose ?? windowsChoice(script, requestedProtocols);
}

function windowsChoice(script: X224Script, requestedProtocols: number): StandInChoice {
  const { nla = "required", securityLayer = "negotiate", hybridEx = true } = script;
  const asked = (protocol: StandInProtocol): boolean => (requestedProtocols & PROTOCOL_BITS[protocol]) !== 0;
  if (securityLayer === "rdp") {
    return requestedProtocols === PROTOCOL_RDP ? "rdp" : { failureCode: SSL_NOT_ALLOWED_BY_SERVER };
  }
  if (script.rdsaad === true && asked("rdsaad")) return "rdsaad";
  if (nla !== "absent") {
    if (hybridEx && asked("hybrid-ex")) return "hybrid-ex";
    if (asked("hybrid")) return "hybrid";
  }
  // A redirected client of a farm offers RDSTLS: who it is was settled before.
  if (script.rdstls === true && asked("rdstls")) return "rdstls";
  if (nla === "required") return { failureCode: HYBRID_REQUIRED_BY_SERVER };
  if (asked("tls")) return "tls";
  return securityLayer === "negotiate" && requestedProtocols === PROTOCOL_RDP
    ? "rdp"
    : { failureCode: SSL_REQUIRED_BY_SERVER };
}
