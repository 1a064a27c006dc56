import type { AzureCall } from '../../../../connections/core/cloud-call.ts';
import { azureSize } from '../../../../recommendations/core/prices/machine-sizes.ts';
import type { Answers, Condition } from '../../action.ts';
import { bodyOf, get, isAt, isGone, listAt, numberAt, subscriptionOf, textAt, valueAt } from './arm.ts';
import { condition, has, holds, unread } from './inspection.ts';
import { powerOf, readAs, sizeOf } from './vm.ts';

/** Sizes that a machine can have: those of the hardware under it while it has a place there, else all of its region. */
export const sizesCall = (id: string): AzureCall => get('machine', `${id}/vmSizes`);

/** All sizes of a region; asked for only where a machine's own list does not have the one that is wanted. */
export function regionSizes(id: string, vm: unknown): AzureCall | null {
  const location = textAt(vm, 'location');
  return location === null
    ? null
    : get('machine', `${subscriptionOf(id)}/providers/Microsoft.Compute/locations/${location}/vmSizes`);
}

/** A size in an answered list of sizes; null where it is not in it. */
export const sizeIn = (body: unknown, name: string): unknown =>
  listAt(body, 'value').find((size) => textAt(size, 'name')?.toLowerCase() === name.toLowerCase()) ?? null;

/** Whether a machine can have a size as it is: a running one is only started anew for it. */
export const isOfferedHere = ({ sizes }: Answers, name: string): boolean => sizeIn(bodyOf(sizes), name) !== null;

const NAME = /^(?:Standard|Basic)_(?<line>[A-Z]+)\d+(?:-\d+)?(?<options>[a-z]*)/i;
const VERSION = /_v(\d+)$/i;

/** What the name of a size tells (Microsoft, "Azure VM sizes naming conventions"). */
function featuresOf(name: string) {
  const { line = '', options = '' } = NAME.exec(name)?.groups ?? {};
  return {
    line: line.toUpperCase(),
    version: Number(VERSION.exec(name)?.[1] ?? 1),
    is_arm: options.toLowerCase().includes('p'),
    // Before the second generation the letter stands before the number: `Standard_DS2`.
    has_premium_storage: options.toLowerCase().includes('s') || /S$/i.test(line),
    is_confidential: /^[DE]C/i.test(line),
  };
}

/** Whether a size takes premium disks. */
export const hasPremiumStorage = (size: string): boolean => featuresOf(size).has_premium_storage;

/** From the sixth generation on, sizes have their disks by NVMe alone (Microsoft, "General FAQ for NVMe"). */
const NVME_ONLY = 6;
const MOST_SIMPLE_INTERFACES = 2;

/** Whether the size is offered, here or in the region. */
function offered(vm: unknown, name: string, answers: Answers): Condition {
  const tell = condition('offered', `${name} is offered to it`);
  if (!answers['sizes']?.ok) return unread('offered', `${name} is offered to it`, answers['sizes']);
  if (isOfferedHere(answers, name)) return tell('met', `${name} is in the list of sizes that it can have.`);
  const { region_sizes } = answers;
  if (!region_sizes?.ok && !isGone(region_sizes)) return unread('offered', `${name} is offered to it`, region_sizes);
  if (powerOf(vm) !== 'running' || sizeIn(bodyOf(region_sizes), name) === null)
    return tell('not_met', `${name} is not offered in its region. Choose another size.`);
  if (has(vm, 'properties.availabilitySet.id'))
    return tell(
      'not_met',
      `${name} is not offered where its availability set is: all machines of the set would have to be deallocated.`,
    );
  return tell('met', `${name} is offered in its region, not where it runs: it is deallocated for the change.`);
}

/** Whether a machine can have its old size again, as far as Azure's list tells now. */
function hasWayBack(from: string, answers: Answers): Condition {
  const tell = condition('way_back', `can be a ${from} again`);
  return isOfferedHere(answers, from)
    ? tell('met', `${from} is in the list of sizes that it can have.`)
    : tell('warning', `Azure does not list ${from}, which it is now, for it any more: there may be no way back.`);
}

/** Whether a size has a temporary disk; null where nothing tells. */
function hasTemporaryDisk(name: string, { sizes, region_sizes }: Answers): boolean | null {
  const size = sizeIn(bodyOf(sizes), name) ?? sizeIn(bodyOf(region_sizes), name);
  const megabytes = numberAt(size, 'resourceDiskSizeInMB');
  return megabytes === null ? (azureSize(name)?.local_disk ?? null) : megabytes > 0;
}

/** Azure refuses to go from a size with a temporary disk to one without, and back (aka.ms/AAah4sj). */
function sameTemporaryDisk(from: string, to: string, answers: Answers): Condition {
  const [had, has_one] = [hasTemporaryDisk(from, answers), hasTemporaryDisk(to, answers)];
  const tell = condition('temporary_disk', 'both sizes have a temporary disk, or neither');
  if (had === null || has_one === null)
    return tell('unknown', `It is not known whether ${had === null ? from : to} has a temporary disk.`);
  const told = (one: boolean): string => (one ? 'has a temporary disk' : 'has none');
  return had === has_one
    ? tell('met', `Both sizes ${had ? 'have one' : 'have none'}.`)
    : tell('not_met', `${from} ${told(had)} and ${to} ${told(has_one)}: Azure does not change the one into the other.`);
}

function takesDisks(vm: unknown, to: string, { sizes, region_sizes }: Answers): Condition {
  const disks = listAt(vm, 'properties.storageProfile.dataDisks').length;
  const size = sizeIn(bodyOf(sizes), to) ?? sizeIn(bodyOf(region_sizes), to);
  const most = numberAt(size, 'maxDataDiskCount');
  if (most === null)
    return condition('data_disks', 'takes its data disks')('unknown', `How many data disks ${to} takes is not known.`);
  return holds(
    'data_disks',
    'takes its data disks',
    disks <= most,
    `It has ${disks} data disks, and ${to} takes ${most}.`,
    `It has ${disks} data disks, and ${to} takes only ${most}. Choose a larger size, or detach some.`,
  );
}

/** Kinds of storage of a machine's disks. Azure leaves them out while it is deallocated: the disks themselves tell then. */
function takesPremium(vm: unknown, to: string, answers: Answers): Condition {
  const [name, text] = ['premium_storage', 'takes the kinds of disks that it has'];
  const failed = readAs(answers, 'disk').find(({ ok }) => !ok);
  if (failed) return unread(name, text, failed);
  const kinds = [
    ...managedDisks(vm).map((one) => textAt(one, 'storageAccountType')),
    ...readAs(answers, 'disk').map((answer) => textAt(bodyOf(answer), 'sku.name')),
  ].filter((kind) => kind !== null);
  const fast = kinds.find((kind) => /^(?:Premium|UltraSSD)/.test(kind));
  return holds(
    name,
    text,
    fast === undefined || hasPremiumStorage(to),
    fast === undefined ? 'It has only standard disks.' : `${to} takes premium disks.`,
    `It has a disk of the kind ${fast}, and ${to} takes only standard ones. Choose a size with an s in its name.`,
  );
}

const managedDisks = (vm: unknown): unknown[] =>
  [
    ...listAt(vm, 'properties.storageProfile.dataDisks').map((disk) => valueAt(disk, 'managedDisk')),
    valueAt(vm, 'properties.storageProfile.osDisk.managedDisk'),
  ].filter((disk) => textAt(disk, 'id') !== null);

/** Reads of those disks whose kind the machine does not tell. */
export const diskReads = (vm: unknown): Record<string, AzureCall> =>
  Object.fromEntries(
    managedDisks(vm)
      .filter((one) => textAt(one, 'storageAccountType') === null)
      .map((one, place) => [`disk_${place}`, get('disk', textAt(one, 'id')!)]),
  );

/** How many interfaces a size takes, and whether they can be accelerated, is told by no list but the names: Azure checks it. */
function takesInterfaces(vm: unknown, from: string, to: string, answers: Answers): Condition {
  const interfaces = listAt(vm, 'properties.networkProfile.networkInterfaces').length;
  const tell = condition('network_interfaces', 'takes its network interfaces');
  const failed = readAs(answers, 'interface').find(({ ok }) => !ok);
  if (failed) return unread('network_interfaces', 'takes its network interfaces', failed);
  if (interfaces > MOST_SIMPLE_INTERFACES)
    return tell('warning', `It has ${interfaces} network interfaces: see that ${to} takes so many.`);
  const is_accelerated = readAs(answers, 'interface').some((answer) =>
    isAt(bodyOf(answer), 'properties.enableAcceleratedNetworking'),
  );
  const [was, will] = [featuresOf(from), featuresOf(to)];
  const is_alike = was.line === will.line && was.version === will.version && will.line !== 'B';
  return !is_accelerated || is_alike
    ? tell('met', `It has ${interfaces}, as every size takes.`)
    : tell('warning', `Its network is accelerated: see that ${to} can have that, or Azure refuses the change.`);
}

/** Processor, controller of disks and confidentiality are of the size, and the system on the disk has to fit them. */
function bootsThere(vm: unknown, from: string, to: string): Condition {
  const [was, will] = [featuresOf(from), featuresOf(to)];
  const controller = textAt(vm, 'properties.storageProfile.diskControllerType') ?? 'SCSI';
  const is_confidential = textAt(vm, 'properties.securityProfile.securityType') === 'ConfidentialVM';
  const problem =
    was.is_arm !== will.is_arm
      ? `${from} and ${to} have processors of different kinds (Arm and x64), which its system can’t change.`
      : will.version >= NVME_ONLY && was.version < NVME_ONLY && controller === 'SCSI'
        ? `${to} has its disks by NVMe, and this machine by SCSI: its system has to be converted first.`
        : is_confidential && !will.is_confidential
          ? `It is a confidential machine, which ${to} can’t run.`
          : null;
  return holds('boots', 'its system starts on the size', problem === null, 'Nothing speaks against it.', problem ?? '');
}

/** Whether the machine fits the size, as far as Azure's lists and the names tell. */
export const fits = (vm: unknown, to: string, answers: Answers): Condition[] => [
  offered(vm, to, answers),
  hasWayBack(sizeOf(vm), answers),
  sameTemporaryDisk(sizeOf(vm), to, answers),
  takesDisks(vm, to, answers),
  takesPremium(vm, to, answers),
  takesInterfaces(vm, sizeOf(vm), to, answers),
  bootsThere(vm, sizeOf(vm), to),
];
