import { type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import type { FactChangeDocument, HostDocument, RollupDocument } from "../../../../src/core/contract/index.ts";
import type { WatchedFactName } from "../../../../src/core/fleet/index.ts";
import { changeText } from "../../../../src/core/history/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf, PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { BandChart, type BandStep, type ChangeMark } from "../../charts/band-chart/band-chart.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPANS = [
  { value: "day", step: "hour", count: 24 },
  { value: "week", step: "hour", count: 7 * 24 },
  { value: "month", step: "day", count: 30 },
  { value: "year", step: "day", count: 365 },
] as const;
/** What belongs to one certificate changes with it, and what only ticks is no event: neither is a mark of its own. */
const UNMARKED: ReadonlySet<WatchedFactName> = new Set([
  "certificateNotBeforeMs",
  "certificateNotAfterMs",
  "certificateSubject",
  "certificateKeyType",
  "clockSkewMinutes",
  "controlsNotTested",
]);

/** Set-up times and successes over a day to a year, with what changed on the host marked where it changed. */
export function HostTrend({ host: { id, state } }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const [asked, ask] = useAddress("span");
  const span = SPANS.find(({ value }) => value === asked) ?? SPANS[0];
  const stepMs = span.step === "hour" ? HOUR_MS : DAY_MS;
  // One question an hour: what is shown begins with a whole hour or day of UTC, as the server counts.
  const lastMs = Math.floor(useNow() / stepMs) * stepMs;
  const fromMs = lastMs - (span.count - 1) * stepMs;
  const vantage = state?.vantage ?? 0;
  const rollups = useApi<ListOf<RollupDocument>>(
    "hosts",
    `/hosts/${id}/rollups`,
    { span: span.step, fromMs, vantage },
    { keeps: true },
  );
  const changes = useApi<PageOf<FactChangeDocument>>("hosts", `/hosts/${id}/changes`, { fromMs, limit: 200 });
  const found = changes.data?.items;
  const marks = useMemo(
    () =>
      (found ?? [])
        .filter(({ fact, before }) => before !== null && !UNMARKED.has(fact))
        .map((change): ChangeMark => {
          const key = `${change.fact} ${change.atMs} ${change.vantage}`;
          const text = `${format.dateTime(change.atMs)} · ${say.of(changeText(change))}`;
          return { key, atMs: change.atMs, text, isOdd: change.judgement?.verdict === "suspicious" };
        }),
    [found, format, say],
  );
  return (
    <Section
      title={say("trend")}
      actions={
        <Choice
          name={say("span")}
          options={SPANS.map(({ value }) => ({ value, text: say(`span.${value}`) }))}
          value={span.value}
          onChange={(value) => ask(value === "day" ? "" : value)}
        />
      }
    >
      <Loaded query={rollups}>
        {({ items }) => {
          const known = new Map(items.map((rollup) => [rollup.fromMs, rollup]));
          const steps = Array.from({ length: span.count }, (_, index): BandStep => {
            const atMs = fromMs + index * stepMs;
            const rollup = known.get(atMs);
            const counted = rollup === undefined ? 0 : rollup.checks - rollup.excluded;
            return {
              fromMs: atMs,
              name: span.step === "hour" ? format.dateTime(atMs) : format.date(atMs),
              p50: rollup?.total?.p50Us ?? null,
              p90: rollup?.total?.p90Us ?? null,
              p99: rollup?.total?.p99Us ?? null,
              success: rollup === undefined || counted <= 0 ? null : rollup.successes / counted,
            };
          });
          return <BandChart name={say("trend")} steps={steps} stepMs={stepMs} marks={marks} />;
        }}
      </Loaded>
      {marks.length === 0 ? null : <Link href={`/hosts/${id}?part=changes`}>{say("see-changes")}</Link>}
    </Section>
  );
}
