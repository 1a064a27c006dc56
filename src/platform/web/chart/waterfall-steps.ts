import { ticksOf } from './geometry.ts';

/** A part of a difference: negative where it lessens it. */
export interface WaterfallPart {
  name: string;
  title: string;
  amount: number;
}

/** The place of a bar: from where the one before ended to where this one ends; totals start at 0. */
export interface WaterfallStep extends WaterfallPart {
  from: number;
  to: number;
  kind: 'total' | 'part' | 'rest';
}

/** Differences of less than this share of the amounts come from adding doubles, not from a part that is missing. */
const ROUNDING = 1e-9;

/**
 * The bars from one total to another. What the parts do not make of the difference is a part of its own before the end,
 * so that they always add up.
 */
export function waterfallSteps(
  start: WaterfallPart,
  parts: readonly WaterfallPart[],
  end: WaterfallPart,
  rest_title: string,
): WaterfallStep[] {
  let reached = start.amount;
  const step = (part: WaterfallPart, kind: 'part' | 'rest'): WaterfallStep => {
    const from = reached;
    reached += part.amount;
    return { ...part, kind, from, to: reached };
  };
  const steps = parts.map((part) => step(part, 'part'));
  const size = Math.max(Math.abs(start.amount), Math.abs(end.amount), ...steps.map(({ amount }) => Math.abs(amount)));
  const rest = end.amount - reached;
  if (Math.abs(rest) > size * ROUNDING) steps.push(step({ name: 'rest', title: rest_title, amount: rest }, 'rest'));
  const total = (part: WaterfallPart): WaterfallStep => ({ ...part, kind: 'total', from: 0, to: part.amount });
  return [total(start), ...steps, total(end)];
}

/** What the bars are drawn along: ticks from the least to the most, and whether 0 lies outside. */
export interface WaterfallScale {
  ticks: number[];
  is_cut: boolean;
}

/** Below this share of the amounts, changes drawn from 0 would be hairlines. */
const READABLE = 0.3;

/** A scale that shows the changes: from 0, unless they are small beside amounts of one sign. */
export function waterfallScale(steps: readonly WaterfallStep[]): WaterfallScale {
  const levels = steps.map(({ to }) => to);
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const nearest = Math.min(Math.abs(least), Math.abs(most));
  const span = most - least;
  const is_cut = span > 0 && least * most > 0 && span < READABLE * Math.max(Math.abs(least), Math.abs(most));
  if (!is_cut) return { ticks: ticksOf(least, most), is_cut };
  // One more step towards 0, so that the totals are seen to be longer than their differences.
  const [, step = span] = ticksOf(0, span);
  const near = Math.max(0, Math.floor(nearest / step) - 1) * step;
  const far = Math.max(Math.abs(least), Math.abs(most)) - near;
  const ticks = ticksOf(0, far).map((tick) => Number((near + tick).toPrecision(12)));
  return { ticks: least > 0 ? ticks : ticks.map((tick) => -tick).toReversed(), is_cut: near > 0 };
}

/** Where an amount lies on a scale, in percent of its length; what lies before its beginning is at 0. */
export function placeOf({ ticks }: WaterfallScale, amount: number): number {
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  return Math.min(100, Math.max(0, ((amount - low) / (high - low)) * 100));
}
