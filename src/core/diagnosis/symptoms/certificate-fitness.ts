import type { Effect } from "../finding.ts";
import type { Group, Symptom } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";
import { citeRemarks } from "./certificate-remarks.ts";
import type { LintKind } from "./certificate-remarks.ts";

interface Unfitness {
  readonly group: string;
  readonly remarks: readonly LintKind[];
  readonly variant: string;
  readonly effect: Effect;
}

/** Use, key and signature. Each is true or not, so each is a group of its own. */
export const certificateFitness: Symptom = (reader) => UNFITNESS.flatMap((kind) => judge(reader, kind));

const UNFITNESS: readonly Unfitness[] = [
  {
    group: "certificate-key-type",
    remarks: ["unusual-key-type"],
    variant: "unusable-key-type",
    effect: "blocks",
  },
  {
    group: "certificate-strength",
    remarks: ["weak-key", "weak-signature"],
    variant: "weak-key-or-signature",
    effect: "hinders",
  },
  {
    group: "certificate-purpose",
    remarks: ["no-server-auth-eku"],
    variant: "no-server-auth-eku",
    effect: "hinders",
  },
];

function judge(reader: EvidenceReader, kind: Unfitness): readonly Group[] {
  const because = citeRemarks(reader, ...kind.remarks);
  if (because.length === 0) return [];
  return [
    {
      group: kind.group,
      stage: "tls",
      effect: kind.effect,
      certainty: 0.95,
      because,
      candidates: [{ id: "rdp-cert-wrong-eku-or-name", variant: kind.variant, weight: 1 }],
    },
  ];
}
