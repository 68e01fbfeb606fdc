import type { ReactNode } from "react";
import type { StageName } from "../../../../src/core/evidence/index.ts";
import { hostPageTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";
import type { LiveCheck } from "./use-live-check.ts";

/** What a check without a logon goes through. */
const STAGES: readonly StageName[] = ["dns", "tcp", "x224", "tls", "credssp", "mcs", "licensing", "capabilities"];

const ADDRESS = /^[\d.]+$|:/u;

/** The stages of a check as they happen: over, running, waiting. A screen reader hears each as it ends. */
export function LiveStages({
  check,
  address,
}: {
  readonly check: LiveCheck;
  /** As a person wrote it: a name is resolved first, an IP address is not. */
  readonly address: string;
}): ReactNode {
  const say = useTexts(hostPageTexts);
  const sayParts = useTexts(partsTexts);
  const format = useFormat();
  const ended = new Map(check.stages.map((stage) => [stage.stage, stage]));
  const isOver = check.state !== "running";
  const hasFailed = check.stages.some(({ outcome }) => outcome === "failed");
  const first = ADDRESS.test(address) ? 1 : 0;
  // What lies before a stage that is over was not gone through.
  const lastEnded = Math.max(
    first - 1,
    STAGES.findLastIndex((stage) => ended.has(stage)),
  );
  const next = isOver || hasFailed ? -1 : lastEnded + 1;
  return (
    <div className={css["live"]} role="status" aria-label={say(isOver ? "live-done" : "live")}>
      <ol>
        {STAGES.map((stage, index) => {
          const seen = ended.get(stage);
          const outcome =
            seen?.outcome ??
            (index <= lastEnded
              ? "skipped"
              : index === next
                ? "running"
                : isOver || hasFailed
                  ? "not-tested"
                  : "waiting");
          return (
            <li key={stage} data-outcome={outcome}>
              <span className={css["lamp"]} aria-hidden="true" />
              <span className={css["live-name"]}>{sayParts(`stage.${stage}`)}</span>
              <span className={css["live-word"]}>
                {seen?.us === undefined || outcome !== "ok" ? say(`outcome.${outcome}`) : format.duration(seen.us)}
              </span>
            </li>
          );
        })}
      </ol>
      {check.state === "failed" ? (
        <p className={css["live-note"]}>{say("live-failed")}</p>
      ) : isOver ? null : (
        <p className={css["live-note"]}>
          {say(lastEnded === STAGES.length - 1 || hasFailed ? "live-questions" : "checking")}
        </p>
      )}
    </div>
  );
}
