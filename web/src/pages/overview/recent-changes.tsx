import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { NamedChangeDocument } from "../../../../src/core/contract/index.ts";
import { FACT_WORDS, factValueText } from "../../../../src/core/history/index.ts";
import { overviewPageTexts } from "../../../../src/core/texts/index.ts";
import type { PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./overview-page.module.css";

const HOUR_MS = 3_600_000;
const SHOWN = 6;
const FACTS_SHOWN = 2;
const LIGHTEST = 9;

/** Facts of hosts that changed; what is seen for the first time is no change. */
export function RecentChanges(): ReactNode {
  const say = useTexts(overviewPageTexts);
  // Taken once: a moment that moves would make every look another question.
  const [fromMs] = useState(() => Date.now() - HOUR_MS);
  const changes = useApi<PageOf<NamedChangeDocument>>("hosts", "/changes", { fromMs, limit: 100 }, { keeps: true });
  return (
    <Section flush title={say("changes")}>
      <Loaded query={changes}>{({ items }) => <Changes all={items.filter(({ before }) => before !== null)} />}</Loaded>
    </Section>
  );
}

/** What changed on one host at one time: a new certificate alone changes five facts. */
interface HostChange {
  readonly target: number;
  readonly name: string | null;
  readonly atMs: number;
  readonly facts: readonly NamedChangeDocument[];
}

/** The fact that says most stands first. */
const WEIGHT: Readonly<Record<string, number>> = { osBuild: 0, certificate: 1, nla: 2, address: 3, tlsVersion: 4 };

function byHost(changes: readonly NamedChangeDocument[]): readonly HostChange[] {
  const groups = Map.groupBy(changes, ({ target, atMs }) => `${target} ${atMs}`);
  return [...groups].flatMap(([, facts]) => {
    const [first] = facts;
    if (first === undefined) return [];
    const { target, name, atMs } = first;
    return [{ target, name, atMs, facts: facts.toSorted((one, other) => weightOf(one) - weightOf(other)) }];
  });
}

function weightOf({ fact }: NamedChangeDocument): number {
  return WEIGHT[fact] ?? LIGHTEST;
}

function Changes({ all }: { readonly all: readonly NamedChangeDocument[] }): ReactNode {
  const say = useTexts(overviewPageTexts);
  const hosts = byHost(all);
  if (hosts.length === 0) return <p className={css["none"]}>{say("no-changes")}</p>;
  return (
    <>
      <ul className={css["list"]}>
        {hosts.slice(0, SHOWN).map(({ target, name, atMs, facts }) => (
          <li key={`${target} ${atMs}`}>
            <Link href={`/hosts/${target}`} className={css["item"]}>
              <strong>{name ?? target}</strong>
              {facts.slice(0, FACTS_SHOWN).map(({ fact, before, after }) => (
                <span key={fact}>
                  {say("change-of", {
                    fact: say.of(FACT_WORDS[fact]),
                    before: say.of(factValueText(fact, before)),
                    after: say.of(factValueText(fact, after)),
                  })}
                </span>
              ))}
              <span className={css["small"]}>
                <TimeText ms={atMs} />
                {facts.length > FACTS_SHOWN ? say("more-facts", { count: facts.length - FACTS_SHOWN }) : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {hosts.length > SHOWN ? (
        <p className={css["none"]}>{say("more-changes", { count: hosts.length - SHOWN })}</p>
      ) : null}
    </>
  );
}
