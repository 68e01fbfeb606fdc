import type { ReactNode } from "react";
import type { HostStatus } from "../../../src/core/fleet/index.ts";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import css from "./marks.module.css";

/** How a state looks: each has a shape of its own, so that colour is never alone. */
type Look = "good" | "warn" | "bad" | "odd" | "still" | "doubt";

const STATUS_LOOKS: Readonly<Record<HostStatus | "disabled", Look>> = {
  up: "good",
  degraded: "warn",
  suspect: "doubt",
  down: "bad",
  flapping: "odd",
  suppressed: "still",
  unknown: "still",
  disabled: "still",
};

const SHAPES: Readonly<Record<Look, ReactNode>> = {
  good: <circle cx="8" cy="8" r="6" />,
  warn: <path d="M8 1.6 15 14H1z" />,
  bad: <path d="M2 2h12v12H2zM5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" className={css["cut"]} />,
  odd: <path d="M8 1 15 8 8 15 1 8z" />,
  still: <circle cx="8" cy="8" r="5" className={css["hollow"]} />,
  doubt: (
    <>
      <circle cx="8" cy="8" r="5.4" className={css["hollow"]} />
      <path d="M8 2.6a5.4 5.4 0 0 0 0 10.8z" />
    </>
  ),
};

function Shape({ look }: { readonly look: Look }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" className={`${css["shape"]} ${css[look]}`} aria-hidden="true">
      {SHAPES[look]}
    </svg>
  );
}

/** State of a host: shape, colour and word. `short`: the word is only read out. */
export function StatusMark({
  status,
  short = false,
}: {
  readonly status: HostStatus | "disabled";
  readonly short?: boolean;
}): ReactNode {
  const say = useTexts(partsTexts);
  const word = say(`status.${status}`);
  return (
    <span className={css["mark"]} title={short ? word : undefined}>
      <Shape look={STATUS_LOOKS[status]} />
      <span className={short ? css["hidden"] : undefined}>{word}</span>
    </span>
  );
}

export type Severity = "critical" | "major" | "minor";

export function SeverityMark({ severity }: { readonly severity: Severity }): ReactNode {
  const say = useTexts(partsTexts);
  const looks: Readonly<Record<Severity, Look>> = { critical: "bad", major: "warn", minor: "still" };
  return (
    <span className={css["mark"]}>
      <Shape look={looks[severity]} />
      {say(`severity.${severity}`)}
    </span>
  );
}

export type Tone = "good" | "warn" | "bad" | "odd" | "still" | "accent";

/** A word on a coloured ground: a grade, a kind, a count. The word alone must say it. */
export function Badge({ tone = "still", children }: { readonly tone?: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`${css["badge"]} ${css[`badge-${tone}`]}`}>{children}</span>;
}
