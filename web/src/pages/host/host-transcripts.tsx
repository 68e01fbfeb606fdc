import { FileDown } from "lucide-react";
import type { ReactNode } from "react";
import type { TranscriptDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import type { ListOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { download } from "../../parts/download.ts";
import { Section } from "../../parts/section.tsx";
import { Loaded } from "../../parts/states.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

/** Conversations that were kept, line by line; `line` of the address is marked. `rdpulse replay` reads the file. */
export function HostTranscripts({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const transcripts = useApi<ListOf<TranscriptDocument>>("hosts", `/hosts/${id}/transcripts`);
  return (
    <Loaded query={transcripts}>
      {({ items }) =>
        items.length === 0 ? (
          <p className={css["none"]}>{say("no-transcripts")}</p>
        ) : (
          <div className={css["page"]}>
            {items.map((transcript) => (
              <Transcript key={`${transcript.atMs} ${transcript.reason}`} transcript={transcript} host={id} />
            ))}
          </div>
        )
      }
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
  return (
    <Section
      title={say("transcript-of", { when: format.dateTime(atMs), reason })}
      actions={
        <>
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
      <ol className={css["lines"]} tabIndex={0}>
        {text.split("\n").map((content, index) => (
          <li key={`${index + 1}`} aria-current={String(index + 1) === line ? "true" : undefined}>
            <code>{content}</code>
          </li>
        ))}
      </ol>
    </Section>
  );
}
