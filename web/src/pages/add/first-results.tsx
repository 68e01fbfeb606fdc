import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";
import type { FleetMapDocument } from "../../../../src/core/contract/index.ts";
import { addPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { statusAt } from "../../charts/heat-map/group-cells.ts";
import { StatusMark } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./add-page.module.css";

const SHOWN = 100;
const LOOK_MS = 1000;

/** The hosts that were just added, as their first checks end. */
export function FirstResults({ ids }: { readonly ids: readonly number[] }): ReactNode {
  const say = useTexts(addPageTexts);
  const frame = useRef<HTMLDivElement>(null);
  const map = useApi<FleetMapDocument>("fleet", "/fleet-map", {}, { everyMs: LOOK_MS, keeps: true });
  useEffect(() => {
    frame.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={frame}>
      <Section
        flush
        title={say("results")}
        actions={
          <>
            <Link href="/hosts">{say("to-hosts")}</Link>
            <Link href="/">{say("to-overview")}</Link>
          </>
        }
      >
        <Loaded query={map}>{(document) => <Results map={document} ids={ids} />}</Loaded>
      </Section>
    </div>
  );
}

function Results({ map, ids }: { readonly map: FleetMapDocument; readonly ids: readonly number[] }): ReactNode {
  const say = useTexts(addPageTexts);
  const format = useFormat();
  const wanted = new Set(ids);
  const rows = map.id.flatMap((id, row) => (wanted.has(id) ? [row] : []));
  const done = rows.filter((row) => statusAt(map, row) !== "unknown").length;
  const columns: readonly Column<number>[] = [
    { id: "host", head: say("host"), cell: (row) => <Link href={`/hosts/${map.id[row]}`}>{map.name[row]}</Link> },
    {
      id: "state",
      head: say("state"),
      cell: (row) => {
        const status = statusAt(map, row);
        return status === "unknown" ? (
          <span className={css["muted"]}>{say("waiting")}</span>
        ) : (
          <StatusMark status={status} />
        );
      },
    },
    {
      id: "cause",
      head: say("cause"),
      cell: (row) => {
        const cause = map.causes[map.cause[row] ?? -1];
        return cause === undefined ? null : say.of(cause.title);
      },
    },
    {
      id: "connect",
      head: say("connect"),
      isMinor: true,
      align: "end",
      cell: (row) => ((map.totalUs[row] ?? 0) === 0 ? null : format.duration(map.totalUs[row] ?? 0)),
    },
  ];
  return (
    <>
      <p className={css["progress"]} role="status">
        {done === ids.length ? say("all-checked", { count: ids.length }) : say("progress", { done, count: ids.length })}
      </p>
      <Table
        caption={say("results")}
        columns={columns}
        rows={rows.slice(0, SHOWN)}
        keyOf={(row) => map.id[row] ?? row}
        rowHeader="host"
      />
    </>
  );
}
