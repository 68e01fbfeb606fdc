import type { Finding } from "../finding.ts";
import { rank } from "../rank.ts";
import type { HostEvidence } from "./host-evidence.ts";
import { HostReader } from "./host-reader.ts";
import { HOST_SYMPTOMS } from "./registry.ts";
import { updateSuspect } from "./update-regression.ts";

/**
 * From what a host wrote and how it is set to what can be behind its faults, as of one moment. The causes are those of the
 * probe; `at` is FILE#RECORD, or where a setting was read. Events that are too old to explain that moment do not count.
 */
export function diagnoseHost(evidence: HostEvidence): readonly Finding[] {
  const reader = new HostReader(evidence);
  const groups = HOST_SYMPTOMS.flatMap(({ look }) => look(reader));
  return rank([...groups, ...updateSuspect(reader, groups)]);
}
