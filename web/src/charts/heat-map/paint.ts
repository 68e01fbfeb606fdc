import type { HostStatus } from "../../../../src/core/fleet/index.ts";
import type { ColorOf } from "../use-colors.ts";
import { cellPlace, type Layout, TITLE_HEIGHT } from "./layout.ts";

export const HEAT_TOKENS = [
  "heat-up",
  "heat-degraded",
  "heat-suspect",
  "heat-down",
  "heat-flapping",
  "heat-suppressed",
  "heat-unknown",
  "heat-mark",
  "text",
  "muted",
  "accent",
] as const;

export type HeatColors = ColorOf<(typeof HEAT_TOKENS)[number]>;

/** What part of the layout is seen: a point of the layout at (x, y), magnified. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Picture {
  readonly layout: Layout;
  readonly view: View;
  readonly colors: HeatColors;
  readonly font: string;
  /** Status of each row of the fleet map. */
  readonly statusOf: (row: number) => HostStatus;
  readonly nameOf: (row: number) => string;
  /** The row under the pointer or the keyboard's cursor. */
  readonly marked: number | undefined;
}

const MARKED_FROM = 8;
const NAMED_FROM = 56;

/** Draws what is seen of the layout. One pass a status, so that the colour is set seven times and not ten thousand. */
export function paint(canvas: CanvasRenderingContext2D, width: number, height: number, picture: Picture): void {
  const { layout, view, colors, font, statusOf, nameOf, marked } = picture;
  canvas.clearRect(0, 0, width, height);
  const edge = layout.cell * view.scale;
  const gap = edge < 6 ? 0.75 : edge < 14 ? 1 : 2;
  const cells = new Map<HostStatus, number[]>();
  canvas.font = `600 12px ${font}`;
  canvas.textBaseline = "middle";
  for (const group of layout.groups) {
    const left = (group.x - view.x) * view.scale;
    const top = (group.y - view.y) * view.scale;
    const right = left + group.width * view.scale;
    if (right < 0 || left > width || top > height || top + group.height * view.scale < 0) continue;
    canvas.fillStyle = colors("muted");
    const titleY = top + (TITLE_HEIGHT * view.scale) / 2;
    canvas.save();
    canvas.beginPath();
    canvas.rect(left, top, right - left, TITLE_HEIGHT * view.scale);
    canvas.clip();
    canvas.fillText(group.name, Math.max(left, 0), titleY);
    canvas.restore();
    group.cells.forEach((row, index) => {
      const place = cellPlace(group, layout.cell, index);
      const x = (place.x - view.x) * view.scale;
      const y = (place.y - view.y) * view.scale;
      if (x > width || y > height || x + edge < 0 || y + edge < 0) return;
      const status = statusOf(row);
      const list = cells.get(status);
      if (list === undefined) cells.set(status, [x, y, row]);
      else list.push(x, y, row);
    });
  }
  for (const [status, places] of cells) {
    canvas.fillStyle = colors(`heat-${status}`);
    for (let at = 0; at < places.length; at += 3) {
      canvas.fillRect(places[at] ?? 0, places[at + 1] ?? 0, edge - gap, edge - gap);
    }
    if (edge >= MARKED_FROM) mark(canvas, status, places, edge - gap, colors);
    if (edge >= NAMED_FROM) names(canvas, status, places, edge - gap, colors, font, nameOf);
    outline(canvas, places, edge - gap, colors, marked);
  }
}

/** Shapes for those who do not see the colours: a cross for down, a bar for degraded, a diamond for flapping. */
function mark(
  canvas: CanvasRenderingContext2D,
  status: HostStatus,
  places: readonly number[],
  edge: number,
  colors: HeatColors,
): void {
  if (status !== "down" && status !== "degraded" && status !== "flapping") return;
  canvas.strokeStyle = colors("heat-mark");
  canvas.lineWidth = Math.max(1, Math.min(3, edge / 9));
  canvas.beginPath();
  for (let at = 0; at < places.length; at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    const size = Math.min(edge, 26);
    const a = size * 0.3;
    const b = size * 0.7;
    if (status === "down") {
      canvas.moveTo(x + a, y + a);
      canvas.lineTo(x + b, y + b);
      canvas.moveTo(x + b, y + a);
      canvas.lineTo(x + a, y + b);
    } else if (status === "degraded") {
      canvas.moveTo(x + a, y + size / 2);
      canvas.lineTo(x + b, y + size / 2);
    } else {
      canvas.moveTo(x + size / 2, y + a);
      canvas.lineTo(x + b, y + size / 2);
      canvas.lineTo(x + size / 2, y + b);
      canvas.lineTo(x + a, y + size / 2);
      canvas.closePath();
    }
  }
  canvas.stroke();
}

function names(
  canvas: CanvasRenderingContext2D,
  status: HostStatus,
  places: readonly number[],
  edge: number,
  colors: HeatColors,
  font: string,
  nameOf: (row: number) => string,
): void {
  canvas.fillStyle = colors(status === "down" || status === "flapping" ? "heat-mark" : "text");
  canvas.font = `11px ${font}`;
  for (let at = 0; at < places.length; at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    canvas.save();
    canvas.beginPath();
    canvas.rect(x, y, edge, edge);
    canvas.clip();
    canvas.fillText(nameOf(places[at + 2] ?? 0).slice(0, 60), x + 4, y + edge - 10);
    canvas.restore();
  }
}

function outline(
  canvas: CanvasRenderingContext2D,
  places: readonly number[],
  edge: number,
  colors: HeatColors,
  marked: number | undefined,
): void {
  if (marked === undefined) return;
  for (let at = 0; at < places.length; at += 3) {
    if (places[at + 2] !== marked) continue;
    canvas.strokeStyle = colors("text");
    canvas.lineWidth = 2;
    canvas.strokeRect((places[at] ?? 0) - 1, (places[at + 1] ?? 0) - 1, edge + 2, edge + 2);
  }
}
