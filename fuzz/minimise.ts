/** The shortest input that is still `bad` found by leaving out pieces, then by making bytes zero; `turns` bounds the work. */
export function minimise(bytes: Uint8Array, bad: (bytes: Uint8Array) => boolean, turns = 2000): Uint8Array {
  let best = bytes;
  let spent = 0;
  const isBetter = (candidate: Uint8Array): boolean => {
    spent += 1;
    if (spent > turns || !bad(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let piece = best.length; piece >= 1; piece = Math.floor(piece / 2)) {
    let at = 0;
    while (at < best.length) {
      const candidate = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + piece)]);
      if (!isBetter(candidate)) at += piece;
    }
  }
  for (let at = 0; at < best.length; at++) {
    if (best[at] !== 0) isBetter(best.with(at, 0));
  }
  return best;
}
