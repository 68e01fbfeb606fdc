import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { overviewPageTexts, shellTexts } from "../../../../src/core/texts/index.ts";
import type { OverviewDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { PageHead } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { CertificateEnds } from "./certificate-ends.tsx";
import { FleetPicture, useFleetMap } from "./fleet-picture.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { OpenIncidents } from "./open-incidents.tsx";
import css from "./overview-page.module.css";
import { RecentChanges } from "./recent-changes.tsx";
import { StateCounts } from "./state-counts.tsx";
import { WorstHosts } from "./worst-hosts.tsx";

export function OverviewPage(): ReactNode {
  const overview = useApi<OverviewDocument>("overview", "/overview", {}, { everyMs: 60_000 });
  // The largest answer of the page is asked for with the first, and not after it.
  useFleetMap();
  return <Loaded query={overview}>{(document) => <Overview overview={document} />}</Loaded>;
}

function Overview({ overview }: { readonly overview: OverviewDocument }): ReactNode {
  const say = useTexts(overviewPageTexts);
  const sayShell = useTexts(shellTexts);
  const [, go] = useLocation();
  const { statuses, monitor } = overview;
  const hosts = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const broken = hosts - (statuses.up ?? 0) - (statuses.unknown ?? 0) - (statuses.suppressed ?? 0);
  const add = (
    <Button look={hosts === 0 ? "main" : "plain"} icon={<Plus aria-hidden="true" />} onClick={() => go("/hosts/add")}>
      {say("add-hosts")}
    </Button>
  );
  if (hosts === 0) {
    return (
      <>
        <PageHead title={say("title")} />
        <Empty title={say("no-hosts")} action={add}>
          {say("no-hosts-hint")}
        </Empty>
      </>
    );
  }
  return (
    <div className={css["page"]}>
      <PageHead
        title={broken === 0 ? say("all-well", { hosts }) : say("some-broken", { broken, hosts })}
        about={monitor.demo ? sayShell("demo") : undefined}
        actions={add}
      />
      <StateCounts statuses={statuses} />
      <KeyFigures />
      <div className={css["wide"]}>
        <FleetPicture />
        <OpenIncidents />
      </div>
      <WorstHosts />
      <div className={css["halves"]}>
        <RecentChanges />
        <CertificateEnds />
      </div>
    </div>
  );
}
