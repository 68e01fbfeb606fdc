import { FileText } from "lucide-react";
import type { ReactNode } from "react";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { DocumentList } from "../../parts/settings-documents/document-list.tsx";
import { Empty } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./alerts-page.module.css";
import { reportFields } from "./rule-fields.ts";
import { channelsOf } from "./rule-words.ts";
import { textAt, textsAt } from "./settings-of.ts";

/** Health reports that are sent by themselves. */
export function Reports(): ReactNode {
  const say = useTexts(alertsPageTexts);
  const channels = useApi<ListOf<SettingsDocument>>("settings", "/channels");
  const names = (channels.data?.items ?? []).map(({ name }) => name);
  return (
    <DocumentList
      title={say("reports")}
      path="/reports"
      addText={say("add-report")}
      shapeOf={() => ({ fields: reportFields(names), about: say("reports-about") })}
      columns={[
        { id: "period", head: say("report-period"), cell: (one) => <Period period={textAt(one, "period")} /> },
        {
          id: "at",
          head: say("report-at"),
          cell: (one) => `${textAt(one, "at") ?? "07:00"} ${textAt(one, "zone") ?? "UTC"}`,
          isMinor: true,
        },
        {
          id: "to",
          head: say("rule-to"),
          cell: (one) => <bdi className={css["cut"]}>{channelsOf(textsAt(one, "channels"), say)}</bdi>,
        },
      ]}
      empty={
        <Empty title={say("reports-none")} icon={<FileText aria-hidden="true" />}>
          {say("reports-about")}
        </Empty>
      }
    />
  );
}

function Period({ period }: { readonly period: string | undefined }): ReactNode {
  const say = useTexts(alertsPageTexts);
  return period === "day" || period === "week" || period === "month" ? say(`period.${period}`) : period;
}
