import { addDays, daysBetween, type IsoDate } from '../../platform/core/dates.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import type { SimulatedSubject, Simulation } from './contract.ts';
import type { Expressions } from './expressions.ts';
import type { SubjectFacts } from './facts.ts';
import { type CompiledPolicy, compilePolicy } from './judge.ts';
import type { Outcome } from './policy.ts';

/** A subject with what is known of its past. */
export interface PastSubject
  extends Pick<SimulatedSubject, 'subject_id' | 'subject_name' | 'link' | 'account_id' | 'account_name' | 'owner'> {
  /** As they are today; `facts.now` says when. */
  facts: SubjectFacts;
  /** The first day on which it was there; it may lie before the range. */
  there_from: IsoDate;
  /** The day after the last on which it was there; null while it still is. */
  there_until: IsoDate | null;
  /** Null where no bill names it. */
  daily: DailyCosts | null;
}

/** Exact costs by day, up to the last complete day. */
export interface DailyCosts {
  currency: string;
  first_date: IsoDate;
  /** Decimal texts with commas between them, such as `1.5,,0.25`; empty is no charge. */
  effective: string;
}

/** What is simulated, over which days: `end` is not included. */
export interface SimulationRequest {
  policy: Expressions;
  start: IsoDate;
  end: IsoDate;
  subjects: readonly PastSubject[];
  /** What else of the past is not known, sentences. */
  notes: readonly string[];
}

/** Days of the trailing month that facts of costs are of. */
const MONTH_DAYS = 30;
const MOST_ITEMS = 200;
/** What never changes of a subject: its past is known. */
const LASTING = new Set([
  'resource.id',
  'resource.type',
  'resource.provider',
  'resource.account_id',
  'resource.region',
  'resource.created_at',
  'resource.first_seen_at',
  'cost.currency',
  'account.id',
  'account.provider',
  'finding.id',
  'finding.rule_id',
  'finding.type',
  'finding.provider',
  'finding.region',
]);
const AGES = ['resource.age_days', 'finding.age_days'] as const;

/**
 * Costs by day of the range, and those of the 30 complete days that end with each, as checks go by: after the last complete
 * day they stay as they were. Null is not known.
 */
interface KnownCosts {
  currency: string;
  amounts: readonly (string | null)[];
  monthly: readonly (number | null)[];
}

/** Digits of sums of 30 doubles without a sign that are right, whatever they are; adding decimals takes ten times as long. */
const DIGITS_RIGHT = 14;

/** What some days came to, as a check has it: 30 times 0.1 is 3. */
function sumOfMonth(amounts: readonly string[], values: readonly number[], last: number): number {
  let sum = 0;
  for (let at = last - MONTH_DAYS + 1; at <= last; at += 1) {
    const value = values[at]!;
    // Where they cancel each other, little may be left that is right.
    if (value < 0) return Number(sumDecimals(amounts.slice(last - MONTH_DAYS + 1, last + 1)));
    sum += value;
  }
  return Number(sum.toPrecision(DIGITS_RIGHT));
}

function costsBy(dates: readonly IsoDate[], daily: DailyCosts, with_months: boolean): KnownCosts {
  const amounts = daily.effective.split(',').map((amount) => amount || '0');
  const [start] = dates;
  const first = start === undefined ? 0 : daysBetween(daily.first_date, start);
  const values = with_months ? amounts.map(Number) : [];
  const monthAt = (at: number): number | null => (at < MONTH_DAYS - 1 ? null : sumOfMonth(amounts, values, at));
  return {
    currency: daily.currency,
    amounts: dates.map((_, index) => amounts[first + index] ?? null),
    monthly: with_months ? dates.map((_, index) => monthAt(Math.min(first + index, amounts.length - 1))) : [],
  };
}

/** Facts as they were on a day, as far as that is known: its time, ages, and what the last 30 days cost. */
function factsOn(
  { facts }: PastSubject,
  date: IsoDate,
  monthly_cost: number | null,
  { subject }: Expressions,
): SubjectFacts {
  const days_ago = daysBetween(date, facts.now.slice(0, 10));
  const aged = <T extends { age_days?: number | null }>(object: T): T =>
    object.age_days === null || object.age_days === undefined
      ? object
      : { ...object, age_days: Math.max(0, object.age_days - days_ago) };
  const then: SubjectFacts = { ...facts, now: `${date}T12:00:00Z` };
  if (facts.resource) then.resource = aged(facts.resource);
  if (facts.finding) then.finding = aged(facts.finding);
  if (facts.cost) then.cost = { ...facts.cost, monthly_cost };
  if (subject === 'account' && facts.account) then.account = { ...facts.account, monthly_cost };
  return then;
}

/** Facts that are known by day. */
const varyingPaths = ({ subject }: Expressions): string[] => [
  'now',
  ...AGES,
  'cost.monthly_cost',
  ...(subject === 'account' ? ['account.monthly_cost'] : []),
];

/** Whether a policy names any of them: others come out on every day as they do today. */
const changesByDay = ({ paths }: CompiledPolicy, policy: Expressions): boolean =>
  varyingPaths(policy).some((path) => paths.includes(path));

interface Day {
  index: number;
  outcome: Outcome;
}

/** How a subject came out on each day on which it was there. */
function judgeDays(
  compiled: CompiledPolicy,
  policy: Expressions,
  past: PastSubject,
  dates: readonly IsoDate[],
  costs: KnownCosts | null,
): Day[] {
  const changes = changesByDay(compiled, policy);
  const days: Day[] = [];
  for (const [index, date] of dates.entries()) {
    if (date < past.there_from || (past.there_until !== null && date >= past.there_until)) continue;
    const before = days.at(-1);
    const outcome =
      before && !changes
        ? before.outcome
        : compiled.judge(changes ? factsOn(past, date, costs?.monthly[index] ?? null, policy) : past.facts).outcome;
    days.push({ index, outcome });
  }
  return days;
}

/** Adds exact amounts by currency. */
class Totals {
  readonly #amounts = new Map<string, string[]>();

  add(currency: string, amount: string): void {
    const amounts = this.#amounts.get(currency);
    if (amounts) amounts.push(amount);
    else this.#amounts.set(currency, [amount]);
  }

  answer(): { amount: number; currency: string }[] {
    return [...this.#amounts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amounts]) => ({ amount: Number(sumDecimals(amounts)), currency }));
  }
}

function itemOf(past: PastSubject, days: readonly Day[], dates: readonly IsoDate[], costs: KnownCosts | null) {
  const broken = days.filter(({ outcome }) => outcome === 'broken');
  const amounts = broken.flatMap(({ index }) => costs?.amounts[index] ?? []);
  const { subject_id, subject_name, link, account_id, account_name, owner } = past;
  return {
    item: {
      subject_id,
      subject_name,
      link,
      account_id,
      account_name,
      owner,
      outcome: days.at(-1)!.outcome,
      days_broken: broken.length,
      first_day: broken.length > 0 ? dates[broken[0]!.index]! : null,
      last_day: broken.length > 0 ? dates[broken.at(-1)!.index]! : null,
      cost: amounts.length > 0 ? Number(sumDecimals(amounts)) : null,
      currency: amounts.length > 0 ? costs!.currency : null,
    } satisfies SimulatedSubject,
    /** Days that were broken and whose cost is not known. */
    without_cost: broken.length - amounts.length,
  };
}

function notesOf({ policy, notes }: SimulationRequest, compiled: CompiledPolicy, without_cost: number): string[] {
  const varying = varyingPaths(policy);
  const of_today = compiled.paths.filter((path) => !varying.includes(path) && !LASTING.has(path));
  return [
    ...(of_today.length > 0
      ? [`Of ${of_today.join(', ')} it is known what holds today; the same is taken for every day.`]
      : []),
    ...(without_cost > 0
      ? [
          `What it cost is not known of ${without_cost} of the days on which it was not kept, each ${policy.subject} counted by itself: these are not in the amounts.`,
        ]
      : []),
    ...notes,
  ];
}

/**
 * What a policy would have found on each day of a range: of every subject by the facts of that day, as far as they are
 * known, at noon in UTC. Amounts are exactly what was charged on the days on which it was broken. The counts beside the
 * days are of the last day on which each subject was there. Throws when the expressions are not right.
 */
export function simulate(request: SimulationRequest): Simulation {
  const { policy, start, end, subjects } = request;
  const compiled = compilePolicy(policy);
  const with_months = changesByDay(compiled, policy);
  const dates = Array.from({ length: Math.max(0, daysBetween(start, end)) }, (_, day) => addDays(start, day));
  const by_day = dates.map((date) => ({ date, kept: 0, broken: 0, unknown: 0, cost: new Totals() }));
  const total = new Totals();
  const counts = { kept: 0, broken: 0, unknown: 0 };
  const items: SimulatedSubject[] = [];
  let about = 0;
  let without = 0;
  for (const past of subjects) {
    const costs = past.daily && costsBy(dates, past.daily, with_months);
    const days = judgeDays(compiled, policy, past, dates, costs);
    if (!days.some(({ outcome }) => outcome !== 'not_applicable')) continue;
    about += 1;
    const { item, without_cost } = itemOf(past, days, dates, costs);
    without += without_cost;
    if (item.outcome !== 'not_applicable') counts[item.outcome] += 1;
    for (const { index, outcome } of days) {
      if (outcome === 'not_applicable') continue;
      by_day[index]![outcome] += 1;
      const amount = costs?.amounts[index];
      if (outcome !== 'broken' || !costs || !amount) continue;
      by_day[index]!.cost.add(costs.currency, amount);
      total.add(costs.currency, amount);
    }
    if (item.days_broken > 0) items.push(item);
  }
  items.sort(
    (a, b) =>
      (b.cost ?? -Infinity) - (a.cost ?? -Infinity) ||
      b.days_broken - a.days_broken ||
      (a.subject_id < b.subject_id ? -1 : 1),
  );
  return {
    start,
    end,
    ...counts,
    excepted: 0,
    subjects: about,
    items: items.slice(0, MOST_ITEMS),
    broken_on_any_day: items.length,
    cost: total.answer(),
    days: by_day.map(({ cost, ...day }) => ({ ...day, cost: cost.answer() })),
    notes: notesOf(request, compiled, without),
  };
}
