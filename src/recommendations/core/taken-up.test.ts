import { array, assert, boolean, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitmentUse, CommitmentUses, UncoveredUse } from '../../costs/core/resource-bills.ts';
import { sumDecimals } from '../../platform/core/decimal.ts';
import { couldCover, type Freeing, shareTakenUp } from './taken-up.ts';

const EC2 = 'Amazon Elastic Compute Cloud';
const commitment = (more: Partial<CommitmentUse> = {}): CommitmentUse => ({
  commitment_id: 'sp-1',
  name: null,
  category: 'Spend',
  type: 'Savings Plan',
  provider_name: 'AWS',
  billing_account_id: 'payer-1',
  sub_account_id: null,
  currency: 'USD',
  used: '70',
  unused: '0',
  covered_contracted: '100',
  covers: [{ service: EC2, region: 'us-east-1', meter: 'BoxUsage:m5.large' }],
  billed_once: '0',
  billed_recurring: '0',
  first_seen: '2026-01-01',
  last_covered: '2026-08-31',
  last_seen: '2026-08-31',
  ends_on: null,
  ...more,
});
const reservation = commitment({ commitment_id: 'ri-1', category: 'Usage', type: 'Reserved Instance' });
const use = (contracted: string, more: Partial<UncoveredUse> = {}): UncoveredUse => ({
  service: EC2,
  region: 'us-east-1',
  meter: 'BoxUsage:m5.large',
  provider_name: 'AWS',
  billing_account_id: 'payer-1',
  description: '',
  unit: 'Hours',
  currency: 'USD',
  contracted,
  ...more,
});
const frees = (
  identity: string,
  saving: string | null,
  cost: string,
  more: Partial<Freeing> & { id?: string } = {},
): Freeing => ({
  identity,
  saving,
  in_total: true,
  freed_commitments: [
    { commitment_id: more.id ?? 'sp-1', commitment_name: null, monthly_cost: cost, list: null, contracted: null },
  ],
  ...more,
});
const uses = (commitments: CommitmentUse[], uncovered: UncoveredUse[]): CommitmentUses => ({
  window: { start: '2026-08-02', end: '2026-09-01' },
  commitments,
  uncovered,
});
const shared = (findings: Freeing[], known: CommitmentUses) => Object.fromEntries(shareTakenUp(findings, known));

describe('a commitment could cover', () => {
  it.each<[string, CommitmentUse, Partial<UncoveredUse>, boolean]>([
    [
      'compute of its service in any region, on spend',
      commitment(),
      { region: 'eu-west-1', meter: 'EUW1-BoxUsage:c5.large' },
      true,
    ],
    ['no storage', commitment(), { meter: 'EBS:VolumeUsage.gp3' }, false],
    ['no other service', commitment(), { service: 'AWS Lambda', meter: 'Lambda-GB-Second' }, false],
    ['the same meter and region, on usage', reservation, {}, true],
    [
      'the same meter by another name',
      commitment({
        ...reservation,
        covers: [{ service: EC2, region: 'us-east-1', meter: 'USE1-HeavyUsage:m5.large' }],
      }),
      {},
      true,
    ],
    ['no other size, on usage', reservation, { meter: 'BoxUsage:m5.xlarge' }, false],
    ['no other region, on usage', reservation, { region: 'us-west-2' }, false],
    ['nothing of another billing account', commitment(), { billing_account_id: 'payer-2' }, false],
    ['nothing of another provider', commitment(), { provider_name: 'Microsoft' }, false],
    ['nothing in another currency', commitment(), { currency: 'EUR' }, false],
  ])('%s', (_, one, more, expected) => expect(couldCover(one, use('1', more))).toBe(expected));
});

describe('what findings free of commitments', () => {
  it('is taken up by on-demand use, at the rate of the commitment', () => {
    const known = uses([commitment()], [use('100')]);
    expect(shared([frees('a', '5', '60')], known)).toEqual({ a: { taken_up: '60', stranded: '0' } });
    // 100 of on-demand use is worth 70 of the commitment.
    expect(shared([frees('a', '5', '90.5')], known)).toEqual({ a: { taken_up: '70', stranded: '20.5' } });
  });

  it('is taken up once, the largest saving first, then by name', () => {
    const known = uses([commitment()], [use('100')]);
    const [a, b, c] = [frees('a', '5', '40'), frees('b', '50', '40'), frees('c', null, '40')];
    const expected = {
      b: { taken_up: '40', stranded: '0' },
      a: { taken_up: '30', stranded: '10' },
      c: { taken_up: '0', stranded: '40' },
    };
    expect(shared([a, b, c], known)).toEqual(expected);
    expect(shared([c, b, a], known)).toEqual(expected);
    const alternative = frees('d', '60', '50', { in_total: false });
    expect(shared([alternative, b], known)).toEqual({
      b: { taken_up: '40', stranded: '0' },
      d: { taken_up: '30', stranded: '20' },
    });
  });

  it('waits for what commitments do not use already', () => {
    const known = uses([commitment({ unused: '50' })], [use('100')]);
    expect(shared([frees('a', '5', '40')], known)).toEqual({ a: { taken_up: '20', stranded: '20' } });
  });

  it('is stranded where no use could take it up, or the bill does not tell of the commitment', () => {
    const nothing = { a: { taken_up: '0', stranded: '40' } };
    expect(shared([frees('a', '5', '40')], uses([commitment()], []))).toEqual(nothing);
    expect(shared([frees('a', '5', '40')], uses([], [use('100')]))).toEqual(nothing);
    expect(shared([frees('a', '5', '40')], { window: null, commitments: [], uncovered: [] })).toEqual(nothing);
  });

  it('shares on-demand use among commitments', () => {
    const known = uses([commitment(), reservation], [use('100')]);
    const both: Freeing = {
      identity: 'a',
      saving: '1',
      in_total: true,
      freed_commitments: ['ri-1', 'sp-1'].map((commitment_id) => ({
        commitment_id,
        commitment_name: null,
        monthly_cost: '40',
        list: null,
        contracted: null,
      })),
    };
    expect(shared([both], known)).toEqual({ a: { taken_up: '70', stranded: '10' } });
  });

  it('is never more than was freed, nor than there is on-demand use', () => {
    const given = array(
      integer({ min: 0, max: 1_000 }).chain((cost) => boolean().map((in_total) => ({ cost, in_total }))),
      { maxLength: 8 },
    );
    assert(
      property(given, integer({ min: 0, max: 2_000 }), (costs, contracted) => {
        const findings = costs.map(({ cost, in_total }, index) =>
          frees(`f${index}`, String(index), String(cost), { in_total }),
        );
        const result = shareTakenUp(findings, uses([commitment()], [use(String(contracted))]));
        for (const [index, { cost }] of costs.entries()) {
          const { taken_up, stranded } = result.get(`f${index}`)!;
          expect(sumDecimals([taken_up, stranded])).toBe(String(cost));
          expect(Number(stranded)).toBeGreaterThanOrEqual(0);
        }
        const total = findings
          .filter(({ in_total }) => in_total)
          .reduce((sum, { identity }) => sum + Number(result.get(identity)!.taken_up), 0);
        expect(total).toBeLessThanOrEqual(contracted * 0.7 + 1e-6);
      }),
    );
  });
});
