import type { Picture } from "./picture.ts";

/** Share of the pixels, 0 to 1, that have another colour in the later picture; 1 when the size is another. */
export function changedShare(earlier: Picture, later: Picture): number {
  if (earlier.width !== later.width || earlier.height !== later.height) return 1;
  const pixels = later.width * later.height;
  let changed = 0;
  for (let at = 0; at < later.rgba.length; at += 4) {
    const isSame =
      earlier.rgba[at] === later.rgba[at] &&
      earlier.rgba[at + 1] === later.rgba[at + 1] &&
      earlier.rgba[at + 2] === later.rgba[at + 2];
    if (!isSame) changed++;
  }
  return pixels === 0 ? 0 : Math.round((changed / pixels) * 10_000) / 10_000;
}
