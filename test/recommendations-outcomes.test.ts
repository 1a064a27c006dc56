import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAnalysis } from '../src/platform/server/analysis.ts';
import { readBatchOf } from '../src/recommendations/server/facts/explain-facts.ts';
import { settle } from '../src/recommendations/server/run/settle.ts';
import { choose, counts, fill, judged, one, standing } from './support/recommendation-looks.ts';
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
    await fill(world);
    await advise('1', { resource_id: 'quiet', action: 'Stop' });
    await advise('2', { resource_id: 'quiet', action: 'Rightsize' });
    await advise('3', { resource_id: null, action: 'PurchaseSavingsPlans' });
    await advise('4', { resource_id: 'not-in-the-inventory', action: 'Delete' });
    await world.run();
    expect(await one(world, 'quiet', 'quiet')).toMatchObject({
      sources: ['finopsmind', 'cost-optimization-hub'],
      advice: [{ title: 'Advice 1', monthly_savings: '12.5' }],
    });
    expect(await one(world, 'advice:rightsize', 'quiet')).toMatchObject({
      type: 'rightsizing',
      owner: 'checkout',
      has_code: false,
    });
    expect(await one(world, 'advice:commit', '3')).toMatchObject({
      type: 'commitment',
      in_total: false,
      account_id: '111122223333',
    });
    expect(await one(world, 'advice:remove', 'not-in-the-inventory')).toMatchObject({ status: 'new', type: 'idle' });
    expect(await world.run()).toBe('unchanged');

    await world.read((tx) => tx.updateTable('provider_advice').set({ gone_at: new Date().toISOString() }).execute());
    expect(judged(await world.run())).toBe(1);
    expect((await one(world, 'quiet', 'quiet')).sources).toEqual(['finopsmind']);
    expect((await standing(world)).filter((text) => text.startsWith('advice'))).toEqual([
      'advice:commit 3 resolved',
      'advice:remove not-in-the-inventory resolved',
      'advice:rightsize quiet resolved',
    ]);
  });
});

describe('what is in the total', () => {
  it('can be done together and saves most, also after somebody has decided', async () => {
    await fill(world);
    await world.bill({ quiet: 2 });
    await world.run();
    const both = ['quiet', 'fragile'].map((rule_id) => one(world, rule_id, 'quiet'));
    // Both take hold of all of it: one of them is in the total, and as much as it saves is high.
    expect((await Promise.all(both)).map(({ in_total }) => in_total).toSorted()).toEqual([false, true]);
    const chosen = (await Promise.all(both)).find(({ in_total }) => in_total);
    expect(chosen).toMatchObject({ monthly_savings: '60.000000000000000000', impact: 'high', status: 'new' });
    await choose(world, chosen?.id ?? '', { status: 'dismissed', dismissal_reason: 'needed' });
    expect(await world.read((tx) => settle(tx, null))).toBeGreaterThan(0);
    const after = await Promise.all(['quiet', 'fragile'].map((rule_id) => one(world, rule_id, 'quiet')));
    expect(after.find(({ id }) => id === chosen?.id)?.in_total).toBe(false);
    expect(after.find(({ id }) => id !== chosen?.id)?.in_total).toBe(true);
    expect(await world.read((tx) => settle(tx, null))).toBe(0);
    // What no bill names has no figure, and is in no total.
    expect(await one(world, 'loose', 'disk')).toMatchObject({ monthly_savings: null, in_total: false, impact: 'low' });
  });
});

describe('what a change has saved', () => {
  const results = () => world.read((tx) => tx.selectFrom('recommendation_results').selectAll().execute());

  it('is measured from the bill once a week of it is known, weekly until a month is, and held against the promise', async () => {
    await fill(world);
    await world.bill({ quiet: 2, busy: 3 });
    await world.run();
    const { id } = await one(world, 'quiet', 'quiet');
    await choose(world, id, { status: 'implemented', implemented_on: DAY });
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
    await fill(world);
    await world.bill({ quiet: 2 });
    await world.run();
    await world.measure('quiet', 80);
    await world.run();
    expect(await standing(world)).toContain('quiet quiet resolved');
    world.at('2026-12-05');
    await world.bill({ quiet: 2 });
    await world.run();
    expect(await results()).toEqual([]);
  });
});

describe('why a resource was not flagged', () => {
  it('is read as a run reads it', async () => {
    await fill(world);
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
    await fill(world);
    // Nothing listens there.
    const elsewhere = createAnalysis({ ML_SIDECAR_URL: 'http://127.0.0.1:9' }, world.services.log);
    try {
      expect(counts(await world.run(elsewhere))).toMatchObject({ resources_judged: 5 });
    } finally {
      await elsewhere.stop();
    }
  });

  it('is stopped where its run is', async () => {
    await fill(world);
    const stopped = AbortSignal.abort(new Error('The run was cancelled.'));
    await expect(world.run(world.services.analysis, stopped)).rejects.toThrow('The run was cancelled.');
    expect(await standing(world)).toEqual([]);
  });
});
