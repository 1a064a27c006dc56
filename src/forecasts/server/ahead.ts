import { slicesOf } from '../../costs/core/cube.ts';
import type { Grouping } from '../../costs/core/dimensions.ts';
import { scopeKey } from '../../costs/core/scope.ts';
import type { Costs } from '../../costs/server/index.ts';
import { daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { changesCosts, type KnownEvent } from '../core/planned.ts';
import { addedByDay, growthFactors, type Member, multiplied, shareOfEvent } from '../core/scenario.ts';
import { recentCost } from '../core/slices.ts';
import { areKeptByDay, type Reading, readCubes } from './cubes.ts';
import { unpacked } from './packed.ts';
import { readMembers, selectForecasts } from './rows.ts';

/** A run's forecasts in one currency, as they are looked at. */
export interface View {
  run_id: string;
  data_through: IsoDate;
  /** First day of the forecasts, and how many are looked at. */
  start: IsoDate;
  days: number;
  currency: string;
  growth_percent: number;
}

/** What lies ahead by the calendar, and how it changes each slice of a run. */
export interface Ahead {
  factors: number[];
  /** What each event adds to a slice by day; events that do not touch it are left out. */
  effectsOn(slice: Member): { event: KnownEvent; added: number[] }[];
}

const SHARE_DAYS = 30;

/** The share of a scope in all costs of late; null when it is not known, or nothing cost anything. */
async function shareOfTotal(costs: Costs, context: Reading, event: KnownEvent, view: View): Promise<number | null> {
  const groupings = Object.keys(event.scope).toSorted() as Grouping[];
  if (!(await areKeptByDay(costs, context, groupings))) return null;
  const { cubes } = await readCubes(costs, context, groupings);
  const cube = cubes.find(({ currency }) => currency === view.currency);
  if (!cube) return null;
  const days = daysBetween(cube.start, view.start);
  const recent = (by: Grouping[], key: string): number => {
    const slice = slicesOf(cube, by).find((one) => one.key === key);
    return slice ? recentCost(slice.amounts.subarray(0, days), SHARE_DAYS) : 0;
  };
  const total = recent([], '');
  return total === 0 ? null : recent(groupings, scopeKey(event.scope)) / total;
}

/** What the scopes of events will cost without them: as forecast, or as large a part of the total as of late. */
async function readBaselines(
  costs: Costs,
  context: Reading,
  events: readonly KnownEvent[],
  view: View,
): Promise<Map<string, number[] | null>> {
  const in_percent = events.filter(({ percent }) => percent !== null);
  if (in_percent.length === 0) return new Map();
  const keys = ['', ...in_percent.map(({ scope }) => scopeKey(scope))];
  const rows = await context.transaction((tx) =>
    selectForecasts(tx, view.run_id, view.days)
      .where('currency', '=', view.currency)
      .where('scope_key', 'in', keys)
      .execute(),
  );
  const means = new Map(
    rows.flatMap((row) => (row.mean.length > 0 ? [[row.scope_key, unpacked(row.mean)] as const] : [])),
  );
  const total = means.get('');
  const baselines = new Map<string, number[] | null>();
  for (const event of in_percent) {
    const key = scopeKey(event.scope);
    const known = means.get(key);
    const share = known || !total ? null : await shareOfTotal(costs, context, event, view);
    baselines.set(key, known ?? (share === null || !total ? null : total.map((value) => value * share)));
  }
  return baselines;
}

/** How growth and `events` (those of the calendar that began by the run's last day are in its forecasts) change a run. */
export async function readAhead(
  costs: Costs,
  context: Reading,
  events: readonly KnownEvent[],
  view: View,
): Promise<Ahead> {
  const { start, days, currency } = view;
  const factors = growthFactors(view.growth_percent, days);
  const coming = events.filter((event) => event.start_date > view.data_through && changesCosts(event, currency));
  if (coming.length === 0) return { factors, effectsOn: () => [] };
  const members = await context.transaction((tx) => readMembers(tx, view.run_id, currency));
  const partitions = Map.groupBy(members, ({ partition }) => partition);
  const baselines = await readBaselines(costs, context, coming, view);
  const added = coming.map((event) => {
    const baseline = baselines.get(scopeKey(event.scope));
    return { event, all: addedByDay(event, baseline ? multiplied(baseline, factors) : null, start, days) };
  });
  return {
    factors,
    effectsOn: (slice) =>
      added.flatMap(({ event, all }) => {
        const beside = slice.partition === 'budget' ? members : (partitions.get(slice.partition) ?? [slice]);
        const share = shareOfEvent(event.scope, slice, beside);
        return share === 0 ? [] : [{ event, added: all.map((amount) => amount * share) }];
      }),
  };
}

/** The days of several effects together. */
export const addedTogether = (effects: readonly { added: readonly number[] }[], days: number): number[] =>
  Array.from({ length: days }, (_, day) => effects.reduce((sum, { added }) => sum + added[day]!, 0));
