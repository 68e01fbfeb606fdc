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
export function RemedyView({ remedies }: { readonly remedies: Remedies }): ReactNode {
  const say = useTexts(remedyTexts);
  const systems = (["windows", "xrdp"] as const).flatMap((system) => {
    const remedy = remedies[system];
    return remedy === undefined ? [] : [{ system, remedy }];
  });
  return (
    <div className={css["systems"]}>
      {systems.map(({ system, remedy }) => (
        <div key={system} className={css["system"]}>
          <h3>
            {say(system)}{" "}
            <Badge tone={RISKS[remedy.risk.level]}>{say("risk", { level: say(`risk.${remedy.risk.level}`) })}</Badge>
          </h3>
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
        </div>
      ))}
    </div>
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
