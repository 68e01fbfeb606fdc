import { lazy, type ReactNode, Suspense } from "react";
import { Link } from "wouter";
import type { HostDocument, TranscriptDocument } from "../../../../src/core/contract/index.ts";
import type { WatchedFactName } from "../../../../src/core/fleet/index.ts";
import { FACT_NAMES, FACT_WORDS, factValueText } from "../../../../src/core/history/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded, Skeleton } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

const CertificateChain = lazy(async () => ({ default: (await import("./certificate-chain.tsx")).CertificateChain }));

const DAY_MS = 86_400_000;
/** Shown in parts of their own. */
const ELSEWHERE: ReadonlySet<WatchedFactName> = new Set(["auditGrade", "controlsNotMet", "controlsNotTested"]);

/** What the host is known to be, its certificate first. */
export function HostFacts({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const known = FACT_NAMES.filter((fact) => host.facts[fact] !== undefined && !ELSEWHERE.has(fact));
  const own = known.filter((fact) => !fact.startsWith("certificate"));
  return (
    <div className={css["page"]}>
      <Certificate host={host} />
      <Section flush title={say("part.facts")}>
        {own.length === 0 ? (
          <p className={css["none"]}>{say("no-facts")}</p>
        ) : (
          <FactTable host={host} facts={own} caption={say("part.facts")} />
        )}
      </Section>
    </div>
  );
}

function FactTable({
  host,
  facts,
  caption,
}: {
  readonly host: HostDocument;
  readonly facts: readonly WatchedFactName[];
  readonly caption: string;
}): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const valueOf = (fact: WatchedFactName): ReactNode => {
    const value = host.facts[fact];
    if (typeof value === "number" && fact.endsWith("Ms")) return format.dateTime(value);
    if (fact === "certificate" && typeof value === "string") {
      return (
        <span className={css["print"]}>
          <code>{value}</code>
          <CopyButton text={value} />
        </span>
      );
    }
    return <bdi className={css["value"]}>{say.of(factValueText(fact, value ?? null))}</bdi>;
  };
  const columns: readonly Column<WatchedFactName>[] = [
    { id: "fact", head: say("fact"), cell: (fact) => say.of(FACT_WORDS[fact]) },
    { id: "value", head: say("value"), cell: valueOf },
  ];
  return <Table caption={caption} columns={columns} rows={facts} keyOf={(fact) => fact} rowHeader="fact" />;
}

function Certificate({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const { certificate, certificateNotBeforeMs: fromMs, certificateNotAfterMs: untilMs } = host.facts;
  const facts = FACT_NAMES.filter((fact) => fact.startsWith("certificate") && host.facts[fact] !== undefined);
  return (
    <Section
      flush
      title={say("certificate")}
      actions={
        certificate === undefined ? undefined : (
          <Link href={`/certificates?certificate=${certificate}`}>{say("all-hosts-of")}</Link>
        )
      }
    >
      {facts.length === 0 ? (
        <p className={css["none"]}>{say("no-certificate")}</p>
      ) : (
        <>
          {fromMs === undefined || untilMs === undefined ? null : <Validity fromMs={fromMs} untilMs={untilMs} />}
          <FactTable host={host} facts={facts} caption={say("certificate")} />
          <Chain id={host.id} />
        </>
      )}
    </Section>
  );
}

function Chain({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const transcripts = useApi<ListOf<TranscriptDocument>>("hosts", `/hosts/${id}/transcripts`);
  return (
    <div className={css["chain-part"]}>
      <h3>{say("chain")}</h3>
      <Loaded query={transcripts} skeleton={<Skeleton lines={2} />}>
        {({ items }) => (
          <Suspense fallback={<Skeleton lines={2} />}>
            <CertificateChain transcripts={items} />
          </Suspense>
        )}
      </Loaded>
    </div>
  );
}

/** How much of a certificate's time has passed, with today marked. */
function Validity({ fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const passed = Math.min(1, Math.max(0, (nowMs - fromMs) / Math.max(1, untilMs - fromMs)));
  const left = Math.floor((untilMs - nowMs) / DAY_MS);
  const when = { when: format.relative(nowMs < fromMs ? fromMs : untilMs, nowMs) };
  const words =
    nowMs < fromMs
      ? say("valid-begins", when)
      : untilMs <= nowMs
        ? say("valid-ended", when)
        : say("valid-days", { count: left });
  const tone = untilMs <= nowMs || nowMs < fromMs ? "bad" : left < 30 ? "warn" : "good";
  return (
    <div className={css["validity"]} data-tone={tone}>
      <p>
        <span>{format.date(fromMs)}</span>
        <strong>{words}</strong>
        <span>{format.date(untilMs)}</span>
      </p>
      <div className={css["validity-bar"]} aria-hidden="true">
        <span style={{ width: `${passed * 100}%` }} />
      </div>
    </div>
  );
}
