import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { NamedChangeDocument } from "../../../../src/core/contract/index.ts";
import { auditPageTexts } from "../../../../src/core/texts/index.ts";
import type { PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./audit-page.module.css";

const SPAN_MS = 30 * 86_400_000;

/** Grades that became others. */
export function Drift(): ReactNode {
  const say = useTexts(auditPageTexts);
  const [fromMs] = useState(() => Date.now() - SPAN_MS);
  const changes = useApi<PageOf<NamedChangeDocument>>("hosts", "/changes", {
    fact: "auditGrade",
    fromMs,
    limit: 200,
  });
  const columns: readonly Column<NamedChangeDocument>[] = [
    {
      id: "host",
      head: say("host"),
      cell: ({ target, name }) => (
        <Link href={`/hosts/${target}`}>
          <bdi>{name ?? target}</bdi>
        </Link>
      ),
    },
    { id: "change", head: say("change"), cell: ({ before, after }) => `${String(before)} → ${String(after)}` },
    { id: "when", head: say("when"), cell: ({ atMs }) => <TimeText ms={atMs} /> },
  ];
  return (
    <Section flush title={say("drift")}>
      <Loaded query={changes}>
        {({ items }) => {
          const drifted = items.filter(({ before }) => before !== null);
          return drifted.length === 0 ? (
            <p className={css["none"]}>{say("no-drift")}</p>
          ) : (
            <Table
              caption={say("drift-about")}
              columns={columns}
              rows={drifted}
              keyOf={({ target, atMs }) => `${target} ${atMs}`}
              rowHeader="host"
            />
          );
        }}
      </Loaded>
    </Section>
  );
}
