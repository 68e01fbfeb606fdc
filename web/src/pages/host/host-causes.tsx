import type { ReactNode } from "react";
import { Link } from "wouter";
import type { HostCausesDocument, HostDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge, type Tone } from "../../parts/marks.tsx";
import { RemedyView, systemOf } from "../../parts/remedy.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

const TONES: Readonly<Record<HostCausesDocument["items"][number]["effect"], Tone>> = {
  blocks: "bad",
  hinders: "warn",
  weakens: "still",
};

/** What is wrong, how sure that is, what to do about it, and the incident where people work on it. */
export function HostCauses({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const sayParts = useTexts(partsTexts);
  const format = useFormat();
  // An incident opens a moment after the check that failed: the stream tells of the check.
  const causes = useApi<HostCausesDocument>("hosts", `/hosts/${host.id}/causes`, {}, { everyMs: 20_000 });
  return (
    <Section title={say("causes")}>
      <Loaded query={causes}>
        {({ items, otherIncidents }) => (
          <>
            {items.length === 0 ? <p>{say(host.state === null ? "no-check" : "no-causes")}</p> : null}
            <ul className={css["causes"]}>
              {items.map(({ id, title, explanation, effect, confidence, remedies, incident }) => (
                <li key={id}>
                  <h3>
                    {say.of(title)} <Badge tone={TONES[effect]}>{sayParts(`effect.${effect}`)}</Badge>{" "}
                    <span className={css["muted"]}>{say("confidence", { share: format.percent(confidence, 0) })}</span>
                  </h3>
                  <p className={css["prose"]}>{say.of(explanation)}</p>
                  <p className={css["ways"]}>
                    {incident === null ? null : (
                      <Link href={`/incidents/${incident}`}>{say("incident", { number: `INC-${incident}` })}</Link>
                    )}
                    <Link href={`/explain?q=${encodeURIComponent(id)}`}>{say("explain")}</Link>
                  </p>
                  {remedies.windows === undefined && remedies.xrdp === undefined ? null : (
                    <details className={css["remedy"]}>
                      <summary>{say("what-to-do")}</summary>
                      <RemedyView remedies={remedies} system={systemOf(host.facts.stack)} />
                    </details>
                  )}
                </li>
              ))}
            </ul>
            {otherIncidents.length === 0 ? null : (
              <p className={css["ways"]}>
                <span className={css["muted"]}>{say("other-incident")}</span>
                {otherIncidents.map(({ id, title }) => (
                  <Link key={id} href={`/incidents/${id}`}>
                    {say.of(title)}
                  </Link>
                ))}
              </p>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}
