import { networkInterfaces } from "node:os";
import type { Evidence } from "../../core/evidence/index.ts";
import { type Language, printable, say } from "../../core/texts/index.ts";

/** Why the finding is about this machine and not about the target, if it is. */
export function hindranceOf(evidence: Evidence, language: Language): string | undefined {
  const fault = evidence.stages.find(({ name }) => name === "tcp")?.fault;
  if (fault?.kind === "proxy-failed") {
    return say(language, "error.proxy-failed", { reason: printable(fault.reason, 160) });
  }
  return isWithoutNetwork(evidence) ? say(language, "error.no-network") : undefined;
}

/** No interface but loopback is up: the finding is about this machine and not about the target. */
function isWithoutNetwork(evidence: Evidence): boolean {
  const addresses = evidence.facts["dns.addresses"]?.value ?? [evidence.target.host];
  const isLocal = addresses.some((address) => address.startsWith("127.") || address === "::1");
  const hasNetwork = Object.values(networkInterfaces()).some((list) => list?.some(({ internal }) => !internal));
  return !isLocal && !hasNetwork && evidence.stages.every(({ name, outcome }) => outcome !== "ok" || name === "dns");
}
