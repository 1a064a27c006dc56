import type { DoubleAnswer } from '../../serve.ts';
import { failure, json } from '../resources.ts';
import { type Ask, type Body, begin, notAllowed, notFound, passTime, provision, remove } from './model.ts';

/** Microsoft, "Change the disk type of an Azure managed disk": twice a day. */
const SKU_CHANGES_A_DAY = 2;
/** What a snapshot is filled by between two looks. */
const PERCENT_A_LOOK = 50;

/** Makes a disk or a snapshot, or says that what it is to be made of is not there. */
function create(ask: Ask, type: 'disks' | 'snapshots'): DoubleAnswer {
  const { state, path: id, body } = ask;
  const { sourceResourceId } = body.properties['creationData'] as { sourceResourceId: string };
  const source = state.resources.get(sourceResourceId.toLowerCase());
  if (!source) return notFound(sourceResourceId);
  if (state.resources.has(id)) return notAllowed(`Changing the source of '${id}' is not allowed.`);
  // Where nothing is said, it is that of the region for snapshots.
  const sku = String(body.sku?.['name'] ?? 'Standard_ZRS');
  const [, , subscription, , group, , , , name] = ask.call.path.split('?')[0]!.split('/');
  const path = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/${type}/${name}`;
  return begin(ask, id, {
    kind: 'create',
    status: 202,
    begin: () => {
      state.made += 1;
      state.resources.set(id, {
        ...body,
        id: path,
        name: name!,
        type: `Microsoft.Compute/${type}`,
        sku: { name: sku, tier: sku.split('_')[0] },
        properties: {
          diskSizeGB: source.properties['diskSizeGB'],
          ...(type === 'disks' ? { diskIOPSReadWrite: 500, diskMBpsReadWrite: 100 } : {}),
          ...body.properties,
          uniqueId: `unique-${state.made}`,
          timeCreated: `2026-11-20T10:00:${String(state.made).padStart(2, '0')}Z`,
          provisioningState: 'Updating',
          diskState: 'Unattached',
          ...(type === 'snapshots' ? { completionPercent: 0 } : {}),
        },
      });
    },
    done: () => provision(state, id, 'Succeeded'),
    failed: () => provision(state, id, 'Failed'),
  });
}

function show({ state, path: id }: Ask): DoubleAnswer {
  passTime(state, id);
  const found = state.resources.get(id);
  if (!found) return notFound(id);
  const answer = json(200, found);
  const { completionPercent, provisioningState } = found.properties;
  if (typeof completionPercent === 'number' && completionPercent < 100 && provisioningState === 'Succeeded')
    found.properties['completionPercent'] = Math.min(100, completionPercent + PERCENT_A_LOOK);
  return answer;
}

/** A disk in use: attached to a machine, or read by somebody. */
function inUse({ managedBy, name, properties }: Body): DoubleAnswer | null {
  if (managedBy) return notAllowed(`Disk ${name} is attached to VM ${managedBy}.`);
  return String(properties['diskState']).startsWith('ActiveSAS')
    ? notAllowed(`Disk ${name} is currently in use by an active shared access signature. Call EndGetAccess to end it.`)
    : null;
}

function kindRefusal({ state, path: id }: Ask, disk: Body, sku: string): DoubleAnswer | null {
  if (disk.properties['diskState'] === 'Attached')
    return notAllowed(`Cannot change the account type of disk ${disk.name} while it is attached to a running VM.`);
  if (String(disk.sku?.['name']).split('_')[1] !== sku.split('_')[1])
    return failure(
      400,
      'OperationNotAllowed',
      `Changing a disk's account type from '${disk.sku?.['name']}' to '${sku}' is not supported.`,
    );
  return (state.sku_changes.get(id) ?? 0) >= SKU_CHANGES_A_DAY
    ? notAllowed(`The account type of disk ${disk.name} was changed too often. Try again later.`)
    : null;
}

function update(ask: Ask): DoubleAnswer {
  const { state, path: id, body } = ask;
  const disk = state.resources.get(id);
  if (!disk) return notFound(id);
  const sku = body.sku?.['name'] as string | undefined;
  const refusal = sku === undefined ? null : kindRefusal(ask, disk, sku);
  if (refusal) return refusal;
  const before = structuredClone(disk);
  return begin(ask, id, {
    kind: `update to ${sku}`,
    status: 202,
    begin: () => provision(state, id, 'Updating'),
    done: () => {
      if (sku !== undefined) state.sku_changes.set(id, (state.sku_changes.get(id) ?? 0) + 1);
      const properties = { ...disk.properties, ...body.properties, provisioningState: 'Succeeded' };
      // A standard disk has no performance tier of its own.
      if (sku !== undefined && !sku.startsWith('Premium')) delete (properties as Record<string, unknown>)['tier'];
      state.resources.set(id, { ...disk, sku: { ...disk.sku, ...body.sku }, properties });
    },
    failed: () =>
      void state.resources.set(id, { ...before, properties: { ...before.properties, provisioningState: 'Failed' } }),
  });
}

/** Disks and snapshots. */
export function disks(ask: Ask): DoubleAnswer {
  const type = ask.path.includes('/snapshots/') ? 'snapshots' : 'disks';
  const found = ask.state.resources.get(ask.path);
  switch (ask.call.method) {
    case 'GET':
      return show(ask);
    case 'PUT':
      return create(ask, type);
    case 'PATCH':
      return update(ask);
    case 'DELETE':
      return (found && inUse(found)) ?? remove(ask, ask.path);
    default:
      return failure(405, 'MethodNotAllowed', 'Not by the double.');
  }
}
