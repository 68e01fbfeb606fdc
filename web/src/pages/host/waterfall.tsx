import type { ReactNode } from "react";
import type { ResultDocument } from "../../../../src/core/contract/index.ts";
import type { TimedStage } from "../../../../src/core/fleet/index.ts";
import { hostPageTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

const STAGES: readonly TimedStage[] = ["dns", "tcp", "x224", "tls", "credssp"];

/** The stages of a check one below the other, each where it began and as long as it took; what was not reached says so. */
export function Waterfall({ result }: { readonly result: ResultDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const sayParts = useTexts(partsTexts);
  const format = useFormat();
  const nowMs = useNow();
  const { stagesUs, totalUs, failedStage, atMs } = result;
  const together = STAGES.reduce((sum, stage) => sum + (stagesUs[stage] ?? 0), 0);
  const whole = Math.max(1, together);
  let before = 0;
  const last = STAGES.findLastIndex((stage) => stagesUs[stage] !== undefined || failedStage === stage);
  const rows = STAGES.map((stage, index) => {
    const us = stagesUs[stage];
    const from = before;
    before += us ?? 0;
    // An address needs no resolving, and not every host asks for CredSSP: what lies before the last stage was passed over.
    const word = failedStage === stage ? "failed-here" : index < last ? "not-needed" : "not-tested";
    return { stage, us, from, word } as const;
  });
  return (
    <>
      <table className={css["waterfall"]}>
        <caption className={css["hidden"]}>{say("stages")}</caption>
        <thead className={css["hidden"]}>
          <tr>
            <th scope="col">{say("stage")}</th>
            <th scope="col">{say("took")}</th>
            <th scope="col">{say("took")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ stage, us, from, word }) => (
            <tr key={stage} data-failed={failedStage === stage}>
              <th scope="row">{sayParts(`stage.${stage}`)}</th>
              <td className={css["lane"]} aria-hidden="true">
                {us === undefined ? null : (
                  <span style={{ marginInlineStart: `${(from / whole) * 100}%`, width: `${(us / whole) * 100}%` }} />
                )}
              </td>
              <td className={css["time"]}>
                {us === undefined
                  ? say(word)
                  : `${format.duration(us)}${failedStage === stage ? ` · ${say("failed-here")}` : ""}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css["muted"]}>
        {say("total", { time: format.duration(totalUs), when: format.relative(atMs, nowMs) })}
      </p>
    </>
  );
}
