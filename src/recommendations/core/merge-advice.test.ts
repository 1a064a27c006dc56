import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advice } from '../../connections/core/inventory.ts';
import type { Change } from './change.ts';
import { mergeAdvice, type OwnFinding } from './merge-advice.ts';
import { findingSchema, type RecommendationType } from './types.ts';

const INSTANCE = 'arn:aws:ec2:eu-central-1:111122223333:instance/i-1';

const advice = (more: Partial<Advice> = {}): Advice => ({
  source: 'cost-optimization-hub',
  advice_id: `Rightsize ${INSTANCE}`,
  resource_id: INSTANCE,
  resource_type: 'AWS::EC2::Instance',
  account_id: '111122223333',
  region: 'eu-central-1',
  action: 'Rightsize',
  title: 'Rightsize i-1: m5.xlarge to m5.large',
  monthly_savings: '70.080000000000000000',
  currency: 'USD',
  details: {
    current: 'm5.xlarge',
    recommended: 'm5.large',
    effort: 'Medium',
    restart_needed: true,
    rollback_possible: true,
  },
  ...more,
});
const own = (rule_id: string, type: RecommendationType, change: Change | null = null): OwnFinding => ({
  rule_id,
  type,
  change,
});
const resize: Change = {
  action: 'ec2.resize_instance',
  parameters: { instance_id: 'i-1', instance_type: 'm5.large', from_instance_type: 'm5.xlarge' },
};
const modify: Change = {
  action: 'ec2.modify_volume',
  parameters: {
    volume_id: 'vol-1',
    volume_type: 'gp3',
    from_volume_type: 'gp2',
    size_gib: 100,
    iops: null,
    throughput_mibps: null,
    from_iops: null,
    from_throughput_mibps: null,
  },
};
const stop: Change = { action: 'ec2.stop_instance', parameters: { instance_id: 'i-1' } };
const OVERSIZED = own('ec2-oversized', 'rightsizing', resize);
const IDLE = own('ec2-idle', 'idle', stop);
const GRAVITON = own('ec2-graviton', 'upgrade', resize);
const NEWER = own('ec2-previous-generation', 'upgrade', resize);
const GP2 = own('ebs-gp2', 'upgrade', modify);
const SCHEDULE = own('non-production-schedule', 'scheduling', null);

const volume = { resource_type: 'AWS::EC2::Volume' };
const snapshot = { resource_type: 'microsoft.compute/snapshots', source: 'azure-advisor' };
const machine = { resource_type: 'microsoft.compute/virtualmachines', source: 'azure-advisor' };

describe('advice goes with our own finding that does the same', () => {
  it.each<[Partial<Advice>, OwnFinding]>([
    [{}, OVERSIZED],
    [{ action: 'Stop' }, IDLE],
    [{ action: 'Delete' }, IDLE],
    [{ action: 'MigrateToGraviton' }, GRAVITON],
    [{ action: 'Upgrade' }, NEWER],
    [{ action: 'OVER_PROVISIONED', source: 'compute-optimizer' }, OVERSIZED],
    [{ action: 'Overprovisioned', source: 'compute-optimizer' }, OVERSIZED],
    [{ action: 'Idle', source: 'compute-optimizer' }, IDLE],
    [{ action: 'Terminate', source: 'cost-explorer' }, IDLE],
    [{ action: 'Modify', source: 'cost-explorer' }, OVERSIZED],
    [{ action: 'Upgrade', ...volume }, GP2],
    [{ action: 'NotOptimized', source: 'compute-optimizer', ...volume }, GP2],
    [{ action: 'Rightsize', ...volume }, GP2],
    [{ action: 'SkuChange', ...snapshot }, own('azure-snapshot-premium', 'storage')],
    [{ action: 'SkuChange', ...machine }, own('azure-vm-oversized', 'rightsizing')],
    [
      {
        action: 'e10b1381-5f0a-47ff-8c7b-37bd13d7c974',
        title: 'Right-size or shutdown underutilized machines',
        ...machine,
      },
      own('azure-vm-idle', 'idle'),
    ],
  ])('%o', (given, finding) => {
    const one = advice(given);
    const { of_own, others } = mergeAdvice([SCHEDULE, finding], [one]);
    const { source, action, title, details } = one;
    const kept = { source, action, title, details, monthly_savings: '70.08', currency: 'USD' };
    expect(of_own).toEqual(new Map([[finding.rule_id, [kept]]]));
    expect(others).toEqual([]);
  });
});

describe('advice that none of our findings says', () => {
  it('is a finding of its own, with the saving, effort and way back that the cloud tells', () => {
    const { others, of_own } = mergeAdvice([GRAVITON, IDLE], [advice()]);
    expect(of_own.size).toBe(0);
    expect(others).toMatchObject([
      {
        rule_id: 'advice:rightsize',
        type: 'rightsizing',
        provider: 'aws',
        sources: ['cost-optimization-hub'],
        finding: {
          title: 'Rightsize i-1: m5.xlarge to m5.large',
          change: null,
          current: { configuration: 'm5.xlarge' },
          proposed: { configuration: 'm5.large' },
          saving: {
            monthly: { effective: '70.08', list: null, contracted: null },
            currency: 'USD',
            lines: [{ source: 'provider', amounts: { effective: '70.08' } }],
            unknown_because: null,
          },
          claims: [{ resource_id: INSTANCE, component: 'compute' }],
          confidence: { level: 'medium' },
          effort: 'medium',
          restart_needed: true,
          reversible: true,
        },
      },
    ]);
    expect(others[0]?.finding.confidence.reasons[0]).toContain('AWS Cost Optimization Hub');
  });

  it.each<[Partial<Advice>, string, string | undefined]>([
    [{ action: 'Stop' }, 'advice:remove', 'all'],
    [{ action: 'MigrateToGraviton' }, 'advice:graviton', 'compute'],
    [
      { advice_id: 'database-storage arn', source: 'compute-optimizer', action: 'NotOptimized' },
      'advice:storage',
      'storage',
    ],
    [{ details: { current_type: 'RdsDbInstanceStorage' } }, 'advice:storage', 'storage'],
    [{ action: 'a-new-word', title: 'Something new' }, 'advice:other', 'compute'],
  ])('%o is %s and takes hold of %s', (given, rule_id, component) => {
    expect(mergeAdvice([], [advice(given)]).others).toMatchObject([{ rule_id, finding: { claims: [{ component }] } }]);
  });

  it.each<Partial<Advice>>([
    { action: 'PurchaseSavingsPlans' },
    { action: 'PurchaseReservedInstances', source: 'cost-explorer' },
    { action: 'Cost', source: 'azure-advisor', title: 'Buy reserved capacity', details: { term: 'P3Y' } },
  ])('to buy a commitment takes hold of nothing: %o', (given) => {
    const bare = { resource_id: null, resource_type: null };
    const { others } = mergeAdvice([], [advice({ ...given, ...bare })]);
    expect(others).toMatchObject([{ rule_id: 'advice:commit', type: 'commitment', finding: { claims: [] } }]);
  });

  it('is one where several sources say the same, with the figure of the first that has one', () => {
    const { others } = mergeAdvice(
      [],
      [
        advice({ source: 'cost-explorer', action: 'Modify', monthly_savings: '60' }),
        advice({ source: 'cost-optimization-hub', monthly_savings: null, currency: null }),
        advice({ source: 'compute-optimizer', action: 'Overprovisioned', monthly_savings: '65' }),
      ],
    );
    expect(others).toHaveLength(1);
    expect(others[0]).toMatchObject({
      sources: ['compute-optimizer', 'cost-explorer', 'cost-optimization-hub'],
      finding: { saving: { monthly: { effective: '65' } } },
    });
    expect(others[0]?.advice).toHaveLength(3);
  });

  it('has no figure where the cloud tells none', () => {
    for (const given of [{ monthly_savings: null }, { currency: null }]) {
      const { others } = mergeAdvice([], [advice(given)]);
      expect(others[0]?.finding.saving).toMatchObject({ monthly: null, currency: null, lines: [] });
      expect(others[0]?.finding.saving.unknown_because).toContain('does not say');
    }
  });

  it.each<Partial<Advice>>([{ action: 'Underprovisioned' }, { monthly_savings: '0' }, { monthly_savings: '-12.5' }])(
    'is left out where it saves nothing: %o',
    (given) => {
      expect(mergeAdvice([OVERSIZED], [advice(given)])).toEqual({ of_own: new Map(), others: [] });
    },
  );
});

describe('whatever clouds say', () => {
  const anything = fc.record({
    source: fc.constantFrom('cost-optimization-hub', 'compute-optimizer', 'cost-explorer', 'azure-advisor', 'another'),
    advice_id: fc.string(),
    action: fc.oneof(fc.constantFrom('Stop', 'Rightsize', 'Upgrade', 'SkuChange', 'PurchaseSavingsPlans'), fc.string()),
    title: fc.string({ minLength: 1 }),
    monthly_savings: fc.constantFrom('12.5', '0', null),
    currency: fc.constantFrom('USD', null),
    details: fc.dictionary(
      fc.constantFrom('current', 'recommended', 'effort', 'reason', 'monthly_cost'),
      fc.jsonValue(),
    ) as fc.Arbitrary<Record<string, unknown>>,
  });

  it('every piece that saves is somewhere once, no two findings share a name, and all are whole', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 8 }), fc.subarray([IDLE, OVERSIZED, GRAVITON]), (given, mine) => {
        const all = given.map((one) => advice(one));
        const { of_own, others } = mergeAdvice(mine, all);
        const told = [...[...of_own.values()].flat(), ...others.flatMap((one) => one.advice)];
        expect(told.length).toBe(all.filter(({ monthly_savings }) => monthly_savings !== '0').length);
        expect(new Set(others.map(({ rule_id }) => rule_id)).size).toBe(others.length);
        for (const { finding } of others) expect(findingSchema.parse(finding)).toEqual(finding);
      }),
    );
  });
});
