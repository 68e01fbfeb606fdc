import type { Group } from "../candidate.ts";
import type { EvidenceReader } from "../evidence-reader.ts";

/** A stage that failed in a way no symptom knows: said with little confidence rather than not at all. */
export function unexplained(reader: EvidenceReader, groups: readonly Group[]): readonly Group[] {
  const explained = new Set(groups.filter((group) => group.effect === "blocks").map((group) => group.stage));
  return reader.evidence.stages
    .filter((stage) => stage.outcome === "failed" && !explained.has(stage.name))
    .map((stage) => ({
      group: `unexplained-${stage.name}`,
      stage: stage.name,
      effect: "blocks",
      certainty: 0.3,
      because: reader.faultOf(stage.name),
      candidates: [
        stage.name === "dns" || stage.name === "tcp"
          ? { id: "nat-or-segmentation-path", weight: 1 }
          : { id: "protocol-stream-error", weight: 1 },
      ],
    }));
}
