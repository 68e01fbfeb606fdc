import type { ReactNode } from "react";
import { Link } from "wouter";
import type { IncidentDetailDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { Badge } from "../../parts/marks.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";

const SHOWN = 100;

export function Affected({ incident }: { readonly incident: IncidentDetailDocument }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const { hosts, members, cause } = incident;
  const byHost = new Map(members.map((member) => [member.target, member]));
  return (
    <>
      <ul className={css["hosts"]}>
        {hosts.slice(0, SHOWN).map(({ id, name }) => {
          const member = byHost.get(id);
          return (
            <li key={id}>
              <Link href={`/hosts/${id}`}>
                <bdi>{name}</bdi>
              </Link>
              {member === undefined ? null : <TimeText ms={member.joinedMs} />}
              {member?.leftMs === undefined ? null : <Badge tone="good">{say("host-well")}</Badge>}
            </li>
          );
        })}
      </ul>
      {hosts.length > SHOWN ? (
        <p className={css["rest"]}>
          <Link href={`/hosts?cause=${cause}`}>{say("affected-more", { count: hosts.length - SHOWN })}</Link>
        </p>
      ) : null}
    </>
  );
}
