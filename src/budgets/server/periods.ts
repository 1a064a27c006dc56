import type { IsoDate } from '../../platform/core/dates.ts';
import { notFound } from '../../platform/core/errors.ts';
import { amountIn } from '../core/amounts.ts';
import { periodOf } from '../core/calendar.ts';
import type { BudgetDay, BudgetStanding, PastPeriod } from '../core/contract.ts';
import { daysOf } from '../core/days.ts';
import { historyOf, pastPeriods } from '../core/past.ts';
import { spendOf } from '../core/spend.ts';
import { standingOf } from '../core/standing.ts';
import { type Reading, readKnown, type Sources } from './known.ts';
import { type Looked, lookAt, readCalendar, readScopeTitles } from './looked.ts';
import type { BudgetRow, Kept } from './rows.ts';

interface Of {
  all: readonly BudgetRow[];
  now: Date;
}

/** What the periods before the one that is looked at cost. */
async function readPast(sources: Sources, context: Reading, { row, tree, part }: Looked): Promise<PastPeriod[]> {
  const periods = pastPeriods(tree, part);
  const [first] = periods;
  if (first === undefined) return [];
  const days = { start: first.start, end: part.start };
  const known = await readKnown(sources, context, [{ slice: row, days }]);
  return historyOf(tree, periods, known(row));
}

/** The periods of a budget before the one that runs, oldest first. */
export async function readHistory(
  sources: Sources,
  context: Reading,
  row: BudgetRow,
  { all, now }: Of,
): Promise<PastPeriod[]> {
  const [looked] = lookAt([row], all, await readCalendar(sources, context, now));
  return readPast(sources, context, looked!);
}

/** The id of what is not kept: no budget has it, nor is a part of it. */
export const NOT_KEPT = '';

/** How a budget would stand that is not kept, or not so; `all` are those that there are. */
export async function readPreview(
  sources: Sources,
  context: Reading,
  row: Kept & { id: string },
  { all, now }: Of,
): Promise<BudgetStanding & { scope_title: string; history: PastPeriod[] }> {
  const [looked] = lookAt([row], all, await readCalendar(sources, context, now));
  const { tree, part } = looked!;
  const known = (await readKnown(sources, context, [{ slice: row, days: part }]))(row);
  const [scope_title] = await readScopeTitles(sources, context, [row]);
  return {
    ...standingOf(part, amountIn(tree, part), spendOf(part, known)),
    scope_title: scope_title!,
    history: await readPast(sources, context, looked!),
  };
}

/** The period of a budget that holds `on`, or that runs, by day. Throws a 404 problem where the budget has no such period. */
export async function readDays(
  sources: Sources,
  context: Reading,
  row: BudgetRow,
  { all, now, on }: Of & { on: IsoDate | undefined },
): Promise<BudgetStanding & { currency: string; days: BudgetDay[] }> {
  const [looked] = lookAt([row], all, await readCalendar(sources, context, now));
  const { tree, part: running } = looked!;
  const part = on === undefined ? running : periodOf(tree, on);
  if (part === null) throw notFound('A period of this budget on that day');
  const known = (await readKnown(sources, context, [{ slice: row, days: part }]))(row);
  const given = amountIn(tree, part);
  const spend = spendOf(part, known);
  return {
    ...standingOf(part, given, spend),
    currency: row.currency,
    days: daysOf(part, given.amount, { known, spend }),
  };
}
