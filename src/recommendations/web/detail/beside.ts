/**
 * What stands before and after a place of a list; where what stood there has left it, the one that moved up is the next.
 * A place of -1 is none, which has nothing beside it.
 */
export function besideOf(
  ids: readonly string[],
  place: number,
  has_left: boolean,
): { before: string | undefined; next: string | undefined } {
  if (place === -1) return { before: undefined, next: undefined };
  return { before: ids[place - 1], next: ids[has_left ? place : place + 1] };
}
