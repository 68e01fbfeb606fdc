import { type ReactNode, useState } from "react";
import type { GroupRollupDocument } from "../../../../src/core/contract/index.ts";
import { sloPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Bars, type BarValue } from "../../charts/bars.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./slo-page.module.css";

const DAY_MS = 86_400_000;
const DAYS = 30;
const GOOD = 0.9995;
const FAIR = 0.99;
/** A bar of 99 % should not look full. */
const LOWEST = 0.9;

/** Thirty days: how many checks succeeded, and how long a connection took. A day without a check is a gap. */
export function Trend({ group }: { readonly group: string }): ReactNode {
  const say = useTexts(sloPageTexts);
  const [nowMs] = useState(() => Date.now());
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const fromMs = today - (DAYS - 1) * DAY_MS;
  const rollups = useApi<ListOf<GroupRollupDocument>>(
    "slo",
    "/rollups",
    { group, span: "day", fromMs },
    { everyMs: 60_000 },
  );
  return (
    <Section title={say("trend")}>
      <Loaded query={rollups}>{({ items }) => <Days items={items} fromMs={fromMs} />}</Loaded>
    </Section>
  );
}

function Days({
  items,
  fromMs,
}: {
  readonly items: readonly GroupRollupDocument[];
  readonly fromMs: number;
}): ReactNode {
  const say = useTexts(sloPageTexts);
  const format = useFormat();
  const days = Array.from({ length: DAYS }, (_, index) => {
    const dayMs = fromMs + index * DAY_MS;
    return { dayMs, rollup: items.find((one) => one.fromMs === dayMs) };
  });
  const shares = days.map(({ dayMs, rollup }): BarValue => {
    const counted = rollup === undefined ? 0 : rollup.checks - rollup.excluded;
    const value = rollup === undefined || counted <= 0 ? null : rollup.successes / counted;
    const tone = value === null ? undefined : value >= GOOD ? "good" : value >= FAIR ? "warn" : "bad";
    return {
      key: dayMs,
      name: format.date(dayMs),
      value,
      text: value === null ? "" : format.percent(value, 3),
      ...(tone === undefined ? {} : { tone }),
    };
  });
  const times = days.map(({ dayMs, rollup }) => {
    const p95Us = rollup?.total?.p95Us ?? null;
    return { key: dayMs, name: format.date(dayMs), value: p95Us, text: p95Us === null ? "" : format.duration(p95Us) };
  });
  const most = Math.max(1, ...times.map(({ value }) => value ?? 0));
  const least = Math.min(LOWEST, ...shares.map(({ value }) => (value ?? 1) - 0.02));
  return (
    <div className={css["stack"]}>
      <h3>{say("trend-success")}</h3>
      <Bars name={say("trend-success")} nameHead={say("trend-day")} values={shares} from={Math.max(0, least)} to={1} />
      <h3>{say("trend-p95")}</h3>
      <Bars name={say("trend-p95")} nameHead={say("trend-day")} values={times} from={0} to={most} />
    </div>
  );
}
