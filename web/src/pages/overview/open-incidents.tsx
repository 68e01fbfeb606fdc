import type { ReactNode } from "react";
import { Link } from "wouter";
import { overviewPageTexts } from "../../../../src/core/texts/index.ts";
import type { IncidentPageDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { SeverityMark } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./overview-page.module.css";

const SHOWN = 7;

export function OpenIncidents(): ReactNode {
  const say = useTexts(overviewPageTexts);
  const incidents = useApi<IncidentPageDocument>("incidents", "/incidents", {
    state: ["open", "acknowledged"],
    sort: "severity",
    limit: SHOWN,
  });
  return (
    <Section flush title={say("incidents")} actions={<Link href="/incidents">{say("all-incidents")}</Link>}>
      <Loaded query={incidents}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{say("no-incidents")}</p>
          ) : (
            <ul className={css["list"]}>
              {items.map((incident) => (
                <li key={incident.id}>
                  <Link href={`/incidents/${incident.id}`} className={css["item"]}>
                    <strong>{say.of(incident.title)}</strong>
                    <span className={css["small"]}>
                      <SeverityMark severity={incident.severity} />
                      <span>{`INC-${incident.id}`}</span>
                      <span>{say("incident-hosts", { count: incident.members.length })}</span>
                      <TimeText ms={incident.openedMs} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
