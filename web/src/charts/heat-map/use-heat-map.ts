import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { FleetMapDocument } from "../../../../src/core/contract/index.ts";
import { statusAt } from "./group-cells.ts";
import { isPrinting } from "../use-colors.ts";
import { cellAt, type Layout, placeOfRow } from "./layout.ts";
import { type HeatColors, paint, type View } from "./paint.ts";

const HOME: View = { x: 0, y: 0, scale: 1 };
const MOST_SCALE = 24;

export interface HeatMapControl {
  /** Magnifies around a point of the picture; around its middle when there is none. */
  zoom(factor: number, atX?: number, atY?: number): void;
  /** Moves what is seen by so many pixels of the screen. */
  pan(byX: number, byY: number): void;
  home(): void;
  isHome(): boolean;
  /** The host under a point of the picture. */
  rowAt(x: number, y: number): number | undefined;
  /** Outlines this host. */
  mark(row: number | undefined): void;
}

/** Paints the map onto a canvas, at most once a frame, and keeps what part of it is seen: React draws nothing while it is moved. */
export function useHeatMap(
  canvas: RefObject<HTMLCanvasElement | null>,
  marker: RefObject<HTMLElement | null>,
  layout: Layout,
  height: number,
  map: FleetMapDocument,
  colors: HeatColors,
): HeatMapControl {
  const view = useRef<View>(HOME);
  const marked = useRef<number | undefined>(undefined);
  const frame = useRef(0);
  const draw = useCallback(() => {
    frame.current = 0;
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || context === null || context === undefined) return;
    const ratio = devicePixelRatio;
    const { width } = layout;
    if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
    }
    paint(context, width, height, ratio, {
      layout,
      view: view.current,
      colors,
      font: "system-ui, sans-serif",
      statusOf: (row) => statusAt(map, row),
      nameOf: (row) => map.name[row] ?? "",
    });
    outline(marker.current, layout, view.current, marked.current);
  }, [canvas, marker, layout, height, map, colors]);
  const repaint = useCallback(() => {
    cancelAnimationFrame(frame.current);
    // A browser that prints waits for no frame.
    if (isPrinting()) queueMicrotask(draw);
    else frame.current = requestAnimationFrame(draw);
  }, [draw]);
  useEffect(() => {
    repaint();
    return () => cancelAnimationFrame(frame.current);
  }, [repaint]);
  const see = useCallback(
    (next: View) => {
      // At least a corner of the map stays on the screen.
      const mostX = Math.max(0, layout.width - layout.width / next.scale);
      const mostY = Math.max(0, layout.height - height / next.scale);
      view.current = {
        scale: next.scale,
        x: Math.min(Math.max(next.x, 0), mostX),
        y: Math.min(Math.max(next.y, 0), mostY),
      };
      repaint();
    },
    [layout, height, repaint],
  );
  return {
    zoom: (factor, atX = layout.width / 2, atY = height / 2) => {
      const { x, y, scale } = view.current;
      const next = Math.min(MOST_SCALE, Math.max(1, scale * factor));
      see({ scale: next, x: x + atX / scale - atX / next, y: y + atY / scale - atY / next });
    },
    pan: (byX, byY) => {
      const { x, y, scale } = view.current;
      see({ scale, x: x - byX / scale, y: y - byY / scale });
    },
    home: () => see(HOME),
    isHome: () => view.current.scale === 1,
    rowAt: (x, y) => cellAt(layout, x / view.current.scale + view.current.x, y / view.current.scale + view.current.y),
    mark: (row) => {
      marked.current = row;
      outline(marker.current, layout, view.current, row);
    },
  };
}

/** The outline is an element of its own: the pointer goes from cell to cell without a new picture of them all. */
function outline(marker: HTMLElement | null, layout: Layout, { x, y, scale }: View, row: number | undefined): void {
  if (marker === null) return;
  const place = row === undefined ? undefined : placeOfRow(layout, row);
  marker.hidden = place === undefined;
  if (place === undefined) return;
  const { style } = marker;
  const edge = layout.cell * scale;
  style.transform = `translate(${(place.x - x) * scale - 1}px, ${(place.y - y) * scale - 1}px)`;
  style.width = style.height = `${edge + 2}px`;
}
