import { filtersAsJson } from '../../costs/core/filters.ts';
import { amountIn, type BudgetTree, boundsOf, shownAmount } from '../core/amounts.ts';
import { thresholdKey } from '../core/budget.ts';
import { overlapOf, type Period } from '../core/calendar.ts';
import type { Budget } from '../core/contract.ts';
import { limitOf } from '../core/crossing.ts';
import { rolledUp } from '../core/hierarchy.ts';
import { decimalOfForecast, spendOf } from '../core/spend.ts';
import { standingOf } from '../core/standing.ts';
import { type AlertRow, readOpenAlerts } from './alerts.ts';
import { type Reading, readKnown, type Sources } from './known.ts';
import { type Looked, lookAt, readCalendar, readScopeTitles } from './looked.ts';
import { type BudgetRow, treeOf } from './rows.ts';

type KnownOf = Awaited<ReturnType<typeof readKnown>>;

/** A direct part of a budget, with the days of the budget's period that it is for. */
interface Part {
  row: BudgetRow;
  tree: BudgetTree;
  days: Period;
}

const partsOf = ({ row, part }: Looked, all: readonly BudgetRow[], fiscal_year_start: number): Part[] =>
  all
    .filter(({ parent_id }) => parent_id === row.id)
    .flatMap((child) => {
      const tree = treeOf(child, all, fiscal_year_start);
      const days = overlapOf(part, boundsOf(tree));
      return days === null ? [] : [{ row: child, tree, days }];
    });

const numberOf = (amount: string | null): number | null => (amount === null ? null : Number(amount));

/** The parts of a budget together; null when it has none. */
function childrenOf(parts: readonly Part[], count: number, known: KnownOf): Budget['children'] {
  if (count === 0) return null;
  const spends = parts.map(({ row, days }) => spendOf(days, known(row)));
  const forecasts = spends.map(({ forecast }) => (forecast === null ? null : decimalOfForecast(forecast.mean)));
  return {
    count,
    amount: numberOf(rolledUp(parts.map(({ tree, days }) => amountIn(tree, days).amount))),
    current_spend: numberOf(rolledUp(spends.map(({ spent }) => spent))),
    forecasted_spend: numberOf(rolledUp(forecasts)),
  };
}

const thresholdsOf = (
  { row, part }: Looked,
  amount: string | null,
  alerts: readonly AlertRow[],
): Budget['thresholds'] =>
  row.thresholds.map((threshold) => {
    const key = thresholdKey(threshold);
    const crossed = alerts.find(
      (alert) => alert.budget_id === row.id && alert.threshold_key === key && alert.period_start === part.start,
    );
    const limit = numberOf(limitOf(threshold, amount));
    return { ...threshold, key, amount: limit, crossed_at: crossed?.crossed_at ?? null };
  });

interface Around {
  parts: readonly Part[];
  scope_title: string;
  alerts: readonly AlertRow[];
  known: KnownOf;
}

function shownOf(row: BudgetRow, looked: Looked, { parts, scope_title, alerts, known }: Around): Budget {
  const { tree, part } = looked;
  const { filters, starts_on: start, ends_on: end, given_amount, judged_since: _since, ...fields } = row;
  const given = amountIn(tree, part);
  return {
    ...fields,
    ...standingOf(part, given, spendOf(part, known(row))),
    filters: filtersAsJson(filters),
    scope_title,
    start,
    end,
    given_amount: shownAmount(given_amount),
    thresholds: thresholdsOf(looked, given.amount, alerts),
    children: childrenOf(parts, tree.children.length, known),
  };
}

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
  const families = looked.map((one) => partsOf(one, all, calendar.fiscal_year_start));
  const titles = await readScopeTitles(sources, context, rows);
  const known = await readKnown(sources, context, [
    ...looked.map(({ row: slice, part: days }) => ({ slice, days })),
    ...families.flat().map(({ row: slice, days }) => ({ slice, days })),
  ]);
  const ids = rows.map(({ id }) => id);
  const earliest = looked.map(({ part }) => part.start).toSorted()[0]!;
  const alerts = await context.transaction((tx) => readOpenAlerts(tx, ids, earliest));
  return rows.map((row, index) =>
    shownOf(row, looked[index]!, { parts: families[index]!, scope_title: titles[index]!, alerts, known }),
  );
}
