import type { StackName } from "../evidence/index.ts";
import type { EvidenceReader } from "./evidence-reader.ts";

/** Servers that show a desktop which is there anyway: they have no logon screen, and no session of the user's own. */
const SHARES_A_DESKTOP: ReadonlySet<StackName> = new Set(["freerdp-shadow", "libfreerdp", "weston", "virtualbox"]);

export function stackOf(reader: EvidenceReader): StackName {
  return reader.value("session.fingerprint")?.stack ?? "unknown";
}

export function sharesADesktop(reader: EvidenceReader): boolean {
  return SHARES_A_DESKTOP.has(stackOf(reader));
}
