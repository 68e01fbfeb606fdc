import type { Evidence } from "../../core/evidence/index.ts";
import { watchedFacts } from "../../core/history/index.ts";

/** *rdp*: it speaks the protocol, even to refuse. *other*: the port is open and something else answers. */
export type HostAnswer =
  | { readonly kind: "rdp"; readonly name: string | null }
  | { readonly kind: "other" }
  | { readonly kind: "silent" };

/** What a host may call itself; anything else is somebody's joke. */
const HOST_NAME = /^[A-Za-z0-9_](?:[\w.-]{0,126}[A-Za-z0-9_])?$/;

/** What a short check says of a host: is it one, and what does it call itself? */
export function answerOf(evidence: Evidence): HostAnswer {
  const stage = (name: string): Evidence["stages"][number] | undefined =>
    evidence.stages.find((each) => each.name === name);
  const x224 = stage("x224");
  const isRdp = x224?.outcome === "ok" || x224?.fault?.kind === "negotiation-failure";
  if (!isRdp) return { kind: stage("tcp")?.outcome === "ok" ? "other" : "silent" };
  const { dnsName, netbiosName } = watchedFacts(evidence);
  const name = [dnsName, netbiosName].find((each) => each !== undefined && HOST_NAME.test(each));
  return { kind: "rdp", name: name ?? null };
}
