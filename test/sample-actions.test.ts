import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InventoryResource, inventoryResource } from '../src/connections/core/inventory.ts';
import { SampleActionError } from '../src/connections/providers/sample/core/cloud/action-rule.ts';
import {
  applySampleAction,
  inverseOfSampleAction,
  type SampleAction,
} from '../src/connections/providers/sample/core/cloud/actions.ts';
import { changesBySampleAction, snapshotOfVolume } from '../src/connections/providers/sample/core/cloud/effects.ts';
import { makeSampleCloud } from '../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { SEED } from '../src/connections/providers/sample/server/write-sample.ts';
import { SAMPLE_ACTIONS as ACTIONS } from './support/sample-actions.ts';
import { openLinks } from './support/sample-links.ts';

/** The last day of which the cloud tells. */
const AT = '2026-11-24T08:00:00.000Z';
const cloud = makeSampleCloud({ seed: SEED, end: '2026-11-25' });
const byType = (type: string) => cloud.resources.filter(({ resource_type }) => resource_type === type);

/** The resource after an action, or the code with which it is refused. */
function attempt(resource: InventoryResource, action: SampleAction): InventoryResource | null | string {
  try {
    return applySampleAction(resource, action);
  } catch (error) {
    if (error instanceof SampleActionError) return error.code;
    throw error;
  }
}

describe('actions on the sample cloud', () => {
  it('are undone by their inverse, on every resource that allows them', () => {
    const undone = new Set<string>();
    for (const before of cloud.resources)
      for (const action of ACTIONS) {
        const copy = structuredClone(before);
        const after = attempt(before, action);
        expect(before).toEqual(copy);
        const inverse = inverseOfSampleAction(before, action);
        if (after === null) expect(inverse, action.kind).toBeNull();
        if (after === null || typeof after === 'string' || inverse === null) continue;
        expect(applySampleAction(after, inverse), `${action.kind} of ${before.resource_id}`).toEqual(before);
        undone.add(action.kind);
      }
    expect(undone.size).toBeGreaterThanOrEqual(20);
  });

  it('are undone in turn after any number of them', () => {
    const owners = [...byType('AWS::EC2::Instance'), ...byType('microsoft.compute/virtualmachines')];
    fc.assert(
      fc.property(
        fc.constantFrom(...owners),
        fc.array(fc.constantFrom(...ACTIONS.filter(({ kind }) => /instance|machine/.test(kind))), { maxLength: 12 }),
        (original, actions) => {
          let now = original;
          const inverses: SampleAction[] = [];
          for (const action of actions) {
            const after = attempt(now, action);
            const inverse = inverseOfSampleAction(now, action);
            if (after === null || typeof after === 'string' || inverse === null) continue;
            now = after;
            inverses.unshift(inverse);
          }
          for (const inverse of inverses) now = applySampleAction(now, inverse)!;
          expect(now).toEqual(original);
        },
      ),
    );
  });

  it('leave resources of the form of the inventory, and no link that leads nowhere', () => {
    for (const resource of cloud.resources)
      for (const action of ACTIONS) {
        if (typeof attempt(resource, action) === 'string') continue;
        const changes = changesBySampleAction(cloud.resources, resource, action);
        for (const after of changes.values()) if (after) inventoryResource.parse(after);
        if (changes.get(resource.resource_id) !== null) continue;
        const left = cloud.resources.flatMap((one) => {
          const after = changes.get(one.resource_id);
          return after === null ? [] : [after ?? one];
        });
        expect(openLinks(left), `${action.kind} of ${resource.resource_id}`).toEqual([]);
      }
  });

  it('let volumes go with an instance, or be unattached', () => {
    const instance = byType('AWS::EC2::Instance').find(
      ({ attributes, status }) => status === 'running' && (attributes['volumes'] as unknown[]).length > 1,
    )!;
    const changes = changesBySampleAction(cloud.resources, instance, { kind: 'terminate_instance' });
    const volumes = byType('AWS::EC2::Volume').filter(({ attached_to }) => attached_to.includes(instance.resource_id));
    const after = volumes.map(({ resource_id }) => changes.get(resource_id));
    expect(after.filter((one) => one === null)).toHaveLength(1);
    for (const volume of after.filter((one) => one !== null))
      expect(volume).toMatchObject({ status: 'available', attached_to: [], attributes: { attachments: [] } });
  });

  it.each<[string, string, (resource: InventoryResource) => boolean, SampleAction, string]>([
    [
      'AWS::EC2::Instance',
      'running',
      ({ status }) => status === 'running',
      { kind: 'resize_instance', instance_type: 'm6i.large' },
      'IncorrectInstanceState',
    ],
    [
      'AWS::EC2::Instance',
      'stopped',
      ({ status }) => status === 'stopped',
      { kind: 'stop_instance', at: AT },
      'IncorrectInstanceState',
    ],
    [
      'AWS::EC2::Instance',
      'stopped',
      ({ status }) => status === 'stopped',
      { kind: 'resize_instance', instance_type: 'm7g.large' },
      'InvalidParameterValue',
    ],
    [
      'AWS::EC2::Instance',
      'any',
      () => true,
      { kind: 'resize_instance', instance_type: 'zz.bogus' },
      'InvalidInstanceAttributeValue',
    ],
    ['AWS::EC2::Instance', 'any', () => true, { kind: 'delete_volume' }, 'InvalidParameterValue'],
    ['AWS::EC2::Volume', 'attached', ({ status }) => status === 'in-use', { kind: 'delete_volume' }, 'VolumeInUse'],
    [
      'AWS::EC2::Snapshot',
      'of an image',
      ({ attached_to }) => attached_to.length > 0,
      { kind: 'delete_snapshot' },
      'InvalidSnapshot.InUse',
    ],
    [
      'AWS::EC2::EIP',
      'associated',
      ({ attached_to }) => attached_to.length > 0,
      { kind: 'release_address' },
      'InvalidIPAddress.InUse',
    ],
    [
      'AWS::DynamoDB::Table',
      'paid by request',
      ({ attributes }) => attributes['billing_mode'] !== 'PROVISIONED',
      { kind: 'set_table_capacity', read_units: 5, write_units: 5 },
      'ValidationException',
    ],
    [
      'microsoft.compute/virtualmachines',
      'running',
      ({ status, attributes }) => status === 'PowerState/running' && attributes['vm_size'] === 'Standard_D8s_v5',
      { kind: 'resize_machine', vm_size: 'Standard_E2s_v5' },
      'OperationNotAllowed',
    ],
    [
      'microsoft.compute/disks',
      'exported',
      ({ status }) => status === 'ActiveSAS',
      { kind: 'delete_disk' },
      'OperationNotAllowed',
    ],
    [
      'microsoft.network/publicipaddresses',
      'used',
      ({ attached_to }) => attached_to.length > 0,
      { kind: 'delete_public_ip' },
      'PublicIPAddressCannotBeDeleted',
    ],
    [
      'microsoft.web/serverfarms',
      'with apps',
      ({ attributes }) => Number(attributes['sites']) > 0,
      { kind: 'delete_app_service_plan' },
      'Conflict',
    ],
  ])('are refused as the cloud refuses them: %s, %s', (type, _state, isIt, action, code) => {
    const resource = byType(type).find(isIt);
    expect(resource).toBeDefined();
    expect(attempt(resource!, action)).toBe(code);
  });

  it('show in what is measured: half the size does the same work at twice the load, and what is off does nothing', () => {
    const oversized = cloud.truth.find(({ kind }) => kind === 'ec2-oversized')!;
    const before = cloud.resources.find(({ resource_id }) => resource_id === oversized.resource_id)!;
    const stopped = applySampleAction(before, { kind: 'stop_instance', at: AT })!;
    const smaller = cloud.advice().find(({ resource_id }) => resource_id === before.resource_id)!.details[
      'recommended'
    ];
    const resized = applySampleAction(stopped, { kind: 'resize_instance', instance_type: String(smaller) })!;
    const started = applySampleAction(resized, { kind: 'start_instance' })!;
    const cpu = (resource: InventoryResource) =>
      cloud.metrics(resource).find(({ metric }) => metric === 'cpu_percent')!;
    cpu(started).maximum.forEach((value, day) => expect(value! / cpu(before).maximum[day]!).toBeCloseTo(2, 1));
    const machine = byType('microsoft.compute/virtualmachines').find((one) => cloud.metrics(one).length > 0)!;
    // Azure does not tell since when a machine is deallocated.
    expect(cloud.metrics(applySampleAction(machine, { kind: 'deallocate_machine' })!)).toEqual([]);
    expect(cpu(stopped).average.at(-1)).toBeNull();
    expect(cpu(stopped).average.at(-2)).toBe(cpu(before).average.at(-2));
  });

  it('take snapshots that are resources of their own', () => {
    const volume = byType('AWS::EC2::Volume')[0]!;
    const snapshot = snapshotOfVolume(volume, {
      id: 'snap-0123456789abcdef0',
      at: AT,
      description: 'Before it is deleted',
      tags: [{ Key: 'team', Value: 'search' }],
    });
    expect(inventoryResource.parse(snapshot)).toMatchObject({
      resource_type: 'AWS::EC2::Snapshot',
      account_id: volume.account_id,
      region: volume.region,
      tags: { team: 'search' },
      attributes: { volume_id: volume.resource_id.split('/').at(-1), size_gib: volume.attributes['size_gib'] },
    });
  });
});
