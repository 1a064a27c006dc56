import { z } from 'zod';
import { addDays } from '../../../platform/core/dates.ts';
import { compareDecimals, negated, sumDecimals } from '../../../platform/core/decimal.ts';
import { currencySchema, dateSchema } from '../../../platform/core/endpoint.ts';
import type { Message } from '../message.ts';
import { written, writtenShare, writtenSize } from '../money.ts';
import { type About, type Happened, teller } from '../teller.ts';
import { factsOf, writtenDay } from '../words.ts';

/** The event that the notifications' own job emits once a week. */
export const WEEKLY_DIGEST = 'digest.weekly';

const decimal = z.string();
const names = z.array(z.string());

/** What a week came to. Amounts are exact decimals; null is not known. */
const weeklyFiguresSchema = z.object({
  /** The hour for which it was made: one is told for each. */
  due_at: z.iso.datetime(),
  /** The week: the last seven days that are complete; null before there are seven. */
  week: z.object({ start: dateSchema, end: dateSchema }).nullable(),
  /** By currency, that of the organization first. */
  costs: z.array(
    z.object({
      currency: currencySchema,
      cost: decimal,
      /** Of the seven days before; null where they are not complete. */
      previous: decimal.nullable(),
      /** The services whose costs changed most, the largest change first. */
      changes: z.array(z.object({ service: z.string(), change: decimal })),
    }),
  ),
  open_anomalies: z.number().int(),
  /** Names of budgets; null without any budget. */
  budgets: z.object({ over: names, at_risk: names, unknown: z.number().int() }).nullable(),
  /** Monthly, by currency. */
  savings: z.array(z.object({ currency: currencySchema, found: decimal.nullable(), realised: decimal.nullable() })),
  waiting: z.object({ approvals: z.number().int(), violations: z.number().int() }),
});
export type WeeklyFigures = z.output<typeof weeklyFiguresSchema>;
type CurrencyCosts = WeeklyFigures['costs'][number];

/** Names in a fact; the rest is counted. */
const NAMED = 5;
const listed = (all: readonly string[]): string =>
  all.length <= NAMED ? all.join(', ') : `${all.slice(0, NAMED).join(', ')} and ${all.length - NAMED} more`;
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** `up 12.5 %`, or what it is where there is nothing to compare with. */
function comparedTo(cost: string, previous: string, locale: string): string {
  const difference = compareDecimals(cost, previous);
  if (difference === 0) return 'as the week before';
  const direction = difference > 0 ? 'up' : 'down';
  if (compareDecimals(previous, '0') <= 0) return `${direction} from nothing`;
  const share = Math.abs(Number(sumDecimals([cost, negated(previous)])) / Number(previous));
  return `${direction} ${writtenShare(share, locale)}`;
}

const costFact = ({ currency, cost, previous }: CurrencyCosts, { locale }: About): string =>
  previous === null
    ? `${written(cost, currency, locale)} (the week before is not known in full)`
    : `${written(cost, currency, locale)}, ${comparedTo(cost, previous, locale)} (${written(previous, currency, locale)})`;

function changesFact({ currency, previous, changes }: CurrencyCosts, { locale }: About): string | null {
  if (previous === null) return null;
  const written_changes = changes.map(({ service, change }) => {
    const sign = compareDecimals(change, '0') > 0 ? '+' : '−';
    return `${service === '' ? 'Without service' : service} ${sign}${writtenSize(change, currency, locale)}`;
  });
  return written_changes.length === 0 ? null : written_changes.join(', ');
}

function budgetsFact(budgets: WeeklyFigures['budgets']): string {
  if (budgets === null) return 'There are none.';
  const { over, at_risk, unknown } = budgets;
  const parts = [
    ...(over.length > 0 ? [`over: ${listed(over)}`] : []),
    ...(at_risk.length > 0 ? [`at risk: ${listed(at_risk)}`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
  ];
  return parts.length === 0 ? 'All on track.' : parts.join('; ');
}

function waitingFact({ approvals, violations }: WeeklyFigures['waiting']): string {
  const parts = [
    ...(approvals > 0 ? [counted(approvals, 'change to approve', 'changes to approve')] : []),
    ...(violations > 0 ? [counted(violations, 'policy violation', 'policy violations')] : []),
  ];
  return parts.length === 0 ? 'Nothing.' : parts.join(', ');
}

const several = <Item>(items: readonly Item[], write: (item: Item) => string | null): string =>
  items.flatMap((item) => write(item) ?? []).join('; ');

/** Title and sentence: what the week cost, in the currency that comes first. */
function headOf({ week, costs }: WeeklyFigures, about: About): Pick<Message, 'title' | 'text' | 'amount'> {
  const [first, ...others] = costs;
  if (week === null || !first) {
    const text =
      'No week of costs is known in full, so that there is nothing to compare. Connect a cloud or load a bill.';
    return { title: 'Your week: no costs are known', text, amount: null };
  }
  const { cost, currency, previous } = first;
  const compared = previous === null ? '' : `, ${comparedTo(cost, previous, about.locale)}`;
  const more = others.length === 0 ? '' : ` and costs in ${others.map((other) => other.currency).join(', ')}`;
  const days = `${writtenDay(week.start, about.locale)} to ${writtenDay(addDays(week.end, -1), about.locale)}`;
  return {
    title: `Your week: ${written(cost, currency, about.locale)}${compared}${more}`,
    text: `What ${about.organization_name} spent from ${days}, the last seven days that are complete.`,
    amount: { amount: cost, currency },
  };
}

/** What the week came to, all that matters of it on one page. */
export const weeklyDigest = teller(
  [WEEKLY_DIGEST],
  weeklyFiguresSchema,
  ({ payload, occurred_at }: Happened<WeeklyFigures>, about) => {
    const { costs, open_anomalies, budgets, savings, waiting } = payload;
    const monthly = (name: 'found' | 'realised') =>
      several(savings, (one) => (one[name] === null ? null : written(one[name], one.currency, about.locale)));
    const message: Message = {
      event: 'weekly_digest',
      severity: 'info',
      ...headOf(payload, about),
      facts: factsOf([
        ['Costs', several(costs, (one) => costFact(one, about)) || 'Not known.'],
        ['Largest changes', several(costs, (one) => changesFact(one, about)) || 'Not known.'],
        ['Open anomalies', String(open_anomalies)],
        ['Budgets', budgetsFact(budgets)],
        ['Savings to be had a month', monthly('found') || 'None known.'],
        ['Savings realised a month', monthly('realised') || 'None known.'],
        ['Waiting for you', waitingFact(waiting)],
      ]),
      link: '/',
      occurred_at,
      scope: {},
      owner: null,
    };
    return [{ kind: 'message', key: `weekly digest ${payload.due_at}`, message, is_over: true }];
  },
);
