import type { ReactNode } from "react";
import type { HealthFigures, HostDocument, ResultDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { HostCauses } from "./host-causes.tsx";
import css from "./host-page.module.css";
import { HostTrend } from "./host-trend.tsx";
import { LiveStages } from "./live-stages.tsx";
import type { LiveCheck } from "./use-live-check.ts";
import { Waterfall } from "./waterfall.tsx";

/** How the host is: the stages of its last check, what is wrong, its health, and the last two days. */
export function HostNow({ host, check }: { readonly host: HostDocument; readonly check: LiveCheck }): ReactNode {
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
        {check.state === "running" || check.state === "failed" ? (
          <LiveStages check={check} address={host.settings.host} />
        ) : state === null ? (
          <p>{say("no-check")}</p>
        ) : (
          <Loaded query={results}>
            {({ items }) => {
              const stored = items.at(-1);
              // What was just seen live is in the store a moment later.
              const last = (check.result?.atMs ?? 0) > (stored?.atMs ?? 0) ? (check.result ?? stored) : stored;
              return last === undefined ? <p>{say("no-check")}</p> : <Waterfall result={last} />;
            }}
          </Loaded>
        )}
      </Section>
      <HostCauses host={host} />
      <Health id={id} />
      <HostTrend host={host} />
    </div>
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
