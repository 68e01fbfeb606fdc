import { CalendarClock } from "lucide-react";
import type { ReactNode } from "react";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import { DocumentList } from "../../parts/settings-documents/document-list.tsx";
import { Empty } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./alerts-page.module.css";
import { MAINTENANCE_FIELDS } from "./rule-fields.ts";
import { numberAt, textAt, textsAt } from "./settings-of.ts";

/** Times in which failures are expected. */
export function Maintenance(): ReactNode {
  const say = useTexts(alertsPageTexts);
  return (
    <DocumentList
      title={say("maintenance")}
      path="/maintenance"
      addText={say("add-maintenance")}
      shapeOf={() => ({ fields: MAINTENANCE_FIELDS, about: say("maintenance-about") })}
      columns={[
        { id: "when", head: say("maintenance-when"), cell: (one) => <WindowText one={one} /> },
        { id: "for", head: say("maintenance-for"), cell: (one) => <MembersText one={one} />, isMinor: true },
        {
          id: "note",
          head: say("maintenance-note"),
          cell: (one) => (
            <span className={css["cut"]} dir="auto">
              {textAt(one, "note")}
            </span>
          ),
          isMinor: true,
        },
      ]}
      empty={
        <Empty title={say("maintenance-none")} icon={<CalendarClock aria-hidden="true" />}>
          {say("maintenance-about")}
        </Empty>
      }
    />
  );
}

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

function WindowText({ one }: { readonly one: SettingsDocument }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const format = useFormat();
  const from = textAt(one, "once.from");
  const until = textAt(one, "once.until");
  if (from !== undefined && until !== undefined) {
    return say("once-text", { from: format.dateTime(Date.parse(from)), until: format.dateTime(Date.parse(until)) });
  }
  const days = textsAt(one, "weekly.days");
  const names = DAYS.filter((day) => days.includes(String(day))).map((day) => say(`day.${day}`));
  return say("weekly-text", {
    days: new Intl.ListFormat(say.language === "zh" ? "zh-CN" : "en-GB").format(names),
    from: textAt(one, "weekly.from") ?? "",
    span: format.span((numberAt(one, "weekly.minutes") ?? 0) * 60_000),
    zone: textAt(one, "weekly.zone") ?? "UTC",
  });
}

function MembersText({ one }: { readonly one: SettingsDocument }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const names = ["targets", "sites", "gateways", "balancers", "pools"].flatMap((kind) =>
    textsAt(one, `members.${kind}`),
  );
  if (names.length === 0 && one.settings["members"] === undefined) return say("whole-fleet");
  return (
    <span className={css["cut"]} dir="auto">
      {new Intl.ListFormat(say.language === "zh" ? "zh-CN" : "en-GB").format(names.slice(0, 12))}
      {names.length > 12 ? "…" : ""}
    </span>
  );
}
