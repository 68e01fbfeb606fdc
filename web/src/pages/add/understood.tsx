import type { ReactNode } from "react";
import type { PastedHosts } from "../../../../src/core/discovery/index.ts";
import { addPageTexts } from "../../../../src/core/texts/index.ts";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./add-page.module.css";

const SHOWN = 12;

/** What was made of the text, so that a wrong column or a typing mistake is seen before anything is watched. */
export function Understood({ pasted }: { readonly pasted: PastedHosts }): ReactNode {
  const say = useTexts(addPageTexts);
  const { hosts, networks, troubles, duplicates } = pasted;
  return (
    <Section
      title={say("understood", { hosts: hosts.length })}
      actions={
        <>
          {networks.length === 0 ? null : <Badge tone="accent">{say("networks", { count: networks.length })}</Badge>}
          {duplicates === 0 ? null : <Badge>{say("duplicates", { count: duplicates })}</Badge>}
        </>
      }
    >
      <ul className={css["list"]}>
        {hosts.slice(0, SHOWN).map(({ host, port, name, site }) => (
          <li key={`${host} ${port ?? ""}`}>
            <bdi>{name ?? host}</bdi>{" "}
            <span className={css["muted"]}>
              {[name === undefined ? "" : host, port === undefined ? "" : `:${port}`, site ?? ""]
                .filter(Boolean)
                .join(" ")}
            </span>
          </li>
        ))}
        {networks.slice(0, SHOWN).map((network) => (
          <li key={network.text}>
            {network.text} <span className={css["muted"]}>{say("look", { count: network.addresses })}</span>
          </li>
        ))}
      </ul>
      {hosts.length > SHOWN ? <p className={css["muted"]}>{say("more", { count: hosts.length - SHOWN })}</p> : null}
      {troubles.length === 0 ? null : (
        <>
          <h3 className={css["troubles"]}>{say("troubles")}</h3>
          <ul className={css["list"]}>
            {troubles.slice(0, SHOWN).map(({ line, text, why }) => (
              <li key={`${line} ${text} ${why}`}>
                {line === 0 ? null : <span className={css["muted"]}>{say("line", { line })}</span>} <bdi>{text}</bdi>{" "}
                <Badge tone="warn">{say(`why.${why}`)}</Badge>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
