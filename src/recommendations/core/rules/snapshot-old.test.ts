import { expect, it } from 'vitest';
import { changeOf, daysAgo, describeCases, findingOf, PLACE } from '../../../../test/support/rule-cases.ts';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import {
  type EbsSnapshot,
  snapshotResource,
} from '../../../connections/providers/aws/core/inventory/images-and-snapshots.ts';
import { snapshotOld } from './snapshot-old.ts';

interface Change {
  snapshot?: Partial<EbsSnapshot>;
  images?: string[];
  parameters?: Record<string, unknown>;
  told?: (resource: InventoryResource) => InventoryResource;
}
const situationOf = ({ snapshot, images = [], parameters, told = (resource) => resource }: Change) => ({
  resource: told(
    snapshotResource(
      PLACE,
      {
        SnapshotId: 'snap-1',
        VolumeId: 'vol-1',
        VolumeSize: 80,
        State: 'completed',
        StartTime: daysAgo(91),
        ...snapshot,
      },
      images,
    ),
  ),
  parameters,
});
const tagged = (Key: string, Value = '1') => ({ snapshot: { Tags: [{ Key, Value }] } });
const untold = (resource: InventoryResource): InventoryResource => {
  const { image_ids: _, ...attributes } = resource.attributes;
  return { ...resource, attributes };
};

describeCases<Change>(snapshotOld, situationOf, {
  found: {
    'older than ninety days': {},
    'older than wanted': { snapshot: { StartTime: daysAgo(31) }, parameters: { days: 30 } },
    'of a volume that is not told': { snapshot: { VolumeId: undefined, VolumeSize: undefined } },
  },
  fine: {
    'ninety days old': [{ snapshot: { StartTime: daysAgo(90) } }, 'age_days'],
    'of an image': [{ images: ['ami-1'] }, 'images'],
    archived: [{ snapshot: { StorageTier: 'archive' } }, 'tier'],
    'being taken': [{ snapshot: { State: 'pending' } }, 'status'],
    'of AWS Backup': [tagged('aws:backup:source-resource'), 'managed'],
    'of Data Lifecycle Manager': [tagged('aws:dlm:lifecycle-policy-id'), 'managed'],
    'of Elastic Disaster Recovery': [tagged('AWSElasticDisasterRecoveryManaged', 'drs.amazonaws.com'), 'managed'],
    'of Kubernetes': [tagged('CSIVolumeSnapshotName'), 'managed'],
    protected: [tagged('finopsmind:protect', 'true'), 'protected'],
  },
  unknown: {
    'no age': [{ snapshot: { StartTime: undefined } }, 'age_days'],
    'no state': [{ snapshot: { State: undefined } }, 'status'],
    'images not told': [{ told: untold }, 'images'],
  },
});

it('deletes the snapshot, and says that this is for good', () => {
  expect(changeOf(snapshotOld, situationOf({}))).toEqual({
    action: 'ec2.delete_snapshot',
    parameters: { snapshot_id: 'snap-1' },
  });
  const { reason, risk, reversible, confidence } = findingOf(snapshotOld, situationOf({}));
  expect(reason).toContain('91 days ago of the volume vol-1');
  expect(risk.level).toBe('high');
  expect(findingOf(snapshotOld, situationOf(tagged('env', 'dev'))).risk.level).toBe('medium');
  expect(confidence).toMatchObject({
    level: 'medium',
    reasons: expect.arrayContaining([expect.stringContaining('at most')]),
  });
  expect(reversible).toBe(false);
});
