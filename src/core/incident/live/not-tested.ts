import { STAGES } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { both, causeOf } from "./live-words.ts";

/** What nobody knows of a fault, so that nobody takes it for well. */
export function untestedOf(incident: IncidentRecord): readonly Localized[] {
  const { stage, effect, because } = incident;
  if (incident.told !== undefined) return [causeOf(incident).fromOutside];
  const later = STAGES.slice(STAGES.indexOf(stage) + 1).join(", ");
  const sawElsewhere = because.some(({ fact }) => /^vantage\.[1-9]\d*\.verdict$/.test(fact));
  const outside = causeOf(incident).fromOutside;
  return [
    ...(effect === "blocks" && later !== ""
      ? [both(`The stages after ${stage} (${later}) were not reached.`, `${stage} 之后的阶段（${later}）未能测试。`)]
      : []),
    ...(sawElsewhere
      ? []
      : [
          both(
            "No other vantage showed a difference: whether it is the host or the way to it was told from one side.",
            "没有其他观测点的差异结果：只从一侧判断是主机还是路径的问题。",
          ),
        ]),
    outside,
  ];
}
