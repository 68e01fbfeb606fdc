import { type ReactNode, useDeferredValue } from "react";
import { Link } from "wouter";
import type { Explanation } from "../../../../src/core/contract/index.ts";
import { explainPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { Badge } from "../../parts/marks.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { PageHead, Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { CauseEntry } from "./cause-entry.tsx";
import css from "./explain-page.module.css";

const EXAMPLES = [
  "0x904",
  "0x3",
  "event 1057",
  "0x2404",
  "an internal error has occurred",
  "出现内部错误",
  "certificate-expired",
];

export function ExplainPage(): ReactNode {
  const say = useTexts(explainPageTexts);
  const [query, setQuery] = useAddress("q");
  const asked = useDeferredValue(query.trim());
  const answer = useApi<Explanation>("explain", "/explain", { q: asked }, { enabled: asked !== "", keeps: true });
  return (
    <>
      <PageHead title={say("title")} about={say("about")} />
      <div className={css["search"]}>
        <SearchField label={say("query")} placeholder={say("placeholder")} value={query} onChange={setQuery} />
      </div>
      {asked === "" ? (
        <Examples />
      ) : (
        <Loaded query={answer}>{(explanation) => <Answer explanation={explanation} />}</Loaded>
      )}
    </>
  );
}

function Examples(): ReactNode {
  const say = useTexts(explainPageTexts);
  return (
    <p className={css["examples"]}>
      {say("try")}{" "}
      {EXAMPLES.map((example) => (
        <Link key={example} href={`/explain?q=${encodeURIComponent(example)}`}>
          {example}
        </Link>
      ))}
    </p>
  );
}

function Answer({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const say = useTexts(explainPageTexts);
  const { query, exact, matches, suggestions, cause, causeTitles } = explanation;
  if (matches.length === 0 && cause === undefined) {
    return (
      <Empty title={say("none", { query })}>
        {say("none-hint")}
        <p className={css["examples"]}>
          {suggestions.map((suggestion) => (
            <Link key={suggestion.query} href={`/explain?q=${encodeURIComponent(suggestion.query)}`}>
              {say.of(suggestion.title)}
            </Link>
          ))}
        </p>
      </Empty>
    );
  }
  return (
    <div className={css["answers"]}>
      {exact || matches.length === 0 ? null : <p className={css["note"]}>{say("not-exact")}</p>}
      {cause === undefined ? null : <CauseEntry cause={cause} />}
      {matches
        .filter(({ kind, id }) => !(kind === "cause" && id === cause?.id))
        .map((match) => (
          <Section
            key={`${match.kind} ${match.id}`}
            title={say.of(match.title)}
            actions={
              <>
                {match.unverified ? <Badge tone="warn">{say("unverified")}</Badge> : null}
                <Badge tone={match.kind === "folklore" ? "odd" : "accent"}>{say(`kind.${match.kind}`)}</Badge>
              </>
            }
          >
            <div className={css["match"]}>
              <p className={css["names"]}>
                {[match.hex, match.decimal, match.symbol, match.family, match.channel, match.provider]
                  .filter((name) => name !== undefined)
                  .map((name) => (
                    <code key={name}>{name}</code>
                  ))}
              </p>
              <p>{say.of(match.meaning)}</p>
              {match.note === undefined ? null : <p className={css["note"]}>{say.of(match.note)}</p>}
              {match.likelyCauses.length === 0 ? null : (
                <>
                  <h3>{say("causes")}</h3>
                  <ul className={css["causes"]}>
                    {match.likelyCauses.map((id) => {
                      const title = causeTitles[id];
                      return (
                        <li key={id}>
                          <Link href={`/explain?q=${encodeURIComponent(id)}`} title={id}>
                            {title === undefined ? id : say.of(title)}
                          </Link>
                        </li>
                      );
                    })}
                  </ul>
                </>
              )}
              <p className={css["source"]}>{say("source", { source: match.source })}</p>
            </div>
          </Section>
        ))}
    </div>
  );
}
