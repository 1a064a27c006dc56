import { z } from 'zod';
import { atMost, holds } from '../checks.ts';
import { type Lookback, lookback, measuredIn } from '../judging.ts';
import { azureFamilySizes, type MachineSize } from '../prices/machine-sizes.ts';
import type { Seen } from '../rule.ts';
import { smallerSizes } from '../sizing.ts';
import type { Check, Projection } from '../types.ts';
import type { Window } from '../use.ts';

/**
 * Headroom that a smaller size has to leave. Azure's hours stand with their busiest minute: the 95th percentile of a day is
 * the second busiest of its hours, so that one short peak a day does not decide alone.
 */
export const sizingParameters = {
  ...lookback(30),
  cpu_p95_percent: z
    .number()
    .min(10)
    .max(95)
    .default(70)
    .describe('Processor of the smaller size, 95th percentile of the busiest day, at most (%)'),
  cpu_maximum_percent: z
    .number()
    .min(10)
    .max(100)
    .default(100)
    .describe('Processor of the smaller size in its busiest minute, at most (%)'),
  memory_maximum_percent: z
    .number()
    .min(10)
    .max(95)
    .default(80)
    .describe('Memory of the smaller size at its fullest, at most (%)'),
};
/** How much of the smaller size may be used (%). */
export type Headroom = Record<'cpu_p95_percent' | 'cpu_maximum_percent' | 'memory_maximum_percent', number>;
type Sizing = Headroom & Lookback;

/** How much of a size is used (%). */
export interface Load {
  /** Of the busiest day; what a burstable size has for good must cover it. */
  cpu_average: number;
  cpu_p95: number;
  cpu_maximum: number;
  memory_maximum: number;
}

/** The windows of use that load is read of, each null where too few of its days are known. */
export type MeasuredLoad = Record<keyof Load, Window | null>;

/** What was measured of processor and memory in the days looked at. */
export function measureLoad(seen: Pick<Seen, 'use'>, days: Lookback): MeasuredLoad {
  const measured = measuredIn(seen, days);
  return {
    cpu_average: measured('cpu_percent', 'average'),
    cpu_p95: measured('cpu_percent', 'p95'),
    cpu_maximum: measured('cpu_percent', 'maximum'),
    memory_maximum: measured('memory_percent', 'maximum'),
  };
}

/** Load at its busiest; null where a part of it is not known. */
export function loadOf({ cpu_average, cpu_p95, cpu_maximum, memory_maximum }: MeasuredLoad): Load | null {
  if (!cpu_average || !cpu_p95 || !cpu_maximum || !memory_maximum) return null;
  return {
    cpu_average: cpu_average.highest,
    cpu_p95: cpu_p95.highest,
    cpu_maximum: cpu_maximum.highest,
    memory_maximum: memory_maximum.highest,
  };
}

/**
 * Processor that a size of the first B series has for good (% of all its virtual CPUs). Microsoft, "B-series", as of
 * 2024, when the figures were put on that scale.
 */
const B_SERIES: Record<string, number> = {
  standard_b1ls: 5,
  standard_b1s: 10,
  standard_b1ms: 20,
  standard_b2s: 20,
  standard_b2ms: 30,
  standard_b4ms: 22.5,
  standard_b8ms: 17,
  standard_b12ms: 17,
  standard_b16ms: 17,
  standard_b20ms: 17,
};
/** By the memory that its name tells: tiny, low, or none of both. Microsoft, "Bsv2", "Basv2" and "Bpsv2" series. */
const SECOND_B_SERIES: Record<string, number> = { t: 20, l: 30, '': 40 };

/** What a burstable size has for good (%); null where that is not known. */
export function baselineOf({ name }: MachineSize): number | null {
  const lower = name.toLowerCase();
  const [, memory] = /^standard_b\d+[ap]?([tl]?)s_v2$/.exec(lower) ?? [];
  return memory === undefined ? (B_SERIES[lower] ?? null) : (SECOND_B_SERIES[memory] ?? null);
}

/** What of `size` would be used by what uses `load` of `current`. */
export function projected(current: MachineSize, size: MachineSize, load: Load): Load {
  const cpu = current.vcpus / size.vcpus;
  return {
    cpu_average: load.cpu_average * cpu,
    cpu_p95: load.cpu_p95 * cpu,
    cpu_maximum: load.cpu_maximum * cpu,
    memory_maximum: load.memory_maximum * (current.memory_mib / size.memory_mib),
  };
}

/**
 * Smaller sizes of the same series that can take the place of `current`, the largest first. Sizes with and without a disk
 * of their own can't take each other's place.
 */
export const smallerAlike = (current: MachineSize): MachineSize[] =>
  smallerSizes(current, azureFamilySizes(current.family)).filter(
    ({ local_disk, architecture }) => local_disk === current.local_disk && architecture === current.architecture,
  );

const fits = (size: MachineSize, after: Load, limits: Headroom): boolean =>
  after.cpu_p95 <= limits.cpu_p95_percent &&
  after.cpu_maximum <= limits.cpu_maximum_percent &&
  after.memory_maximum <= limits.memory_maximum_percent &&
  (!size.burstable || after.cpu_average <= (baselineOf(size) ?? 0));

/** A size with what would be used of it. */
export interface Fit {
  size: MachineSize;
  after: Load;
}

/** The smallest of `sizes` (the largest first) that leaves the headroom; null when none does. */
export function smallestFit(
  current: MachineSize,
  sizes: readonly MachineSize[],
  load: Load,
  limits: Headroom,
): Fit | null {
  const all = sizes.map((size) => ({ size, after: projected(current, size, load) }));
  return all.findLast(({ size, after }) => fits(size, after, limits)) ?? null;
}

/** Limits on what is used now, so that the `next` smaller size leaves its headroom; one check each, and one of the size. */
export function sizingChecks(
  current: MachineSize | null,
  sizes: readonly MachineSize[],
  measured: MeasuredLoad,
  fit: Fit | null,
  limits: Sizing,
): Check[] {
  const next = sizes[0] ?? null;
  const smaller = holds(
    { check: 'smaller_size', text: 'next smaller size of its series' },
    current === null ? null : next !== null,
    'there is one',
    current === null ? null : (next?.name ?? 'none'),
  );
  if (!current || !next) return [smaller];
  const over = `of ${limits.days} days (${next.name} has to do)`;
  const cpu = next.vcpus / current.vcpus;
  const known = loadOf(measured) !== null;
  return [
    smaller,
    atMost(
      { check: 'cpu_p95', text: `processor, 95th percentile of the busiest day ${over}`, unit: '%' },
      measured.cpu_p95?.highest ?? null,
      limits.cpu_p95_percent * cpu,
    ),
    atMost(
      { check: 'cpu_maximum', text: `processor in the busiest minute ${over}`, unit: '%' },
      measured.cpu_maximum?.highest ?? null,
      limits.cpu_maximum_percent * cpu,
    ),
    atMost(
      { check: 'memory_maximum', text: `memory at its fullest ${over}`, unit: '%' },
      measured.memory_maximum?.highest ?? null,
      (limits.memory_maximum_percent * next.memory_mib) / current.memory_mib,
    ),
    holds(
      { check: 'fits', text: 'smallest size that its load fits in' },
      known ? fit !== null : null,
      'a smaller one, with headroom',
      known ? (fit?.size.name ?? 'none') : null,
    ),
  ];
}

/** What would be used after the change, beside the limits. */
export const projectionsOf = (load: Load, after: Load, limits: Headroom): Projection[] => [
  {
    metric: 'cpu_percent',
    statistic: 'p95',
    before: load.cpu_p95,
    after: after.cpu_p95,
    limit: limits.cpu_p95_percent,
  },
  {
    metric: 'cpu_percent',
    statistic: 'maximum',
    before: load.cpu_maximum,
    after: after.cpu_maximum,
    limit: limits.cpu_maximum_percent,
  },
  {
    metric: 'memory_percent',
    statistic: 'maximum',
    before: load.memory_maximum,
    after: after.memory_maximum,
    limit: limits.memory_maximum_percent,
  },
];
