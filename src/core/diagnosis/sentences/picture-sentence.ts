import type { PictureFact } from "../../evidence/index.ts";
import type { Localized } from "../../texts/index.ts";
import { PICTURE } from "./logon-words.ts";
import { both, shown, shownList } from "./phrases.ts";

/** What the picture shows, with the measure that this rests on, and the words that were read in it. */
export function pictureSentence({ kind, measures, text }: PictureFact): Localized {
  const { width, height, dominantColour, distinctColours, dominantShare, drawnShare } = measures;
  const dominant = percent(dominantShare);
  const drawn = percent(drawnShare);
  const read = text.length === 0 ? "" : `: ${shownList(text)}`;
  return both(
    `${PICTURE[kind].en}${read} (${width}×${height}, ${distinctColours} colours, ${dominant} ${shown(dominantColour)}, ${drawn} painted)`,
    `${PICTURE[kind].zh}${read}（${width}×${height}，${distinctColours} 种颜色，${shown(dominantColour)} 占 ${dominant}，已绘制 ${drawn}）`,
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
