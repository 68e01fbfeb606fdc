import type { FactLedger, TlsVersionName } from "../evidence/index.ts";
import type { Conversation } from "../sequence/index.ts";
import { noteTlsVersion } from "./questions/index.ts";

const TLS_VERSIONS: readonly TlsVersionName[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** What the standard request by itself says about security protocols and versions of TLS. */
export function noteCore(facts: FactLedger, core: Conversation): void {
  const selected = core.facts["x224.selectedProtocol"];
  if (selected === undefined) return;
  const { value } = selected;
  const nla = (value & 0x0a) !== 0;
  facts.learn(
    "x224.accepted",
    {
      rdp: value === 0 ? "accepted" : "not-tested",
      // A server that likes CredSSP better says nothing about plain TLS.
      tls: value === 1 ? "accepted" : value === 0 ? "refused" : "not-tested",
      hybrid: nla ? "accepted" : "refused",
      "hybrid-ex": value === 8 ? "accepted" : "refused",
      rdstls: "not-tested",
      rdsaad: "not-tested",
    },
    selected.line,
  );
  facts.learn("x224.nla", nla ? "not-tested" : "absent", selected.line);
  const version = core.facts["tls.version"];
  if (version === undefined) return;
  noteTlsVersion(facts, version.value, "accepted", version.line);
  // Our hello offers everything up to 1.3: what is newer than the chosen version was refused.
  for (const newer of TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(version.value) + 1)) {
    noteTlsVersion(facts, newer, "refused", version.line);
  }
  if (version.value !== "TLSv1.3") facts.learn("tls.postQuantum", "not-supported", version.line);
}
