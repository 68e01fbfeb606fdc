import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AuditedControlDocument, FleetAuditDocument, HostDocument } from "../../../../src/core/contract/index.ts";
import { auditPageTexts, hostPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge, type Tone } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Stat, Stats } from "../../parts/stat.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

const TONES: Readonly<Record<AuditedControlDocument["severity"], Tone>> = {
  critical: "bad",
  high: "bad",
  medium: "warn",
  low: "still",
};

/** How hardened the host looks from outside: its grade, the controls that it misses, and those that nobody could see. */
export function HostAudit({ host: { facts } }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const audit = useApi<FleetAuditDocument>("fleet", "/audit");
  const { auditGrade, controlsNotMet, controlsNotTested } = facts;
  if (auditGrade === undefined) {
    return (
      <Section title={say("part.audit")}>
        <p>{say("no-audit")}</p>
      </Section>
    );
  }
  const missing = idsIn(controlsNotMet);
  const unseen = idsIn(controlsNotTested);
  return (
    <Loaded query={audit}>
      {({ controls }) => (
        <div className={css["page"]}>
          <Section title={say("part.audit")}>
            <Stats>
              <Stat name={say("grade")} figure={auditGrade} />
              <Stat name={say("not-met")} figure={missing.length} />
              <Stat name={say("not-seen")} figure={unseen.length} />
            </Stats>
          </Section>
          <Section title={say("not-met")} actions={<Link href="/audit">{say("fleet-audit")}</Link>}>
            {missing.length === 0 ? (
              <p>{say("not-met-none")}</p>
            ) : (
              <Controls ids={missing} controls={controls} isMissing />
            )}
          </Section>
          {unseen.length === 0 ? null : (
            <Section title={say("not-seen")}>
              <p className={css["muted"]}>{say("not-seen-about", { command: "rdpulse collect" })}</p>
              <Controls ids={unseen} controls={controls} isMissing={false} />
            </Section>
          )}
        </div>
      )}
    </Loaded>
  );
}

function Controls({
  ids,
  controls,
  isMissing,
}: {
  readonly ids: readonly string[];
  readonly controls: readonly AuditedControlDocument[];
  readonly isMissing: boolean;
}): ReactNode {
  const say = useTexts(auditPageTexts);
  return (
    <ul className={css["controls"]}>
      {controls
        .filter(({ id }) => ids.includes(id))
        .map(({ id, severity, title }) => (
          <li key={id}>
            <Badge tone={isMissing ? TONES[severity] : "still"}>{say(`severity.${severity}`)}</Badge>
            <span>{say.of(title)}</span>
            <code>{id}</code>
          </li>
        ))}
    </ul>
  );
}

function idsIn(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(" ");
}
