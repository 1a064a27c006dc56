import type { InventoryResource } from '../../../../core/inventory.ts';
import type { Signal, Signals } from './signals.ts';

/** Percentages that a change of size changes, and the attribute that they are parts of. */
const PARTS_OF = { cpu_percent: 'vcpus', memory_percent: 'memory_mib' } as const;
/** Metrics that are what is configured. */
const CONFIGURED = { provisioned_read_units: 'read_units', provisioned_write_units: 'write_units' } as const;

const numberOf = ({ attributes }: InventoryResource, name: string): number | null => {
  const value = attributes[name];
  return typeof value === 'number' ? value : null;
};

/**
 * The signals of a resource after it was changed: the same work is a larger part of a smaller machine. What was measured
 * before the change is told of the new size too, since the sample cloud keeps no history.
 */
export function signalsAfter(before: InventoryResource, after: InventoryResource, signals: Signals): Signals {
  const changed: Signals = { ...signals };
  for (const [metric, attribute] of Object.entries(PARTS_OF) as [keyof typeof PARTS_OF, string][]) {
    const signal = signals[metric];
    const [then, now] = [numberOf(before, attribute), numberOf(after, attribute)];
    if (signal && then !== null && now !== null && now > 0) changed[metric] = scaled(signal, then / now);
  }
  for (const [metric, attribute] of Object.entries(CONFIGURED) as [keyof typeof CONFIGURED, string][]) {
    const [signal, now] = [signals[metric], numberOf(after, attribute)];
    if (signal && now !== null) changed[metric] = { ...signal, mean: now, peak: now };
  }
  return changed;
}

const scaled = (signal: Signal, factor: number): Signal => ({
  ...signal,
  mean: signal.mean * factor,
  ...(signal.peak === undefined ? {} : { peak: signal.peak * factor }),
});

const OFF = new Set(['stopped', 'Stopped', 'PowerState/stopped', 'PowerState/deallocated']);

/**
 * The first day of which nothing is measured, since the resource was switched off; `unknown` where its cloud does not
 * tell when that was, null while it runs.
 */
export function offSince({ status, attributes }: InventoryResource): string | 'unknown' | null {
  if (status === null || !OFF.has(status)) return null;
  const since = attributes['state_transition_time'];
  return typeof since === 'string' ? since.slice(0, 10) : 'unknown';
}
