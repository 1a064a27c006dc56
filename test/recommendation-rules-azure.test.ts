import { describe, expect, it } from 'vitest';
import { PROTECT_TAG } from '../src/connections/providers/aws/core/setup/policies.ts';
import { TRUTH_KINDS } from '../src/connections/providers/sample/core/cloud/roles.ts';
import { makeSampleCloud } from '../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { SEED } from '../src/connections/providers/sample/server/write-sample.ts';
import { addDays } from '../src/platform/core/dates.ts';
import { type Batch, evaluateBatch, type Judged, type SeenData } from '../src/recommendations/core/evaluate.ts';
import { labelSettingsSchema } from '../src/recommendations/core/labels.ts';
import { RULES } from '../src/recommendations/core/rules/index.ts';
import { findingSchema } from '../src/recommendations/core/types.ts';
import { sampleSeen } from './support/sample-bill.ts';

const END = '2026-11-25';
/** Every pool of the sample is used, or empty: another rule. */
const NOT_PLANTED = 'azure-sql-pool-idle';
const AZURE_RULES = RULES.filter(({ provider }) => provider === 'azure');

/** Bills take seconds to make, and decide nothing: one sample has them. */
const seenIn = ({ seed, end }: { seed: number; end: string }): SeenData[] => {
  if (seed === SEED && end === END) return sampleSeen({ seed, end });
  const { resources, metrics } = makeSampleCloud({ seed, end });
  return resources.map((resource) => ({ resource, series: metrics(resource), bill: [] }));
};

function judge(origin: { seed: number; end: string }, tags: Record<string, string> = {}): Judged[] {
  const resources = seenIn(origin).map((one) => ({
    ...one,
    resource: { ...one.resource, tags: { ...one.resource.tags, ...tags } },
  }));
  const batch: Batch = {
    as_of: origin.end,
    bill_window: { start: addDays(origin.end, -30), end: origin.end },
    settings: { rules: {}, exceptions: [], labels: labelSettingsSchema.parse({}) },
    prices: [],
    resources,
    subjects: resources.map(({ resource }) => resource.resource_id),
  };
  return evaluateBatch(batch, AZURE_RULES);
}
const foundBy = (judged: Judged[], rule_id: string) =>
  judged.flatMap(({ resource_id, found }) =>
    found.filter((one) => one.rule_id === rule_id).map(({ finding }) => ({ resource_id, finding })),
  );

describe.each([
  { seed: SEED, end: END },
  { seed: SEED, end: '2027-03-01' },
  { seed: 7, end: '2026-05-15' },
  { seed: 11, end: '2026-09-30' },
])('the rules of Azure in the sample cloud of seed $seed before $end', ({ seed, end }) => {
  const { truth, counter_examples } = makeSampleCloud({ seed, end });
  const judged = judge({ seed, end });

  it.each(AZURE_RULES.map(({ id }) => id))('find what is planted, no more and no less: %s', (id) => {
    const found = foundBy(judged, id).map(({ resource_id }) => resource_id);
    const told = truth.filter(({ kind }) => kind === id).map(({ resource_id }) => resource_id);
    expect(found.toSorted()).toEqual(told.toSorted());
    if (seed === SEED && NOT_PLANTED !== id) expect(told.length).toBeGreaterThan(0);
  });

  it('leave alone what only looks like waste', () => {
    const azure = counter_examples.filter(({ resource_id }) => resource_id.startsWith('/subscriptions/'));
    const flagged = new Set(judged.filter(({ found }) => found.length > 0).map(({ resource_id }) => resource_id));
    expect(azure.filter(({ resource_id }) => flagged.has(resource_id))).toEqual([]);
    if (seed === SEED)
      expect(new Set(azure.map(({ kind }) => kind))).toEqual(
        new Set([
          'busy-at-month-end',
          'not-measured',
          'licensed',
          'held-by-aks',
          'held-by-site-recovery',
          'active-sas',
          'serves-nat-gateway',
        ]),
      );
  });

  it('cannot tell of a machine that is not measured, which is not idle', () => {
    const dark = counter_examples
      .filter(({ kind, resource_id }) => kind === 'not-measured' && resource_id.startsWith('/subscriptions/'))
      .map(({ resource_id }) => judged.find((one) => one.resource_id === resource_id)?.unknown);
    for (const unknown of dark) expect(unknown).toEqual(['azure-vm-idle', 'azure-vm-oversized']);
  });

  it('never fail, and say of each finding what it rests on', () => {
    expect(judged.flatMap(({ failed }) => failed)).toEqual([]);
    for (const { finding } of judged.flatMap(({ found }) => found)) {
      expect(findingSchema.parse(finding)).toEqual(finding);
      expect(finding.checks.length).toBeGreaterThan(0);
      expect(finding.checks.filter(({ result }) => result !== 'met')).toEqual([]);
      for (const text of [finding.title, finding.reason, ...finding.confidence.reasons, ...finding.risk.reasons]) {
        expect(text).not.toMatch(/null|undefined|NaN|\[object/);
        expect(text.trim()).not.toBe('');
      }
      expect(finding.confidence.reasons.length).toBeGreaterThan(0);
      expect(finding.risk.reasons.length).toBeGreaterThan(0);
      expect(finding.claims.length).toBeGreaterThan(0);
    }
  });
});

describe('the rules of Azure', () => {
  it('are those of all that is planted there', () => {
    const planted = TRUTH_KINDS.filter((kind) => kind.startsWith('azure-'));
    expect(AZURE_RULES.map(({ id }) => id).toSorted()).toEqual([...planted, NOT_PLANTED].toSorted());
  });

  it('leave alone what somebody has protected', () => {
    expect(judge({ seed: 7, end: '2026-05-15' }, { [PROTECT_TAG]: 'true' }).flatMap(({ found }) => found)).toEqual([]);
  });

  it('save no more than resources cost, and say why where they cannot tell', () => {
    const found = judge({ seed: SEED, end: END }).flatMap((one) => one.found);
    // Network interfaces cost nothing themselves.
    const free = found.filter(({ rule_id }) => rule_id === 'azure-nic-orphaned');
    for (const { finding } of free) expect(finding.saving.monthly?.effective).toBe('0');
    const savings = found.filter((one) => !free.includes(one)).map(({ finding }) => finding.saving);
    const told = savings.filter(({ monthly }) => monthly !== null);
    expect(told.length).toBeGreaterThan(15);
    for (const { monthly, monthly_cost } of told) {
      expect(Number(monthly!.effective)).toBeGreaterThan(0);
      expect(Number(monthly!.effective)).toBeLessThanOrEqual(Number(monthly_cost!.effective));
    }
    for (const { monthly, unknown_because } of savings) expect(unknown_because === null).toBe(monthly !== null);
  });
});
