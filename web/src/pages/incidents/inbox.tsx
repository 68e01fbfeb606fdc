import type { UseQueryResult } from "@tanstack/react-query";
import { CircleCheckBig } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "wouter";
import type { IncidentDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import type { ApiFailure } from "../../api/client.ts";
import { allPages } from "../../api/all-pages.ts";
import type { IncidentPageDocument } from "../../api/documents.ts";
import { Choice, Select } from "../../parts/choice.tsx";
import { ExportButtons } from "../../parts/export-buttons.tsx";
import { Badge, SeverityMark } from "../../parts/marks.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { INCIDENT_COLUMNS } from "./incident-columns.ts";
import { type IncidentFilter, queryOf, SEVERITIES, SHOWS, SORTS } from "./incident-filter.ts";
import css from "./incidents-page.module.css";

/** The incidents of a filter, each a line that leads to it. */
export function Inbox({
  incidents,
  filter,
  current,
  addressOf,
}: {
  readonly incidents: UseQueryResult<IncidentPageDocument, ApiFailure>;
  readonly filter: IncidentFilter;
  readonly current: string | undefined;
  readonly addressOf: (id: string) => string;
}): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const sayParts = useTexts(partsTexts);
  const [, setParameters] = useSearchParams();
  const change = (name: string, value: string): void => {
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  };
  return (
    <>
      <header className={css["inbox-head"]}>
        <h1>{say("title")}</h1>
        <div className={css["filters"]}>
          <Choice
            name={say("state")}
            value={filter.show}
            options={SHOWS.map((value) => ({ value, text: say(`show.${value}`) }))}
            onChange={(value) => change("show", value === "current" ? "" : value)}
          />
          <Select
            name={say("severity")}
            value={filter.severity}
            options={[
              { value: "", text: say("any-severity") },
              ...SEVERITIES.map((value) => ({ value, text: sayParts(`severity.${value}`) })),
            ]}
            onChange={(value) => change("severity", value)}
          />
          <Select
            name={say("sort")}
            value={filter.sort}
            options={SORTS.map((value) => ({ value, text: say(`sort.${value}`) }))}
            onChange={(value) => change("sort", value === "opened" ? "" : value)}
          />
        </div>
      </header>
      <Loaded query={incidents}>
        {({ items, total }) =>
          items.length === 0 ? (
            filter.show === "current" && filter.severity === "" && filter.cause === "" ? (
              <Empty title={say("none-current")} icon={<CircleCheckBig aria-hidden="true" />}>
                {say("none-current-hint")}
              </Empty>
            ) : (
              <Empty title={say("none")} />
            )
          ) : (
            <>
              <div className={css["count"]}>
                <p role="status">{say("count", { count: total })}</p>
                <ExportButtons
                  name="incidents"
                  look="bare"
                  columns={INCIDENT_COLUMNS}
                  load={async () => allPages<IncidentDocument>("/incidents", queryOf(filter))}
                />
              </div>
              <ul className={css["list"]}>
                {items.map((incident) => (
                  <li key={incident.id}>
                    <InboxLine
                      incident={incident}
                      href={addressOf(String(incident.id))}
                      isCurrent={String(incident.id) === current}
                    />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function InboxLine({
  incident,
  href,
  isCurrent,
}: {
  readonly incident: IncidentDocument;
  readonly href: string;
  readonly isCurrent: boolean;
}): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const { id, title, severity, state, members, openedMs, mutedUntilMs, suppressedBy, mergedInto, goodSinceMs } =
    incident;
  return (
    <Link href={href} className={css["line"]} aria-current={isCurrent ? "true" : undefined}>
      <strong>{say.of(title)}</strong>
      <span className={css["small"]}>
        <SeverityMark severity={severity} />
        <span>{`INC-${id}`}</span>
        <span>{say("hosts", { count: members.length })}</span>
        <TimeText ms={openedMs} />
      </span>
      <span className={css["badges"]}>
        {state === "open" ? null : (
          <Badge tone={state === "closed" ? "still" : "accent"}>{say(`state.${state}`)}</Badge>
        )}
        {mutedUntilMs === undefined ? null : <Badge>{say("muted")}</Badge>}
        {suppressedBy === undefined && mergedInto === undefined ? null : <Badge>{say("suppressed")}</Badge>}
        {state !== "closed" && goodSinceMs !== undefined ? <Badge tone="good">{say("good-again")}</Badge> : null}
      </span>
    </Link>
  );
}
