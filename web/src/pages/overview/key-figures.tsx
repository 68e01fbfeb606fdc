import type { ReactNode } from "react";
import { Link } from "wouter";
import type { KpiDocument, ObjectiveFigures } from "../../../../src/core/contract/index.ts";
import { overviewPageTexts, shellTexts } from "../../../../src/core/texts/index.ts";
import type { ObjectiveListDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Section } from "../../parts/section.tsx";
import { Stat, Stats } from "../../parts/stat.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";

const HALF = 0.5;

export function KeyFigures(): ReactNode {
  const say = useTexts(overviewPageTexts);
  const sayShell = useTexts(shellTexts);
  const kpi = useApi<KpiDocument>("kpi", "/kpi", {}, { everyMs: 60_000 });
  const slo = useApi<ObjectiveListDocument>("slo", "/slo", {}, { everyMs: 60_000 });
  return (
    <Section title={say("figures")} actions={<Link href="/slo">{sayShell("page.slo")}</Link>}>
      <Loaded query={kpi}>
        {(document) => <Figures kpi={document} setUp={slo.data?.items.find(({ id }) => id === "session-setup")} />}
      </Loaded>
    </Section>
  );
}

function Figures({
  kpi,
  setUp,
}: {
  readonly kpi: KpiDocument;
  readonly setUp: ObjectiveFigures | undefined;
}): ReactNode {
  const say = useTexts(overviewPageTexts);
  const format = useFormat();
  const { successShare, connect, mttrMs, incidents } = kpi;
  const none = say("not-enough");
  const left = setUp?.budgetLeft ?? null;
  const isMet = successShare === null || setUp === undefined ? undefined : successShare >= setUp.objective;
  return (
    <Stats>
      <Stat
        name={say("success")}
        isWords={successShare === null}
        figure={successShare === null ? none : format.percent(successShare)}
        note={setUp === undefined ? undefined : say("success-note", { objective: format.percent(setUp.objective) })}
        {...(isMet === undefined ? {} : { tone: isMet ? "good" : "bad" })}
      />
      <Stat
        name={say("budget")}
        isWords={left === null}
        figure={left === null ? none : left <= 0 ? say("budget-spent") : format.percent(left, 0)}
        note={setUp === undefined ? undefined : say("budget-note", { days: setUp.windowDays })}
        {...(left === null ? {} : { tone: left <= 0 ? "bad" : left < HALF ? "warn" : "good" })}
      />
      <Stat
        name={say("connect")}
        isWords={connect === null}
        figure={connect === null ? none : format.duration(connect.p95Us)}
        note={connect === null ? undefined : say("connect-note", { median: format.duration(connect.p50Us) })}
      />
      <Stat
        name={say("mttr")}
        isWords={mttrMs === null}
        figure={mttrMs === null ? none : format.span(mttrMs)}
        note={say("mttr-note", { count: incidents })}
      />
    </Stats>
  );
}
