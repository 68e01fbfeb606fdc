import { SIDE_MAX } from "../graphics/index.ts";
import type { DemandActive } from "../protocol/index.ts";

/** Size and depth of a session's screen, in pixels and bits. */
export interface DesktopSize {
  readonly width: number;
  readonly height: number;
  readonly colorDepth: number;
}

/** A shared desktop has the size that it has; beyond this one, and twice what was asked, no server gets our memory. */
const UNASKED_PIXELS_MAX = 4096 * 2304;

/** The desktop of a server's bitmap capability set ([MS-RDPBCGR] 2.2.7.1.2); what was asked, where it has none. */
export function demandedSize({ capabilities }: DemandActive, asked: DesktopSize): DesktopSize {
  const bitmap = capabilities.find((set) => set.kind === "bitmap");
  return {
    width: bitmap?.desktopWidth ?? asked.width,
    height: bitmap?.desktopHeight ?? asked.height,
    colorDepth: bitmap?.preferredBitsPerPixel ?? asked.colorDepth,
  };
}

/** Why a desktop of a server is refused, before its pixels are allocated; undefined: it is not. */
export function refusedSize({ width, height }: DesktopSize, asked: DesktopSize): string | undefined {
  const text = `has a desktop of ${width} x ${height} pixels`;
  if (Math.min(width, height) < 1 || Math.max(width, height) > SIDE_MAX) return text;
  const limit = Math.max(UNASKED_PIXELS_MAX, 2 * asked.width * asked.height);
  return width * height > limit ? `${text}, over ${limit} in all` : undefined;
}
