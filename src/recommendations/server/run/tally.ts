import type { Changes } from './store-types.ts';

/** What came of a run so far. */
export interface Tally extends Changes {
  judged: number;
  /** By rule, what it said when it failed first. */
  failures: Map<string, string>;
}

export const emptyTally = (): Tally => ({ found: 0, resolved: 0, written: 0, judged: 0, failures: new Map() });

/** Adds what was stored. */
export function addTo(tally: Tally, { found, resolved, written }: Changes): void {
  tally.found += found;
  tally.resolved += resolved;
  tally.written += written;
}
