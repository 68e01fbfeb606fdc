import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { FleetMapDocument } from "../../../../src/core/contract/index.ts";
import { statusAt } from "./group-cells.ts";
import { cellAt, type Layout } from "./layout.ts";
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
  /** Paints with this host outlined. */
  mark(row: number | undefined): void;
}

/** Paints the map onto a canvas, at most once a frame, and keeps what part of it is seen: React draws nothing while it is moved. */
export function useHeatMap(
  canvas: RefObject<HTMLCanvasElement | null>,
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
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, width, height, {
      layout,
      view: view.current,
      colors,
      font: "system-ui, sans-serif",
      statusOf: (row) => statusAt(map, row),
      nameOf: (row) => map.name[row] ?? "",
      marked: marked.current,
    });
  }, [canvas, layout, height, map, colors]);
  const repaint = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(draw);
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
      repaint();
    },
  };
}
