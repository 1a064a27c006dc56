import { addTo, difference, isZero, netDiffers, type Sums } from '../../core/cost-explorer/exact-sums.ts';
import {
  type Dimension,
  type FoundValues,
  overviewQuestions,
  planReading,
  type Question,
} from '../../core/cost-explorer/plan.ts';
import { type AskingFor, ask, type DayCosts } from './ask.ts';
import { SumsDifferError } from './cost-errors.ts';

/** What one account paid on one day for one usage type of one service (for one service, of what is no usage). */
export interface CostRow extends Pick<DayCosts, 'day' | 'costs' | 'currency'> {
  record_type: string;
  account: string;
  service: string;
  /** Null when no tag was asked for; '' when the charge has none. */
  tag: string | null;
  /** What was used, and how much: of usage only. */
  usage: { usage_type: string; quantity: string; unit: string } | null;
}

/** A month as Cost Explorer tells it. */
export interface Month {
  /** Whether net costs differ from others, so that they are what is paid. */
  has_net: boolean;
  /** Every row with any cost. Throws at its end when the rows are not what the overview says. */
  rows: AsyncGenerator<CostRow>;
}

/** Days of each record type, by the value of one dimension; with those that cost nothing. */
type Overview = Map<string, DayCosts[]>;
type Overviews = Partial<Record<Dimension, Overview>>;

async function readOverview(asking: AskingFor, question: Question, sums: Sums): Promise<Overview> {
  const overview: Overview = new Map();
  for await (const one of ask(asking, question)) {
    const [record_type = '', value = ''] = one.values;
    addTo(sums, one.day, record_type, one.costs);
    const days = overview.get(record_type) ?? [];
    days.push({ ...one, values: [value] });
    overview.set(record_type, days);
  }
  return overview;
}

function foundIn(days: readonly DayCosts[] = []): NonNullable<FoundValues[Dimension]> {
  const costly = new Map<string, boolean>();
  for (const { values, costs } of days) costly.set(values[0]!, costly.get(values[0]!) || !isZero(costs));
  const values = [...costly.keys()];
  return { with_cost: values.filter((value) => costly.get(value)), free: values.filter((value) => !costly.get(value)) };
}

function mustAgree(sums: Sums, expected: Sums): void {
  const found = difference(sums, expected);
  if (!found) return;
  const { day, record_type, metric } = found;
  throw new SumsDifferError(
    `Cost Explorer changed while it was read: ${metric} of ${record_type} on ${day} no longer adds up. The next run reads it again.`,
  );
}

/** Makes rows of what was grouped by `by`; what was not grouped by has the value of `known`, or the only one there is. */
function rowOf(
  record_type: string,
  one: DayCosts,
  by: Question['by'],
  known: Question['where'],
  only: FoundValues,
): CostRow {
  const value = (name: Question['by'][number]): string | undefined => one.values[by.indexOf(name)];
  const of = (dimension: Dimension): string | undefined =>
    value(dimension) ?? known[dimension] ?? only[dimension]?.with_cost[0] ?? only[dimension]?.free[0];
  const [usage_type, account, service] = [value('usage_type'), of('account'), of('service')];
  if (account === undefined || service === undefined)
    throw new Error('Cost Explorer answered without an account or service.');
  return {
    day: one.day,
    record_type,
    account,
    service,
    tag: of('tag') ?? null,
    costs: one.costs,
    currency: one.currency,
    usage: usage_type === undefined ? null : { usage_type, quantity: one.quantity, unit: one.unit },
  };
}

async function* answered(
  asking: AskingFor,
  questions: readonly Question[],
  values: FoundValues,
): AsyncGenerator<CostRow> {
  for (const question of questions)
    for await (const one of ask(asking, question))
      if (!isZero(one.costs)) yield rowOf(question.record_type!, one, question.by, question.where, values);
}

/** The questions for each pair of values that has cost. */
async function pairQuestions(
  asking: AskingFor,
  record_type: string,
  pair: readonly [Dimension, Dimension],
  by: Question['by'],
): Promise<Question[]> {
  const pairs = new Map<string, Question>();
  for await (const { values, costs } of ask(asking, { record_type, where: {}, by: pair })) {
    if (isZero(costs)) continue;
    const where = { [pair[0]]: values[0], [pair[1]]: values[1] };
    pairs.set(JSON.stringify(values), { record_type, where, by });
  }
  return [...pairs.values()];
}

async function* rowsOf(
  asking: AskingFor,
  record_type: string,
  overviews: Overviews,
  values: FoundValues,
): AsyncGenerator<CostRow> {
  const plan = planReading(record_type, values);
  if (plan.kind === 'known') {
    const days = overviews[plan.along]?.get(record_type) ?? [];
    for (const one of days) if (!isZero(one.costs)) yield rowOf(record_type, one, [plan.along], {}, values);
    return;
  }
  const questions =
    plan.kind === 'questions' ? plan.questions : await pairQuestions(asking, record_type, plan.pair, plan.by);
  yield* answered(asking, questions, values);
}

async function* checkedRows(
  asking: AskingFor,
  overviews: Overviews,
  only_account: string | null,
  expected: Sums,
): AsyncGenerator<CostRow> {
  const sums: Sums = new Map();
  for (const record_type of overviews.service!.keys()) {
    const values: FoundValues = {
      ...(only_account === null ? {} : { account: { with_cost: [only_account], free: [] } }),
      ...Object.fromEntries(
        Object.entries(overviews).map(([dimension, overview]) => [dimension, foundIn(overview.get(record_type))]),
      ),
    };
    for await (const row of rowsOf(asking, record_type, overviews, values)) {
      addTo(sums, row.day, record_type, row.costs);
      yield row;
    }
  }
  mustAgree(sums, expected);
}

const anyNet = (overview: Overview): boolean =>
  [...overview.values()].some((days) => days.some(({ costs }) => netDiffers(costs)));

/**
 * Reads the overview of a month, then its rows as they are asked for. Rows without any cost are left out: which of them
 * an answer has depends on how it was asked for.
 */
export async function readMonth(asking: AskingFor, only_account: string | null): Promise<Month> {
  const has_tag = asking.connection.credentials.cost_allocation_tag !== undefined;
  const overviews: Overviews = {};
  let expected: Sums | undefined;
  for (const { along, question } of overviewQuestions(only_account, has_tag)) {
    const sums: Sums = new Map();
    overviews[along] = await readOverview(asking, question, sums);
    expected ??= sums;
    mustAgree(sums, expected);
  }
  return { has_net: anyNet(overviews.service!), rows: checkedRows(asking, overviews, only_account, expected!) };
}
