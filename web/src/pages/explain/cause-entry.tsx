import type { ReactNode } from "react";
import type { Cause } from "../../../../src/core/knowledge/index.ts";
import { explainPageTexts } from "../../../../src/core/texts/index.ts";
import { Badge } from "../../parts/marks.tsx";
import { RemedyView } from "../../parts/remedy.tsx";
import { Section } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./explain-page.module.css";

/** One entry of the catalogue of causes, whole. */
export function CauseEntry({ cause }: { readonly cause: Cause }): ReactNode {
  const say = useTexts(explainPageTexts);
  const variants = Object.entries(cause.variants ?? {});
  return (
    <Section title={say.of(cause.title)} actions={<Badge tone="accent">{say("kind.cause")}</Badge>}>
      <div className={css["match"]}>
        <p className={css["names"]}>
          <code>{cause.id}</code>
        </p>
        <p>{say.of(cause.explanation)}</p>
        <p>
          <strong>{say("outside")}</strong> {say.of(cause.fromOutside)}
        </p>
        {variants.length === 0 ? null : (
          <>
            <h3>{say("variants")}</h3>
            <dl className={css["variants"]}>
              {variants.map(([id, variant]) => (
                <div key={id}>
                  <dt>{say.of(variant.title)}</dt>
                  <dd>{say.of(variant.explanation)}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        <h3>{say("remedy-of")}</h3>
        <RemedyView remedies={cause.remedies} />
        {cause.unverified === undefined ? null : <p className={css["note"]}>{say.of(cause.unverified)}</p>}
        <p className={css["source"]}>{say("sources", { sources: cause.sources.join(" · ") })}</p>
      </div>
    </Section>
  );
}
