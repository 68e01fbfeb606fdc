import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { NamedChangeDocument } from "../../../../src/core/contract/index.ts";
import { certificatesPageTexts } from "../../../../src/core/texts/index.ts";
import type { PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge, type Tone } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./certificates-page.module.css";

const SPAN_MS = 30 * 86_400_000;
const PRINT = 12;
type Verdict = NonNullable<NamedChangeDocument["judgement"]>["verdict"];
const TONES: Readonly<Record<Verdict, Tone>> = {
  expected: "good",
  early: "warn",
  suspicious: "bad",
  unjudged: "still",
};

/** Each change of a certificate, judged: a renewal in time looks different from somebody in between. */
export function CertificateChanges(): ReactNode {
  const say = useTexts(certificatesPageTexts);
  const [fromMs] = useState(() => Date.now() - SPAN_MS);
  const changes = useApi<PageOf<NamedChangeDocument>>("certificates", "/changes", {
    fact: "certificate",
    fromMs,
    limit: 200,
  });
  return (
    <Section flush title={say("changes")}>
      <Loaded query={changes}>
        {({ items }) => <Changes items={items.filter(({ before }) => before !== null)} />}
      </Loaded>
    </Section>
  );
}

function Changes({ items }: { readonly items: readonly NamedChangeDocument[] }): ReactNode {
  const say = useTexts(certificatesPageTexts);
  if (items.length === 0) return <p className={css["none"]}>{say("no-changes")}</p>;
  const columns: readonly Column<NamedChangeDocument>[] = [
    {
      id: "host",
      head: say("shown-by"),
      cell: ({ target, name }) => (
        <Link href={`/hosts/${target}`}>
          <bdi>{name ?? target}</bdi>
        </Link>
      ),
    },
    {
      id: "verdict",
      head: say("judged"),
      cell: ({ judgement }) => {
        const verdict = judgement?.verdict ?? "unjudged";
        return <Badge tone={TONES[verdict]}>{say(`verdict.${verdict}`)}</Badge>;
      },
    },
    {
      id: "what",
      head: say("fingerprint"),
      isMinor: true,
      cell: ({ before, after }) => (
        <code>{say("changed", { before: String(before).slice(0, PRINT), after: String(after).slice(0, PRINT) })}</code>
      ),
    },
    {
      id: "rule",
      head: say("why"),
      isMinor: true,
      cell: ({ judgement }) => <code>{judgement?.rule}</code>,
    },
    { id: "when", head: say("when"), cell: ({ atMs }) => <TimeText ms={atMs} /> },
  ];
  return (
    <Table
      caption={say("changes")}
      columns={columns}
      rows={items}
      keyOf={({ target, atMs }) => `${target} ${atMs}`}
      rowHeader="host"
    />
  );
}
