import { sql } from 'kysely';
import type { Costs, CostsByDay } from '../../../costs/server/index.ts';
import { addDays, dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import { sumDecimals } from '../../../platform/core/decimal.ts';
import { ACTIVE_STATUSES, type Status } from '../../../recommendations/core/contract.ts';
import { isRunning, isWaiting, type State } from '../../../remediation/core/workflow.ts';
import type { PolicySubject } from '../../core/policy.ts';
import type { DailyCosts } from '../../core/simulate.ts';
import { accountSubject } from '../../core/subjects/account.ts';
import { budgetSubject } from '../../core/subjects/budget.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import { readFindings } from '../subjects/findings.ts';
import type { SubjectSources } from '../subjects/index.ts';
import type { Reading } from '../subjects/reading.ts';
import { readRemediations } from '../subjects/remediations.ts';
import { type ResourceSurroundings, readResourceSubjects } from '../subjects/resources.ts';

/** Days of the range: `end` is not included. */
export interface Range {
  start: IsoDate;
  end: IsoDate;
}

/** A subject with the days on which it was there, and what it cost on each. */
export interface Past {
  subject: Subject;
  there_from: IsoDate;
  there_until: IsoDate | null;
  daily: DailyCosts | null;
}

/** What costs of the 30 days before the range are for: those of a month that ends with its first day. */
const MONTH_DAYS = 30;

const day = (instant: string): IsoDate => dayOf(new Date(instant));

/** Days of several names together. */
function sumOfDays(all: readonly string[]): string {
  const days = all.map((text) => text.split(','));
  return days[0]!
    .map((_, index) => days.flatMap((one) => one[index] || []))
    .map((amounts) => (amounts.length === 0 ? '' : sumDecimals(amounts)))
    .join(',');
}

/** What is charged under some names by day; null where nothing is, or in several currencies. */
function dailyOf(costs: CostsByDay | null, names: readonly string[]): DailyCosts | null {
  if (costs === null) return null;
  const all = [...new Set(names)].flatMap((name) => costs.by_name.get(name) ?? []);
  const [first] = all;
  if (!first || all.some(({ currency }) => currency !== first.currency)) return null;
  const effective = all.length === 1 ? first.effective : sumOfDays(all.map((one) => one.effective));
  return { currency: first.currency, first_date: costs.start, effective };
}

const withMonth = ({ start, end }: Range): Range => ({ start: addDays(start, 1 - MONTH_DAYS), end });

async function* pastResources(
  context: Reading,
  surroundings: ResourceSurroundings,
  costs: Pick<Costs, 'costsByDay'>,
  range: Range,
): AsyncGenerator<Past[]> {
  const by_day = await costs.costsByDay(context, 'resource', withMonth(range));
  const wanted = sql<boolean>`(gone_at is null or gone_at >= ${range.start}::date)`;
  for await (const page of readResourceSubjects(context, surroundings, wanted))
    yield page.map(({ row, subject }) => ({
      subject,
      there_from: day(row.created_at ?? row.first_seen_at),
      there_until: row.gone_at === null ? null : day(row.gone_at),
      daily: dailyOf(
        by_day,
        row.billed_as.map((name) => name.toLowerCase()),
      ),
    }));
}

/** Accounts are there from their first charge on. */
async function pastAccounts(
  context: Reading,
  { accounts }: ResourceSurroundings,
  costs: Pick<Costs, 'costsByDay'>,
  range: Range,
): Promise<Past[]> {
  const by_day = await costs.costsByDay(context, 'account', withMonth(range));
  return [...accounts].map(([key, facts]) => {
    const daily = dailyOf(by_day, [key]);
    const first = daily ? daily.effective.split(',').findIndex((amount) => amount !== '') : 0;
    return {
      subject: accountSubject(facts, context.now),
      there_from: daily ? addDays(daily.first_date, first) : range.start,
      there_until: null,
      daily,
    };
  });
}

/** What is said of the past of what is not there any more: it was there through the day of its last change. */
const untilAfter = (instant: string): IsoDate => addDays(day(instant), 1);

async function pastFindings(context: Reading, surroundings: ResourceSurroundings, range: Range): Promise<Past[]> {
  const waits = (status: Status): boolean => status === 'snoozed' || ACTIVE_STATUSES.some((one) => one === status);
  const found = await readFindings(context, surroundings, sql<boolean>`changed_at >= ${range.start}::date`);
  return found.map(({ row, subject }) => ({
    subject,
    there_from: day(row.first_found_at),
    there_until: waits(row.status) ? null : untilAfter(row.changed_at),
    daily: null,
  }));
}

async function pastRemediations(context: Reading, surroundings: ResourceSurroundings, range: Range): Promise<Past[]> {
  const goesOn = (state: State): boolean => isWaiting(state) || isRunning(state);
  const made = await readRemediations(context, surroundings, sql<boolean>`state_changed_at >= ${range.start}::date`);
  return made.map(({ row, subject }) => ({
    subject,
    there_from: day(row.proposed_at),
    there_until: goesOn(row.state) ? null : untilAfter(row.state_changed_at),
    daily: null,
  }));
}

/** Subjects that were there on any day of a range, as they are today, page by page. */
export async function* readPast(
  context: Reading,
  sources: SubjectSources & { costs: Pick<Costs, 'costsByDay'> },
  surroundings: ResourceSurroundings,
  { subject, range }: { subject: PolicySubject; range: Range },
): AsyncGenerator<Past[]> {
  switch (subject) {
    case 'resource':
      yield* pastResources(context, surroundings, sources.costs, range);
      return;
    case 'account':
      yield await pastAccounts(context, surroundings, sources.costs, range);
      return;
    case 'finding':
      yield await pastFindings(context, surroundings, range);
      return;
    case 'remediation':
      yield await pastRemediations(context, surroundings, range);
      return;
    case 'budget':
      yield (await sources.budgets.read(context, context.now)).map((budget) => ({
        subject: budgetSubject(budget, surroundings.common),
        there_from: day(budget.created_at),
        there_until: null,
        daily: null,
      }));
  }
}
