import type { CostCube } from '../../../costs/core/cube.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import { addDays, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import { compareDecimals, negated, sumDecimals } from '../../../platform/core/decimal.ts';
import type { WeeklyFigures } from '../../core/events/weekly-digest.ts';

type Reading = Pick<RunContext, 'organization_id' | 'transaction'>;
type CurrencyCosts = WeeklyFigures['costs'][number];

const WEEK = 7;
/** Services that are named. */
const NAMED = 5;
/** Two weeks, and what bills may be late by. */
const MOST_DAYS = 45;

/** A week and the one before it, by the cost of each where it is known in full. */
interface Weeks {
  now: string | null;
  before: string | null;
}

/** What some costs were in the seven days from `start` on, and in those before; exact. */
async function readWeeks(
  costs: Costs,
  context: Reading,
  wanted: { currency: string; start: IsoDate; service: string | null },
): Promise<Weeks> {
  const { currency, start, service } = wanted;
  const filters = service === null ? [] : [{ grouping: 'service' as const, values: [service], exclude: false }];
  const range = { start: addDays(start, -WEEK), end: addDays(start, WEEK) };
  const { days } = await costs.dailyCosts(context, { filters, metric: 'effective', currency, ...range });
  const sumOf = (first: IsoDate): string | null => {
    const known = days.flatMap(({ date, amount, incomplete }) =>
      date >= first && date < addDays(first, WEEK) && amount !== null && !incomplete ? [amount] : [],
    );
    return known.length === WEEK ? sumDecimals(known) : null;
  };
  return { now: sumOf(start), before: sumOf(range.start) };
}

/** The services whose costs changed most by the doubles of a cube: which they are, not by how much. */
function mostChanged(cube: CostCube, start: IsoDate): string[] {
  const first = daysBetween(cube.start, start);
  const changes = new Map<string, number>();
  for (const { values, amounts } of cube.cells) {
    const sum = (from: number): number =>
      amounts.slice(Math.max(0, from), Math.max(0, from + WEEK)).reduce((total, amount) => total + (amount || 0), 0);
    const service = values[0] ?? '';
    changes.set(service, (changes.get(service) ?? 0) + sum(first) - sum(first - WEEK));
  }
  return [...changes]
    .filter(([, change]) => Math.abs(change) >= 0.01)
    .toSorted(([, one], [, other]) => Math.abs(other) - Math.abs(one))
    .slice(0, NAMED)
    .map(([service]) => service);
}

async function readCurrency(costs: Costs, context: Reading, cube: CostCube, start: IsoDate): Promise<CurrencyCosts[]> {
  const { currency } = cube;
  const total = await readWeeks(costs, context, { currency, start, service: null });
  if (total.now === null) return [];
  const changes: CurrencyCosts['changes'] = [];
  for (const service of mostChanged(cube, start)) {
    const { now, before } = await readWeeks(costs, context, { currency, start, service });
    if (now !== null && before !== null) changes.push({ service, change: sumDecimals([now, negated(before)]) });
  }
  const size = ({ change }: { change: string }): string => change.replace(/^-/, '');
  return [
    {
      currency,
      cost: total.now,
      previous: total.before,
      changes: changes.toSorted((one, other) => compareDecimals(size(other), size(one))),
    },
  ];
}

/** What the last seven complete days cost in each currency, that of the organization first; no week before there are seven. */
export async function readWeekCosts(
  costs: Costs,
  context: Reading,
  own_currency: string,
): Promise<Pick<WeeklyFigures, 'week' | 'costs'>> {
  const { cubes, data_through } = await costs.cubes(context, {
    groupings: ['service'],
    most_days: MOST_DAYS,
    before_first_load: 'nothing',
  });
  if (data_through === null) return { week: null, costs: [] };
  const end = addDays(data_through, 1);
  const start = addDays(end, -WEEK);
  const own_first = cubes.toSorted(
    (one, other) => Number(other.currency === own_currency) - Number(one.currency === own_currency),
  );
  const read: CurrencyCosts[] = [];
  for (const cube of own_first) read.push(...(await readCurrency(costs, context, cube, start)));
  return { week: read.length > 0 ? { start, end } : null, costs: read };
}
