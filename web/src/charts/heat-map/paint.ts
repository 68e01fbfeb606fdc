import type { HostStatus } from "../../../../src/core/fleet/index.ts";
import type { ColorOf } from "../use-colors.ts";
import { fillCells } from "./cell-pixels.ts";
import { type Layout, TITLE_HEIGHT } from "./layout.ts";

export const HEAT_TOKENS = [
  "heat-up",
  "heat-degraded",
  "heat-suspect",
  "heat-down",
  "heat-flapping",
  "heat-suppressed",
  "heat-unknown",
  "heat-mark",
  "heat-ink",
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
}

const MARKED_FROM = 8;
const NAMED_FROM = 56;

/** Draws what is seen of the layout: cells as pixels, then what has a shape. `ratio`: device pixels a pixel of the page. */
export function paint(
  canvas: CanvasRenderingContext2D,
  width: number,
  height: number,
  ratio: number,
  picture: Picture,
): void {
  const { layout, view, colors, font, statusOf, nameOf } = picture;
  const edge = layout.cell * view.scale;
  const gap = edge < 6 ? 0.75 : edge < 14 ? 1 : 2;
  const isMarked = edge >= MARKED_FROM;
  const isNamed = edge >= NAMED_FROM;
  const shaped = new Map<HostStatus, number[]>();
  const image = imageOf(canvas);
  const surface = { pixels: new Uint32Array(image.data.buffer), width: image.width, height: image.height, ratio };
  const ofStatus = pixelsOf(colors);
  fillCells(surface, layout, view, gap, (row, x, y) => {
    const status = statusOf(row);
    if (isNamed || (isMarked && SHAPED.has(status))) {
      const list = shaped.get(status);
      if (list === undefined) shaped.set(status, [x, y, row]);
      else list.push(x, y, row);
    }
    return ofStatus[status];
  });
  // It goes past the transformation, and past what was there.
  canvas.putImageData(image, 0, 0);
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
  canvas.font = `600 12px ${font}`;
  canvas.textBaseline = "middle";
  canvas.fillStyle = colors("muted");
  for (const group of layout.groups) {
    const left = (group.x - view.x) * view.scale;
    const top = (group.y - view.y) * view.scale;
    const right = left + group.width * view.scale;
    const bottom = top + TITLE_HEIGHT * view.scale;
    if (right < 0 || left > width || top > height || bottom < 0) continue;
    canvas.save();
    canvas.beginPath();
    canvas.rect(left, top, right - left, bottom - top);
    canvas.clip();
    canvas.fillText(group.name, Math.max(left, 0), (top + bottom) / 2);
    canvas.restore();
  }
  for (const [status, places] of shaped) {
    if (isMarked) mark(canvas, status, places, edge - gap, colors);
    if (isNamed) names(canvas, status, places, edge - gap, colors, font, nameOf);
  }
}

/** Those that are told by a shape as well. */
const SHAPED: ReadonlySet<HostStatus> = new Set(["down", "degraded", "flapping"]);

const images: WeakMap<HTMLCanvasElement, ImageData> = new WeakMap();

/** The canvas as pixels: the same memory each time, until its size is another. */
function imageOf(context: CanvasRenderingContext2D): ImageData {
  const { canvas } = context;
  const known = images.get(canvas);
  if (known !== undefined && known.width === canvas.width && known.height === canvas.height) return known;
  const image = context.createImageData(Math.max(1, canvas.width), Math.max(1, canvas.height));
  images.set(canvas, image);
  return image;
}

type StatusPixels = Readonly<Record<HostStatus, number>>;

const knownPixels: WeakMap<HeatColors, StatusPixels> = new WeakMap();

/** The colours of the states as numbers of a surface, in whatever form the style sheet has them. */
function pixelsOf(colors: HeatColors): StatusPixels {
  const known = knownPixels.get(colors);
  if (known !== undefined) return known;
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const pixelOf = (status: HostStatus): number => {
    if (context === null) return 0;
    context.fillStyle = colors(`heat-${status}`);
    context.fillRect(0, 0, 1, 1);
    return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
  };
  const made: StatusPixels = {
    up: pixelOf("up"),
    degraded: pixelOf("degraded"),
    suspect: pixelOf("suspect"),
    down: pixelOf("down"),
    flapping: pixelOf("flapping"),
    suppressed: pixelOf("suppressed"),
    unknown: pixelOf("unknown"),
  };
  knownPixels.set(colors, made);
  return made;
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
  canvas.strokeStyle = colors(inkOn(status));
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
  canvas.fillStyle = colors(inkOn(status));
  canvas.font = `11px ${font}`;
  for (let at = 0; at < places.length; at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    canvas.save();
    canvas.beginPath();
    canvas.rect(x, y, edge, edge);
    canvas.clip();
    canvas.fillText(fitted(canvas, nameOf(places[at + 2] ?? 0).slice(0, 60), edge - 6), x + 4, y + edge - 10);
    canvas.restore();
  }
}

/** What can be read on a cell: strong colours turn with the theme, warm and grey ones are light in both. */
function inkOn(status: HostStatus): (typeof HEAT_TOKENS)[number] {
  if (status === "down" || status === "flapping") return "heat-mark";
  return status === "up" || status === "unknown" ? "text" : "heat-ink";
}

/** The name, or its beginning and its end: hosts of one place often begin alike. */
function fitted(canvas: CanvasRenderingContext2D, name: string, room: number): string {
  const { width } = canvas.measureText(name);
  if (width <= room) return name;
  for (let count = Math.floor((name.length * room) / width); count > 1; count -= 1) {
    const tail = Math.ceil(count / 2);
    const text = `${name.slice(0, count - tail)}…${name.slice(-tail)}`;
    if (canvas.measureText(text).width <= room) return text;
  }
  return "…";
}
