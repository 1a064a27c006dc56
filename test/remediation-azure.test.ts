import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ACTIONS } from '../src/recommendations/core/change.ts';
import { actionOf } from '../src/remediation/core/actions/index.ts';
import { blockersOf } from '../src/remediation/core/blockers.ts';
import { idFor } from './clouds/azure/remediation/bodies.ts';
import { AzureRemediation, atChange, endingAt, Interrupted, isChange, subjectOf } from './support/azure-remediation.ts';
import { AZURE_WORLDS, type AzureWorld, prepare as prepareAll, stateOf } from './support/remediation-worlds/azure.ts';

const WORLDS = AZURE_WORLDS;

/** Calls that change something, and those that undo it. */
const CALLS: Record<string, { change: string[]; undo: string[] }> = {
  'deallocates a running machine': {
    change: ['POST virtualmachines deallocate'],
    undo: ['POST virtualmachines start'],
  },
  'deallocates a stopped machine': {
    change: ['POST virtualmachines deallocate'],
    undo: ['POST virtualmachines start', 'POST virtualmachines powerOff'],
  },
  'resizes a machine where it runs': { change: ['PATCH virtualmachines'], undo: ['PATCH virtualmachines'] },
  'resizes a machine that has to be deallocated': {
    change: ['POST virtualmachines deallocate', 'PATCH virtualmachines', 'POST virtualmachines start'],
    undo: ['PATCH virtualmachines'],
  },
  'resizes a deallocated machine': { change: ['PATCH virtualmachines'], undo: ['PATCH virtualmachines'] },
  'deletes a disk': {
    change: ['PUT snapshots', 'DELETE disks'],
    undo: ['PUT disks', 'DELETE snapshots'],
  },
  'changes the kind of a disk': { change: ['PATCH disks'], undo: ['PATCH disks'] },
  'deletes a public address': { change: ['DELETE publicipaddresses'], undo: ['PUT publicipaddresses'] },
  'deletes a snapshot': { change: ['DELETE snapshots'], undo: [] },
  'changes the tier of a plan': { change: ['PUT serverfarms'], undo: ['PUT serverfarms'] },
};
const isReversible = ({ name }: AzureWorld): boolean => CALLS[name]!.undo.length > 0;

/** Every changing call of every world, by its number. */
const STEPS = WORLDS.flatMap((world) => CALLS[world.name]!.change.map((call, number) => ({ world, call, number })));
const UNDO_STEPS = WORLDS.flatMap((world) => CALLS[world.name]!.undo.map((call, number) => ({ world, call, number })));

/** What reads Azure's records; without it the resource tells how it goes on. */
const isOfRecords = (permission: string): boolean => /\/locations\/\w*operations\/read$/i.test(permission);

/** Whether something failed without a permission, in any world. */
const REFUSED = new Map<string, boolean>();

const azure = await AzureRemediation.open();
afterAll(() => azure.close());
beforeEach(() => azure.reset());

const prepare = (world: AzureWorld) => world.prepare(azure.double)[0]!;

/** The end state of a world that is changed without any trouble. */
async function changedState(world: AzureWorld): Promise<Record<string, unknown>> {
  azure.reset();
  expect((await azure.carryOut(prepare(world))).verify).toMatchObject({ failed: null });
  const state = stateOf(azure.double);
  azure.reset();
  return state;
}

describe('changes of Azure', () => {
  it('are all tried here', () => {
    const tried = new Set(WORLDS.flatMap((world) => prepare(world).change.action));
    const offered = ACTIONS.filter((action) => action.startsWith('azure.') && actionOf(action) !== null);
    expect([...tried].toSorted()).toEqual(offered.toSorted());
    expect(WORLDS.map(({ name }) => name)).toEqual(Object.keys(CALLS));
  });

  it.each(WORLDS)('$name: looks, changes and verifies, and is done then', async (world) => {
    const one = prepare(world);
    const inspection = await azure.inspect(one);
    expect(blockersOf(inspection)).toEqual([]);
    expect(inspection).toMatchObject({ exists: true, is_done: false, tags: { team: 'shop' } });
    expect(azure.changes()).toEqual([]);
    const { execute, verify } = await azure.carryOut(one);
    expect([execute.failed, verify?.failed]).toEqual([null, null]);
    expect(azure.changes()).toEqual(CALLS[world.name]!.change);
    const after = await azure.inspect(one);
    expect(after.is_done).toBe(true);
    if (after.exists) expect(after.state).toMatchObject(inspection.after);
  });

  it.each(WORLDS.filter(isReversible))('$name: is undone to what was there, by id', async (world) => {
    const one = prepare(world);
    const untouched = stateOf(azure.double);
    const { before, execute } = await azure.carryOut(one);
    expect(stateOf(azure.double)).not.toEqual(untouched);
    azure.double.calls.length = 0;
    expect(await azure.undo(one, before, execute.kept)).toMatchObject({ failed: null });
    expect(azure.changes()).toEqual(CALLS[world.name]!.undo);
    expect(stateOf(azure.double)).toEqual(untouched);
    azure.double.calls.length = 0;
    expect(await azure.undo(one, before, execute.kept)).toMatchObject({ failed: null });
    expect(azure.changes()).toEqual([]);
  });

  it.each(WORLDS)('$name: goes by the resource where Azure’s record of an operation can’t be read', async (world) => {
    const wanted = await changedState(world);
    const one = prepare(world);
    const on = ({ path }: { path: string }): boolean => /operations\//i.test(path);
    azure.double.state.faults.push({ kind: 'refused', status: 403, code: 'AuthorizationFailed', times: 99, on });
    const { execute, verify } = await azure.carryOut(one);
    expect([execute.failed, verify?.failed]).toEqual([null, null]);
    expect(azure.changes()).toEqual(CALLS[world.name]!.change);
    expect(stateOf(azure.double)).toEqual(wanted);
  });

  it('are made beside each other, and leave each other alone', async () => {
    const all = prepareAll(azure.double);
    const untouched = stateOf(azure.double);
    const done = await Promise.all(all.map(async (one) => ({ one, ...(await azure.carryOut(one)) })));
    expect(done.map(({ verify }) => verify?.failed)).toEqual(all.map(() => null));
    expect(azure.changes().toSorted()).toEqual(WORLDS.flatMap(({ name }) => CALLS[name]!.change).toSorted());
    for (const { one, before, execute } of done) await azure.undo(one, before, execute.kept);
    const { [idFor('Microsoft.Compute/snapshots/Old-Copy').toLowerCase()]: _, ...rest } = untouched;
    expect(stateOf(azure.double)).toEqual(rest);
  });

  it.each(STEPS)('$world.name: a refused $call fails and is undone', async ({ world, number }) => {
    const one = prepare(world);
    const untouched = stateOf(azure.double);
    azure.double.state.faults.push(atChange(number, { kind: 'refused', code: 'OperationNotAllowed', message: 'No.' }));
    const { before, execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toBe('The cloud refused it (OperationNotAllowed: No.).');
    expect(await azure.undo(one, before, execute.kept)).toMatchObject({ failed: null });
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  it.each(STEPS)('$world.name: a $call that fails later is undone', async ({ world, number }) => {
    const one = prepare(world);
    const untouched = stateOf(azure.double);
    azure.double.state.faults.push(
      atChange(number, { kind: 'fails later', code: 'AllocationFailed', message: 'No capacity.' }),
    );
    const { before, execute } = await azure.carryOut(one);
    expect(execute.failed?.because).toBe('The cloud began it, and gave up (AllocationFailed: No capacity.).');
    if (!isReversible(world)) return;
    expect(await azure.undo(one, before, execute.kept)).toMatchObject({ failed: null });
    expect(stateOf(azure.double)).toEqual(untouched);
  });

  it.each([...STEPS].flatMap((step) => (['before', 'after'] as const).map((phase) => ({ ...step, phase }))))(
    '$world.name: goes on after an end $phase $call',
    async ({ world, number, phase }) => {
      const wanted = await changedState(world);
      const one = prepare(world);
      const { action, subject } = subjectOf(one);
      const before = await azure.read(one);
      await expect(azure.run(endingAt(azure.cloud, number, phase), one, before, 'steps')).rejects.toThrow(Interrupted);
      const resumed = await azure.run(azure.cloud, one, before, 'steps');
      expect(resumed.failed).toBeNull();
      expect(await azure.run(azure.cloud, one, before, 'verification')).toMatchObject({ failed: null });
      expect(azure.changes()).toEqual(CALLS[world.name]!.change);
      expect(stateOf(azure.double)).toEqual(wanted);
      expect(action.undo(subject, before, resumed.kept).length > 0).toBe(isReversible(world));
    },
  );

  it.each(UNDO_STEPS.flatMap((step) => (['before', 'after'] as const).map((phase) => ({ ...step, phase }))))(
    '$world.name: undoing goes on after an end $phase $call',
    async ({ world, number, phase }) => {
      const one = prepare(world);
      const untouched = stateOf(azure.double);
      const { before } = await azure.carryOut(one);
      azure.double.calls.length = 0;
      await expect(azure.run(endingAt(azure.cloud, number, phase), one, before, 'undo')).rejects.toThrow(Interrupted);
      expect(await azure.run(azure.cloud, one, before, 'undo')).toMatchObject({ failed: null });
      expect(azure.changes()).toEqual(CALLS[world.name]!.undo);
      expect(stateOf(azure.double)).toEqual(untouched);
    },
  );

  it.each(UNDO_STEPS)('$world.name: a $call that fails later is done again, or said to have failed', async (step) => {
    const one = prepare(step.world);
    const untouched = stateOf(azure.double);
    const { before, execute } = await azure.carryOut(one);
    azure.double.state.faults.push(atChange(step.number, { kind: 'fails later', code: 'AllocationFailed' }));
    // Without the record of the operation, as after an end of the process.
    azure.double.state.denied = azure.double.used.filter(isOfRecords);
    const { failed } = await azure.undo(one, before, execute.kept);
    if (failed === null) expect(stateOf(azure.double)).toEqual(untouched);
    else expect(failed.because).toMatch(/failed|could not/);
  });

  it('of a plan wait until what else goes on with it is over', async () => {
    const one = prepare(WORLDS.find(({ name }) => name === 'changes the tier of a plan')!);
    const scaling = { operation: '/operations/scaling', kind: 'scale out', looks_left: 2, end: () => undefined };
    azure.double.onCall = ({ method }) => {
      if (method === 'PUT' && azure.changes().length === 1) azure.double.state.pending.set(one.resource_id, scaling);
    };
    const { execute, verify } = await azure.carryOut(one);
    expect([execute.failed, verify?.failed]).toEqual([null, null]);
    expect(azure.changes()).toEqual(['PUT serverfarms', 'PUT serverfarms']);
  });

  it.each(STEPS.flatMap((step) => (['broken before', 'broken after'] as const).map((kind) => ({ ...step, kind }))))(
    '$world.name: a connection $kind $call was done is nothing done twice',
    async ({ world, number, kind }) => {
      const wanted = await changedState(world);
      const one = prepare(world);
      azure.double.state.faults.push(atChange(number, { kind }));
      const { execute, verify } = await azure.carryOut(one);
      expect([execute.failed, verify?.failed]).toEqual([null, null]);
      expect(stateOf(azure.double)).toEqual(wanted);
    },
  );

  it.each(WORLDS)('$name: bears being throttled, and a fault of Azure’s own', async (world) => {
    const wanted = await changedState(world);
    const one = prepare(world);
    const headers = { 'retry-after': '3600' };
    azure.double.state.faults.push(
      { kind: 'refused', status: 429, code: 'TooManyRequests', headers, on: isChange },
      { kind: 'refused', status: 500, code: 'InternalServerError', on: isChange },
      { kind: 'refused', code: 'AnotherOperationInProgress', on: isChange, times: 3 },
    );
    const { execute, verify } = await azure.carryOut(one);
    expect([execute.failed, verify?.failed]).toEqual([null, null]);
    expect(stateOf(azure.double)).toEqual(wanted);
  });

  it.each(WORLDS)('$name: is not there any more', async (world) => {
    const one = prepare(world);
    const before = await azure.read(one);
    azure.double.state.resources.clear();
    const deletes = CALLS[world.name]!.change.some((call) => call.startsWith('DELETE'));
    expect(await azure.inspect(one)).toMatchObject({ exists: false, is_done: deletes });
    const { failed, changes } = await azure.run(azure.cloud, one, before, 'steps');
    if (CALLS[world.name]!.change[0]!.startsWith('DELETE')) expect([failed, changes]).toEqual([null, []]);
    else expect(failed).not.toBeNull();
    expect(stateOf(azure.double)).toEqual({});
  });

  it.each(WORLDS)('$name: its permissions suffice, and each is needed', async (world) => {
    const { change, undo, look } = subjectOf(prepare(world)).action.permissions;
    const needed = async (denied: string[]): Promise<string[]> => {
      azure.reset();
      const one = prepare(world);
      azure.double.state.denied = denied;
      const blockers = blockersOf(await azure.inspect(one));
      const { before, execute, verify } = await azure.carryOut(one);
      const failures = [...blockers, execute.failed?.because, verify?.failed?.because];
      if (isReversible(world) && !execute.failed && blockers.length === 0)
        failures.push((await azure.undo(one, before, execute.kept)).failed?.because);
      return failures.filter((text) => text !== undefined);
    };
    for (const permission of [...look, ...change, ...undo]) {
      const failures = await needed([permission]);
      if (failures.length > 0) expect(failures.join(' ')).toContain(`The permission ${permission} is missing`);
      REFUSED.set(permission, (REFUSED.get(permission) ?? false) || failures.length > 0);
    }
    const all = new Set([...look, ...change, ...undo].map((one) => one.toLowerCase()));
    azure.reset();
    const one = prepare(world);
    const { before, execute } = await azure.carryOut(one);
    await azure.undo(one, before, execute.kept);
    const used = azure.double.used.filter((permission) => !all.has(permission.toLowerCase()));
    expect(used).toEqual([]);
    expect(azure.double.used).toEqual(expect.arrayContaining(change.filter(isOfRecords)));
    expect(change.some(isOfRecords)).toBe(true);
  });

  it('declares no permission that nothing needs', () => {
    const needless = [...REFUSED]
      .filter(([name, refused]) => !refused && !isOfRecords(name))
      .map(([permission]) => permission);
    expect(needless).toEqual([]);
  });
});
