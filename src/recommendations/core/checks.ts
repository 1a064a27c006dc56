import type { Proposal, Verdict } from './rule.ts';
import type { Check, Scalar } from './types.ts';
import type { Window } from './use.ts';

type Told = Pick<Check, 'check' | 'text'> & { unit?: string };

const told = ({ check, text, unit }: Told, actual: Scalar, wanted: string, met: boolean | null): Check => ({
  check,
  text,
  actual,
  wanted,
  unit: unit ?? null,
  result: met === null ? 'unknown' : met ? 'met' : 'not_met',
});
const withUnit = (value: number, unit: string | undefined): string => (unit ? `${value} ${unit}` : String(value));

/** Holds when the value is one of these; unknown when it is null. */
export const isOneOf = (what: Told, actual: string | null, values: readonly string[]): Check =>
  told(
    what,
    actual,
    values.length === 1 ? values[0]! : `one of ${values.join(', ')}`,
    actual === null ? null : values.includes(actual),
  );

/** Holds when it is so; `wanted` says what is asked in words, `actual` what is found. */
export const holds = (what: Told, met: boolean | null, wanted: string, actual: Scalar = met): Check =>
  told(what, actual, wanted, met);

/** Holds below the limit, not at it. */
export const below = (what: Told, actual: number | null, limit: number): Check =>
  told(what, actual, `below ${withUnit(limit, what.unit)}`, actual === null ? null : actual < limit);

/** Holds up to the limit, and at it. */
export const atMost = (what: Told, actual: number | null, limit: number): Check =>
  told(what, actual, `at most ${withUnit(limit, what.unit)}`, actual === null ? null : actual <= limit);

/** Holds from the limit on. */
export const atLeast = (what: Told, actual: number | null, limit: number): Check =>
  told(what, actual, `at least ${withUnit(limit, what.unit)}`, actual === null ? null : actual >= limit);

/** Holds above the limit, not at it. */
export const above = (what: Told, actual: number | null, limit: number): Check =>
  told(what, actual, `above ${withUnit(limit, what.unit)}`, actual === null ? null : actual > limit);

/** The window, where enough of its days are known to judge by; else null, which makes checks unknown. */
export const knownEnough = (window: Window | null, known_days: number): Window | null =>
  window !== null && window.known_days >= known_days ? window : null;

/** Found when every check is met; `propose` is asked for only then. */
export function decide(checks: Check[], propose: () => Proposal): Verdict {
  if (checks.some(({ result }) => result === 'not_met')) return { outcome: 'fine', checks };
  if (checks.some(({ result }) => result === 'unknown')) return { outcome: 'unknown', checks };
  return { outcome: 'found', checks, proposal: propose() };
}
