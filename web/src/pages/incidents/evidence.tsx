import { CircleMinus, CirclePlus } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { IncidentDetailDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { transcriptLine } from "../../../../src/core/transcript/index.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";

/** What speaks for the cause and what against it, each with where it was read. */
export function Evidence({ incident }: { readonly incident: IncidentDetailDocument }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const { evidence, hosts } = incident;
  const [host] = hosts;
  if (evidence.length === 0) return <p className={css["muted"]}>{say("no-evidence")}</p>;
  return (
    <ul className={css["evidence"]}>
      {evidence.map(({ side, text, at }) => (
        <li key={`${side} ${text.en} ${at}`}>
          {side === "for" ? (
            <CirclePlus className={css["for"]} aria-label={say("for")} role="img" />
          ) : (
            <CircleMinus className={css["against"]} aria-label={say("against")} role="img" />
          )}
          <div>
            <p dir="auto">{say.of(text)}</p>
            {at === "" ? null : (
              <p className={css["small"]}>
                <Place at={at} host={host?.id} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** A line of the conversation leads to it; any other place is named. */
function Place({ at, host }: { readonly at: string; readonly host: number | undefined }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const line = transcriptLine(at);
  if (line === undefined) return say("at", { place: at });
  const words = say("at-line", { line });
  return host === undefined ? words : <Link href={`/hosts/${host}?part=transcripts&line=${line}`}>{words}</Link>;
}
