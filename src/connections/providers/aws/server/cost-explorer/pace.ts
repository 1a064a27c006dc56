import { setTimeout as wait } from 'node:timers/promises';

const nextTurn = new Map<string, number>();

/** Resolves when the next request to the Cost Explorer of a payer may start, `per_second` of them in this process. */
export async function takeTurn(payer: string, per_second: number, signal: AbortSignal): Promise<void> {
  const now = performance.now();
  const turn = Math.max(now, nextTurn.get(payer) ?? now);
  nextTurn.set(payer, turn + 1_000 / per_second);
  if (turn > now) await wait(turn - now, undefined, { signal });
}
