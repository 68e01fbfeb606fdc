import type { ReactNode } from "react";
import type { FleetAuditDocument } from "../../../../src/core/contract/index.ts";
import { auditPageTexts } from "../../../../src/core/texts/index.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./audit-page.module.css";

/** A bar for each grade, its letter always beside it. */
export function Grades({ grades, graded }: Pick<FleetAuditDocument, "grades" | "graded">): ReactNode {
  const say = useTexts(auditPageTexts);
  const format = useFormat();
  return (
    <ul className={css["grades"]}>
      {grades.map(({ grade, hosts }) => (
        <li key={grade} aria-label={say("grades-label", { grade, count: hosts })}>
          <strong aria-hidden="true">{grade}</strong>
          <span className={css["bar"]} data-grade={grade[0]} aria-hidden="true">
            <span style={{ width: `${(hosts / graded) * 100}%` }} />
          </span>
          <span aria-hidden="true">{format.number(hosts)}</span>
        </li>
      ))}
    </ul>
  );
}
