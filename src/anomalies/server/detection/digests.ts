import type { CostCube } from '../../../costs/core/cube.ts';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';

/** 32-bit FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The finalizer of MurmurHash3: every bit of the input changes every bit of the result with even chance. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * For each day a text that is another when any amount of the day is: 64 bits, whatever the order of the cells, and the
 * same whether a cell costs nothing or is not there. The cubes have the same start and days.
 */
export function dayDigests(cubes: readonly CostCube[]): string[] {
  const days = cubes[0]?.days ?? 0;
  const low = new Uint32Array(days);
  const high = new Uint32Array(days);
  for (const { currency, groupings, cells } of cubes)
    for (const { values, amounts } of cells) {
      const key = hashOf(JSON.stringify([currency, groupings, values]));
      const bits = new Uint32Array(amounts.buffer, amounts.byteOffset, 2 * amounts.length);
      for (let day = 0; day < days; day += 1) {
        if (amounts[day] === 0) continue;
        const one = mix(key ^ mix(bits[2 * day]!) ^ Math.imul(mix(bits[2 * day + 1]!), 31));
        low[day] = low[day]! + one;
        high[day] = high[day]! + mix(one ^ key ^ 0x9e3779b9);
      }
    }
  return Array.from(low, (part, day) => `${part.toString(16)}-${high[day]!.toString(16)}`);
}

/** The first of the days from `start` on that is not as it was when `before` was kept; null when all are. */
export function firstChange(
  start: IsoDate,
  digests: readonly string[],
  before: { digests_start: IsoDate; day_digests: readonly string[] },
): IsoDate | null {
  const known = new Map(before.day_digests.map((digest, day) => [addDays(before.digests_start, day), digest]));
  const changed = digests.findIndex((digest, day) => known.get(addDays(start, day)) !== digest);
  return changed < 0 ? null : addDays(start, changed);
}
