import type { ReactNode } from "react";
import { Link } from "wouter";
import type { IncidentDocument, ToldFaultDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts, incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf, PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge, SeverityMark } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

/** What happened to the host: incidents that hit it, and what its own logs told. */
export function HostEvents({ id }: { readonly id: number }): ReactNode {
  return (
    <div className={css["page"]}>
      <Incidents id={id} />
      <Told id={id} />
    </div>
  );
}

function Incidents({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const sayIncidents = useTexts(incidentsPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const incidents = useApi<PageOf<IncidentDocument>>("incidents", "/incidents", { target: id, limit: 100 });
  const columns: readonly Column<IncidentDocument>[] = [
    {
      id: "cause",
      head: say("incident-cause"),
      cell: (incident) => (
        <Link href={`/incidents/${incident.id}`}>
          {`INC-${incident.id}`} · {say.of(incident.title)}
        </Link>
      ),
    },
    {
      id: "severity",
      head: say("severity"),
      isMinor: true,
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    { id: "opened", head: say("opened"), cell: ({ openedMs }) => <TimeText ms={openedMs} /> },
    {
      id: "lasted",
      head: say("lasted"),
      isMinor: true,
      cell: ({ firstFailureMs, closedMs }) => format.span((closedMs ?? nowMs) - firstFailureMs),
    },
    {
      id: "state",
      head: say("state"),
      cell: ({ state }) => <Badge tone={state === "open" ? "bad" : "still"}>{sayIncidents(`state.${state}`)}</Badge>,
    },
  ];
  return (
    <Section flush title={say("incidents")}>
      <Loaded query={incidents}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{say("no-incidents")}</p>
          ) : (
            <Table
              caption={say("incidents")}
              columns={columns}
              rows={items}
              keyOf={(one) => one.id}
              rowHeader="cause"
            />
          )
        }
      </Loaded>
    </Section>
  );
}

function Told({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const told = useApi<ListOf<ToldFaultDocument>>("incidents", `/hosts/${id}/told`);
  return (
    <Section title={say("told-by-logs")}>
      <Loaded query={told}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["muted"]}>{say("no-told", { command: "rdpulse collect" })}</p>
          ) : (
            <ul className={css["causes"]}>
              {items.map(({ cause, title, severity, firstMs, lastMs, isOver, evidence }) => (
                <li key={`${cause} ${firstMs} ${lastMs}`}>
                  <h3>
                    {say.of(title)}{" "}
                    <Badge tone={isOver ? "still" : "bad"}>{say(isOver ? "is-over" : "goes-on-now")}</Badge>
                  </h3>
                  <p className={css["muted"]}>
                    <SeverityMark severity={severity} /> <TimeText ms={firstMs} exact /> –{" "}
                    <TimeText ms={lastMs} exact />
                  </p>
                  <ul className={css["evidence"]}>
                    {evidence.map((one) => (
                      <li key={`${one.text.en} ${one.at}`} dir="auto">
                        {say.of(one.text)} <code>{one.at}</code>
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
