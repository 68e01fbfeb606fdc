import type { ReactNode } from "react";
import { certificatesPageTexts } from "../../../../src/core/texts/index.ts";
import { localeOf, useTexts } from "../../shell/use-texts.ts";
import type { CalendarBox } from "./calendar.ts";
import css from "./certificates-page.module.css";

/** Fourteen boxes; the nearer the end, the louder. A box narrows the table below to its certificates. */
export function CalendarView({
  boxes,
  chosen,
  choose,
}: {
  readonly boxes: readonly CalendarBox[];
  readonly chosen: string;
  readonly choose: (id: string) => void;
}): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const month = new Intl.DateTimeFormat(localeOf(say.language), { month: "short", year: "numeric" });
  return (
    <ul className={css["calendar"]}>
      {boxes.map(({ id, fromMs, certificates, hosts }, index) => (
        <li key={id}>
          <button
            type="button"
            className={css["box"]}
            data-near={certificates.length === 0 ? "none" : index === 0 ? "ended" : index <= 1 ? "soon" : "later"}
            aria-pressed={chosen === id}
            onClick={() => choose(id)}
          >
            <span>{fromMs === null ? say(id === "ended" ? "ended" : "later") : month.format(fromMs)}</span>
            <strong>{certificates.length}</strong>
            <span className={css["small"]}>{say("hosts", { count: hosts })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
