import { type ReactNode, useCallback, useEffect } from "react";
import { useLocation, useParams, useSearch } from "wouter";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import type { IncidentPageDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Empty } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { Inbox } from "./inbox.tsx";
import { filterIn, queryOf } from "./incident-filter.ts";
import { IncidentView } from "./incident-view.tsx";
import css from "./incidents-page.module.css";

/** The inbox beside one incident; on a phone it is one or the other. */
export function IncidentsPage(): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const { id } = useParams<{ readonly id?: string }>();
  const search = useSearch();
  const [, go] = useLocation();
  const filter = filterIn(new URLSearchParams(search));
  const incidents = useApi<IncidentPageDocument>("incidents", "/incidents", queryOf(filter), { keeps: true });
  const ids = incidents.data?.items.map((incident) => String(incident.id)) ?? [];
  const addressOf = useCallback(
    (one: string): string => `/incidents/${one}${search === "" ? "" : `?${search}`}`,
    [search],
  );
  useStepKeys(ids, id, (next) => go(addressOf(next)));
  return (
    <div className={id === undefined ? css["both"] : `${css["both"]} ${css["chosen"]}`}>
      <div className={css["inbox"]}>
        <Inbox incidents={incidents} filter={filter} current={id} addressOf={addressOf} />
      </div>
      <div className={css["one"]}>
        {id === undefined ? (
          <Empty title={say("choose-one")}>{say("keys")}</Empty>
        ) : (
          <IncidentView key={id} id={id} back={`/incidents${search === "" ? "" : `?${search}`}`} />
        )}
      </div>
    </div>
  );
}

/** j and k go down and up the list, as in a mailbox. */
function useStepKeys(ids: readonly string[], current: string | undefined, open: (id: string) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/u.test(event.target.tagName);
      if (isTyping || event.ctrlKey || event.metaKey || (event.key !== "j" && event.key !== "k")) return;
      const at = current === undefined ? -1 : ids.indexOf(current);
      const next = ids[event.key === "j" ? at + 1 : at - 1];
      if (next !== undefined) open(next);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}
