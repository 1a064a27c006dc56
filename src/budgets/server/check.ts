import type { JobDefinition, RunContext, RunOutcome } from '../../jobs/server/index.ts';
import { dayOf, type IsoDate } from '../../platform/core/dates.ts';
import type { Transaction } from '../../platform/server/database.ts';
import { emitAll, type OutboxEvent } from '../../platform/server/outbox.ts';
import type { Services } from '../../platform/server/services.ts';
import { type AmountIn, amountIn } from '../core/amounts.ts';
import type { BudgetPart } from '../core/calendar.ts';
import type { BudgetsEvent } from '../core/contract.ts';
import { type Crossing, eventWith, judge } from '../core/judge.ts';
import { periodsJudged } from '../core/periods-judged.ts';
import { scopeOf } from '../core/scope.ts';
import { type Known, type Spend, spendOf } from '../core/spend.ts';
import { type AlertRow, addAlerts, isObsolete, leaveAlerts, markTold, readOpenAlerts } from './alerts.ts';
import { readKnown, readRunningDay, type Sources } from './known.ts';
import { readScopeTitles } from './looked.ts';
import { type BudgetRow, lockBudgets, readBudgets, readFiscalYearStart, ruleOf, treeOf } from './rows.ts';

const ATTEMPTS = 4;
/** Budgets and costs that change again and again meanwhile ask for a run of their own every time. */
const MOST_PASSES = 20;

/** What everything is judged from, as of one moment. */
interface Basis {
  rows: BudgetRow[];
  fiscal_year_start: number;
  load_version: string;
}

/** A budget with the periods of it that are judged, and what is known of their costs. */
interface Judged {
  row: BudgetRow;
  title: string;
  parts: BudgetPart[];
  known: Known;
}

const readBasis = async (tx: Transaction, { costs }: Sources, read = readBudgets): Promise<Basis> => ({
  rows: await read(tx),
  fiscal_year_start: await readFiscalYearStart(tx),
  load_version: await costs.loadVersion(tx),
});

/** Reads what is known of the costs of every budget that has a period to be judged. */
async function readJudged(
  context: RunContext,
  sources: Sources,
  { rows, fiscal_year_start }: Basis,
): Promise<Judged[]> {
  const day = await readRunningDay(sources, context, context.now());
  const titles = await readScopeTitles(sources, context, rows);
  const found = rows
    .map((row, index) => {
      const since: IsoDate = dayOf(new Date(row.judged_since));
      return { row, title: titles[index]!, parts: periodsJudged(ruleOf(row, fiscal_year_start), day, since) };
    })
    .filter(({ parts }) => parts.length > 0);
  const known = await readKnown(
    sources,
    context,
    found.map(({ row, parts }) => ({ slice: row, days: { start: parts[0]!.start, end: parts.at(-1)!.end } })),
  );
  return found.map((one) => ({ ...one, known: known(one.row) }));
}

type NewAlert = Parameters<typeof addAlerts>[2][number];

interface Changes {
  alerts: NewAlert[];
  events: OutboxEvent[];
  left: AlertRow[];
  /** Alerts of before that are told of only now. */
  told: AlertRow[];
}

/** The event that tells of a crossing of a budget. */
function toldEvent({ row, title }: Judged, part: BudgetPart, crossing: Crossing, given: AmountIn, spend: Spend) {
  const { type, payload } = eventWith(part, crossing, given, spend);
  const about = {
    budget_id: row.id,
    name: row.name,
    owner: row.owner,
    scope: scopeOf(row.filters),
    scope_title: title,
    currency: row.currency,
  };
  return { type, payload: { ...about, ...payload } };
}

const alertOf = ({ row }: Judged, part: BudgetPart, crossing: Crossing, is_told: boolean): NewAlert => ({
  budget_id: row.id,
  threshold: crossing.threshold,
  period_start: part.start,
  period_end: part.end,
  amount: crossing.limit,
  measured: crossing.measured,
  data_through: crossing.data_through,
  is_told,
});

/** What becomes of the thresholds of one budget. */
function judgeOne(judged: Judged, basis: Basis, open: readonly AlertRow[]): Changes {
  const { row, parts, known } = judged;
  const own = open.filter(({ budget_id }) => budget_id === row.id);
  const rule = ruleOf(row, basis.fiscal_year_start);
  const obsolete = own.filter((alert) => isObsolete(alert, row, rule));
  const changes: Changes = { alerts: [], events: [], left: obsolete, told: [] };
  const tree = treeOf(row, basis.rows, basis.fiscal_year_start);
  for (const part of parts) {
    const [given, spend] = [amountIn(tree, part), spendOf(part, known)];
    const { crossed, left, told } = judge(
      row.thresholds,
      given,
      spend,
      own.filter((alert) => alert.period_start === part.start && !obsolete.includes(alert)),
    );
    changes.left.push(...left);
    for (const crossing of crossed)
      changes.alerts.push(
        alertOf(
          judged,
          part,
          crossing,
          told.some((one) => one.crossing === crossing),
        ),
      );
    changes.told.push(...told.flatMap(({ open: before }) => before ?? []));
    changes.events.push(...told.map(({ crossing }) => toldEvent(judged, part, crossing, given, spend)));
  }
  return changes;
}

/** Judges all budgets and writes what changed; null when costs or budgets changed meanwhile: nothing is written then. */
async function checkOnce(context: RunContext, sources: Sources): Promise<RunOutcome['counts'] | null> {
  const basis = await context.transaction((tx) => readBasis(tx, sources));
  const judged = await readJudged(context, sources, basis);
  const starts = judged.map(({ parts }) => parts[0]!.start).toSorted();
  return context.transaction(async (tx) => {
    const now_basis = await readBasis(tx, sources, lockBudgets);
    if (JSON.stringify(now_basis) !== JSON.stringify(basis)) return null;
    const [since] = starts;
    if (since === undefined) return { budgets: 0, crossed: 0, left: 0 };
    const open = await readOpenAlerts(
      tx,
      judged.map(({ row }) => row.id),
      since,
    );
    const changes = judged.map((one) => judgeOne(one, basis, open));
    const bound = { organization_id: context.organization_id, now: context.now() };
    const [alerts, left] = [changes.flatMap((one) => one.alerts), changes.flatMap((one) => one.left)];
    await leaveAlerts(tx, bound, left);
    await addAlerts(tx, bound, alerts);
    await markTold(
      tx,
      changes.flatMap(({ told }) => told),
    );
    await emitAll(
      tx,
      bound,
      changes.flatMap(({ events }) => events),
    );
    return { budgets: judged.length, crossed: alerts.length, left: left.length };
  });
}

async function check(context: RunContext, sources: Sources): Promise<RunOutcome> {
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    context.signal.throwIfAborted();
    const counts = await checkOnce(context, sources);
    if (counts !== null) return { counts, warnings: [] };
  }
  return { counts: { budgets: 0, crossed: 0, left: 0 }, warnings: ['Costs or budgets changed all the time.'] };
}

/** The job that holds costs and forecasts against budgets: on its schedule, and whenever any of these changes. */
export const budgetCheckJob = (services: Services, sources: Sources): JobDefinition => ({
  name: 'budget_check',
  title: 'Check of budgets',
  cron: services.config.JOB_BUDGET_CHECK,
  attempts: ATTEMPTS,
  nothing_to_do: 'there are no budgets. Set one first.',
  targets: async (tx) => {
    const budget = await tx.selectFrom('budgets').select('id').limit(1).executeTakeFirst();
    return budget ? [{ id: null, name: null }] : [];
  },
  run: async (context) => {
    const outcome = await check(context, sources);
    const event: BudgetsEvent = { type: 'budgets.changed' };
    services.events.publish(context.organization_id, event);
    return outcome;
  },
});
