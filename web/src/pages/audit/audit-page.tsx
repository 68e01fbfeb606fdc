import { Download, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { FleetAuditDocument } from "../../../../src/core/contract/index.ts";
import { csvCell } from "../../../../src/core/markup/index.ts";
import { auditPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { download } from "../../parts/download.ts";
import { PageHead, Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./audit-page.module.css";
import { ControlList } from "./control-list.tsx";
import { Drift } from "./drift.tsx";
import { Grades } from "./grades.tsx";

/** Which controls the fleet misses, how it is graded, and how that changed. */
export function AuditPage(): ReactNode {
  const say = useTexts(auditPageTexts);
  const audit = useApi<FleetAuditDocument>("hosts", "/audit", {}, { everyMs: 60_000 });
  const { data } = audit;
  return (
    <>
      <PageHead
        title={say("title")}
        about={say("about")}
        actions={
          data === undefined || data.graded === 0 ? undefined : (
            <Button
              icon={<Download aria-hidden="true" />}
              onClick={() => download("audit.csv", "text/csv;charset=utf-8", csvOf(data))}
            >
              {say("export")}
            </Button>
          )
        }
      />
      <Loaded query={audit}>
        {(document) =>
          document.graded === 0 ? (
            <Empty title={say("none")} icon={<ShieldCheck aria-hidden="true" />}>
              {say("none-hint")}
            </Empty>
          ) : (
            <div className={css["page"]}>
              <Section title={say("grades")}>
                <Grades grades={document.grades} graded={document.graded} />
              </Section>
              <Section flush title={say("controls")}>
                <ControlList controls={document.controls} />
              </Section>
              <Drift />
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function csvOf({ controls }: FleetAuditDocument): string {
  const lines = controls.flatMap(({ id, severity, title, hosts, missing, met, notTested }) =>
    (hosts.length === 0 ? [{ name: "" }] : hosts).map(({ name }) =>
      [id, severity, title.en, String(missing), String(met), String(notTested), name].map(csvCell).join(","),
    ),
  );
  return `\uFEFF${["control,severity,title,missing,met,not tested,host", ...lines].join("\r\n")}\r\n`;
}
