/** A longer text is joined of pieces of this length. */
const PIECE_UNITS = 256;
/** One list a length: filling a plain array of the exact length is the quickest way to a text that plain ECMAScript knows. */
const PIECES: readonly number[][] = Array.from({ length: PIECE_UNITS + 1 }, (_, length) =>
  Array.from({ length }, () => 0),
);

/** The UTF-16LE text of `unitCount` units at `from`, which the caller knows to be there. */
export function utf16At(view: DataView, from: number, unitCount: number): string {
  let text = "";
  let at = from;
  for (let left = unitCount; left > 0;) {
    const count = left < PIECE_UNITS ? left : PIECE_UNITS;
    const piece = PIECES[count] ?? [];
    for (let index = 0; index < count; index++, at += 2) piece[index] = view.getUint16(at, true);
    text += String.fromCharCode(...piece);
    left -= count;
  }
  return text;
}
