import type { ReactNode } from "react";
import { Link } from "wouter";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { overviewPageTexts } from "../../../../src/core/texts/index.ts";
import type { HostPageDocument, OverviewDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { StatusMark } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./overview-page.module.css";

const SHOWN = 8;

export function WorstHosts(): ReactNode {
  const say = useTexts(overviewPageTexts);
  const hosts = useApi<HostPageDocument>("hosts", "/hosts", {
    status: ["down", "flapping", "suspect", "degraded"],
    sort: "worst",
    limit: SHOWN,
  });
  const overview = useApi<OverviewDocument>("overview", "/overview");
  const titles = new Map(overview.data?.causes.map(({ cause, title }) => [cause, title]));
  const columns: readonly Column<HostDocument>[] = [
    { id: "name", head: say("host"), cell: ({ id, name }) => <Link href={`/hosts/${id}`}>{name}</Link> },
    { id: "state", head: say("state"), cell: ({ state }) => <StatusMark status={state?.status ?? "unknown"} /> },
    {
      id: "cause",
      head: say("cause"),
      cell: ({ state }) => {
        const id = state?.causes[0]?.id;
        const title = id === undefined ? undefined : titles.get(id);
        return title === undefined ? id : say.of(title);
      },
    },
    {
      id: "since",
      head: say("since"),
      isMinor: true,
      cell: ({ state }) => (state === null ? null : <TimeText ms={state.sinceMs} />),
    },
  ];
  return (
    <Section flush title={say("worst")} actions={<Link href="/hosts">{say("all-hosts")}</Link>}>
      <Loaded query={hosts}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{say("none-worst")}</p>
          ) : (
            <Table caption={say("worst")} columns={columns} rows={items} keyOf={({ id }) => id} rowHeader="name" />
          )
        }
      </Loaded>
    </Section>
  );
}
