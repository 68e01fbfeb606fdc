import type { ReactNode } from "react";
import type { CohortsDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { Section } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";

const SHOWN = 5;

/** "Failures began on hosts that got build X": shown only where the counts support something. */
export function InCommon(): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const { data } = useApi<CohortsDocument>("overview", "/cohorts");
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section title={say("in-common")}>
      <ul className={css["stack"]}>
        {data.items.slice(0, SHOWN).map(({ property, value, text }) => (
          <li key={`${property}/${value}`} dir="auto">
            {say.of(text)}
          </li>
        ))}
      </ul>
    </Section>
  );
}
