import type { ReactNode } from "react";
import { sloPageTexts } from "../../../../src/core/texts/index.ts";
import type { ObjectiveListDocument, OverviewDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Select } from "../../parts/choice.tsx";
import { PageHead } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { Objective } from "./objective.tsx";
import { ObjectiveSettings } from "./objective-settings.tsx";
import css from "./slo-page.module.css";
import { Trend } from "./trend.tsx";

/** What was promised, for the fleet or a group, and how it stands. */
export function SloPage(): ReactNode {
  const say = useTexts(sloPageTexts);
  const { mayAdmin } = useWho();
  const [asked, setGroup] = useAddress("group");
  const group = asked === "" ? "fleet" : asked;
  const slo = useApi<ObjectiveListDocument>("slo", "/slo", { group }, { everyMs: 60_000, keeps: true });
  const overview = useApi<OverviewDocument>("overview", "/overview");
  const groups = (overview.data?.groups ?? []).map((one) => one.group).filter((name) => name !== "fleet");
  const options = [...new Set(["fleet", ...groups, group])].map((value) => ({ value, text: nameOf(value) }));
  function nameOf(value: string): string {
    const [kind = "", ...name] = value.split("/");
    if (kind === "site" || kind === "gateway" || kind === "balancer" || kind === "pool") {
      return say(`group.${kind}`, { name: name.join("/") });
    }
    return value === "fleet" ? say("fleet") : value;
  }
  return (
    <>
      <PageHead
        title={say("title")}
        about={say("about")}
        actions={
          <>
            <Select
              name={say("group")}
              value={group}
              options={options}
              onChange={(value) => setGroup(value === "fleet" ? "" : value)}
            />
            {mayAdmin ? <ObjectiveSettings group={group} groupName={nameOf(group)} /> : null}
          </>
        }
      />
      <div className={css["page"]}>
        <Loaded query={slo}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={say("none")} />
            ) : (
              <div className={css["objectives"]}>
                {items.map((objective) => (
                  <Objective key={objective.id} objective={objective} />
                ))}
              </div>
            )
          }
        </Loaded>
        <Trend group={group} />
      </div>
    </>
  );
}
