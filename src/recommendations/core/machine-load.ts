import { atMost } from './checks.ts';
import type { measuredIn } from './judging.ts';
import type { Limits, Load } from './sizing.ts';
import type { Check, Projection } from './types.ts';

/** How busy a processor was at its busiest; null where that is not known well enough. */
export function processorLoad(measured: ReturnType<typeof measuredIn>): Omit<Load, 'memory_maximum'> | null {
  const maximum = measured('cpu_percent', 'maximum');
  return (
    maximum && {
      cpu_average: measured('cpu_percent', 'average')?.highest ?? null,
      // A percentile is never above the maximum: without it, that is the safe one to take.
      cpu_p99: measured('cpu_percent', 'p99')?.highest ?? maximum.highest,
      cpu_maximum: maximum.highest,
    }
  );
}

/** Whether a processor may be as busy; `limits` are those seen from the machine as it is, `name` is the smaller one's. */
export const processorChecks = (load: Load | null, limits: Limits, days: number, name: string): Check[] => [
  atMost(
    {
      check: 'cpu_p99',
      text: `processor, 99th percentile of the busiest of ${days} days (${name} has to do)`,
      unit: '%',
    },
    load && load.cpu_p99,
    limits.cpu_p99,
  ),
  atMost(
    { check: 'cpu_maximum', text: `processor at its busiest in ${days} days (${name} has to do)`, unit: '%' },
    load && load.cpu_maximum,
    limits.cpu_maximum,
  ),
];

/** How busy the processor of the smaller machine would be. */
export const processorProjections = (load: Load, after: Load, limits: Limits): Projection[] => [
  { metric: 'cpu_percent', statistic: 'p99', before: load.cpu_p99, after: after.cpu_p99, limit: limits.cpu_p99 },
  {
    metric: 'cpu_percent',
    statistic: 'maximum',
    before: load.cpu_maximum,
    after: after.cpu_maximum,
    limit: limits.cpu_maximum,
  },
];
