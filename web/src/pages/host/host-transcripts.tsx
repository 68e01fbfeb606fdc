import { FileDown } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { Link } from "wouter";
import type { TranscriptDocument } from "../../../../src/core/contract/index.ts";
import { type HostPageKey, hostPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { download } from "../../parts/download.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded, Skeleton } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { type Say, useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

const Dissected = lazy(async () => ({ default: (await import("./dissected.tsx")).Dissected }));

const REASONS = ["first-failure", "fault-changed", "latest", "degraded", "asked"] as const;

/** Conversations that were kept: which, and one of them message by message; `line` of the address is marked. */
export function HostTranscripts({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const [at] = useAddress("at");
  const transcripts = useApi<ListOf<TranscriptDocument>>("hosts", `/hosts/${id}/transcripts`);
  return (
    <Loaded query={transcripts}>
      {({ items }) => {
        const newest = items.toSorted((a, b) => b.atMs - a.atMs);
        const shown = newest.find(({ atMs }) => String(atMs) === at) ?? newest[0];
        if (shown === undefined) return <p className={css["none"]}>{say("no-transcripts")}</p>;
        return (
          <div className={css["page"]}>
            <Section title={say("conversations")}>
              <ul className={css["kept"]}>
                {newest.map((one) => (
                  <li key={`${one.atMs} ${one.reason}`}>
                    <Link
                      href={`/hosts/${id}?part=transcripts&at=${one.atMs}`}
                      aria-current={one === shown ? "true" : undefined}
                    >
                      {say("transcript-of", { when: format.dateTime(one.atMs), reason: reasonWord(say, one.reason) })}
                    </Link>
                  </li>
                ))}
              </ul>
              <p className={css["muted"]}>{say("replay-hint")}</p>
            </Section>
            <Transcript transcript={shown} host={id} />
          </div>
        );
      }}
    </Loaded>
  );
}

function Transcript({
  transcript: { atMs, reason, text },
  host,
}: {
  readonly transcript: TranscriptDocument;
  readonly host: number;
}): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const [line] = useAddress("line");
  const [as, showAs] = useAddress("as");
  return (
    <Section
      flush
      title={say("transcript-of", { when: format.dateTime(atMs), reason: reasonWord(say, reason) })}
      actions={
        <>
          <Choice
            name={say("as")}
            options={(["pdus", "text"] as const).map((value) => ({ value, text: say(`as.${value}`) }))}
            value={as === "text" ? "text" : "pdus"}
            onChange={(value) => showAs(value === "pdus" ? "" : value)}
          />
          <CopyButton text={text} />
          <Button
            icon={<FileDown aria-hidden="true" />}
            onClick={() => download(`host-${host}-${atMs}.txt`, "text/plain;charset=utf-8", text)}
          >
            {say("download")}
          </Button>
        </>
      }
    >
      {as === "text" ? (
        <ol className={css["lines"]} tabIndex={0}>
          {text.split("\n").map((content, index) => (
            <li key={`${index + 1}`} aria-current={String(index + 1) === line ? "true" : undefined}>
              <code>{content}</code>
            </li>
          ))}
        </ol>
      ) : (
        <Suspense fallback={<Skeleton lines={8} />}>
          <Dissected text={text} marked={Number(line)} />
        </Suspense>
      )}
    </Section>
  );
}

function reasonWord(say: Say<HostPageKey>, reason: string): string {
  const known = REASONS.find((one) => one === reason);
  return known === undefined ? reason : say(`reason.${known}`);
}
