import type { EvidenceReader } from "./evidence-reader.ts";

/** Below this share painted, what came is a beginning: more was to come, and did not. */
const HARDLY_DRAWN_SHARE = 0.3;
/** From this share painted on the picture is whole. */
const WHOLE_PICTURE_SHARE = 0.9;

/** The picture broke off at its beginning; a picture that is not known did not. */
export function isHardlyDrawn(reader: EvidenceReader): boolean {
  return (reader.value("desktop.picture")?.measures.drawnShare ?? 1) < HARDLY_DRAWN_SHARE;
}

export function isWholePicture(reader: EvidenceReader): boolean {
  return (reader.value("desktop.picture")?.measures.drawnShare ?? 0) >= WHOLE_PICTURE_SHARE;
}
