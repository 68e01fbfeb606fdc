import { type ReactNode, useRef } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { type Column, Table } from "../parts/table.tsx";
import { useTexts } from "../shell/use-texts.ts";
import css from "./bars.module.css";
import { PictureButton } from "./picture-button.tsx";
import { useWidth } from "./use-width.ts";

export interface BarValue {
  readonly key: number;
  readonly name: string;
  /** null: not measured, which is no zero. */
  readonly value: number | null;
  /** What the value is called. */
  readonly text: string;
  readonly tone?: "good" | "warn" | "bad";
}

/** One bar a day or hour, from `from` to `to`; the same as a table below. */
export function Bars({
  name,
  nameHead,
  values,
  from,
  to,
  height = 120,
}: {
  readonly name: string;
  readonly nameHead: string;
  readonly values: readonly BarValue[];
  readonly from: number;
  readonly to: number;
  readonly height?: number;
}): ReactNode {
  const say = useTexts(partsTexts);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const step = width / Math.max(1, values.length);
  const columns: readonly Column<BarValue>[] = [
    { id: "name", head: nameHead, cell: (bar) => bar.name },
    { id: "value", head: name, align: "end", cell: (bar) => (bar.value === null ? say("not-known") : bar.text) },
  ];
  return (
    <figure ref={frame} className={css["figure"]}>
      <svg width={width} height={height} role="img" aria-label={name}>
        {values.map((bar, index) => {
          const share = bar.value === null ? 0 : Math.min(1, Math.max(0.015, (bar.value - from) / (to - from)));
          return (
            <rect
              key={bar.key}
              className={css["bar"]}
              data-tone={bar.value === null ? "none" : (bar.tone ?? "plain")}
              x={index * step}
              y={bar.value === null ? height - 3 : height * (1 - share)}
              width={Math.max(1, step - Math.min(3, step / 4))}
              height={bar.value === null ? 3 : height * share}
            >
              <title>{`${bar.name}: ${bar.value === null ? say("not-known") : bar.text}`}</title>
            </rect>
          );
        })}
      </svg>
      <div className={css["forms"]}>
        <details className={css["table"]}>
          <summary>{say("as-table")}</summary>
          <Table caption={name} columns={columns} rows={values} keyOf={({ key }) => key} rowHeader="name" />
        </details>
        <PictureButton frame={frame} name={name} />
      </div>
    </figure>
  );
}
