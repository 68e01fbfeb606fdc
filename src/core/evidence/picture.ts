/**
 * What a picture shows, as far as numbers tell.
 *
 * - "desktop": enough is painted for somebody to work with.
 * - "login-window": the server still asks who we are. "server-message": its own window tells of a failure.
 * - "black", "one-colour": nothing to work with. "nothing": no pixel was ever painted.
 */
export type PictureKind = "desktop" | "login-window" | "server-message" | "black" | "one-colour" | "nothing";

/** The numbers that a judgement of a picture rests on. Shares are 0 to 1 of all pixels. */
export interface PictureMeasures {
  readonly width: number;
  readonly height: number;
  /** Colours at 5 bits a channel that at least two pixels have, counted up to 4096. */
  readonly distinctColours: number;
  /** As #rrggbb. */
  readonly dominantColour: string;
  readonly dominantShare: number;
  /** Pixels that differ visibly from their right or lower neighbour. */
  readonly edgeShare: number;
  /** Pixels that the server ever painted. */
  readonly drawnShare: number;
}

export interface PictureFact {
  readonly kind: PictureKind;
  readonly measures: PictureMeasures;
  /** Lines that were read in the server's own window, such as that of xrdp. */
  readonly text: readonly string[];
}
