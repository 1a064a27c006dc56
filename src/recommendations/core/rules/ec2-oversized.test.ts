import { describe, expect, it } from 'vitest';
import { ec2Instance, IN_CLUSTER, IN_GROUP, madeDaysAgo, PROTECTED } from '../../../../test/support/machines.ts';
import { changeOf, describeCases, findingOf, type Measured, planOf } from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance, Ec2InstanceType } from '../../../connections/providers/aws/core/inventory/instances.ts';
import { ec2Oversized } from './ec2-oversized.ts';

const GB = 1e9;
/** A third of an m5.xlarge: an m5.large would do. */
const USED: Measured = {
  cpu_percent: { average: 10, p99: 30, maximum: 35 },
  memory_percent: { maximum: 35 },
  network_in_bytes: { total: GB },
  network_out_bytes: { total: GB },
};
interface Change {
  instance?: Partial<Ec2Instance>;
  type?: Ec2InstanceType;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const TYPE: Ec2InstanceType = { GpuInfo: { Gpus: [] } };
const situationOf = ({ instance, type = TYPE, use, parameters }: Change) => ({
  resource: ec2Instance(instance, type),
  use: { ...USED, ...use },
  parameters,
});
const QUIET: Measured = { network_in_bytes: { total: 1 }, network_out_bytes: { total: 1 } };

describeCases<Change>(ec2Oversized, situationOf, {
  found: {
    'a third of it is used': {},
    'memory that is not measured': { use: { memory_percent: {} } },
    'each limit, just': { use: { cpu_percent: { p99: 35, maximum: 40 }, memory_percent: { maximum: 40 } } },
    'no percentiles': { use: { cpu_percent: { maximum: 35 } } },
    'a quiet processor with traffic': { use: { cpu_percent: { p99: 1, maximum: 2 } } },
    'an idle processor that is taken for use': {
      use: { cpu_percent: { p99: 1, maximum: 2 }, ...QUIET },
      parameters: { idle_cpu_percent: 1 },
    },
    'on Windows': { instance: { PlatformDetails: 'Windows' } },
  },
  fine: {
    stopped: [{ instance: { State: { Name: 'stopped' } } }, 'status'],
    'a member of a group': [{ instance: IN_GROUP }, 'member'],
    'a node of a cluster': [{ instance: IN_CLUSTER }, 'member'],
    'a Spot Instance': [{ instance: { InstanceLifecycle: 'spot' } }, 'lifecycle'],
    'in a capacity reservation': [{ instance: { CapacityReservationId: 'cr-1' } }, 'paid_by'],
    'on a dedicated host': [{ instance: { Placement: { Tenancy: 'host' } } }, 'paid_by'],
    'without a volume for its root': [{ instance: { RootDeviceType: 'instance-store' } }, 'root_device'],
    protected: [{ instance: { Tags: PROTECTED } }, 'protected'],
    '13 days old': [{ instance: madeDaysAgo(13) }, 'age_days'],
    'the smallest size': [{ instance: { InstanceType: 'm5.large' } }, 'smaller_size'],
    'too few virtual CPUs in the next size': [{ parameters: { minimum_vcpus: 4 } }, 'smaller_size'],
    'idle, which is another rule': [{ use: { cpu_percent: { p99: 1, maximum: 4.9 }, ...QUIET } }, 'in_use'],
    'a percentile above the limit': [{ use: { cpu_percent: { p99: 35.1, maximum: 40 } } }, 'cpu_p99', 'fits'],
    'a maximum above the limit': [{ use: { cpu_percent: { p99: 35, maximum: 40.1 } } }, 'cpu_maximum', 'fits'],
    'no percentile, and a maximum above its limit': [{ use: { cpu_percent: { maximum: 36 } } }, 'cpu_p99', 'fits'],
    'memory above the limit': [{ use: { memory_percent: { maximum: 40.1 } } }, 'memory_maximum', 'fits'],
    'credits that would not do': [
      { instance: { InstanceType: 't3.xlarge' }, use: { cpu_percent: { average: 16, p99: 30, maximum: 35 } } },
      'fits',
    ],
    'credits that would not do on working days': [
      {
        instance: { InstanceType: 't3.xlarge' },
        use: { cpu_percent: { average: [16, 16, ...Array(28).fill(5)], p99: 30, maximum: 35 } },
      },
      'fits',
    ],
  },
  unknown: {
    'a processor that is not measured': [{ use: { cpu_percent: {} } }, 'cpu_p99', 'cpu_maximum'],
    'nothing that is measured': [
      { use: { cpu_percent: {}, memory_percent: {}, network_in_bytes: {}, network_out_bytes: {} } },
      'in_use',
      'cpu_p99',
      'cpu_maximum',
    ],
    'perhaps idle': [{ use: { cpu_percent: { p99: 1, maximum: 2 }, ...QUIET, network_in_bytes: {} } }, 'in_use'],
    'a type that is not known': [{ instance: { InstanceType: 'zz9.xlarge' } }, 'smaller_size'],
    'graphics processors': [{ type: { GpuInfo: { Gpus: [{ Count: 1 }] } } }, 'gpus'],
    'an unknown age': [{ instance: { NetworkInterfaces: [] } }, 'age_days'],
  },
});

describe('a finding of ec2-oversized', () => {
  it('names the smaller type, and what would be used of it', () => {
    const finding = findingOf(ec2Oversized, situationOf({}));
    expect(finding.change).toEqual({
      action: 'ec2.resize_instance',
      parameters: { instance_id: 'i-1', instance_type: 'm5.large', from_instance_type: 'm5.xlarge' },
    });
    expect(finding.reason).toBe(
      'Its processor reached 35 % at its busiest in 30 days (99th percentile 30 %), and its memory was 35 % full at most. On m5.large the processor would reach 70 %.',
    );
    expect(finding.projections).toEqual([
      { metric: 'cpu_percent', statistic: 'p99', before: 30, after: 60, limit: 70 },
      { metric: 'cpu_percent', statistic: 'maximum', before: 35, after: 70, limit: 80 },
      { metric: 'memory_percent', statistic: 'maximum', before: 35, after: 70, limit: 80 },
    ]);
    expect(finding.confidence.level).toBe('high');
  });

  it('goes down several sizes where memory is known, and one where it is not', () => {
    const instance = { InstanceType: 'm5.4xlarge' };
    const use: Measured = { cpu_percent: { average: 3, p99: 8, maximum: 9 }, memory_percent: { maximum: 8 } };
    const sizeFor = (change: Change) => changeOf(ec2Oversized, situationOf(change)).parameters;
    expect(sizeFor({ instance, use })).toMatchObject({ instance_type: 'm5.large' });
    expect(sizeFor({ instance, use: { ...use, memory_percent: {} } })).toMatchObject({ instance_type: 'm5.2xlarge' });
    expect(sizeFor({ instance, use, parameters: { minimum_vcpus: 4 } })).toMatchObject({ instance_type: 'm5.xlarge' });
  });

  it('says which stack of CloudFormation would change it back', () => {
    const { risk } = findingOf(
      ec2Oversized,
      situationOf({ instance: { Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'shop' }] } }),
    );
    expect(risk.reasons.join(' ')).toContain('stack shop');
  });

  it('is not sure of memory that is not measured', () => {
    const { confidence } = findingOf(ec2Oversized, situationOf({ use: { memory_percent: {} } }));
    expect(confidence.level).toBe('low');
    expect(confidence.reasons.join(' ')).toContain('memory is not measured');
  });

  it('says what is lost with disks, bare metal and network interfaces', () => {
    const interfaces = Array.from({ length: 3 }, () => madeDaysAgo(100).NetworkInterfaces![0]!);
    const { risk } = findingOf(
      ec2Oversized,
      situationOf({
        instance: { InstanceType: 'm5d.xlarge', NetworkInterfaces: interfaces },
        type: { ...TYPE, BareMetal: true, InstanceStorageSupported: true, InstanceStorageInfo: { TotalSizeInGB: 150 } },
      }),
    );
    expect(risk.level).toBe('high');
    expect(risk.reasons.join(' ')).toMatch(/150 GB.*3 network interfaces.*bare metal/);
  });

  it('reprices what is in proportion, and knows no price of licences that are not', () => {
    const windows = { PlatformDetails: 'Windows' };
    expect(planOf(ec2Oversized, situationOf({ instance: windows }))).toMatchObject([{ kind: 'reprice' }]);
    // t3.large and t3.medium have two virtual CPUs each, for which Windows is paid.
    const burstable = { ...windows, InstanceType: 't3.large' };
    const use: Measured = { cpu_percent: { average: 5, p99: 30, maximum: 35 } };
    expect(planOf(ec2Oversized, situationOf({ instance: burstable, use }))).toMatchObject([{ kind: 'unknown' }]);
  });

  it.each([
    ['Red Hat Enterprise Linux', 'm5.xlarge', 'reprice'],
    // SUSE costs the same for a range of sizes, and SQL Server as much as for four virtual CPUs at least.
    ['SUSE Linux', 'm5.xlarge', 'unknown'],
    ['Windows with SQL Server Standard', 'm5.xlarge', 'unknown'],
    ['Windows with SQL Server Standard', 'm5.2xlarge', 'reprice'],
  ])('of %s on %s: the price is told as %s', (PlatformDetails, InstanceType, kind) => {
    const instance = { PlatformDetails, InstanceType };
    expect(planOf(ec2Oversized, situationOf({ instance }))).toMatchObject([{ kind }]);
  });
});
