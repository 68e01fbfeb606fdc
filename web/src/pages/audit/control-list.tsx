import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AuditedControlDocument } from "../../../../src/core/contract/index.ts";
import { auditPageTexts } from "../../../../src/core/texts/index.ts";
import { Badge, type Tone } from "../../parts/marks.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./audit-page.module.css";

const TONES: Readonly<Record<AuditedControlDocument["severity"], Tone>> = {
  critical: "bad",
  high: "bad",
  medium: "warn",
  low: "still",
};
const SHOWN = 60;

/** Every control with its counts; opened, the hosts that miss it. Not tested is told apart from met. */
export function ControlList({ controls }: { readonly controls: readonly AuditedControlDocument[] }): ReactNode {
  const say = useTexts(auditPageTexts);
  const format = useFormat();
  return (
    <ul className={css["controls"]}>
      {controls.map((control) => {
        const { id, severity, title, missing, met, notTested, hosts } = control;
        return (
          <li key={id}>
            <details>
              <summary className={css["control"]}>
                <span className={css["title"]}>
                  <span>{say.of(title)}</span>
                  <code>{id}</code>
                </span>
                <Badge tone={missing === 0 ? "still" : TONES[severity]}>{say(`severity.${severity}`)}</Badge>
                <span className={css["numbers"]}>
                  {(
                    [
                      ["missing", missing],
                      ["met", met],
                      ["not-tested", notTested],
                    ] as const
                  ).map(([word, count]) => (
                    <span key={word} data-word={count === 0 ? "none" : word}>
                      <strong>{format.number(count)}</strong> {say(word)}
                    </span>
                  ))}
                </span>
              </summary>
              <div className={css["hosts"]}>
                {missing === 0 ? (
                  <p>{say("all-met")}</p>
                ) : (
                  <>
                    <p>{say("hosts", { count: missing })}</p>
                    <ul>
                      {hosts.slice(0, SHOWN).map((host) => (
                        <li key={host.id}>
                          <Link href={`/hosts/${host.id}`}>
                            <bdi>{host.name}</bdi>
                          </Link>
                        </li>
                      ))}
                    </ul>
                    {missing > SHOWN ? <p>{say("more", { count: missing - SHOWN })}</p> : null}
                  </>
                )}
              </div>
            </details>
          </li>
        );
      })}
    </ul>
  );
}
