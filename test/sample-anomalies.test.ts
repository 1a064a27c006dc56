import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Anomaly, AnomalyDetail } from '../src/anomalies/core/contract.ts';
import { generateSampleCompany } from '../src/connections/providers/sample/core/generator.ts';
import type { IncidentTruth } from '../src/connections/providers/sample/core/incidents.ts';
import { SEED } from '../src/connections/providers/sample/server/write-sample.ts';
import { addDays, daysBetween } from '../src/platform/core/dates.ts';
import { detectionAfter } from './support/anomalies.ts';
import { startTestServer, type TestServer } from './support/app.ts';
import { importEnd } from './support/imports.ts';

const TODAY = '2026-11-25';
/** A slow change is noticed when it has become large. */
const DRIFT_DAYS = 21;

/** What is planted, and is to be found; slow changes begin sometime. */
interface Expected {
  id: string;
  start: string;
  /** Days after `start` on which it may be said to begin. */
  within: number;
  service: string;
  account: string | null;
  region: string | null;
}

const expectedOf = (truth: IncidentTruth): Expected => ({
  id: truth.id,
  start: truth.start,
  within: truth.kind === 'drift' ? DRIFT_DAYS : 1,
  service: truth.service,
  account: truth.sub_account_id,
  region: truth.region,
});

let server: TestServer;
let token: string;
let items: Anomaly[];
let details: AnomalyDetail[];
let expected: Expected[];

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(`${TODAY}T09:00:00Z`) });
  ({ token } = await server.signUp());
  const company = generateSampleCompany({ seed: SEED, end: TODAY });
  // Its truth is complete when its bill has been written.
  for (const _ of company.file());
  expected = company.truth().map(expectedOf);
  const run = await detectionAfter(server, token, async () => {
    const { body: sample } = await server.call('POST', '/sample-data', { token });
    expect((await importEnd(server, token, sample.id)).status).toBe('succeeded');
  });
  expect(run).toMatchObject({ status: 'succeeded' });
  items = (await server.call('GET', '/anomalies?limit=500', { token })).body.items;
  details = await Promise.all(
    items.map(async ({ id }) => (await server.call('GET', `/anomalies/${id}`, { token })).body as AnomalyDetail),
  );
}, 300_000);
afterAll(() => server.close());

/** The value of a grouping that an anomaly is about, or that its cause leads to. */
const valueOf = ({ scope, cause }: AnomalyDetail, grouping: 'service' | 'account' | 'region'): string | undefined =>
  scope[grouping] ??
  cause?.path.find((step) => step.grouping === grouping)?.value ??
  cause?.dimensions.find((dimension) => dimension.grouping === grouping)?.values[0]?.value;

const isOf = (found: AnomalyDetail, wanted: Expected): boolean => {
  const days = daysBetween(wanted.start, found.started_on);
  return (
    found.direction === 'up' && days >= -1 && days <= wanted.within && valueOf(found, 'service') === wanted.service
  );
};

describe('anomalies of the sample company', () => {
  it('are exactly what was planted', () => {
    const told = details.map((found) => {
      const names = expected.filter((wanted) => isOf(found, wanted)).map(({ id }) => id);
      return names[0] ?? `${found.title}: ${found.kind} of ${found.impact.toFixed(2)} from ${found.started_on}`;
    });
    expect(told.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });

  it('lead to the account and region of each', () => {
    const places = expected.map((wanted) => {
      const found = details.find((one) => isOf(one, wanted));
      return {
        id: wanted.id,
        account: wanted.account && found && valueOf(found, 'account'),
        region: wanted.region && found && valueOf(found, 'region'),
      };
    });
    expect(places).toEqual(expected.map(({ id, account, region }) => ({ id, account, region })));
  });

  it('are explained by at least four fifths', () => {
    for (const { title, cause } of details) {
      const [first] = cause?.dimensions ?? [];
      expect(first?.rest_percent, title).toBeLessThanOrEqual(20);
    }
  });

  it('know of the reservation that ended', () => {
    const wanted = expected.find(({ id }) => id === 'reservation-expired')!;
    const found = details.find((one) => isOf(one, wanted));
    expect(found?.cause?.neighbours).toContainEqual(
      expect.objectContaining({ kind: 'commitment_ended', text: expect.stringContaining('Reserved VM instances') }),
    );
  });

  it('that were over long ago are told of as past', () => {
    const open = details.filter(({ status }) => status === 'open');
    const is_over = (found: Anomaly | AnomalyDetail) => !found.is_ongoing && found.last_day < addDays(TODAY, -31);
    expect(details.filter(is_over).map(({ status }) => status)).toEqual(details.filter(is_over).map(() => 'resolved'));
    expect(open.some(is_over)).toBe(false);
  });
});
