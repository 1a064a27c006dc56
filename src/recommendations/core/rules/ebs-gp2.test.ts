import { describe, expect, it } from 'vitest';
import { ec2Instance, IN_GROUP } from '../../../../test/support/machines.ts';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
} from '../../../../test/support/rule-cases.ts';
import type { Ec2Instance } from '../../../connections/providers/aws/core/inventory/instances.ts';
import { type EbsVolume, volumeResource } from '../../../connections/providers/aws/core/inventory/volumes.ts';
import { ebsGp2 } from './ebs-gp2.ts';

interface Change {
  volume?: Partial<EbsVolume>;
  use?: Measured;
  parameters?: Record<string, unknown>;
  instance?: Partial<Ec2Instance>;
}
const situationOf = ({ volume, use, parameters, instance }: Change) => ({
  resource: volumeResource(PLACE, {
    VolumeId: 'vol-1',
    VolumeType: 'gp2',
    Size: 100,
    Iops: 300,
    State: 'in-use',
    CreateTime: daysAgo(30),
    Attachments: [{ InstanceId: 'i-1' }],
    ...volume,
  }),
  use,
  parameters,
  others: instance ? [ec2Instance(instance)] : [],
});

describeCases<Change>(ebsGp2, situationOf, {
  found: {
    'gp2 in use': {},
    'gp2 that nothing has': { volume: { State: 'available', Attachments: [] } },
    'a day old, not measured': { volume: { CreateTime: daysAgo(1) } },
  },
  fine: {
    gp3: [{ volume: { VolumeType: 'gp3' } }, 'volume_type'],
    'being deleted': [{ volume: { State: 'deleting' } }, 'status'],
    protected: [{ volume: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'no type': [{ volume: { VolumeType: undefined } }, 'volume_type'],
    'no size': [{ volume: { Size: undefined } }, 'size'],
  },
});

const parametersFor = (change: Change) => {
  const { parameters } = changeOf(ebsGp2, situationOf(change));
  const { iops, throughput_mibps } = parameters as { iops: number; throughput_mibps: number };
  return [iops, throughput_mibps];
};
const PER_DAY = 86_400;
const MIB = 1_048_576;
/** Half of the day busy, so that the rate while busy is twice the mean. */
const used = (iops: number, mibps: number): Measured => ({
  disk_read_operations: { total: (iops * PER_DAY) / 2 },
  disk_write_operations: { total: (iops * PER_DAY) / 2 },
  disk_read_bytes: { total: (mibps * MIB * PER_DAY) / 2 },
  disk_write_bytes: { total: (mibps * MIB * PER_DAY) / 2 },
  idle_seconds: { total: PER_DAY / 2 },
});

describe('what gp3 gets', () => {
  it.each([
    [170, [3_000, 125]],
    [171, [3_000, 129]],
    [249, [3_000, 187]],
    [250, [3_000, 250]],
    [1_000, [3_000, 250]],
    [1_001, [3_003, 250]],
    [5_333, [15_999, 250]],
    [6_000, [16_000, 250]],
  ])('is as fast as gp2 of %i GiB where nothing is measured', (Size, expected) => {
    expect(parametersFor({ volume: { Size } })).toEqual(expected);
  });

  it('is what is used while it works, with headroom', () => {
    // 1,000 in the mean are 2,000 while busy, and twice that with headroom; 40 MiB/s are 80 and 160.
    expect(parametersFor({ volume: { Size: 4_000 }, use: used(1_000, 40) })).toEqual([4_000, 160]);
    expect(
      parametersFor({ volume: { Size: 4_000 }, use: used(1_000, 40), parameters: { headroom_percent: 50 } }),
    ).toEqual([3_000, 125]);
  });

  it('is never more than gp2 gives, nor less than the base of gp3', () => {
    expect(parametersFor({ volume: { Size: 4_000 }, use: used(9_000, 240) })).toEqual([12_000, 250]);
    expect(parametersFor({ volume: { Size: 4_000 }, use: used(1, 0.1) })).toEqual([3_000, 125]);
  });

  it('is not lowered where days or idle time are not measured', () => {
    const { idle_seconds: _, ...without_idle } = used(1, 0.1);
    expect(parametersFor({ volume: { Size: 4_000 }, use: without_idle })).toEqual([12_000, 250]);
    const few_days = Object.fromEntries(
      Object.entries(used(1, 0.1)).map(([metric, { total }]) => [metric, { total: Array(12).fill(total) }]),
    );
    expect(parametersFor({ volume: { Size: 4_000 }, use: few_days })).toEqual([12_000, 250]);
  });

  it('is the base of gp3 while nothing has the volume', () => {
    expect(parametersFor({ volume: { Size: 4_000, State: 'available', Attachments: [] } })).toEqual([3_000, 125]);
  });
});

it('keeps what it was, and says less surely that it will do where use decides', () => {
  const situation = situationOf({ volume: { Size: 4_000, Iops: 12_000 } });
  expect(changeOf(ebsGp2, situation).parameters).toMatchObject({
    volume_id: 'vol-1',
    from_volume_type: 'gp2',
    from_iops: 12_000,
    from_throughput_mibps: null,
    size_gib: 4_000,
  });
  expect(findingOf(ebsGp2, situation).confidence.level).toBe('high');
  const lowered = findingOf(ebsGp2, situationOf({ volume: { Size: 4_000 }, use: used(1, 0.1) }));
  expect(lowered.confidence).toMatchObject({
    level: 'medium',
    reasons: [expect.stringContaining('peaks within a day')],
  });
});

it('says where the type comes from, which new volumes would have again', () => {
  const risksOf = (change: Change) => findingOf(ebsGp2, situationOf(change)).risk.reasons.join(' ');
  expect(risksOf({ instance: {} })).not.toMatch(/launch template|storage class/);
  expect(risksOf({ instance: IN_GROUP })).toMatch(/of web, .* launch template/);
  expect(risksOf({ volume: { Tags: [{ Key: 'ebs.csi.aws.com/cluster', Value: 'true' }] } })).toMatch(/storage class/);
});

it('is less sure of a large volume that nothing has, which gp2 makes faster', () => {
  const sureOf = (Size: number) =>
    findingOf(ebsGp2, situationOf({ volume: { Size, State: 'available', Attachments: [] } })).confidence;
  expect(sureOf(100).level).toBe('high');
  expect(sureOf(4_000)).toMatchObject({ level: 'medium', reasons: [expect.stringContaining('12,000')] });
});
