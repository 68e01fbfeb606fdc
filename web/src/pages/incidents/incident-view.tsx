import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { IncidentDetailDocument } from "../../../../src/core/contract/index.ts";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge, SeverityMark } from "../../parts/marks.tsx";
import { RemedyView, systemOf } from "../../parts/remedy.tsx";
import { Section } from "../../parts/section.tsx";
import { Stat, Stats } from "../../parts/stat.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { Affected } from "./affected.tsx";
import { Evidence } from "./evidence.tsx";
import { IncidentActions } from "./incident-actions.tsx";
import { InCommon } from "./in-common.tsx";
import css from "./incidents-page.module.css";
import { PostMortem } from "./post-mortem.tsx";
import { ProblemTree } from "./problem-tree.tsx";
import { Timeline } from "./timeline.tsx";

export function IncidentView({ id, back }: { readonly id: string; readonly back: string }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const incident = useApi<IncidentDetailDocument>("incidents", `/incidents/${encodeURIComponent(id)}`);
  const link = (
    <Link href={back} className={css["back"]}>
      <ArrowLeft aria-hidden="true" />
      {say("back")}
    </Link>
  );
  const status = incident.error?.status;
  if (status === 404 || status === 400)
    return <Empty title={<h1>{say("missing", { id: id.slice(0, 20) })}</h1>} action={link} />;
  return (
    <>
      {link}
      <Loaded query={incident}>{(document) => <Incident incident={document} />}</Loaded>
    </>
  );
}

function Incident({ incident }: { readonly incident: IncidentDetailDocument }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const { mayOperate } = useWho();
  const { id, title, severity, state, cause, confidence, openedMs, closedMs, firstFailureMs, remedies } = incident;
  const hasRemedy = remedies.windows !== undefined || remedies.xrdp !== undefined;
  return (
    <article className={css["incident"]} aria-labelledby="incident-title">
      <header className={css["incident-head"]}>
        <p className={css["small"]}>
          <SeverityMark severity={severity} />
          <span>{`INC-${id}`}</span>
          <Badge tone={state === "open" ? "bad" : state === "closed" ? "still" : "accent"}>
            {say(`state.${state}`)}
          </Badge>
          {incident.mutedUntilMs === undefined || incident.mutedUntilMs < nowMs ? null : (
            <Badge>{say("muted-until", { when: format.dateTime(incident.mutedUntilMs) })}</Badge>
          )}
        </p>
        <h1 id="incident-title" tabIndex={-1}>
          {say.of(title)}
        </h1>
        <IncidentActions incident={incident} mayOperate={mayOperate} />
      </header>
      <Section title={say("explanation")} actions={<Link href={`/explain?q=${cause}`}>{say("explain-more")}</Link>}>
        <div className={css["stack"]}>
          <p className={css["prose"]}>{say.of(incident.explanation)}</p>
          <Stats>
            <Stat name={say("scope")} isWords figure={<bdi>{say.of(incident.scopeText)}</bdi>} />
            <Stat name={say("confidence")} figure={format.percent(confidence, 0)} />
            <Stat
              name={say(closedMs === undefined ? "lasting" : "lasted")}
              figure={format.span((closedMs ?? nowMs) - firstFailureMs)}
              note={<TimeText ms={openedMs} exact />}
            />
            <Stat
              name={say("users")}
              figure={incident.sessions === 0 ? "–" : format.number(incident.users)}
              note={
                incident.sessions === 0 ? say("users-unknown") : say("users-sessions", { sessions: incident.sessions })
              }
            />
            <Stat
              name={say("assignee")}
              isWords
              figure={<bdi>{incident.assignee ?? say("nobody")}</bdi>}
              note={
                incident.acknowledgedMs === undefined
                  ? undefined
                  : say("acknowledged-by", {
                      name: incident.acknowledgedBy ?? "",
                      when: format.relative(incident.acknowledgedMs, nowMs),
                    })
              }
            />
          </Stats>
        </div>
      </Section>
      <Section title={say("remedy")}>
        {hasRemedy ? (
          <RemedyView remedies={remedies} system={systemOf(incident.stack ?? undefined)} />
        ) : (
          <p>{say("no-remedy")}</p>
        )}
      </Section>
      <Section title={say("evidence")}>
        <Evidence incident={incident} />
      </Section>
      <ProblemTree id={id} />
      <Section flush title={say("affected")}>
        <Affected incident={incident} />
      </Section>
      <InCommon />
      <Section title={say("timeline")} actions={<PostMortem id={id} />}>
        <Timeline incident={incident} mayOperate={mayOperate} />
      </Section>
    </article>
  );
}
