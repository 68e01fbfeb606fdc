/**
 * A name for each log that tells it from all others: the last part of its path, and as many parts before it as it takes.
 * `shownAs` has "/" between its parts; ".gz" at the end is left out where nothing else has the same name then.
 */
export function originsOf(shownAs: readonly string[]): readonly string[] {
  const parts = shownAs.map((name) => name.split("/"));
  const bare = parts.map((segments) =>
    segments.map((part, index) => (index === segments.length - 1 ? part.replace(/\.gz$/i, "") : part)),
  );
  const names: string[] = Array.from({ length: parts.length }, () => "");
  let open = parts.map((_, index) => index);
  for (let depth = 1; open.length > 0; depth++) {
    const counted = new Map<string, number>();
    const candidate = (index: number): string => (bare[index] ?? []).slice(-depth).join("/");
    for (const index of open) counted.set(candidate(index), (counted.get(candidate(index)) ?? 0) + 1);
    const next: number[] = [];
    for (const index of open) {
      const isWhole = depth >= (bare[index]?.length ?? 0);
      if (counted.get(candidate(index)) === 1) names[index] = candidate(index);
      else if (isWhole) names[index] = (parts[index] ?? []).join("/");
      else next.push(index);
    }
    open = next;
  }
  return numbered(names);
}

/** Two files of the same name from different operands: the later ones get a number. */
function numbered(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
