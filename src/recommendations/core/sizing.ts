import type { MachineSize } from './prices/machine-sizes.ts';

/** How much of a machine is used (%); null is not known. */
export interface Load {
  /** Mean of the busiest day: credits of burstable sizes are kept for one day, and have to cover it. */
  cpu_average: number | null;
  cpu_p99: number;
  cpu_maximum: number;
  memory_maximum: number | null;
}

/** How much of a size may be used after a change (%); the rest is headroom. */
export interface Limits {
  cpu_p99: number;
  cpu_maximum: number;
  memory_maximum: number;
}

/** Of a machine whose memory is not measured, at least this share of it is kept. */
const MEMORY_KEPT_UNSEEN = 0.5;

/**
 * Processor that burstable sizes have for good (% of all their virtual CPUs); more is paid for with credits. From the EC2
 * User Guide, "Key concepts for burstable performance instances", as of 2026-09-29.
 */
const BASELINES: Record<string, Record<string, number>> = {
  t2: { nano: 5, micro: 10, small: 20, medium: 20, large: 30, xlarge: 22.5, '2xlarge': 17 },
  t3: { nano: 5, micro: 10, small: 20, medium: 20, large: 30, xlarge: 40, '2xlarge': 40 },
};
const ALIKE: Record<string, string> = { t3a: 't3', t4g: 't3' };

/** What a burstable size of EC2 has for good (%); null for all others. */
export function baselinePercent(name: string): number | null {
  const [family = '', size = ''] = name.split('.');
  return BASELINES[ALIKE[family] ?? family]?.[size] ?? null;
}

/** Sizes of one family that have less than `current`, the largest first; bare metal is no size to shrink to. */
export const smallerSizes = (current: MachineSize, sizes: readonly MachineSize[]): MachineSize[] =>
  sizes
    .filter(
      ({ name, vcpus, memory_mib }) =>
        !name.includes('metal') &&
        vcpus <= current.vcpus &&
        memory_mib <= current.memory_mib &&
        (vcpus < current.vcpus || memory_mib < current.memory_mib),
    )
    .toSorted((one, other) => other.memory_mib - one.memory_mib || other.vcpus - one.vcpus);

/** What of `size` would be used by what uses `load` of `current`. */
export function projectedLoad(current: MachineSize, size: MachineSize, load: Load): Load {
  const cpu = current.vcpus / size.vcpus;
  const memory = current.memory_mib / size.memory_mib;
  return {
    cpu_average: load.cpu_average === null ? null : load.cpu_average * cpu,
    cpu_p99: load.cpu_p99 * cpu,
    cpu_maximum: load.cpu_maximum * cpu,
    memory_maximum: load.memory_maximum === null ? null : load.memory_maximum * memory,
  };
}

/** A limit that people read: two decimals, never above what it is. */
const readable = (percent: number): number => Math.floor(percent * 100 + 1e-6) / 100;

/** How much of `current` may be used so that `size` has its headroom: the limits, seen from the machine as it is. */
export const limitsSeenFrom = (current: MachineSize, size: MachineSize, limits: Limits): Limits => ({
  cpu_p99: readable((limits.cpu_p99 * size.vcpus) / current.vcpus),
  cpu_maximum: readable((limits.cpu_maximum * size.vcpus) / current.vcpus),
  memory_maximum: readable((limits.memory_maximum * size.memory_mib) / current.memory_mib),
});

const within = (load: number | null, limit: number | null): boolean => load === null || limit === null || load <= limit;

/** A size with what would be used of it. */
export interface Fit {
  size: MachineSize;
  load: Load;
}

/**
 * The smallest of the `smaller` sizes in which the load of `current` fits; null when none does. Unknown memory is halved at
 * most, and the mean load of a burstable size has to be within its baseline, where both are known.
 */
export function smallestFit(
  current: MachineSize,
  smaller: readonly MachineSize[],
  load: Load,
  limits: Limits,
): Fit | null {
  const all = smaller.map((size) => ({ size, load: projectedLoad(current, size, load) }));
  const fitting = all.filter(
    ({ size, load: after }) =>
      after.cpu_p99 <= limits.cpu_p99 &&
      after.cpu_maximum <= limits.cpu_maximum &&
      within(after.memory_maximum, limits.memory_maximum) &&
      within(after.cpu_average, baselinePercent(size.name.replace(/^db\./, ''))) &&
      (load.memory_maximum !== null || size.memory_mib >= current.memory_mib * MEMORY_KEPT_UNSEEN),
  );
  return fitting.at(-1) ?? null;
}
