import { describe, expect, it } from 'vitest';
import { ec2Instance, IN_CLUSTER, IN_GROUP, madeDaysAgo, PROTECTED } from '../../../../test/support/machines.ts';
import { describeCases, findingOf, type Measured, planOf } from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance } from '../../../connections/providers/aws/core/inventory/instances.ts';
import { ec2Idle } from './ec2-idle.ts';

const MB = 1_000_000;
const IDLE: Measured = {
  cpu_percent: { maximum: 2 },
  network_in_bytes: { total: MB },
  network_out_bytes: { total: MB },
};

interface Change {
  instance?: Partial<Ec2Instance>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ instance, use, parameters }: Change) => ({
  resource: ec2Instance(instance),
  use: { ...IDLE, ...use },
  parameters,
});
/** Measured on these days of the 30, and on no other. */
const known = (days: number, value: number) => Array.from({ length: 30 }, (_, day) => (day < days ? value : null));

describeCases<Change>(ec2Idle, situationOf, {
  found: {
    'next to nothing for 30 days': {},
    'just below each limit': {
      use: {
        cpu_percent: { maximum: 4.99 },
        network_in_bytes: { total: 5 * MB - 1 },
        network_out_bytes: { total: 5 * MB - 1 },
      },
    },
    '14 days old, and measured for them': {
      instance: madeDaysAgo(14),
      use: {
        cpu_percent: { maximum: known(14, 2).toReversed() },
        network_in_bytes: { total: known(14, 1).toReversed() },
        network_out_bytes: { total: known(14, 1).toReversed() },
      },
    },
    'a Spot Instance': { instance: { InstanceLifecycle: 'spot' } },
    'a limit of its own': { use: { cpu_percent: { maximum: 9 } }, parameters: { cpu_maximum_percent: 10 } },
  },
  fine: {
    stopped: [{ instance: { State: { Name: 'stopped' } } }, 'status'],
    'a member of a group': [{ instance: IN_GROUP }, 'member'],
    'a node of a cluster': [{ instance: IN_CLUSTER }, 'member'],
    'a core node of EMR': [
      { instance: { Tags: [{ Key: 'aws:elasticmapreduce:job-flow-id', Value: 'j-1' }] } },
      'member',
    ],
    'of Citrix': [{ instance: { Tags: [{ Key: 'CitrixProvisioningSchemeId', Value: '1' }] } }, 'member'],
    'of a fleet': [{ instance: { Tags: [{ Key: 'aws:ec2:fleet-id', Value: 'fleet-1' }] } }, 'member'],
    'of Databricks': [{ instance: { Tags: [{ Key: 'Vendor', Value: 'Databricks' }] } }, 'member'],
    'a server of Disaster Recovery': [
      { instance: { Tags: [{ Key: 'AWSElasticDisasterRecoveryManaged', Value: 'drs.amazonaws.com' }] } },
      'member',
    ],
    protected: [{ instance: { Tags: PROTECTED } }, 'protected'],
    '13 days old': [{ instance: madeDaysAgo(13) }, 'age_days'],
    'a processor at the limit': [{ use: { cpu_percent: { maximum: 5 } } }, 'cpu_maximum'],
    'one busy day': [{ use: { cpu_percent: { maximum: [...known(29, 2).slice(0, 29), 90] } } }, 'cpu_maximum'],
    'received as much as the limit': [{ use: { network_in_bytes: { total: 5 * MB } } }, 'network_in'],
    'sent as much as the limit': [{ use: { network_out_bytes: { total: 5 * MB } } }, 'network_out'],
    'busy, with traffic that is not measured': [
      { use: { cpu_percent: { maximum: 50 }, network_in_bytes: {} } },
      'cpu_maximum',
    ],
  },
  unknown: {
    'a processor that is not measured': [{ use: { cpu_percent: {} } }, 'cpu_maximum'],
    'traffic that is not measured': [
      { use: { network_in_bytes: {}, network_out_bytes: {} } },
      'network_in',
      'network_out',
    ],
    'too few days that are measured': [{ use: { cpu_percent: { maximum: known(13, 2) } } }, 'cpu_maximum'],
    'an unknown age': [{ instance: { NetworkInterfaces: [] } }, 'age_days'],
    'an unknown state': [{ instance: { State: undefined } }, 'status'],
  },
});

describe('a finding of ec2-idle', () => {
  it('tells the figures that decided, and stops the instance', () => {
    const finding = findingOf(ec2Idle, situationOf({}));
    expect(finding.reason).toBe(
      'Its processor reached 2 % at its busiest in 30 days, and on its busiest days it received 1 MB and sent 1 MB.',
    );
    expect(finding.change).toEqual({ action: 'ec2.stop_instance', parameters: { instance_id: 'i-1' } });
    expect(finding.confidence).toEqual({ level: 'high', reasons: ['All 30 days were measured.'] });
    expect(finding.claims).toEqual([{ resource_id: expect.stringContaining('i-1'), component: 'all' }]);
  });

  it('is less sure where days are missing', () => {
    const use: Measured = { network_in_bytes: { total: known(20, 1) } };
    expect(findingOf(ec2Idle, situationOf({ use })).confidence).toEqual({
      level: 'medium',
      reasons: ['20 of 30 days were measured.'],
    });
  });

  it('leaves what can only be terminated to people', () => {
    for (const instance of [{ InstanceLifecycle: 'spot' }, { RootDeviceType: 'instance-store' }])
      expect(findingOf(ec2Idle, situationOf({ instance }))).toMatchObject({
        change: null,
        reversible: false,
        risk: { level: 'high' },
      });
  });

  it('promises nothing of what a reservation or a dedicated host is paid for', () => {
    const plans = [{ CapacityReservationId: 'cr-1' }, { Placement: { Tenancy: 'host' } }].map((instance) =>
      planOf(ec2Idle, situationOf({ instance })),
    );
    expect(plans).toEqual([
      [{ kind: 'unknown', because: expect.stringContaining('capacity reservation cr-1') }],
      [{ kind: 'unknown', because: expect.stringContaining('dedicated host') }],
    ]);
  });

  it('warns of an address that changes', () => {
    const association = { PublicIp: '203.0.113.7', IpOwnerId: 'amazon' };
    const NetworkInterfaces = madeDaysAgo(100).NetworkInterfaces!.map((one) => ({ ...one, Association: association }));
    const { risk } = findingOf(ec2Idle, situationOf({ instance: { NetworkInterfaces } }));
    expect(risk.reasons.join(' ')).toContain('203.0.113.7');
  });
});
