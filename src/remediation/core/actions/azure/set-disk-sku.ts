import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import { type Answers, type Condition, defineAction, type Inspection, type Step, type Subject } from '../../action.ts';
import {
  bodyOf,
  get,
  isAt,
  isBusy,
  isReady,
  isSameId,
  listAt,
  numberAt,
  PASSING,
  patch,
  provisioningOf,
  RECORDS,
  textAt,
  valueAt,
} from './arm.ts';
import {
  condition,
  holds,
  inspected,
  isStill,
  lockCall,
  notLocked,
  notManaged,
  provisioned,
  unread,
} from './inspection.ts';
import { sizeOf, vmCall } from './vm.ts';
import { hasPremiumStorage } from './vm-sizes.ts';

type Kind = Subject<'azure.set_disk_sku'>;

/** Kinds that Azure changes into each other (Microsoft, "Change the disk type of an Azure managed disk"). */
const CHANGEABLE = /^(?:Premium|StandardSSD|Standard)_(?<redundancy>LRS|ZRS)$/;
const CHANGE_SECONDS = 1_800;

const diskCall = (id: string): AzureCall => get('disk', id);
const skuOf = (disk: unknown): string => textAt(disk, 'sku.name') ?? '';
const isSku = (disk: unknown, sku: string): boolean => skuOf(disk).toLowerCase() === sku.toLowerCase();
const stateOf = (disk: unknown): string => textAt(disk, 'properties.diskState') ?? 'Unknown';
const isPremium = (sku: string): boolean => sku.startsWith('Premium_');
/** Attached to nothing, or to a machine that is deallocated. */
const isAtRest = (disk: unknown): boolean => ['Unattached', 'Reserved'].includes(stateOf(disk));

function isChangeable({ sku, from_sku }: Kind['parameters']): Condition {
  const [from, to] = [CHANGEABLE.exec(from_sku), CHANGEABLE.exec(sku)];
  const tell = condition('kinds', 'Azure changes the one kind into the other');
  if (!from || !to) return tell('not_met', `Azure does not change ${from_sku} into ${sku} in place.`);
  return from.groups?.['redundancy'] === to.groups?.['redundancy']
    ? tell('met', `Azure changes ${from_sku} into ${sku}.`)
    : tell(
        'not_met',
        `${from_sku} and ${sku} are kept in a different number of zones, which is not changed from here.`,
      );
}

const atRest = (disk: unknown): Condition =>
  holds(
    'at_rest',
    'its machine is deallocated, or it has none',
    isAtRest(disk),
    stateOf(disk) === 'Reserved' ? 'Its machine is deallocated.' : 'It is attached to nothing.',
    stateOf(disk) === 'Attached'
      ? 'It is attached to a running machine: deallocate that first, and start it afterwards.'
      : `Its state is ${stateOf(disk)}.`,
  );

/** What only premium disks have. */
function losesNothing(disk: unknown, machine: unknown, to: string): Condition {
  const disks = [
    ...listAt(machine, 'properties.storageProfile.dataDisks'),
    valueAt(machine, 'properties.storageProfile.osDisk'),
  ];
  const id = textAt(disk, 'id');
  const own = disks.find((one) => isSameId(textAt(one, 'managedDisk.id'), id));
  const problem = isPremium(to)
    ? null
    : isAt(disk, 'properties.burstingEnabled')
      ? 'On-demand bursting is on, which only premium disks have: switch it off first.'
      : isAt(own, 'writeAcceleratorEnabled')
        ? 'Its machine has its write accelerator on, which only premium disks have: switch it off first.'
        : (numberAt(disk, 'properties.maxShares') ?? 1) > 1 && to.startsWith('Standard_')
          ? 'It is shared by several machines, which standard hard disks can’t be.'
          : null;
  const named = 'needs nothing that only its old kind has';
  return holds('nothing_lost', named, problem === null, 'It has nothing of the kind.', problem ?? '');
}

function isTaken(machine: unknown, answers: Answers, to: string): Condition {
  const [name, text] = ['taken', 'its machine takes disks of the new kind'];
  if (!('machine' in answers)) return condition(name, text)('met', 'It is attached to nothing.');
  if (machine === null) return unread(name, text, answers['machine']);
  const size = sizeOf(machine);
  return holds(
    name,
    text,
    !isPremium(to) || hasPremiumStorage(size),
    `A ${size} takes it.`,
    `Its machine is a ${size}, which takes no premium disks.`,
  );
}

const inspect = (subject: Kind, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: false }, (disk) => {
    const { sku, from_sku } = subject.parameters;
    const machine = bodyOf(answers['machine']);
    return {
      state: {
        sku: skuOf(disk),
        size_gib: numberAt(disk, 'properties.diskSizeGB'),
        disk_state: stateOf(disk),
        attached_to: textAt(disk, 'managedBy')?.toLowerCase() ?? null,
      },
      before: { sku: skuOf(disk) },
      after: { sku },
      conditions: [
        isStill('its kind', skuOf(disk), from_sku, sku),
        isChangeable(subject.parameters),
        provisioned(disk),
        atRest(disk),
        losesNothing(disk, machine, sku),
        isTaken(machine, answers, sku),
        notManaged(disk),
        notLocked(answers, subject.resource_id, 'write'),
      ],
      dependents: machine === null ? [] : [`Machine ${textAt(machine, 'name')} has it, and stays deallocated`],
      is_done: isSku(disk, sku) && !isBusy(disk),
    };
  });

/** Makes a disk of the kind `from` one of the kind `to`. */
const changeStep = (id: string, resource_id: string, from: string, to: string, properties: object): Step => ({
  id,
  title: `Make the disk a ${to}`,
  look: diskCall(resource_id),
  judge: (answer) => {
    if (!answer.ok) return { at: 'impossible', because: 'The disk is not there any more.' };
    const disk = answer.body;
    if (isBusy(disk)) return { at: 'under_way', message: `The disk is ${provisioningOf(disk)}.` };
    // After a failed operation the same call once more sets it right.
    if (isSku(disk, to) && isReady(disk)) return { at: 'done' };
    if (!isSku(disk, from) && !isSku(disk, to))
      return { at: 'impossible', because: `The disk is a ${skuOf(disk)} now: somebody else has changed it.` };
    return isAtRest(disk)
      ? { at: 'todo' }
      : { at: 'impossible', because: `The disk is in use (${stateOf(disk)}): deallocate its machine first.` };
  },
  call: patch('disk', resource_id, { sku: { name: to }, ...properties }),
  timeout_seconds: CHANGE_SECONDS,
  passing_refusals: PASSING,
});

/** A premium disk may have been paid for as a larger one, to be faster: that comes back as well. */
function undo({ resource_id, parameters: { sku, from_sku } }: Kind, before: Answers): Step[] {
  const tier = textAt(bodyOf(before['resource']), 'properties.tier');
  const properties = isPremium(from_sku) && tier !== null ? { properties: { tier } } : {};
  return [changeStep('change_back', resource_id, sku, from_sku, properties)];
}

export const setDiskSku = defineAction({
  action: 'azure.set_disk_sku',
  title: 'Change the kind of a managed disk',
  cloud: 'azure',
  resource_types: ['microsoft.compute/disks'],
  destructive: false,
  interruption: null,
  reversibility: 'full',
  undo_text:
    'The disk gets its old kind again, while its machine is deallocated or it has none. Azure takes two changes of the kind of a disk a day.',
  undo_days: null,
  permissions: {
    look: [
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Authorization/locks/read',
    ],
    change: ['Microsoft.Compute/disks/write', RECORDS.disk],
    undo: ['Microsoft.Compute/disks/write', RECORDS.disk],
  },
  reads: ({ resource_id }, answers) => {
    const holder = textAt(bodyOf(answers['resource']), 'managedBy');
    return {
      resource: diskCall(resource_id),
      locks: lockCall(resource_id),
      ...(holder === null ? {} : { machine: vmCall(holder) }),
    };
  },
  inspect,
  steps: ({ resource_id, parameters: { sku, from_sku } }) => [changeStep('change', resource_id, from_sku, sku, {})],
  verification: ({ resource_id, parameters: { sku } }) => [
    {
      id: 'changed',
      title: `See that the disk is a ${sku}`,
      look: diskCall(resource_id),
      judge: (answer) =>
        answer.ok && isSku(answer.body, sku) && !isBusy(answer.body) ? { at: 'done' } : { at: 'todo' },
      call: null,
      timeout_seconds: 300,
    },
  ],
  undo,
});
