import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addDays, dayOf } from '../src/platform/core/dates.ts';
import { readMadeChanges } from '../src/remediation/server/made-changes.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { dayColumns, focusCsv, importFile } from './support/imports.ts';
import { addInventory } from './support/inventory.ts';
import { VOLUME } from './support/recommendations.ts';
import { addRemediation } from './support/remediations.ts';

/** The change took effect on this day. */
const CHANGED_ON = '2026-06-10';
const RESOURCE = VOLUME.replace('100000000011', '111111111111');
/** A day the volume cost half a dollar, and after the change nothing: 15 dollars a month. */
const DAILY = 0.5;
let today = '2026-06-10';

/** Bills of the volume up to the day before the change, and of something else through `through`. */
const bill = (through: string): string => {
  const days = (from: string, to: string): string[] => {
    const all: string[] = [];
    for (let day = from; day <= to; day = addDays(day, 1)) all.push(day);
    return all;
  };
  const costs = (cost: number, ResourceId: string) => ({
    ResourceId,
    BilledCost: String(cost),
    EffectiveCost: String(cost),
    ListCost: String(cost),
    ContractedCost: String(cost),
  });
  return focusCsv([
    ...days('2026-05-01', addDays(CHANGED_ON, -1)).map((day) => ({ ...dayColumns(day), ...costs(DAILY, 'vol-1') })),
    ...days('2026-05-01', through).map((day) => ({ ...dayColumns(day), ...costs(1, 'i-9') })),
  ]);
};

describe('how a change went', () => {
  let server: TestServer;
  let token: string;
  let id: string;
  let organization_id: string;
  beforeAll(async () => {
    server = await startTestServer({ now: () => new Date(`${today}T09:00:00Z`) });
    const account = await server.signUp();
    // Sessions end within a day, and this is about weeks.
    const key = { name: 'bills', role: 'member' };
    token = (await server.call('POST', '/auth/api-keys', { token: account.token, body: key })).body.key;
    organization_id = account.organization.id;
    const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_key: 'a secret key that is no key' };
    const body = { provider_type: 'aws', name: 'AWS', credentials };
    const { id: provider_id } = (await server.call('POST', '/providers', { token: account.token, body })).body;
    id = await server.services.database.transaction(organization_id, async (tx) => {
      await addInventory(tx, { organization_id, provider_id, id: randomUUID() });
      const done = `${CHANGED_ON}T08:00:00.000Z`;
      const completed = { state: 'completed', completed_at: done, finished_at: done } as const;
      const about = { organization_id, provider_id, currency: 'USD', ...completed };
      // It was so already: nothing was changed from here, so that nothing was promised or can be measured.
      await addRemediation(tx, { ...about, resource_id: `${RESOURCE}0`, monthly_savings: '100', has_changed: false });
      return addRemediation(tx, { ...about, resource_id: RESOURCE, monthly_savings: '15', has_changed: true });
    });
  });
  afterAll(() => server.close());

  const reviews = async () => (await server.call('GET', `/remediations/${id}`, { token })).body.reviews;
  const reviewed = (count: number) => vi.waitFor(async () => expect(await reviews()).toHaveLength(count), 20_000);

  it('is looked at once the bill tells of a day, and again once it tells of a week', async () => {
    today = addDays(CHANGED_ON, 3);
    await importFile(server, token, 'day.csv', bill(addDays(CHANGED_ON, 2)));
    await reviewed(1);
    expect(await reviews()).toMatchObject([{ after: 'day', promised: 15, realised: 15, verdict: 'as_promised' }]);

    today = addDays(CHANGED_ON, 9);
    await importFile(server, token, 'week.csv', bill(addDays(CHANGED_ON, 8)));
    await reviewed(2);
    const [, week] = await reviews();
    expect(week).toMatchObject({ after: 'week', promised: 15, currency: 'USD', verdict: 'as_promised' });
    expect(week.realised).toBeCloseTo(15, 6);
    expect(dayOf(new Date(week.reviewed_at))).toBe(today);
  });

  it('is counted in what was promised and realised of all', async () => {
    const { body } = await server.call('GET', '/remediations/summary', { token });
    expect(body.promised).toEqual([{ currency: 'USD', amount: 15 }]);
    expect(body.realised).toMatchObject([{ currency: 'USD', promised: 15 }]);
    expect(body.realised[0].amount).toBeCloseTo(15, 6);
  });

  it('is told to whoever looks for what changed costs, unless nothing was changed', async () => {
    const told = await server.services.database.transaction(organization_id, readMadeChanges);
    expect(told).toEqual([
      {
        date: CHANGED_ON,
        text: 'Changed from here: Delete the unattached volume data-1.',
        account_id: '100000000011',
        resource_names: ['vol-1'],
      },
    ]);
  });
});
