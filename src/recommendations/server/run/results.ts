import { sql } from 'kysely';
import type { DailyResourceCosts } from '../../../costs/core/resource-bills.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { RunContext } from '../../../jobs/server/index.ts';
import { addDays, type IsoDate } from '../../../platform/core/dates.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { kindOfOwn } from '../../core/advice-kinds.ts';
import { RESOURCE_GONE, WENT_AWAY } from '../../core/follow.ts';
import { DAYS_AFTER, DAYS_BEFORE, type RealisedSaving, realisedSaving } from '../../core/realised.ts';

/** Complete days after a change from which on it is measured, and after which it is measured again. */
const WEEK = 7;
/** Of the changes of one question to the cost store. */
const AT_ONCE = 200;

const readDue = (tx: Transaction, data_through: IsoDate) =>
  tx
    .selectFrom('recommendations as one')
    .leftJoin('recommendation_results as result', 'result.recommendation_id', 'one.id')
    .select(['one.id', 'one.rule_id', 'one.type', 'one.provider', 'one.provider_id', 'one.resource_id', 'one.status'])
    .select(['one.currency', 'one.monthly_savings', 'one.finding'])
    .select(sql<IsoDate>`coalesce(one.implemented_on, one.resolved_on)`.as('changed_on'))
    .select((e) =>
      e
        .selectFrom('recommendation_entries as entry')
        .select('entry.text')
        .whereRef('entry.recommendation_id', '=', 'one.id')
        .where('entry.kind', '=', 'resolved')
        .orderBy('entry.place', 'desc')
        .limit(1)
        .as('resolved_because'),
    )
    .where('one.status', 'in', ['implemented', 'resolved'])
    .where('one.provider_id', 'is not', null)
    .where('one.currency', 'is not', null)
    .where(
      sql<boolean>`coalesce(one.implemented_on, one.resolved_on) between ${addDays(data_through, -3 * DAYS_AFTER)}::date
        and ${addDays(data_through, -WEEK)}::date`,
    )
    .where(
      sql<boolean>`(result.days is null or (result.days < ${DAYS_AFTER}
        and least(${data_through}::date - result.changed_on, ${DAYS_AFTER}) >= least(result.days + ${WEEK}, ${DAYS_AFTER})))`,
    )
    .orderBy('one.id')
    .execute();
type Due = Awaited<ReturnType<typeof readDue>>[number];

/** Resources of the inventory, also those that are gone, by connection and id. */
async function readResources(tx: Transaction, due: readonly Due[]) {
  const ids = [...new Set(due.flatMap(({ finding }) => finding.claims.map(({ resource_id }) => resource_id)))];
  const rows = await tx
    .selectFrom('resources')
    .select(['provider_id', 'resource_id', 'status', 'attributes', 'billed_as'])
    .where(sql<boolean>`resource_id = any(${[...ids, ...due.map(({ resource_id }) => resource_id)]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [`${row.provider_id} ${row.resource_id}`, row]));
}
type Resources = Awaited<ReturnType<typeof readResources>>;

/** Whether what the recommendation is about is set up otherwise now. */
function isSetOtherwise({ provider_id, resource_id, finding }: Due, resources: Resources): boolean {
  const resource = resources.get(`${provider_id} ${resource_id}`);
  if (!resource) return false;
  const now: Record<string, unknown> = { ...resource.attributes, status: resource.status };
  return Object.keys(finding.proposed).some(
    (name) => finding.current[name] != null && name in now && now[name] !== finding.current[name],
  );
}

/**
 * Whether it was followed. What is not found any more may as well be used again: then nothing was changed, and there is
 * nothing to measure.
 */
function wasFollowed(due: Due, resources: Resources): boolean {
  if (due.status === 'implemented') return true;
  if (due.resolved_because === WENT_AWAY) return isSetOtherwise(due, resources);
  return due.resolved_because === RESOURCE_GONE && kindOfOwn(due.rule_id, due.type, due.finding.change) === 'remove';
}

type Names = ReadonlyMap<string, readonly string[]>;

/** The names under which bills may know what the finding takes hold of, by resource. */
const namesOf = ({ provider_id, finding }: Due, resources: Resources): Names =>
  new Map(
    finding.claims.map(({ resource_id }) => [
      resource_id,
      (resources.get(`${provider_id} ${resource_id}`)?.billed_as ?? []).map((name) => name.toLowerCase()),
    ]),
  );

/** Changes that were made, by the resources that they took hold of. */
async function readChanges(tx: Transaction, since: IsoDate) {
  const { rows } = await sql<{ id: string; provider_id: string; resource_id: string; changed_on: IsoDate }>`
    select one.id, one.provider_id, claim ->> 'resource_id' as resource_id,
      coalesce(one.implemented_on, one.resolved_on) as changed_on
    from recommendations one, jsonb_array_elements(one.claims) as claim
    where one.provider_id is not null and coalesce(one.implemented_on, one.resolved_on) >= ${since}::date
      and (one.status = 'implemented' or exists (
        select from recommendation_results result where result.recommendation_id = one.id))`.execute(tx);
  return Map.groupBy(rows, ({ provider_id, resource_id }) => `${provider_id} ${resource_id}`);
}
type Changes = Awaited<ReturnType<typeof readChanges>>;

/** The days on which anything else was changed of what the finding takes hold of. */
const otherChanges = ({ id, provider_id, finding }: Due, changes: Changes): IsoDate[] => [
  ...new Set(
    finding.claims
      .flatMap(({ resource_id }) => changes.get(`${provider_id} ${resource_id}`) ?? [])
      .filter((change) => change.id !== id)
      .map(({ changed_on }) => changed_on),
  ),
];

function measure(
  due: Due,
  names: Names,
  { by_resource, data_through }: DailyResourceCosts,
  other_changes: IsoDate[],
): RealisedSaving {
  const { changed_on, currency, monthly_savings, finding, provider } = due;
  const by_claim = Map.groupBy(finding.claims, ({ resource_id }) => resource_id);
  const resources = [...by_claim].map(([resource_id, claims]) => {
    const components = claims.flatMap(({ component }) => (component === 'all' ? [] : [component]));
    return {
      cloud: provider,
      components: components.length < claims.length ? ('all' as const) : components,
      costs: (names.get(resource_id) ?? []).flatMap((name) => by_resource.get(name) ?? []),
    };
  });
  return realisedSaving({
    changed_on,
    data_through,
    resources,
    currency: currency!,
    promised: monthly_savings,
    other_changes,
  });
}

async function writeResults(
  context: RunContext,
  results: readonly { due: Due; result: RealisedSaving }[],
): Promise<void> {
  const { organization_id } = context;
  if (results.length === 0) return;
  await context.transaction((tx) =>
    tx
      .insertInto('recommendation_results')
      .values(
        results.map(({ due, result }) => ({
          ...result,
          organization_id,
          recommendation_id: due.id,
          rule_id: due.rule_id,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'recommendation_id']).doUpdateSet((e) => ({
          changed_on: e.ref('excluded.changed_on'),
          measured_through: e.ref('excluded.measured_through'),
          days: e.ref('excluded.days'),
          promised: e.ref('excluded.promised'),
          realised: e.ref('excluded.realised'),
          lower: e.ref('excluded.lower'),
          upper: e.ref('excluded.upper'),
          currency: e.ref('excluded.currency'),
          explanation: e.ref('excluded.explanation'),
        })),
      )
      .execute(),
  );
}

/** Forgets what was measured of changes that were not made after all: they are found again. */
const forgetReopened = ({ transaction }: RunContext) =>
  transaction((tx) =>
    tx
      .deleteFrom('recommendation_results')
      .where('recommendation_id', 'in', (e) =>
        e.selectFrom('recommendations').select('id').where('status', 'not in', ['implemented', 'resolved']),
      )
      .execute(),
  );

/** Measures what changes have saved, each a week after it was made, and weekly until a month is known. Answers how many. */
export async function storeResults(context: RunContext, costs: Costs): Promise<number> {
  await forgetReopened(context);
  const today = addDays(context.now().toISOString().slice(0, 10), 1);
  const { data_through } = await costs.dailyResourceCosts(context, [], { start: today, end: today });
  if (data_through === null) return 0;
  const { due, resources, changes } = await context.transaction(async (tx) => {
    const read = await readDue(tx, data_through);
    const since = addDays(data_through, -3 * DAYS_AFTER - DAYS_BEFORE);
    return { due: read, resources: await readResources(tx, read), changes: await readChanges(tx, since) };
  });
  const followed = due.filter((one) => wasFollowed(one, resources));
  for (let from = 0; from < followed.length; from += AT_ONCE) {
    context.signal.throwIfAborted();
    const some = followed.slice(from, from + AT_ONCE).map((one) => ({ due: one, names: namesOf(one, resources) }));
    const days = some.map((one) => one.due.changed_on).toSorted();
    const daily = await costs.dailyResourceCosts(
      context,
      some.flatMap(({ names }) => [...names.values()].flat()),
      { start: addDays(days[0]!, -DAYS_BEFORE), end: addDays(days.at(-1)!, DAYS_AFTER + 1) },
    );
    await writeResults(
      context,
      some.map(({ due: one, names }) => ({ due: one, result: measure(one, names, daily, otherChanges(one, changes)) })),
    );
  }
  return followed.length;
}
