import { ArrowLeft, ArrowRight } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import {
  type DissectedLine,
  type DissectedPdu,
  dissectTranscript,
  type PlainValue,
} from "../../../../src/core/transcript/index.ts";
import { type HostPageKey, hostPageTexts } from "../../../../src/core/texts/index.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./dissected.module.css";

const MARKS: Readonly<Partial<Record<string, HostPageKey>>> = {
  ">": "mark.sent",
  "<": "mark.received",
  "?": "mark.lookup",
  "#": "mark.connection",
  "!": "mark.event",
  "=": "mark.outcome",
  "~": "mark.datagram",
};
/** So many bytes are seen at once; the others are folded away. */
const SHOWN = 64;
/** A session's hours of pictures: nobody scrolls through more. */
const MOST_LINES = 1500;

/** A conversation line by line: bytes on the left, what they say on the right. Loaded only when somebody looks. */
export function Dissected({ text, marked }: { readonly text: string; readonly marked: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const lines = useMemo(() => dissectTranscript(text).filter(({ atMs }) => atMs !== null), [text]);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  }, [marked, lines]);
  return (
    <ol className={css["lines"]} ref={list}>
      {lines.slice(0, MOST_LINES).map((line) => (
        <Line key={line.number} line={line} isMarked={line.number === marked} />
      ))}
      {lines.length > MOST_LINES ? (
        <li className={css["cut"]}>{say("more-lines", { count: lines.length - MOST_LINES })}</li>
      ) : null}
    </ol>
  );
}

function Line({ line, isMarked }: { readonly line: DissectedLine; readonly isMarked: boolean }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const { number, atMs, mark, text, bytes, pdus } = line;
  const word = MARKS[mark];
  return (
    <li className={css["line"]} data-mark={mark} aria-current={isMarked ? "true" : undefined}>
      <p className={css["meta"]}>
        <span title={say("line", { number })}>{number}</span>
        <span>{format.duration((atMs ?? 0) * 1000)}</span>
        <span className={css["mark"]}>
          {mark === ">" ? <ArrowRight aria-hidden="true" /> : mark === "<" ? <ArrowLeft aria-hidden="true" /> : null}
          {word === undefined ? mark : say(word)}
        </span>
      </p>
      <div className={css["bytes"]}>{bytes === null ? <code dir="auto">{text}</code> : <Bytes bytes={bytes} />}</div>
      <div className={css["pdus"]}>
        {pdus.map((pdu, index) => (
          <Pdu key={`${pdu.fromLine} ${index}`} pdu={pdu} line={number} isOpen={isMarked} />
        ))}
        {bytes !== null && bytes.length > 0 && pdus.length === 0 ? (
          <p className={css["muted"]}>{text === "" ? say("goes-on") : text}</p>
        ) : null}
      </div>
    </li>
  );
}

function Bytes({ bytes }: { readonly bytes: Uint8Array }): ReactNode {
  const say = useTexts(hostPageTexts);
  const rest = bytes.length - SHOWN;
  return (
    <>
      <code>{hexOf(bytes.subarray(0, SHOWN))}</code>
      {rest <= 0 ? null : (
        <details>
          <summary>{say("more-bytes", { count: rest })}</summary>
          <code>{hexOf(bytes.subarray(SHOWN))}</code>
        </details>
      )}
    </>
  );
}

function Pdu({
  pdu,
  line,
  isOpen,
}: {
  readonly pdu: DissectedPdu;
  readonly line: number;
  readonly isOpen: boolean;
}): ReactNode {
  const say = useTexts(hostPageTexts);
  const { name, bytes, fromLine, fields, fault } = pdu;
  const notes = [
    ...(bytes === 0 ? [] : [say("bytes-count", { count: bytes })]),
    ...(fromLine === line ? [] : [say("from-line", { number: fromLine })]),
  ].join(" · ");
  const head = (
    <>
      <strong dir="auto">{name}</strong> <span className={css["muted"]}>{notes}</span>
    </>
  );
  if (fault !== undefined) {
    return (
      <div>
        <p>{head}</p>
        <p className={css["fault"]}>{say("unreadable", { reason: fault })}</p>
      </div>
    );
  }
  if (fields === null) return <p>{head}</p>;
  return (
    <details open={isOpen}>
      <summary>{head}</summary>
      <Value value={fields} />
    </details>
  );
}

/** A decoded value as a tree. */
function Value({ value }: { readonly value: PlainValue }): ReactNode {
  if (value === null || typeof value !== "object") return <code dir="auto">{String(value)}</code>;
  const entries = Array.isArray(value)
    ? value.map((item: PlainValue, index): readonly [string, PlainValue] => [String(index), item])
    : Object.entries(value);
  return (
    <dl className={css["fields"]}>
      {entries.map(([name, item]) => (
        <div key={name} data-nested={item !== null && typeof item === "object"}>
          <dt>{name}</dt>
          <dd>
            <Value value={item} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
