import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { blockersOf } from '../src/remediation/core/blockers.ts';
import { disk, idFor, SIZES, snapshot } from './clouds/azure/remediation/bodies.ts';
import type { Body, ManagerCall } from './clouds/azure/remediation/double.ts';
import { AzureRemediation, atChange, isChange, REMEDIATION } from './support/azure-remediation.ts';
import { AZURE_WORLDS, type AzureCase, stateOf } from './support/remediation-worlds/azure.ts';

const azure = await AzureRemediation.open();
afterAll(() => azure.close());
beforeEach(() => azure.reset());

const VM = idFor('Microsoft.Compute/virtualMachines/Web-1').toLowerCase();
const DISK = idFor('Microsoft.Compute/disks/Data-1').toLowerCase();
const BACKUP = idFor(`Microsoft.Compute/snapshots/Data-1-backup-${REMEDIATION}`);
const ADDRESS = idFor('Microsoft.Network/publicIPAddresses/Old-Entry').toLowerCase();
const PLAN = idFor('Microsoft.Web/serverfarms/Plan-1').toLowerCase();

const prepare = (world: string): AzureCase =>
  AZURE_WORLDS.find(({ name }) => name === world)!.prepare(azure.double)[0]!;
const at = (id: string): Body => azure.double.state.resources.get(id.toLowerCase())!;
const there = (id: string): boolean => azure.double.state.resources.has(id.toLowerCase());
/** Does something just before the first call with this method. */
function before(method: string, act: (call: ManagerCall) => void): void {
  let is_done = false;
  azure.double.onCall = (call, phase) => {
    if (is_done || phase !== 'before' || call.method !== method) return;
    is_done = true;
    act(call);
  };
}

describe('machines of Azure in trouble', () => {
  it.each(['AllocationFailed', 'ZonalAllocationFailed', 'OverconstrainedAllocationRequest', 'SkuNotAvailable'])(
    'that find no place (%s) get their old size, and run again',
    async (code) => {
      const one = prepare('resizes a machine that has to be deallocated');
      const untouched = stateOf(azure.double);
      azure.double.state.faults.push(atChange(2, { kind: 'fails later', code, message: 'No room in westeurope.' }));
      const { before: found, execute } = await azure.carryOut(one);
      expect(execute.failed).toEqual({
        step_id: 'start',
        because: `The cloud began it, and gave up (${code}: No room in westeurope.).`,
      });
      expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null });
      expect(azure.changes().slice(3)).toEqual(['PATCH virtualmachines', 'POST virtualmachines start']);
      expect(stateOf(azure.double)).toEqual(untouched);
    },
  );

  it('say why they could not be started where the process ended before Azure told', async () => {
    const one = prepare('resizes a machine that has to be deallocated');
    const found = await azure.read(one);
    azure.double.state.faults.push(
      atChange(2, { kind: 'fails later', code: 'AllocationFailed', message: 'No room in westeurope.' }),
    );
    // Azure's record of the operation is out of reach, so that only the machine tells.
    azure.double.state.faults.push({
      kind: 'refused',
      status: 404,
      code: 'NotFound',
      times: 9,
      on: ({ path }) => /operations\//i.test(path),
    });
    expect((await azure.run(azure.cloud, one, found, 'steps')).failed).toEqual({
      step_id: 'start',
      because: 'The machine could not be started (AllocationFailed: No room in westeurope.)',
    });
  });

  it.each([
    [409, 'OperationNotAllowed', 'Operation could not be completed as it results in exceeding approved Cores quota.'],
    [409, 'SkuNotAvailable', 'The requested size is currently not available in location westeurope.'],
    [403, 'RequestDisallowedByPolicy', 'Resource Web-1 was disallowed by policy.'],
    [403, 'LinkedAuthorizationFailed', 'It is blocked by deny assignments on the 1 linked scope(s).'],
  ])('are put back as they were when Azure says %s %s', async (status, code, message) => {
    const one = prepare('resizes a machine that has to be deallocated');
    const untouched = stateOf(azure.double);
    azure.double.state.faults.push(atChange(1, { kind: 'refused', status, code, message }));
    const { before: found, execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toBe(`The cloud refused it (${code}: ${message}).`);
    expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null });
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  it.each(['resizes a machine where it runs', 'resizes a machine that has to be deallocated'])(
    '%s: a system that does not come up fails the verification',
    async (world) => {
      const one = prepare(world);
      const untouched = stateOf(azure.double);
      azure.double.state.unready_sizes = ['Standard_D2s_v5'];
      const { before: found, execute, verify } = await azure.carryOut(one);
      expect(execute.failed).toBeNull();
      expect(verify?.failed).toEqual({
        step_id: 'healthy',
        because: 'It was not done within 15 minutes. Seen last: It is not so yet.',
      });
      expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null });
      expect(stateOf(azure.double)).toEqual(untouched);
    },
  );

  it('are deallocated for the way back only where the old size is not offered any more', async () => {
    const one = prepare('resizes a machine where it runs');
    const untouched = stateOf(azure.double);
    const { before: found, execute } = await azure.carryOut(one);
    azure.double.calls.length = 0;
    azure.double.state.clusters.set(VM, ['Standard_D2s_v5']);
    expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null });
    expect(azure.changes()).toEqual([
      'POST virtualmachines deallocate',
      'PATCH virtualmachines',
      'POST virtualmachines start',
    ]);
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  it('are not deallocated for the way back because a list does not have the size that they have', async () => {
    const one = prepare('resizes a machine where it runs');
    const untouched = stateOf(azure.double);
    azure.double.state.clusters.set(VM, ['Standard_D2s_v5']);
    azure.double.state.faults.push(atChange(0, { kind: 'refused', code: 'OperationNotAllowed' }));
    const { before: found, execute } = await azure.carryOut(one);
    expect(execute.failed?.step_id).toBe('resize');
    expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null, changes: [] });
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  const states = ['running', 'stopped', 'deallocated'].flatMap((power) =>
    ['Standard_D4s_v5', 'Standard_D2s_v5'].flatMap((size) =>
      ['Succeeded', 'Failed'].map((provisioning) => ({ power, size, provisioning })),
    ),
  );
  it.each(
    ['resizes a machine where it runs', 'resizes a machine that has to be deallocated'].flatMap((world) =>
      states.map((state) => ({ world, ...state })),
    ),
  )('$world: the way back from $size, $power, $provisioning', async ({ world, power, size, provisioning }) => {
    const one = prepare(world);
    const untouched = stateOf(azure.double);
    const found = await azure.read(one);
    Object.assign(at(VM).properties, { hardwareProfile: { vmSize: size }, provisioningState: provisioning });
    azure.double.state.power.set(VM, power);
    expect(await azure.undo(one, found)).toMatchObject({ failed: null });
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  it.each(states.filter(({ power }) => power === 'deallocated'))(
    'resizes a deallocated machine: the way back from $size, $provisioning',
    async ({ size, provisioning }) => {
      const one = prepare('resizes a deallocated machine');
      const untouched = stateOf(azure.double);
      const found = await azure.read(one);
      Object.assign(at(VM).properties, { hardwareProfile: { vmSize: size }, provisioningState: provisioning });
      expect(await azure.undo(one, found)).toMatchObject({ failed: null });
      expect(stateOf(azure.double)).toEqual(untouched);
    },
  );

  it('are left alone when somebody else has given them another size', async () => {
    const one = prepare('resizes a machine where it runs');
    const { before: found } = await azure.carryOut(one);
    const other = { hardwareProfile: { vmSize: 'Standard_D8s_v5' } };
    Object.assign(at(VM).properties, other);
    azure.double.calls.length = 0;
    for (const phase of ['steps', 'undo'] as const)
      expect((await azure.run(azure.cloud, one, found, phase)).failed?.because).toContain('is a Standard_D8s_v5 now');
    expect(azure.changes()).toEqual([]);
  });

  it('that take too long are given up, and Azure’s last word is told', async () => {
    const one = prepare('deallocates a running machine');
    azure.double.state.looks = 1e6;
    const { execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toBe('It was not done within 20 minutes. Seen last: InProgress.');
    expect(azure.changes()).toEqual(['POST virtualmachines deallocate']);
  });

  it('that somebody else deallocates just now are waited for', async () => {
    const one = prepare('deallocates a running machine');
    const found = await azure.read(one);
    azure.double.state.looks = 5;
    await azure.cloud.call({ cloud: 'azure', method: 'POST', path: `${VM}/deallocate?api-version=2024-07-01` });
    expect(await azure.run(azure.cloud, one, found, 'steps')).toMatchObject({ failed: null, changes: [] });
    expect(azure.double.state.power.get(VM)).toBe('deallocated');
  });

  it('have the sizes of the hardware under them while they run, and all of the region when not', async () => {
    prepare('resizes a machine that has to be deallocated');
    const offered = async () => {
      const path = `${VM}/vmSizes?api-version=2024-07-01`;
      const answer = await azure.cloud.call({ cloud: 'azure', method: 'GET', path });
      return ((answer.ok && answer.body) as { value: object[] }).value.length;
    };
    expect(await offered()).toBe(2);
    azure.double.state.power.set(VM, 'deallocated');
    expect(await offered()).toBe(SIZES.length);
  });
});

describe('disks of Azure in trouble', () => {
  it('are copied whole, protected and named alike, before they are deleted', async () => {
    const one = prepare('deletes a disk');
    let percent: unknown;
    before('DELETE', () => (percent = at(BACKUP).properties['completionPercent']));
    expect((await azure.carryOut(one)).execute).toMatchObject({ failed: null, kept: { snapshot_id: BACKUP } });
    expect(percent).toBe(100);
    expect(at(BACKUP)).toMatchObject({
      sku: { name: 'Standard_ZRS' },
      tags: {
        team: 'shop',
        purpose: 'old carts',
        'finopsmind:remediation': REMEDIATION,
        'finopsmind:source-disk': 'Data-1',
      },
      properties: {
        incremental: true,
        networkAccessPolicy: 'AllowPrivate',
        diskAccessId: idFor('Microsoft.Compute/diskAccesses/Private'),
        publicNetworkAccess: 'Disabled',
        encryption: { diskEncryptionSetId: idFor('Microsoft.Compute/diskEncryptionSets/Keys') },
        creationData: { createOption: 'Copy', sourceResourceId: idFor('Microsoft.Compute/disks/Data-1') },
      },
    });
  });

  it('come back from the snapshot as they were, with the performance that was set', async () => {
    const body = disk('Data-1', {
      sku: { name: 'UltraSSD_LRS' },
      zones: ['3'],
      properties: {
        diskIOPSReadWrite: 8_000,
        diskMBpsReadWrite: 400,
        tier: null,
        creationData: { createOption: 'Empty', logicalSectorSize: 4_096 },
      },
    });
    const one = prepare('deletes a disk');
    azure.double.add(body);
    const { before: found, execute } = await azure.carryOut(one);
    expect(there(DISK)).toBe(false);
    expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null });
    expect(at(DISK)).toMatchObject({
      id: body.id,
      sku: { name: 'UltraSSD_LRS' },
      zones: ['3'],
      properties: {
        diskIOPSReadWrite: 8_000,
        diskMBpsReadWrite: 400,
        creationData: { createOption: 'Copy', sourceResourceId: BACKUP, logicalSectorSize: 4_096 },
      },
    });
  });

  it.each<[string, () => void, string]>([
    ['is attached', () => Object.assign(at(DISK).properties, { diskState: 'Attached' }), 'in use again (Attached)'],
    ['is another', () => Object.assign(at(DISK).properties, { uniqueId: 'another' }), 'Another disk has its name now'],
    ['is read', () => Object.assign(at(DISK).properties, { diskState: 'ActiveSAS' }), 'in use again (ActiveSAS)'],
  ])('are not deleted when one %s by the time the snapshot is there', async (_, act, because) => {
    const one = prepare('deletes a disk');
    before('PUT', act);
    const { execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toContain(because);
    expect(azure.changes()).toEqual(['PUT snapshots']);
    expect(there(DISK)).toBe(true);
  });

  it.each<[string, Body, string]>([
    ['of something else', snapshot('x', { id: BACKUP, tags: {} }), 'A snapshot that is not of this change'],
    [
      'that failed',
      snapshot('x', {
        id: BACKUP,
        tags: { 'finopsmind:remediation': REMEDIATION },
        properties: { provisioningState: 'Failed' },
      }),
      'could not make the snapshot',
    ],
  ])('are not deleted for a snapshot %s', async (_, body, because) => {
    const one = prepare('deletes a disk');
    azure.double.add(body);
    expect((await azure.carryOut(one)).execute.failed?.because).toContain(because);
    expect(azure.changes()).toEqual([]);
  });

  it('that Azure says have failed keep their snapshot', async () => {
    const one = prepare('deletes a disk');
    azure.double.state.faults.push(atChange(1, { kind: 'fails later', code: 'InternalExecutionError' }));
    const { before: found, execute } = await azure.carryOut(one);
    Object.assign(at(DISK).properties, { provisioningState: 'Failed' });
    expect((await azure.undo(one, found, execute.kept)).failed?.because).toContain('Its snapshot is kept');
    expect(there(BACKUP)).toBe(true);
  });

  it('that were locked meanwhile are not deleted, and the snapshot goes', async () => {
    const one = prepare('deletes a disk');
    const untouched = stateOf(azure.double);
    before('PUT', () => (azure.double.state.locks = [{ scope: DISK, name: 'keep', level: 'CanNotDelete' }]));
    const { before: found, execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toContain('ScopeLocked');
    expect(await azure.undo(one, found, execute.kept)).toMatchObject({ failed: null });
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  it('change their kind twice a day, and say so when Azure takes no more', async () => {
    const one = prepare('changes the kind of a disk');
    const { before: found } = await azure.carryOut(one);
    expect(await azure.undo(one, found)).toMatchObject({ failed: null });
    expect(at(DISK).properties['tier']).toBe('P20');
    const { execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toContain('was changed too often. Try again later.');
  });

  it('whose machine was started meanwhile keep their kind', async () => {
    const one = prepare('changes the kind of a disk');
    const found = await azure.read(one);
    Object.assign(at(DISK).properties, { diskState: 'Attached' });
    expect((await azure.run(azure.cloud, one, found, 'steps')).failed?.because).toContain(
      'deallocate its machine first',
    );
    Object.assign(at(DISK), { sku: { name: 'Standard_LRS' } });
    expect((await azure.run(azure.cloud, one, found, 'steps')).failed?.because).toContain(
      'somebody else has changed it',
    );
    expect(azure.changes()).toEqual([]);
  });
});

describe('addresses, snapshots and plans of Azure in trouble', () => {
  it('an address that is made again is another one', async () => {
    const one = prepare('deletes a public address');
    const { before: found } = await azure.carryOut(one);
    expect(await azure.undo(one, found)).toMatchObject({ failed: null });
    expect(at(ADDRESS).properties['ipAddress']).not.toBe('203.0.113.200');
    expect(at(ADDRESS).id).toBe(idFor('Microsoft.Network/publicIPAddresses/Old-Entry'));
  });

  it('a basic, dynamic address comes back as a standard, static one', async () => {
    const one = prepare('deletes a public address');
    Object.assign(at(ADDRESS), { sku: { name: 'Basic', tier: 'Regional' } });
    Object.assign(at(ADDRESS).properties, { publicIPAllocationMethod: 'Dynamic' });
    const { before: found } = await azure.carryOut(one);
    expect(await azure.undo(one, found)).toMatchObject({ failed: null });
    expect(at(ADDRESS)).toMatchObject({
      sku: { name: 'Standard', tier: 'Regional' },
      properties: { publicIPAllocationMethod: 'Static', dnsSettings: { domainNameLabel: 'old-entry' } },
    });
  });

  it('what is used or replaced by now is not deleted', async () => {
    const address = prepare('deletes a public address');
    const foundAddress = await azure.read(address);
    Object.assign(at(ADDRESS).properties, { natGateway: { id: '/x/nat' } });
    expect((await azure.run(azure.cloud, address, foundAddress, 'steps')).failed?.because).toContain('/x/nat now');
    const copy = prepare('deletes a snapshot');
    const foundCopy = await azure.read(copy);
    Object.assign(at(copy.resource_id).properties, { uniqueId: 'another' });
    expect((await azure.run(azure.cloud, copy, foundCopy, 'steps')).failed?.because).toContain('left alone');
    expect(azure.changes()).toEqual([]);
  });

  it('a plan that is changed back keeps the tags and instances that it has got since', async () => {
    const one = prepare('changes the tier of a plan');
    const { before: found } = await azure.carryOut(one);
    Object.assign(at(PLAN), { tags: { team: 'checkout' }, sku: { ...at(PLAN).sku, capacity: 5 } });
    expect(await azure.undo(one, found)).toMatchObject({ failed: null });
    expect(at(PLAN)).toMatchObject({
      tags: { team: 'checkout' },
      sku: { name: 'P1v3', tier: 'PremiumV3', capacity: 5 },
    });
  });

  it('a plan whose apps have slots is refused at once', async () => {
    const one = prepare('changes the tier of a plan');
    at(PLAN).properties['hasSlots'] = true;
    const change = {
      action: 'azure.set_app_service_plan_sku',
      parameters: { sku: 'B1', from_sku: 'P1v3' },
    } as const;
    const { execute } = await azure.carryOut({ ...one, change });
    const said = 'Cannot update the pricing tier: remove the deployment slots of its apps first.';
    expect(execute.failed?.because).toBe(`The cloud refused it (Conflict: ${said}).`);
    expect(azure.changes()).toEqual(['PUT serverfarms']);
  });

  it('a subscription out of reach says nothing of what is in it', async () => {
    for (const world of ['deletes a disk', 'deletes a public address', 'deletes a snapshot']) {
      const one = prepare(world);
      azure.double.state.faults = [
        { kind: 'refused', status: 404, code: 'SubscriptionNotFound', times: 99, on: () => true },
      ];
      const inspection = await azure.inspect(one);
      expect(inspection).toMatchObject({ exists: true, is_done: false });
      expect(blockersOf(inspection)[0]).toContain('Azure does not show this subscription');
      const steps = await azure.run(azure.cloud, one, { resource: { ok: true, body: {}, operation: null } }, 'steps');
      expect(steps.failed?.because).toContain('Azure does not show this subscription');
    }
    expect(azure.double.calls.filter(isChange)).toEqual([]);
  });
});
