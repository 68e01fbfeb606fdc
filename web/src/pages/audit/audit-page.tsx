import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { FleetAuditDocument } from "../../../../src/core/contract/index.ts";
import { auditPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { type ExportColumn, ExportButtons } from "../../parts/export-buttons.tsx";
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
            <ExportButtons name="audit" columns={COLUMNS} load={async () => linesOf(data)} />
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

/** A control on a host that misses it; one that nobody misses has one line without a host. */
interface Line {
  readonly control: FleetAuditDocument["controls"][number];
  readonly host: string | null;
}

function linesOf({ controls }: FleetAuditDocument): readonly Line[] {
  return controls.flatMap((control) => {
    const hosts = control.hosts.length === 0 ? [null] : control.hosts.map(({ name }) => name);
    return hosts.map((host) => ({ control, host }));
  });
}

const COLUMNS: readonly ExportColumn<Line>[] = [
  { head: "control", cell: ({ control }) => control.id },
  { head: "severity", cell: ({ control }) => control.severity },
  { head: "title", cell: ({ control }) => control.title.en },
  { head: "missing", cell: ({ control }) => control.missing },
  { head: "met", cell: ({ control }) => control.met },
  { head: "not tested", cell: ({ control }) => control.notTested },
  { head: "host", cell: ({ host }) => host ?? "" },
];
