/** How many single characters have to be added, taken away or changed to make one of the other (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, character] of [...one].entries()) {
    const next = [at + 1];
    for (let index = 0; index < other.length; index += 1)
      next.push(Math.min(next[index]! + 1, row[index + 1]! + 1, row[index]! + (character === other[index] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}

/** The name that was probably meant: up to a third of it is wrong, or it is a part of the other. Null when none is near. */
export function nearName(name: string, known: readonly string[]): string | null {
  const lower = name.toLowerCase().slice(0, 100);
  const ranked = known
    .map((other) => ({ other, distance: distanceOf(lower, other.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best && best.distance <= Math.max(1, Math.floor(lower.length / 3))) return best.other;
  return (lower.length > 2 && known.find((other) => other.split('_').includes(lower))) || null;
}
