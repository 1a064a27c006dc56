import { expect, it } from 'vitest';
import { changeOf, daysAgo, describeCases, findingOf, PLACE, planOf } from '../../../../test/support/rule-cases.ts';
import { type EbsVolume, volumeResource } from '../../../connections/providers/aws/core/inventory/volumes.ts';
import type { PriceRow } from '../types.ts';
import { ebsPreviousGeneration } from './ebs-previous-generation.ts';

interface Change {
  volume?: Partial<EbsVolume>;
  parameters?: Record<string, unknown>;
  prices?: PriceRow[];
}
const situationOf = ({ volume, parameters, prices }: Change) => ({
  resource: volumeResource(PLACE, {
    VolumeId: 'vol-1',
    VolumeType: 'standard',
    Size: 200,
    State: 'in-use',
    CreateTime: daysAgo(900),
    Attachments: [{ InstanceId: 'i-1' }],
    ...volume,
  }),
  parameters,
  prices,
});
const io1 = (Iops: number | undefined, MultiAttachEnabled: boolean | undefined = false): Partial<EbsVolume> => ({
  VolumeType: 'io1',
  Iops,
  MultiAttachEnabled,
});

describeCases<Change>(ebsPreviousGeneration, situationOf, {
  found: {
    magnetic: {},
    'magnetic that nothing has': { volume: { State: 'available', Attachments: [] } },
    'io1 with as much as gp3 can give': { volume: io1(16_000) },
  },
  fine: {
    gp2: [{ volume: { VolumeType: 'gp2' } }, 'volume_type'],
    io2: [{ volume: { VolumeType: 'io2', Iops: 1_000 } }, 'volume_type'],
    'io1 with more than gp3 gives': [{ volume: io1(16_001) }, 'iops'],
    'io1 of several instances': [{ volume: io1(1_000, true) }, 'multi_attach'],
    'io1 where nobody asks for it': [{ volume: io1(1_000), parameters: { io1: false } }, 'volume_type'],
    'being made': [{ volume: { State: 'creating' } }, 'status'],
    protected: [{ volume: { Tags: [{ Key: 'finopsmind:protect', Value: 'true' }] } }, 'protected'],
  },
  unknown: {
    'no type': [{ volume: { VolumeType: undefined } }, 'volume_type'],
    'no size': [{ volume: { Size: undefined } }, 'size'],
    'io1 without its operations': [{ volume: io1(undefined) }, 'iops'],
    'io1 that may be of several instances': [
      { volume: { VolumeType: 'io1', Iops: 1_000, MultiAttachEnabled: undefined } },
      'multi_attach',
    ],
  },
});

it.each([
  [{}, 3_000, 125],
  [{ volume: io1(400) }, 3_000, 125],
  [{ volume: io1(1_000) }, 3_000, 250],
  [{ volume: io1(5_000) }, 5_000, 500],
])('is as fast as before: %j', (change: Change, iops, throughput_mibps) => {
  expect(changeOf(ebsPreviousGeneration, situationOf(change)).parameters).toMatchObject({
    volume_type: 'gp3',
    iops,
    throughput_mibps,
    size_gib: 200,
  });
});

it('saves the charges for operations, and pays for those of gp3 above its base', () => {
  expect(planOf(ebsPreviousGeneration, situationOf({})).map(({ kind }) => kind)).toEqual(['reprice', 'ends']);
  expect(planOf(ebsPreviousGeneration, situationOf({ volume: io1(5_000) }))).toMatchObject([
    { kind: 'reprice', of: ['storage'], from: { sku: 'io1' }, to: { sku: 'gp3' } },
    { kind: 'ends', of: ['iops'] },
    { kind: 'adds', price: { service: 'ebs-iops', sku: 'gp3' }, quantity: 2_000 },
    { kind: 'adds', price: { service: 'ebs-throughput', sku: 'gp3' }, quantity: 375 },
  ]);
});

it('says that gp3 may cost more than magnetic storage, where prices are known', () => {
  const price = (sku: string, amount: number): PriceRow => ({
    provider: 'aws',
    service: 'ebs-volume',
    region: 'us-east-1',
    sku,
    unit: 'gib_month',
    price: amount,
    source: 'price_api',
    source_name: 'AWS Price List',
    date: '2026-11-01',
  });
  const prices = [price('standard', 0.05), price('gp3', 0.08)];
  const finding = findingOf(ebsPreviousGeneration, situationOf({ prices }));
  expect(finding.reason).toMatch(/\$0\.08 .* \$0\.05/);
  expect(finding.title).toBe('Change the volume vol-1 from magnetic storage to gp3, for speed: it may cost more');
  expect(finding.confidence.level).toBe('low');
  const cheap = findingOf(
    ebsPreviousGeneration,
    situationOf({ prices: [price('standard', 0.09), price('gp3', 0.08)] }),
  );
  expect(cheap.title).toBe('Change the volume vol-1 from magnetic storage to gp3');
});
