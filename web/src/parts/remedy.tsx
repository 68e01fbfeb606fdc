import type { ReactNode } from "react";
import type { Remedies, Remedy, RemedyStep } from "../../../src/core/knowledge/index.ts";
import { remedyTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import { CopyButton } from "./copy-button.tsx";
import { Badge, type Tone } from "./marks.tsx";
import css from "./remedy.module.css";

const PARTS = ["confirm", "backup", "fix", "rollback"] as const;
const RISKS: Readonly<Record<Remedy["risk"]["level"], Tone>> = {
  none: "good",
  low: "good",
  medium: "warn",
  high: "bad",
};

/** Remedies with their steps in the order in which they are safe: confirm, keep a way back, mend, take back. */
export function RemedyView({
  remedies,
  system: known,
}: {
  readonly remedies: Remedies;
  /** What the host runs, where that is known: the remedy for the other kind is folded away. */
  readonly system?: keyof Remedies | undefined;
}): ReactNode {
  const say = useTexts(remedyTexts);
  const systems = (["windows", "xrdp"] as const).flatMap((system) => {
    const remedy = remedies[system];
    return remedy === undefined ? [] : [{ system, remedy }];
  });
  const own = systems.filter(({ system }) => known === undefined || system === known);
  const others = own.length === 0 ? [] : systems.filter((each) => !own.includes(each));
  return (
    <div className={css["systems"]}>
      {(own.length === 0 ? systems : own).map(({ system, remedy }) => (
        <div key={system} className={css["system"]}>
          <h3>
            {say(system)} <Risk remedy={remedy} />
          </h3>
          <Parts remedy={remedy} />
        </div>
      ))}
      {others.map(({ system, remedy }) => (
        <details key={system} className={css["other"]}>
          <summary>
            {say(system)} <Risk remedy={remedy} />
          </summary>
          <Parts remedy={remedy} />
        </details>
      ))}
    </div>
  );
}

/** Which remedy a host needs, by the server software that a check saw ("stack" of its facts). */
export function systemOf(stack: string | undefined): keyof Remedies | undefined {
  if (stack === undefined || stack === "unknown" || stack === "virtualbox") return undefined;
  return stack === "windows" ? "windows" : "xrdp";
}

function Risk({ remedy }: { readonly remedy: Remedy }): ReactNode {
  const say = useTexts(remedyTexts);
  return <Badge tone={RISKS[remedy.risk.level]}>{say("risk", { level: say(`risk.${remedy.risk.level}`) })}</Badge>;
}

function Parts({ remedy }: { readonly remedy: Remedy }): ReactNode {
  const say = useTexts(remedyTexts);
  return (
    <>
      <p className={css["risk"]}>{say.of(remedy.risk.text)}</p>
      {PARTS.filter((part) => remedy[part].length > 0).map((part) => (
        <div key={part} className={css[part]}>
          <h4>{say(part)}</h4>
          <ol>
            {remedy[part].map((step) => (
              <Step key={`${step.text.en} ${step.command ?? ""}`} step={step} />
            ))}
          </ol>
        </div>
      ))}
    </>
  );
}

function Step({ step }: { readonly step: RemedyStep }): ReactNode {
  const say = useTexts(remedyTexts);
  return (
    <li className={css["step"]}>
      <p>
        {say.of(step.text)} <span className={css["where"]}>{say(`where.${step.where}`)}</span>
      </p>
      {step.command === undefined ? null : (
        <div className={css["command"]}>
          <pre tabIndex={0}>
            <code>{step.command}</code>
          </pre>
          <CopyButton text={step.command} />
        </div>
      )}
    </li>
  );
}
