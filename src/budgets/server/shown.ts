import { filtersAsJson } from '../../costs/core/query.ts';
import { filtersTitle, labelKey } from '../../costs/core/scope.ts';
import { accountKey } from '../../costs/server/index.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import { amountIn, type BudgetTree, boundsOf, shownAmount } from '../core/amounts.ts';
import { thresholdKey } from '../core/budget.ts';
import { type BudgetPart, overlapOf, runningPeriod } from '../core/calendar.ts';
import type { Budget } from '../core/contract.ts';
import { limitOf } from '../core/crossing.ts';
import { rolledUp } from '../core/hierarchy.ts';
import type { Known } from '../core/spend.ts';
import { spendOf } from '../core/spend.ts';
import { standingOf } from '../core/standing.ts';
import { type AlertRow, readOpenAlerts } from './alerts.ts';
import { type Asked, type Reading, readKnown, readRunningDay, type Sources } from './known.ts';
import { type BudgetRow, type Kept, readFiscalYearStart, treeOf } from './rows.ts';

/** A budget with its parts, and the period of it that is looked at. */
export interface Looked {
  row: Kept & { id: string };
  tree: BudgetTree;
  part: BudgetPart;
}

/** What the filters of budgets are called, with the names that bills have for accounts. */
export async function readScopeTitles({ costs }: Sources, context: Reading, rows: readonly Pick<Kept, 'filters'>[]) {
  const names = await costs.accountNames(context);
  return rows.map(({ filters }) => {
    const accounts = filters.flatMap(({ grouping, values }) => (grouping === 'account' ? values : []));
    const labels = accounts.flatMap((id): [string, string][] => {
      const name = names.get(accountKey(id));
      return name === undefined ? [] : [[labelKey('account', id), name]];
    });
    return filtersTitle(filters, new Map(labels));
  });
}

/** The day whose periods run, and the calendar of the organization. */
export async function readCalendar(sources: Sources, context: Reading, now: Date) {
  const day = await readRunningDay(sources, context, now);
  return { day, fiscal_year_start: await context.transaction(readFiscalYearStart) };
}

/** Budgets with the period of each that runs on `day`. */
export const lookAt = (
  rows: readonly (Kept & { id: string })[],
  all: readonly BudgetRow[],
  { day, fiscal_year_start }: { day: IsoDate; fiscal_year_start: number },
): Looked[] =>
  rows.map((row) => {
    const tree = treeOf(row, all, fiscal_year_start);
    return { row, tree, part: runningPeriod(tree, day) };
  });

/** The direct parts of a budget that are for some of the days of its period, and which. */
const partsOf = ({ row, part }: Looked, all: readonly BudgetRow[], fiscal_year_start: number) =>
  all
    .filter(({ parent_id }) => parent_id === row.id)
    .flatMap((child) => {
      const tree = treeOf(child, all, fiscal_year_start);
      const days = overlapOf(part, boundsOf(tree));
      return days === null ? [] : [{ row: child, tree, days }];
    });

/** The parts of a budget together; null when it has none. */
function childrenOf(
  parts: readonly { tree: BudgetTree; days: Asked['days']; known: Known }[],
  count: number,
): Budget['children'] {
  if (count === 0) return null;
  const spends = parts.map(({ days, known }) => spendOf(days, known));
  const numberOf = (amount: string | null): number | null => (amount === null ? null : Number(amount));
  const forecasts = spends.map(({ forecast }) => forecast?.mean ?? null);
  return {
    count,
    amount: numberOf(rolledUp(parts.map(({ tree, days }) => amountIn(tree, days).amount))),
    current_spend: numberOf(rolledUp(spends.map(({ spent }) => spent))),
    forecasted_spend: forecasts.reduce<number | null>(
      (sum, one) => (sum === null || one === null ? null : sum + one),
      0,
    ),
  };
}

const thresholdsOf = (
  { row, part }: Looked,
  amount: string | null,
  alerts: readonly AlertRow[],
): Budget['thresholds'] =>
  row.thresholds.map((threshold) => {
    const key = thresholdKey(threshold);
    const limit = limitOf(threshold, amount);
    const crossed = alerts.find(
      (alert) => alert.budget_id === row.id && alert.threshold_key === key && alert.period_start === part.start,
    );
    return {
      ...threshold,
      key,
      amount: limit === null ? null : Number(limit),
      crossed_at: crossed?.crossed_at ?? null,
    };
  });

/** Budgets as the API shows them: how their running periods go. What several need is read once. */
export async function readShown(
  sources: Sources,
  context: Reading,
  rows: readonly BudgetRow[],
  { all, now }: { all: readonly BudgetRow[]; now: Date },
): Promise<Budget[]> {
  if (rows.length === 0) return [];
  const calendar = await readCalendar(sources, context, now);
  const looked = lookAt(rows, all, calendar);
  const titles = await readScopeTitles(sources, context, rows);
  const families = looked.map((one) => partsOf(one, all, calendar.fiscal_year_start));
  const asked: Asked[] = [
    ...looked.map(({ row: slice, part: days }) => ({ slice, days })),
    ...families.flat().map(({ row: slice, days }) => ({ slice, days })),
  ];
  const known = await readKnown(sources, context, asked);
  const earliest = looked.map(({ part }) => part.start).toSorted()[0]!;
  const alerts = await context.transaction((tx) =>
    readOpenAlerts(
      tx,
      rows.map(({ id }) => id),
      earliest,
    ),
  );
  let next = rows.length;
  return looked.map((one, index): Budget => {
    const { tree, part } = one;
    const row = rows[index]!;
    const given = amountIn(tree, part);
    const parts = families[index]!.map((own) => ({ ...own, known: known[next++]! }));
    const { name, owner, metric, currency, period, parent_id, created_by, created_at } = row;
    return {
      ...standingOf(part, given, spendOf(part, known[index]!)),
      ...{
        id: row.id,
        name,
        owner,
        metric,
        currency,
        period,
        calendar: row.calendar,
        parent_id,
        created_by,
        created_at,
      },
      filters: filtersAsJson(row.filters),
      scope_title: titles[index]!,
      start: row.starts_on,
      end: row.ends_on,
      given_amount: shownAmount(row.given_amount),
      thresholds: thresholdsOf(one, given.amount, alerts),
      children: childrenOf(parts, tree.children.length),
    };
  });
}
