/** What a screen shows: four bytes a pixel (red, green, blue, 255), rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
  /** Share of the pixels that the server ever painted, 0 to 1; the others are black. */
  readonly drawnShare: number;
}
