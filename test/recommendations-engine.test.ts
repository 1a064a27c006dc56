import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  choose,
  counts,
  events,
  fill,
  history,
  judged,
  one,
  rowVersions,
  setRule,
  standing,
} from './support/recommendation-looks.ts';
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

const FRAGILE = ['busy', 'dark', 'quiet', 'stopped'].map((id) => `fragile ${id} new`);

describe('a run', () => {
  it('finds what rules find, with what shows it, and says so to others', async () => {
    await fill(world);
    await world.bill({ quiet: 2, disk: 0.5 });
    expect(counts(await world.run())).toMatchObject({ resources: 5, resources_judged: 5, recommendations_found: 6 });
    expect(await standing(world)).toEqual([...FRAGILE, 'loose disk new', 'quiet quiet new']);
    expect(await one(world, 'quiet', 'quiet')).toMatchObject({
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
    expect((await one(world, 'loose', 'disk')).has_code).toBe(false);
    const told = await events(world);
    expect(told.map(({ type }) => type)).toEqual(Array(6).fill('recommendation.found'));
    expect(told.find(({ payload }) => payload['rule_id'] === 'quiet')?.payload).toMatchObject({
      resource_id: 'quiet',
      change: { action: 'ec2.stop_instance' },
    });
    const run = await world.read((tx) => tx.selectFrom('recommendation_runs').selectAll().executeTakeFirstOrThrow());
    expect(run).toMatchObject({ as_of: DAY, resources: 5, unknown: { quiet: 1 }, failed: [], bill_end: '2026-11-19' });
  });

  it('has nothing to do when nothing has changed, and writes nothing when it judges the same again', async () => {
    await fill(world);
    await world.run();
    const before = await rowVersions(world);
    expect(await world.run()).toBe('unchanged');
    await world.read((tx) => tx.updateTable('recommendation_runs').set({ inputs: '{}' }).execute());
    expect(counts(await world.run())).toMatchObject({
      resources_judged: 5,
      recommendations_found: 0,
      recommendations_resolved: 0,
      recommendations_changed: 0,
    });
    expect(await rowVersions(world)).toEqual(before);
    expect(await events(world)).toHaveLength(6);
  });

  it('judges only what has changed, and what looks at it', async () => {
    await fill(world);
    await world.run();
    await world.measure('busy', 2);
    expect(judged(await world.run())).toBe(1);
    expect(await standing(world)).toContain('quiet busy new');
    // The volume is looked at together with its instance.
    await world.put('stopped', { status: 'running' });
    expect(judged(await world.run())).toBe(2);
    expect(await standing(world)).toContain('loose disk resolved');
    await world.put('another', { status: 'stopped' });
    expect(judged(await world.run())).toBe(1);
  });

  it('judges what is billed otherwise, once a bill is loaded', async () => {
    await fill(world);
    await world.bill({ quiet: 2, busy: 3 });
    await world.run();
    await world.bill({ quiet: 2, busy: 4 });
    expect(judged(await world.run())).toBe(1);
    expect(await world.run()).toBe('unchanged');
  });

  it('judges everything on another day and by other settings', async () => {
    await fill(world);
    await world.run();
    world.at('2026-11-21');
    expect(judged(await world.run())).toBe(5);
    await setRule(world, 'quiet', true, { limit: 0.5 });
    expect(judged(await world.run())).toBe(5);
    expect(await standing(world)).toContain('quiet quiet resolved');
  });

  it('resolves what is gone, and says why', async () => {
    await fill(world);
    await world.run();
    const { id } = await one(world, 'quiet', 'quiet');
    await world.leave('quiet');
    expect(counts(await world.run())).toMatchObject({ resources: 4, resources_judged: 0, recommendations_resolved: 2 });
    expect(await history(world, id)).toEqual(['found', 'resolved: The resource is not there any more.']);
    expect((await events(world)).at(-1)).toMatchObject({ type: 'recommendation.resolved' });
    expect(await world.run()).toBe('unchanged');
    await world.put('quiet');
    await world.run();
    expect((await one(world, 'quiet', 'quiet')).status).toBe('open');
    expect((await history(world, id)).at(-1)).toBe('reopened: It was found again.');
  });

  it('judges what a resource that is gone was looked at by', async () => {
    await fill(world);
    await world.run();
    await world.leave('stopped');
    expect(judged(await world.run())).toBe(1);
  });
});

describe('a rule that fails', () => {
  it('is told, keeps what it had found, and stops no other', async () => {
    await fill(world);
    await world.run();
    await world.put('quiet', { tags: { trouble: 'yes' } });
    await world.measure('quiet', 50);
    const pass = await world.run();
    expect(pass).toMatchObject({ warnings: [expect.stringContaining('no idea what to do with quiet')] });
    expect(await standing(world)).toContain('quiet quiet resolved');
    const { id, status, stale_because, owner } = await one(world, 'fragile', 'quiet');
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
    expect(await one(world, 'fragile', 'quiet')).toMatchObject({ id, status: 'new', stale_because: null });
  });
});

describe('what people decide', () => {
  it('stands: what is dismissed, snoozed or done is found again without a word', async () => {
    await fill(world);
    await world.run();
    await choose(world, (await one(world, 'fragile', 'quiet')).id, { status: 'dismissed', dismissal_reason: 'needed' });
    await choose(world, (await one(world, 'fragile', 'busy')).id, { status: 'snoozed', snoozed_until: '2026-11-25' });
    await choose(world, (await one(world, 'fragile', 'dark')).id, { status: 'implemented', implemented_on: DAY });
    const told = (await events(world)).length;
    world.at('2026-11-21');
    await world.run();
    expect(await standing(world)).toEqual(
      expect.arrayContaining(['fragile quiet dismissed', 'fragile busy snoozed', 'fragile dark implemented']),
    );
    expect(await events(world)).toHaveLength(told);
    world.at('2026-11-28');
    await world.read((tx) => tx.updateTable('resources').set({ measured_on: '2026-11-28' }).execute());
    await world.run();
    expect(await standing(world)).toEqual(
      expect.arrayContaining([
        'fragile quiet dismissed',
        'fragile busy open',
        'fragile dark open',
        'fragile stopped open',
      ]),
    );
    expect(await history(world, (await one(world, 'fragile', 'dark')).id)).toEqual([
      'found',
      'reopened: It was said to be done on 2026-11-20, and is still found.',
    ]);
  });

  it('leaves out what exceptions name and rules that are switched off, in words', async () => {
    await fill(world);
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
    await setRule(world, 'loose', false);
    await world.run();
    expect(await history(world, (await one(world, 'quiet', 'quiet')).id)).toEqual([
      'found',
      'resolved: It is a canary.',
    ]);
    expect(await history(world, (await one(world, 'loose', 'disk')).id)).toEqual([
      'found',
      'resolved: This rule is switched off.',
    ]);
    await setRule(world, 'loose', true);
    await world.run();
    expect((await one(world, 'loose', 'disk')).status).toBe('open');
  });
});

describe('another organization', () => {
  it('sees nothing of it', async () => {
    await fill(world);
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
  });
});
