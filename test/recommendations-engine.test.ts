import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnalysis } from '../src/platform/server/analysis.ts';
import { readBatchOf } from '../src/recommendations/server/facts/explain-facts.ts';
import type { Pass } from '../src/recommendations/server/run/run.ts';
import { settle } from '../src/recommendations/server/run/settle.ts';
import { TEST_RULES } from './support/recommendation-rules.ts';
import { makeWorld, openStores, type Stores, type World } from './support/recommendation-world.ts';

const DAY = '2026-11-20';

let stores: Stores;
let world: World;
beforeAll(async () => {
  stores = await openStores();
});
beforeEach(async () => {
  world = await makeWorld(stores, DAY);
});
afterAll(() => stores.close());

const counts = (pass: Pass) => (pass === 'unchanged' ? pass : pass.counts);
const judged = (pass: Pass): number | string => (pass === 'unchanged' ? pass : pass.counts.resources_judged);

/** All recommendations, as `rule resource status`, in order. */
const standing = (): Promise<string[]> =>
  world.read(async (tx) =>
    (await tx.selectFrom('recommendations').select(['rule_id', 'resource_id', 'status']).execute())
      .map(({ rule_id, resource_id, status }) => `${rule_id} ${resource_id} ${status}`)
      .toSorted(),
  );
const one = (rule_id: string, resource_id: string) =>
  world.read((tx) =>
    tx
      .selectFrom('recommendations')
      .selectAll()
      .where('rule_id', '=', rule_id)
      .where('resource_id', '=', resource_id)
      .executeTakeFirstOrThrow(),
  );
const history = (id: string): Promise<string[]> =>
  world.read(async (tx) =>
    (
      await tx
        .selectFrom('recommendation_entries')
        .select(['kind', 'text'])
        .where('recommendation_id', '=', id)
        .orderBy('place')
        .execute()
    ).map(({ kind, text }) => (text === null ? kind : `${kind}: ${text}`)),
  );
const events = (): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
  world.read(
    async (tx) =>
      (
        await sql<{
          type: string;
          payload: Record<string, unknown>;
        }>`select type, payload from outbox order by id`.execute(tx)
      ).rows,
  );
/** Every row of recommendations with the transaction that wrote it. */
const rowVersions = (): Promise<unknown[]> =>
  world.read(
    async (tx) =>
      (
        await sql`select id::text, xmin::text from recommendations union all select id::text, xmin::text from recommendation_entries
          union all select resource_id, xmin::text from recommendation_inputs order by 1`.execute(tx)
      ).rows,
  );
const choose = (id: string, set: Record<string, string | null>): Promise<void> =>
  world.read(async (tx) => {
    await tx.updateTable('recommendations').set(set).where('id', '=', id).execute();
  });
const setRule = (rule_id: string, enabled: boolean, parameters: Record<string, unknown> = {}): Promise<void> =>
  world.read(async (tx) => {
    const row = {
      enabled,
      parameters: JSON.stringify(parameters),
      changed_by: 'Ada',
      changed_at: new Date().toISOString(),
    };
    await tx
      .insertInto('recommendation_rules')
      .values({ ...row, rule_id, organization_id: world.organization_id })
      .onConflict((conflict) => conflict.columns(['organization_id', 'rule_id']).doUpdateSet(row))
      .execute();
  });

/** A quiet instance, a busy one, a stopped one with its volume, and one that nothing is measured of. */
async function fill(): Promise<void> {
  await world.put('quiet', { tags: { team: 'checkout' } });
  await world.measure('quiet', 1);
  await world.put('busy');
  await world.measure('busy', 60);
  await world.put('stopped', { status: 'stopped' });
  await world.put('disk', { resource_type: 'AWS::EC2::Volume', attached_to: ['stopped'] });
  await world.put('dark');
}
const FRAGILE = ['busy', 'dark', 'quiet', 'stopped'].map((id) => `fragile ${id} new`);

describe('a run', () => {
  it('finds what rules find, with what shows it, and says so to others', async () => {
    await fill();
    await world.bill({ quiet: 2, disk: 0.5 });
    expect(counts(await world.run())).toMatchObject({ resources: 5, resources_judged: 5, recommendations_found: 6 });
    expect(await standing()).toEqual([...FRAGILE, 'loose disk new', 'quiet quiet new']);
    expect(await one('quiet', 'quiet')).toMatchObject({
      type: 'idle',
      provider: 'aws',
      provider_id: world.provider_id,
      account_id: '111122223333',
      region: 'eu-central-1',
      owner: 'checkout',
      title: 'Stop quiet',
      has_code: true,
      sources: ['finopsmind'],
      finding: { title: 'Stop quiet', checks: [{ check: 'status' }, { check: 'cpu', actual: 1, result: 'met' }] },
    });
    expect((await one('loose', 'disk')).has_code).toBe(false);
    const told = await events();
    expect(told.map(({ type }) => type)).toEqual(Array(6).fill('recommendation.found'));
    expect(told.find(({ payload }) => payload['rule_id'] === 'quiet')?.payload).toMatchObject({
      resource_id: 'quiet',
      change: { action: 'ec2.stop_instance' },
    });
    const run = await world.read((tx) => tx.selectFrom('recommendation_runs').selectAll().executeTakeFirstOrThrow());
    expect(run).toMatchObject({ as_of: DAY, resources: 5, unknown: { quiet: 1 }, failed: [], bill_end: '2026-11-19' });
  });

  it('has nothing to do when nothing has changed, and writes nothing when it judges the same again', async () => {
    await fill();
    await world.run();
    const before = await rowVersions();
    expect(await world.run()).toBe('unchanged');
    await world.read((tx) => tx.updateTable('recommendation_runs').set({ inputs: '{}' }).execute());
    expect(counts(await world.run())).toMatchObject({
      resources_judged: 5,
      recommendations_found: 0,
      recommendations_resolved: 0,
      recommendations_changed: 0,
    });
    expect(await rowVersions()).toEqual(before);
    expect(await events()).toHaveLength(6);
  });

  it('judges only what has changed, and what looks at it', async () => {
    await fill();
    await world.run();
    await world.measure('busy', 2);
    expect(judged(await world.run())).toBe(1);
    expect(await standing()).toContain('quiet busy new');
    // The volume is looked at together with its instance.
    await world.put('stopped', { status: 'running' });
    expect(judged(await world.run())).toBe(2);
    expect(await standing()).toContain('loose disk resolved');
    await world.put('another', { status: 'stopped' });
    expect(judged(await world.run())).toBe(1);
  });

  it('judges what is billed otherwise, once a bill is loaded', async () => {
    await fill();
    await world.bill({ quiet: 2, busy: 3 });
    await world.run();
    await world.bill({ quiet: 2, busy: 4 });
    expect(judged(await world.run())).toBe(1);
    expect(await world.run()).toBe('unchanged');
  });

  it('judges everything on another day and by other settings', async () => {
    await fill();
    await world.run();
    world.at('2026-11-21');
    expect(judged(await world.run())).toBe(5);
    await setRule('quiet', true, { limit: 0.5 });
    expect(judged(await world.run())).toBe(5);
    expect(await standing()).toContain('quiet quiet resolved');
  });

  it('resolves what is gone, and says why', async () => {
    await fill();
    await world.run();
    const { id } = await one('quiet', 'quiet');
    await world.leave('quiet');
    expect(counts(await world.run())).toMatchObject({ resources: 4, resources_judged: 0, recommendations_resolved: 2 });
    expect(await history(id)).toEqual(['found', 'resolved: The resource is not there any more.']);
    expect((await events()).at(-1)).toMatchObject({ type: 'recommendation.resolved' });
    expect(await world.run()).toBe('unchanged');
    await world.put('quiet');
    await world.run();
    expect((await one('quiet', 'quiet')).status).toBe('open');
    expect((await history(id)).at(-1)).toBe('reopened: It was found again.');
  });

  it('judges what a resource that is gone was looked at by', async () => {
    await fill();
    await world.run();
    await world.leave('stopped');
    expect(judged(await world.run())).toBe(1);
  });
});

describe('a rule that fails', () => {
  it('is told, keeps what it had found, and stops no other', async () => {
    await fill();
    await world.run();
    await world.put('quiet', { tags: { trouble: 'yes' } });
    await world.measure('quiet', 50);
    const pass = await world.run();
    expect(pass).toMatchObject({ warnings: [expect.stringContaining('no idea what to do with quiet')] });
    expect(await standing()).toContain('quiet quiet resolved');
    const { id, status, stale_because, owner } = await one('fragile', 'quiet');
    expect(status).toBe('new');
    expect(stale_because).toContain('no idea what to do with quiet');
    expect(owner).toBe('checkout');
    const failed = [{ rule_id: 'fragile', message: 'no idea what to do with quiet', resources: 1 }];
    const run = await world.read((tx) =>
      tx.selectFrom('recommendation_runs').select('failed').executeTakeFirstOrThrow(),
    );
    expect(run.failed).toEqual(failed);
    await world.put('quiet', { tags: {} });
    await world.run();
    expect(await one('fragile', 'quiet')).toMatchObject({ id, status: 'new', stale_because: null });
  });
});

describe('what people decide', () => {
  it('stands: what is dismissed, snoozed or done is found again without a word', async () => {
    await fill();
    await world.run();
    await choose((await one('fragile', 'quiet')).id, { status: 'dismissed', dismissal_reason: 'needed' });
    await choose((await one('fragile', 'busy')).id, { status: 'snoozed', snoozed_until: '2026-11-25' });
    await choose((await one('fragile', 'dark')).id, { status: 'implemented', implemented_on: DAY });
    const told = (await events()).length;
    world.at('2026-11-21');
    await world.run();
    expect(await standing()).toEqual(
      expect.arrayContaining(['fragile quiet dismissed', 'fragile busy snoozed', 'fragile dark implemented']),
    );
    expect(await events()).toHaveLength(told);
    world.at('2026-11-28');
    await world.read((tx) => tx.updateTable('resources').set({ measured_on: '2026-11-28' }).execute());
    await world.run();
    expect(await standing()).toEqual(
      expect.arrayContaining([
        'fragile quiet dismissed',
        'fragile busy open',
        'fragile dark open',
        'fragile stopped open',
      ]),
    );
    expect(await history((await one('fragile', 'dark')).id)).toEqual([
      'found',
      'reopened: It was said to be done on 2026-11-20, and is still found.',
    ]);
  });

  it('leaves out what exceptions name and rules that are switched off, in words', async () => {
    await fill();
    await world.run();
    await world.read((tx) =>
      tx
        .insertInto('recommendation_exceptions')
        .values({
          id: randomUUID(),
          organization_id: world.organization_id,
          rule_id: null,
          scope: JSON.stringify({ resource_id: 'quiet' }),
          excluded: true,
          parameters: '{}',
          reason: 'It is a canary.',
          created_by: 'Ada',
          created_at: new Date().toISOString(),
        })
        .execute(),
    );
    await setRule('loose', false);
    await world.run();
    expect(await history((await one('quiet', 'quiet')).id)).toEqual(['found', 'resolved: It is a canary.']);
    expect(await history((await one('loose', 'disk')).id)).toEqual(['found', 'resolved: This rule is switched off.']);
    await setRule('loose', true);
    await world.run();
    expect((await one('loose', 'disk')).status).toBe('open');
  });
});

describe("the clouds' own advice", () => {
  const advise = (advice_id: string, more: { resource_id: string | null; action: string; source?: string }) =>
    world.read((tx) =>
      tx
        .insertInto('provider_advice')
        .values({
          organization_id: world.organization_id,
          provider_id: world.provider_id,
          source: 'cost-optimization-hub',
          advice_id,
          resource_type: null,
          account_id: '111122223333',
          region: null,
          title: `Advice ${advice_id}`,
          monthly_savings: '12.5',
          currency: 'USD',
          details: '{}',
          first_seen_at: new Date().toISOString(),
          gone_at: null,
          ...more,
        })
        .execute(),
    );

  it('goes with our own finding, or stands for itself, until it is gone', async () => {
    await fill();
    await advise('1', { resource_id: 'quiet', action: 'Stop' });
    await advise('2', { resource_id: 'quiet', action: 'Rightsize' });
    await advise('3', { resource_id: null, action: 'PurchaseSavingsPlans' });
    await advise('4', { resource_id: 'not-in-the-inventory', action: 'Delete' });
    await world.run();
    expect(await one('quiet', 'quiet')).toMatchObject({
      sources: ['finopsmind', 'cost-optimization-hub'],
      advice: [{ title: 'Advice 1', monthly_savings: '12.5' }],
    });
    expect(await one('advice:rightsize', 'quiet')).toMatchObject({
      type: 'rightsizing',
      owner: 'checkout',
      has_code: false,
    });
    expect(await one('advice:commit', '3')).toMatchObject({
      type: 'commitment',
      in_total: false,
      account_id: '111122223333',
    });
    expect(await one('advice:remove', 'not-in-the-inventory')).toMatchObject({ status: 'new', type: 'idle' });
    expect(await world.run()).toBe('unchanged');

    await world.read((tx) => tx.updateTable('provider_advice').set({ gone_at: new Date().toISOString() }).execute());
    expect(judged(await world.run())).toBe(1);
    expect((await one('quiet', 'quiet')).sources).toEqual(['finopsmind']);
    expect((await standing()).filter((text) => text.startsWith('advice'))).toEqual([
      'advice:commit 3 resolved',
      'advice:remove not-in-the-inventory resolved',
      'advice:rightsize quiet resolved',
    ]);
  });
});

describe('what is in the total', () => {
  it('can be done together and saves most, also after somebody has decided', async () => {
    await fill();
    await world.bill({ quiet: 2 });
    await world.run();
    const both = ['quiet', 'fragile'].map((rule_id) => one(rule_id, 'quiet'));
    // Both take hold of all of it: one of them is in the total, and as much as it saves is high.
    expect((await Promise.all(both)).map(({ in_total }) => in_total).toSorted()).toEqual([false, true]);
    const chosen = (await Promise.all(both)).find(({ in_total }) => in_total);
    expect(chosen).toMatchObject({ monthly_savings: '60.000000000000000000', impact: 'high', status: 'new' });
    await choose(chosen?.id ?? '', { status: 'dismissed', dismissal_reason: 'needed' });
    expect(await world.read((tx) => settle(tx, null))).toBeGreaterThan(0);
    const after = await Promise.all(['quiet', 'fragile'].map((rule_id) => one(rule_id, 'quiet')));
    expect(after.find(({ id }) => id === chosen?.id)?.in_total).toBe(false);
    expect(after.find(({ id }) => id !== chosen?.id)?.in_total).toBe(true);
    expect(await world.read((tx) => settle(tx, null))).toBe(0);
    // What no bill names has no figure, and is in no total.
    expect(await one('loose', 'disk')).toMatchObject({ monthly_savings: null, in_total: false, impact: 'low' });
  });
});

describe('what a change has saved', () => {
  const results = () => world.read((tx) => tx.selectFrom('recommendation_results').selectAll().execute());

  it('is measured from the bill once a week of it is known, weekly until a month is, and held against the promise', async () => {
    await fill();
    await world.bill({ quiet: 2, busy: 3 });
    await world.run();
    const { id } = await one('quiet', 'quiet');
    await choose(id, { status: 'implemented', implemented_on: DAY });
    await world.put('quiet', { status: 'stopped' });
    const costs = { quiet: (day: string) => (day < DAY ? 2 : 0.1), busy: 3 };
    const measuredOn = async (day: string): Promise<(number | undefined)[]> => {
      world.at(day);
      await world.bill(costs);
      await world.run();
      return (await results()).map(({ days }) => days);
    };
    expect(await measuredOn('2026-11-26')).toEqual([]);
    const [first = 0] = await measuredOn('2026-11-30');
    expect(first).toBeGreaterThanOrEqual(7);
    const [result] = await results();
    expect(result).toMatchObject({ recommendation_id: id, rule_id: 'quiet', changed_on: DAY, currency: 'USD' });
    expect(Number(result?.promised)).toBe(60);
    expect(Number(result?.realised)).toBeCloseTo(57, 6);
    expect(Number(result?.lower)).toBeLessThanOrEqual(57);
    expect(await measuredOn('2026-12-03')).toEqual([first]);
    expect((await measuredOn('2026-12-10'))[0]).toBeGreaterThanOrEqual(first + 7);
    expect(await measuredOn('2027-01-10')).toEqual([30]);
  });

  it('is not measured where nothing was changed: what is used again is no saving', async () => {
    await fill();
    await world.bill({ quiet: 2 });
    await world.run();
    await world.measure('quiet', 80);
    await world.run();
    expect(await standing()).toContain('quiet quiet resolved');
    world.at('2026-12-05');
    await world.bill({ quiet: 2 });
    await world.run();
    expect(await results()).toEqual([]);
  });
});

describe('why a resource was not flagged', () => {
  it('is read as a run reads it', async () => {
    await fill();
    const { id } = await world.read((tx) =>
      tx.selectFrom('resources').select('id').where('resource_id', '=', 'disk').executeTakeFirstOrThrow(),
    );
    const now = new Date(`${DAY}T03:00:00Z`);
    const context = { organization_id: world.organization_id, transaction: world.read, now };
    const read = await readBatchOf(context, world.engine, id);
    expect(read?.resource_id).toBe('disk');
    expect(read?.batch).toMatchObject({ as_of: DAY, subjects: ['disk'] });
    expect(read?.batch.resources.map(({ resource }) => resource.resource_id).toSorted()).toEqual(['disk', 'stopped']);
    expect(await readBatchOf(context, world.engine, randomUUID())).toBeNull();
  });
});

describe('judging', () => {
  it('stays within the server where there is an analysis service', async () => {
    await fill();
    // Nothing listens there.
    const elsewhere = createAnalysis({ ML_SIDECAR_URL: 'http://127.0.0.1:9' }, world.services.log);
    try {
      expect(counts(await world.run(elsewhere))).toMatchObject({ resources_judged: 5 });
    } finally {
      await elsewhere.stop();
    }
  });

  it('is stopped where its run is', async () => {
    await fill();
    const stopped = AbortSignal.abort(new Error('The run was cancelled.'));
    await expect(world.run(world.services.analysis, stopped)).rejects.toThrow('The run was cancelled.');
    expect(await standing()).toEqual([]);
  });
});

describe('another organization', () => {
  it('sees nothing of it', async () => {
    await fill();
    await world.run();
    const other = await world.services.addOrganization();
    await world.services.database.transaction(other, async (tx) => {
      for (const table of [
        'recommendations',
        'recommendation_entries',
        'recommendation_inputs',
        'recommendation_runs',
      ] as const)
        expect(await tx.selectFrom(table).selectAll().execute()).toEqual([]);
    });
    expect(TEST_RULES).toHaveLength(3);
  });
});
