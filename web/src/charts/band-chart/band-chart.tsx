import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { chartTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import { type Column, Table } from "../../parts/table.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { PictureButton } from "../picture-button.tsx";
import { useWidth } from "../use-width.ts";
import css from "./band-chart.module.css";
import { areaPath, axisOf, type BandPoint, linePath, middles, nearest, wordsOf } from "./layout.ts";

export interface BandStep extends BandPoint {
  /** Name of the hour or day. */
  readonly name: string;
  /** Of the checks that counted, those that succeeded; null where none counted. */
  readonly success: number | null;
}

export interface ChangeMark {
  readonly key: string;
  readonly atMs: number;
  readonly text: string;
  readonly isOdd?: boolean;
}

const HEIGHT = 190;
const STRIP = 10;
const LEFT = 58;
const BOTTOM = 24;
const TOP = 14;

/**
 * Percentiles of durations (microseconds) over time as bands, the share of successes as a strip below, and marks where
 * something changed. Arrow keys and the pointer choose a step, whose figures are written out; the same stands in a table.
 */
export function BandChart({
  name,
  steps,
  stepMs,
  marks,
}: {
  readonly name: string;
  readonly steps: readonly BandStep[];
  readonly stepMs: number;
  readonly marks: readonly ChangeMark[];
}): ReactNode {
  const say = useTexts(chartTexts);
  const sayParts = useTexts(partsTexts);
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const whole = useWidth(frame);
  const [chosen, setChosen] = useState<number | null>(null);
  const [isTable, setTable] = useState(false);
  const width = Math.max(60, whole - LEFT - 4);
  const axis = axisOf(
    steps.flatMap(({ p50, p99 }) => [p50, p99].filter((value) => value !== null)),
    HEIGHT,
  );
  const xs = middles(steps.length, width);
  const alone = Math.min(8, width / Math.max(1, steps.length));
  const [p50, p90, p99] = [steps.map((one) => one.p50), steps.map((one) => one.p90), steps.map((one) => one.p99)];
  const fromMs = steps[0]?.fromMs ?? 0;
  const spanMs = Math.max(1, steps.length * stepMs);
  const last = steps.length - 1;
  const step = chosen === null ? undefined : steps[Math.min(chosen, last)];
  const figures = (one: BandStep): string =>
    one.p50 === null || one.p90 === null || one.p99 === null
      ? say("step-empty", { when: one.name })
      : say("step", {
          when: one.name,
          p50: format.duration(one.p50),
          p90: format.duration(one.p90),
          p99: format.duration(one.p99),
          success: one.success === null ? sayParts("not-known") : format.percent(one.success, 2),
        });
  const shown = step ?? steps.findLast((one) => one.p50 !== null) ?? steps[last];
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    setChosen(nearest(x, steps.length, width));
  };
  const press = (event: KeyboardEvent): void => {
    const from = chosen ?? last;
    const to = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      Home: 0,
      End: last,
      PageUp: from - 12,
      PageDown: from + 12,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setChosen(Math.min(last, Math.max(0, to)));
  };
  const within = marks.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + spanMs);
  const columns: readonly Column<BandStep>[] = [
    { id: "name", head: say("time"), cell: (one) => one.name },
    ...(["p50", "p90", "p99"] as const).map((id): Column<BandStep> => ({
      id,
      head: id,
      align: "end",
      cell: (one) => (one[id] === null ? sayParts("not-known") : format.duration(one[id])),
    })),
    {
      id: "success",
      head: say("success"),
      align: "end",
      cell: ({ success }) => (success === null ? sayParts("not-known") : format.percent(success, 2)),
    },
  ];
  return (
    <figure ref={frame} className={css["figure"]}>
      <svg
        className={css["chart"]}
        width={LEFT + width + 4}
        height={TOP + HEIGHT + STRIP + 6 + BOTTOM}
        role="slider"
        tabIndex={0}
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={chosen ?? Math.max(0, last)}
        aria-valuetext={shown === undefined ? "" : figures(shown)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setChosen(null)}
        onKeyDown={press}
      >
        <g transform={`translate(${LEFT} ${TOP})`}>
          {axis.ticks.map((tick) => (
            <g key={tick} transform={`translate(0 ${axis.place(tick)})`}>
              <line className={css["grid"]} x1={0} x2={width} />
              <text className={css["word"]} x={-8} textAnchor="end" dominantBaseline="middle">
                {format.duration(tick)}
              </text>
            </g>
          ))}
          <path className={css["wide"]} d={areaPath(p50, p99, xs, axis, alone)} />
          <path className={css["near"]} d={areaPath(p50, p90, xs, axis, alone)} />
          <path className={css["middle"]} d={linePath(p50, xs, axis, alone)} />
          <line className={css["base"]} x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} />
          {steps.map((one, index) => (
            <rect
              key={one.fromMs}
              className={css["success"]}
              data-tone={
                one.success === null ? "none" : one.success >= 1 ? "good" : one.success >= 0.9 ? "warn" : "bad"
              }
              x={(index * width) / steps.length}
              y={HEIGHT + 6 + (one.success === null ? STRIP - 2 : STRIP * (0.6 * one.success))}
              width={Math.max(1, width / steps.length - 0.5)}
              height={one.success === null ? 2 : STRIP * (1 - 0.6 * one.success)}
            />
          ))}
          {within.map((mark) => {
            const x = ((mark.atMs - fromMs) / spanMs) * width;
            return (
              <g key={mark.key} className={css["mark"]} data-odd={mark.isOdd === true}>
                <title>{mark.text}</title>
                <line x1={x} x2={x} y1={-4} y2={HEIGHT} />
                <path d={`M${x - 5} ${-TOP}h10l-5 9z`} />
              </g>
            );
          })}
          {wordsOf(steps, stepMs, width).map(({ index, isDay }) => (
            <text
              key={index}
              className={css["word"]}
              x={xs[index]}
              y={HEIGHT + STRIP + 6 + BOTTOM - 6}
              textAnchor={index < 2 ? "start" : index > last - 2 ? "end" : "middle"}
            >
              {isDay ? format.day(steps[index]?.fromMs ?? 0) : format.time(steps[index]?.fromMs ?? 0)}
            </text>
          ))}
          {axis.ticks.length > 0 ? null : (
            <text className={css["empty"]} x={width / 2} y={HEIGHT / 2} textAnchor="middle">
              {say("empty")}
            </text>
          )}
          {chosen === null ? null : (
            <line className={css["cursor"]} x1={xs[chosen]} x2={xs[chosen]} y1={0} y2={HEIGHT + STRIP + 6} />
          )}
        </g>
      </svg>
      <figcaption className={css["caption"]}>
        <p className={css["figures"]}>{shown === undefined ? "" : figures(shown)}</p>
        <ul className={css["legend"]}>
          <li data-band="middle">p50</li>
          <li data-band="near">p90</li>
          <li data-band="wide">p99</li>
          {axis.isLog ? <li>{say("log")}</li> : null}
          {within.length === 0 ? null : <li data-band="mark">{say("changed", { count: within.length })}</li>}
        </ul>
      </figcaption>
      <div className={css["forms"]}>
        <details className={css["table"]} onToggle={(event) => setTable(event.currentTarget.open)}>
          <summary>{sayParts("as-table")}</summary>
          {isTable ? (
            <Table caption={name} columns={columns} rows={steps} keyOf={({ fromMs: key }) => key} rowHeader="name" />
          ) : null}
        </details>
        <PictureButton frame={frame} name={name} />
      </div>
    </figure>
  );
}
