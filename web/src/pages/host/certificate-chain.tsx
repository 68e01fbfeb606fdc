import { type ReactNode, useMemo } from "react";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import { dissectTranscript, type PlainFields } from "../../../../src/core/transcript/index.ts";
import type { TranscriptDocument } from "../../../../src/core/contract/index.ts";
import { TimeText } from "../../parts/time-text.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-page.module.css";

/** The certificates of the newest conversation that has some, the leaf first. Loaded only when somebody looks. */
export function CertificateChain({ transcripts }: { readonly transcripts: readonly TranscriptDocument[] }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const found = useMemo(() => newestChain(transcripts), [transcripts]);
  if (found === null) return <p className={css["muted"]}>{say("chain-unknown")}</p>;
  return (
    <>
      <ol className={css["chain"]}>
        {found.chain.map((certificate, index) => (
          <li key={`${index} ${textOf(certificate, "serial")}`}>
            <bdi className={css["value"]}>{textOf(certificate, "subject")}</bdi>
            <span className={css["muted"]}>
              {say("issued-by", { issuer: textOf(certificate, "issuer") })} ·{" "}
              {say("valid-until", { date: format.date(Number(certificate["notAfterMs"])) })}
            </span>
          </li>
        ))}
      </ol>
      <p className={css["muted"]}>
        <TimeText ms={found.atMs} exact />
      </p>
    </>
  );
}

function newestChain(
  transcripts: readonly TranscriptDocument[],
): { readonly atMs: number; readonly chain: readonly PlainFields[] } | null {
  for (const { atMs, text } of transcripts.toSorted((a, b) => b.atMs - a.atMs)) {
    for (const { pdus } of dissectTranscript(text)) {
      const chain = pdus.flatMap(({ name, fields }) => (name === "Certificate" && isFields(fields) ? [fields] : []));
      if (chain.length > 0) return { atMs, chain };
    }
  }
  return null;
}

function isFields(value: unknown): value is PlainFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(fields: PlainFields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}
