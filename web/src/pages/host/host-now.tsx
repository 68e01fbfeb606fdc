import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type {
  HealthFigures,
  HostDocument,
  ResultDocument,
  RollupDocument,
} from "../../../../src/core/contract/index.ts";
import { hostPageTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf, OverviewDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Bars, type BarValue } from "../../charts/bars.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";
import { Waterfall } from "./waterfall.tsx";

const HOUR_MS = 3_600_000;
const HOURS = 48;

/** How the host is: the stages of its last check, what is wrong, its health, and the last two days. */
export function HostNow({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const { id, state } = host;
  // The answer begins with its oldest check: only the slot of the last one is asked for.
  const slotMs = state?.lastSlotMs ?? 0;
  const results = useApi<ListOf<ResultDocument>>(
    "hosts",
    `/hosts/${id}/results`,
    { fromMs: slotMs, untilMs: slotMs + 1, vantage: state?.vantage ?? 0 },
    { enabled: state !== null, keeps: true },
  );
  return (
    <div className={css["page"]}>
      <Section title={say("stages")}>
        {state === null ? (
          <p>{say("no-check")}</p>
        ) : (
          <Loaded query={results}>
            {({ items }) => {
              const last = items.at(-1);
              return last === undefined ? <p>{say("no-check")}</p> : <Waterfall result={last} />;
            }}
          </Loaded>
        )}
      </Section>
      <Causes host={host} />
      <Health id={id} />
      <Trend id={id} />
    </div>
  );
}

function Causes({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const sayParts = useTexts(partsTexts);
  const format = useFormat();
  const overview = useApi<OverviewDocument>("overview", "/overview");
  const titles = new Map(overview.data?.causes.map(({ cause, title }) => [cause, title]));
  const causes = host.state?.causes ?? [];
  return (
    <Section title={say("causes")}>
      {causes.length === 0 ? (
        <p>{say(host.state === null ? "no-check" : "no-causes")}</p>
      ) : (
        <ul className={css["causes"]}>
          {causes.map(({ id, effect, confidence }) => {
            const title = titles.get(id);
            return (
              <li key={id}>
                <strong>{title === undefined ? id : say.of(title)}</strong>
                <span className={css["muted"]}>
                  {[sayParts(`effect.${effect}`), say("confidence", { share: format.percent(confidence, 0) })].join(
                    " · ",
                  )}
                </span>
                <Link href={`/explain?q=${encodeURIComponent(id)}`}>{say("explain")}</Link>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}

function Health({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const { data } = useApi<HealthFigures | null>("hosts", `/hosts/${id}/health`);
  if (data === undefined || data === null) return null;
  return (
    <Section title={`${say("health")} ${format.number(data.score)}`}>
      <ul className={css["terms"]}>
        {data.terms.map((term) => (
          <li key={term.id}>
            <span>{say.of(term.title)}</span>
            {term.score === null ? (
              <span className={css["muted"]}>{say("not-tested")}</span>
            ) : (
              <meter
                min={0}
                max={100}
                low={60}
                high={80}
                optimum={100}
                value={term.score}
                aria-label={say.of(term.title)}
              />
            )}
            <span>{term.score === null ? "" : format.number(term.score)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Trend({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const [lastMs] = useState(() => Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
  const fromMs = lastMs - (HOURS - 1) * HOUR_MS;
  const rollups = useApi<ListOf<RollupDocument>>("hosts", `/hosts/${id}/rollups`, { span: "hour", fromMs });
  return (
    <Section title={say("trend")}>
      <Loaded query={rollups}>
        {({ items }) => {
          const hours = Array.from({ length: HOURS }, (_, index) => {
            const hourMs = fromMs + index * HOUR_MS;
            return { hourMs, rollup: items.find((one) => one.fromMs === hourMs) };
          });
          const times = hours.map(({ hourMs, rollup }): BarValue => {
            const p95Us = rollup?.total?.p95Us ?? null;
            const text = p95Us === null ? "" : format.duration(p95Us);
            return { key: hourMs, name: format.dateTime(hourMs), value: p95Us, text };
          });
          const shares = hours.map(({ hourMs, rollup }): BarValue => {
            const counted = rollup === undefined ? 0 : rollup.checks - rollup.excluded;
            const value = rollup === undefined || counted <= 0 ? null : rollup.successes / counted;
            const text = value === null ? "" : format.percent(value, 2);
            return { key: hourMs, name: format.dateTime(hourMs), value, text, tone: value === 1 ? "good" : "bad" };
          });
          const most = Math.max(1, ...times.map(({ value }) => value ?? 0));
          return (
            <div className={css["page"]}>
              <Bars name={say("trend")} nameHead={say("hour")} values={times} from={0} to={most} />
              <h3>{say("success")}</h3>
              <Bars name={say("success")} nameHead={say("hour")} values={shares} from={0} to={1} height={60} />
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}
