import { Maximize, Minus, Plus } from "lucide-react";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import { useLocation } from "wouter";
import type { FleetMapDocument } from "../../../../src/core/contract/index.ts";
import { heatMapTexts, partsTexts } from "../../../../src/core/texts/index.ts";
import { IconButton } from "../../parts/button.tsx";
import { StatusMark } from "../../parts/marks.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { PictureButton } from "../picture-button.tsx";
import { useColors } from "../use-colors.ts";
import { groupCells, type Grouping, statusAt } from "./group-cells.ts";
import css from "./heat-map.module.css";
import { layOut } from "./layout.ts";
import { HEAT_TOKENS } from "./paint.ts";
import { useHeatMap } from "./use-heat-map.ts";
import { useWidth } from "../use-width.ts";

const ZOOM_STEP = 1.5;
const PAN_STEP = 60;
const LEAST_HEIGHT = 160;
/** A press that moves less than this is a click. */
const CLICK_SLACK = 4;

interface Pointed {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Every host as a cell, grouped by what hosts share. Drag or arrow keys move it, buttons, + and −, or Ctrl with the wheel
 * magnify it, a click or Enter opens a host; [ and ] go from one broken host to the next.
 */
export function HeatMap({
  map,
  by,
  mostHeight,
}: {
  readonly map: FleetMapDocument;
  readonly by: Grouping;
  readonly mostHeight: number;
}): ReactNode {
  const say = useTexts(heatMapTexts);
  const sayParts = useTexts(partsTexts);
  const [, go] = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const marker = useRef<HTMLSpanElement>(null);
  const drag = useRef<{ x: number; y: number; moved: number } | null>(null);
  // Not a state of the map: whoever moves over it would have all of it made anew at each cell.
  const pointed = useRef<Pointed | null>(null);
  const tip = useRef<TipControl>(null);
  const width = useWidth(frame);
  const colors = useColors(HEAT_TOKENS);
  const groups = useMemo(
    () =>
      groupCells(map, by, {
        none: say(`none.${by === "status" ? "site" : by}`),
        ofCause: (index) => {
          const cause = map.causes[index];
          return cause === undefined ? "" : say.of(cause.title);
        },
        ofStatus: (status) => sayParts(`status.${status}`),
      }),
    [map, by, say, sayParts],
  );
  const layout = useMemo(() => layOut(groups, width, mostHeight), [groups, width, mostHeight]);
  const height = Math.max(LEAST_HEIGHT, Math.min(mostHeight, layout.height));
  const control = useHeatMap(canvas, marker, layout, height, map, colors);
  const order = useMemo(() => groups.flatMap(({ cells }) => cells), [groups]);
  const point = (next: Pointed | null): void => {
    if (next?.row !== pointed.current?.row) control.mark(next?.row);
    pointed.current = next;
    tip.current?.show(next);
  };
  const open = (row: number | undefined): void => {
    const id = row === undefined ? undefined : map.id[row];
    if (id !== undefined) go(`/hosts/${id}`);
  };
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const turn = (event: WheelEvent): void => {
      // The wheel alone scrolls the page, as everywhere.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      control.zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, event.offsetX, event.offsetY);
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  });
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    const { offsetX: x, offsetY: y } = event.nativeEvent;
    if (drag.current !== null) {
      control.pan(x - drag.current.x, y - drag.current.y);
      drag.current = { x, y, moved: drag.current.moved + Math.abs(x - drag.current.x) + Math.abs(y - drag.current.y) };
      return;
    }
    const row = control.rowAt(x, y);
    if (row === undefined) point(null);
    else if (row !== pointed.current?.row) point({ row, x, y });
  };
  const release = (event: PointerEvent<HTMLCanvasElement>): void => {
    const isClick = drag.current !== null && drag.current.moved < CLICK_SLACK;
    drag.current = null;
    if (isClick) open(control.rowAt(event.nativeEvent.offsetX, event.nativeEvent.offsetY));
  };
  const step = (by_: number): void => {
    const broken = order.filter((row) => !["up", "unknown"].includes(statusAt(map, row)));
    const list = broken.length > 0 ? broken : order;
    const at = pointed.current === null ? -1 : list.indexOf(pointed.current.row);
    const row = list[(at + by_ + list.length) % list.length];
    if (row !== undefined) point({ row, x: 8, y: 8 });
  };
  const press = (event: KeyboardEvent): void => {
    const keys: Readonly<Record<string, () => void>> = {
      "+": () => control.zoom(ZOOM_STEP),
      "=": () => control.zoom(ZOOM_STEP),
      "-": () => control.zoom(1 / ZOOM_STEP),
      "0": () => control.home(),
      ArrowLeft: () => control.pan(PAN_STEP, 0),
      ArrowRight: () => control.pan(-PAN_STEP, 0),
      ArrowUp: () => control.pan(0, PAN_STEP),
      ArrowDown: () => control.pan(0, -PAN_STEP),
      "]": () => step(1),
      "[": () => step(-1),
      Enter: () => open(pointed.current?.row),
      Escape: () => point(null),
    };
    const action = keys[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
  };
  return (
    <div ref={frame} className={css["frame"]}>
      <canvas
        ref={canvas}
        className={css["canvas"]}
        style={{ height }}
        tabIndex={0}
        // A map that keys move is no picture and no button.
        // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role
        role="application"
        aria-label={say("label", { hosts: map.id.length, groups: groups.length })}
        aria-describedby="heat-map-keys"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY, moved: 0 };
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={() => (drag.current = null)}
        onPointerLeave={() => point(null)}
        onKeyDown={press}
      />
      <div className={css["marks"]} style={{ height }} aria-hidden="true">
        <span ref={marker} className={css["marker"]} hidden />
      </div>
      <p id="heat-map-keys" className={css["hidden"]}>
        {say("keys")}
      </p>
      <div className={css["zoom"]}>
        <IconButton name={say("zoom-in")} icon={<Plus aria-hidden="true" />} onClick={() => control.zoom(ZOOM_STEP)} />
        <IconButton
          name={say("zoom-out")}
          icon={<Minus aria-hidden="true" />}
          onClick={() => control.zoom(1 / ZOOM_STEP)}
        />
        <IconButton name={say("home")} icon={<Maximize aria-hidden="true" />} onClick={() => control.home()} />
        <PictureButton frame={frame} name="fleet" />
      </div>
      <TipLayer map={map} width={width} control={tip} />
    </div>
  );
}

interface TipControl {
  show(pointed: Pointed | null): void;
}

/** Says which host the pointer or the keyboard is on. */
function TipLayer({
  map,
  width,
  control,
}: {
  readonly map: FleetMapDocument;
  readonly width: number;
  readonly control: RefObject<TipControl | null>;
}): ReactNode {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useImperativeHandle(control, () => ({ show: setPointed }), []);
  return <div aria-live="polite">{pointed === null ? null : <Tip map={map} pointed={pointed} width={width} />}</div>;
}

function Tip({
  map,
  pointed: { row, x, y },
  width,
}: {
  readonly map: FleetMapDocument;
  readonly pointed: Pointed;
  readonly width: number;
}): ReactNode {
  const say = useTexts(heatMapTexts);
  const cause = map.causes[map.cause[row] ?? -1];
  const sinceMs = map.sinceMs[row] ?? 0;
  const isRight = x > width / 2;
  return (
    <div className={css["tip"]} style={{ top: y + 14, ...(isRight ? { right: width - x + 8 } : { left: x + 8 }) }}>
      <strong>{map.name[row]}</strong>
      <span>
        <StatusMark status={statusAt(map, row)} /> {sinceMs === 0 ? null : <TimeText ms={sinceMs} />}
      </span>
      {cause === undefined ? null : <span>{say.of(cause.title)}</span>}
    </div>
  );
}
