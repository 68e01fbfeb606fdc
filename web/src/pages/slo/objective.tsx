import type { ReactNode } from "react";
import type { ObjectiveFigures } from "../../../../src/core/contract/index.ts";
import { sloPageTexts } from "../../../../src/core/texts/index.ts";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { type Format, useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./slo-page.module.css";

type Burn = ObjectiveFigures["burn"][number];
const MINUTE_MS = 60_000;

/** One objective: its figure, what is left of its budget, and how fast that goes. */
export function Objective({ objective }: { readonly objective: ObjectiveFigures }): ReactNode {
  const say = useTexts(sloPageTexts);
  const format = useFormat();
  const { title, unit, actual, met, windowDays, good, total, budgetLeft, burn } = objective;
  const figure = actual === null ? say("not-enough") : written(actual, unit, format);
  return (
    <Section
      title={say.of(title)}
      actions={met === null ? null : <Badge tone={met ? "good" : "bad"}>{say(met ? "met" : "missed")}</Badge>}
    >
      <div className={css["stack"]}>
        <p className={css["figure"]} data-met={met ?? "unknown"}>
          {figure}
        </p>
        <p className={css["muted"]}>
          {[
            say("objective", { value: written(objective.objective, unit, format) }),
            say("window", { days: windowDays }),
            ...(unit === "share" ? [say("good-of", { good, total })] : []),
          ].join(" · ")}
        </p>
        {budgetLeft === null ? null : <Budget left={budgetLeft} />}
        {burn.length === 0 ? null : <BurnTable burn={burn} />}
      </div>
    </Section>
  );
}

function Budget({ left }: { readonly left: number }): ReactNode {
  const say = useTexts(sloPageTexts);
  const format = useFormat();
  const share = Math.min(1, Math.max(0, left));
  return (
    <div>
      <p className={css["budget-words"]}>
        <span>{say("budget")}</span>
        <span>
          {left > 0
            ? say("budget-left", { share: format.percent(left, 1) })
            : say("budget-spent", { share: format.percent(-left, 0) })}
        </span>
      </p>
      <div className={css["budget"]} data-left={left <= 0 ? "none" : left < 0.5 ? "little" : "much"} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

function BurnTable({ burn }: { readonly burn: readonly Burn[] }): ReactNode {
  const say = useTexts(sloPageTexts);
  const format = useFormat();
  const rate = (value: number | null): string =>
    value === null ? say("not-enough") : say("times", { rate: format.number(value, value < 10 ? 1 : 0) });
  const columns: readonly Column<Burn>[] = [
    {
      id: "window",
      head: say("burn"),
      cell: ({ longMinutes, shortMinutes }) =>
        say("burn-window", {
          long: format.span(longMinutes * MINUTE_MS),
          short: format.span(shortMinutes * MINUTE_MS),
        }),
    },
    { id: "long", head: say("burn-long"), align: "end", cell: ({ longRate }) => rate(longRate) },
    { id: "short", head: say("burn-short"), align: "end", isMinor: true, cell: ({ shortRate }) => rate(shortRate) },
    {
      id: "threshold",
      head: say("burn-threshold"),
      align: "end",
      isMinor: true,
      cell: ({ threshold }) => rate(threshold),
    },
    {
      id: "burning",
      head: say("burn-state"),
      cell: ({ burning, longRate, shortRate, threshold }) => {
        if (burning) return <Badge tone="bad">{say("burning")}</Badge>;
        // Above it and yet no alarm: the long window holds no more than the short one so far.
        const isShort = longRate !== null && shortRate !== null && longRate > threshold && shortRate > threshold;
        return isShort ? <Badge>{say("too-new")}</Badge> : <Badge tone="good">{say("calm")}</Badge>;
      },
    },
  ];
  return (
    <div className={css["scroll"]}>
      <Table
        caption={say("burn")}
        columns={columns}
        rows={burn}
        keyOf={({ longMinutes }) => longMinutes}
        rowHeader="window"
      />
    </div>
  );
}

/** A figure in the unit of its objective. */
function written(value: number, unit: string, format: Format): string {
  switch (unit) {
    case "share":
      return format.percent(value, 3);
    case "ms":
      return format.duration(value * 1000);
    case "percent":
      return format.percent(value / 100, 1);
    default:
      return format.number(value, 1);
  }
}
