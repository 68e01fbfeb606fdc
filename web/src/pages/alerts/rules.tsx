import type { ReactNode } from "react";
import { DEFAULT_RULES } from "../../../../src/core/alerting/index.ts";
import type { SettingsDocument } from "../../../../src/core/contract/index.ts";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { DocumentList } from "../../parts/settings-documents/document-list.tsx";
import { Empty } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./alerts-page.module.css";
import { ruleFields } from "./rule-fields.ts";
import { channelsOf, type RuleLike, whatOf, whenOf } from "./rule-words.ts";
import { ruleOf } from "./settings-of.ts";

/** Rules of this house, and those that hold without. */
export function Rules(): ReactNode {
  const say = useTexts(alertsPageTexts);
  const channels = useApi<ListOf<SettingsDocument>>("settings", "/channels");
  const rules = useApi<ListOf<SettingsDocument>>("settings", "/rules");
  const names = (channels.data?.items ?? []).map(({ name }) => name);
  const hasOwn = (rules.data?.items.length ?? 0) > 0;
  return (
    <div className={css["page"]}>
      <DocumentList
        title={say("rules")}
        path="/rules"
        addText={say("add-rule")}
        shapeOf={() => ({ fields: ruleFields(names), about: say("rules-order") })}
        above={hasOwn ? <p className={css["note"]}>{say("rules-order")}</p> : null}
        columns={[
          { id: "what", head: say("rule-what"), cell: (one) => <What rule={ruleOf(one)} /> },
          { id: "when", head: say("rule-when"), cell: (one) => <When rule={ruleOf(one)} />, isMinor: true },
          {
            id: "to",
            head: say("rule-to"),
            cell: (one) => <bdi className={css["cut"]}>{channelsOf(ruleOf(one).channels, say)}</bdi>,
          },
        ]}
        empty={<Empty title={say("rules-none")}>{say("rules-none-hint")}</Empty>}
      />
      <Shipped isReplaced={hasOwn} />
    </div>
  );
}

function Shipped({ isReplaced }: { readonly isReplaced: boolean }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const columns: readonly Column<(typeof DEFAULT_RULES)[number]>[] = [
    { id: "name", head: say("rule-what"), cell: (rule) => <What rule={rule} /> },
    { id: "when", head: say("rule-when"), cell: (rule) => <When rule={rule} /> },
    { id: "to", head: say("rule-to"), cell: ({ channels }) => channelsOf(channels, say), isMinor: true },
  ];
  return (
    <Section flush title={say("shipped")}>
      <p className={css["note"]}>{say(isReplaced ? "shipped-replaced" : "shipped-hold")}</p>
      <Table
        caption={say("shipped")}
        columns={columns}
        rows={DEFAULT_RULES}
        keyOf={({ name }) => name}
        rowHeader="name"
      />
    </Section>
  );
}

function What({ rule }: { readonly rule: RuleLike }): ReactNode {
  const say = useTexts(alertsPageTexts);
  return (
    <span className={css["words"]}>
      {whatOf(rule, say).map((text) => (
        <Badge key={text}>
          <bdi>{text}</bdi>
        </Badge>
      ))}
    </span>
  );
}

function When({ rule }: { readonly rule: RuleLike }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const format = useFormat();
  return (
    <span className={css["lines"]}>
      {whenOf(rule, say, format).map((text) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  );
}
