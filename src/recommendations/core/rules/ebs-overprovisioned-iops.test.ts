import { describe, expect, it } from 'vitest';
import {
  changeOf,
  daysAgo,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import { type EbsVolume, volumeResource } from '../../../connections/providers/aws/core/inventory/volumes.ts';
import { ebsOverprovisionedIops } from './ebs-overprovisioned-iops.ts';

const DAY = 86_400;
/** A rate of operations a second, of which `busy` is the share of the day that it works. */
const used = (iops: number, busy = 1): Measured => ({
  disk_read_operations: { total: (iops * DAY) / 2 },
  disk_write_operations: { total: (iops * DAY) / 2 },
  idle_seconds: { total: (1 - busy) * DAY },
});

interface Change {
  volume?: Partial<EbsVolume>;
  use?: Measured;
  parameters?: Record<string, unknown>;
}
const situationOf = ({ volume, use = used(1_000), parameters }: Change) => ({
  resource: volumeResource(PLACE, {
    VolumeId: 'vol-1',
    VolumeType: 'io2',
    Size: 500,
    Iops: 10_000,
    State: 'in-use',
    CreateTime: daysAgo(14),
    Attachments: [{ InstanceId: 'i-1' }],
    ...volume,
  }),
  use,
  parameters,
});
const without = (metric: keyof Measured): Measured => ({ ...used(1_000), [metric]: { total: [] } });

describeCases<Change>(ebsOverprovisionedIops, situationOf, {
  found: {
    'io2 of which a tenth is used': {},
    io1: { volume: { VolumeType: 'io1' } },
    'gp3 above its base': { volume: { VolumeType: 'gp3', Throughput: 125 } },
    'just below a fifth': { use: used(1_999) },
    'two thirds of the time idle': { use: used(1_500, 1 / 3) },
    'thirteen of fourteen days measured': {
      use: Object.fromEntries(
        Object.entries(used(1_000)).map(([metric, { total }]) => [metric, { total: Array(13).fill(total) }]),
      ),
    },
  },
  fine: {
    'a fifth': [{ use: used(2_000) }, 'used'],
    'all of it in the hours that it works': [{ use: used(1_500, 0.2) }, 'needed'],
    'gp3 at its base': [{ volume: { VolumeType: 'gp3', Iops: 3_000 }, use: used(10) }, 'iops', 'needed'],
    'gp3 whose throughput needs as many': [
      { volume: { VolumeType: 'gp3', Iops: 4_000, Throughput: 1_000 }, use: used(10) },
      'iops',
      'needed',
    ],
    gp2: [{ volume: { VolumeType: 'gp2', Iops: 1_500 }, use: used(10) }, 'volume_type'],
    'thirteen days old': [{ volume: { CreateTime: daysAgo(13) } }, 'age_days'],
    protected: [{ volume: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'nothing measured': [{ use: {} }, 'used', 'needed'],
    'reads not measured': [{ use: without('disk_read_operations') }, 'used', 'needed'],
    'writes not measured': [{ use: without('disk_write_operations') }, 'used', 'needed'],
    'idle time not measured, as of volumes that several instances have': [{ use: without('idle_seconds') }, 'needed'],
    'twelve of fourteen days measured': [
      {
        use: Object.fromEntries(
          Object.entries(used(1_000)).map(([metric, { total }]) => [metric, { total: Array(12).fill(total) }]),
        ),
      },
      'used',
      'needed',
    ],
    'no operations told': [{ volume: { Iops: undefined } }, 'iops', 'used'],
  },
});

describe('what it proposes', () => {
  it.each([
    ['the busiest day with headroom', { use: used(1_000) }, 2_000],
    ['the time that it works with headroom', { use: used(1_000, 0.5) }, 4_000],
    ['whole hundreds', { use: used(1_001) }, 2_100],
    ['no less than io2 takes', { use: used(1) }, 100],
    ['no less than the base of gp3', { volume: { VolumeType: 'gp3' as const }, use: used(1) }, 3_000],
    [
      'no less than the throughput of gp3 needs',
      { volume: { VolumeType: 'gp3' as const, Throughput: 1_000 }, use: used(1) },
      4_000,
    ],
    ['less headroom where that is wanted', { use: used(1_000), parameters: { headroom_percent: 0 } }, 1_000],
  ])('is %s', (_, change: Change, iops) => {
    expect(changeOf(ebsOverprovisionedIops, situationOf(change)).parameters).toMatchObject({
      iops,
      from_iops: 10_000,
      volume_type: change.volume?.VolumeType ?? 'io2',
    });
  });

  it('says that peaks are not seen, and is not sure', () => {
    const { confidence, claims, reason } = findingOf(ebsOverprovisionedIops, situationOf({}));
    expect(confidence).toMatchObject({
      level: 'medium',
      reasons: [expect.stringContaining('Peaks within a day are not seen')],
    });
    expect(claims.map(({ component }) => component)).toEqual(['iops']);
    expect(reason).toContain('10,000');
    expect(reason).toContain('1,000');
  });
});

it.each([
  ['io1', 10_000, 2_000, 0.8],
  // The first 3,000 of gp3 are free: 7,000 are paid for now, none then.
  ['gp3', 10_000, 3_000, 1],
  ['io2', 10_000, 2_000, 0.8],
  ['io2', 32_000, 8_000, 0.75],
])('saves of %s with %i operations what %i do not cost', (VolumeType, Iops, after, share) => {
  const rate = VolumeType === 'gp3' ? 1_000 : after / 2;
  const situation = situationOf({ volume: { VolumeType, Iops }, use: used(rate) });
  expect(changeOf(ebsOverprovisionedIops, situation).parameters).toMatchObject({ iops: after });
  const [step] = planOf(ebsOverprovisionedIops, situation);
  expect(step).toMatchObject({ kind: 'share', of: ['iops'] });
  expect((step as { share: number }).share).toBeCloseTo(share, 10);
});

it('does not know what operations of io2 cost in its higher tiers', () => {
  const situation = situationOf({ volume: { Iops: 32_001 } });
  expect(planOf(ebsOverprovisionedIops, situation)).toMatchObject([{ kind: 'unknown' }]);
});
