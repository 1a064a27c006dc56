import type { AzureCall, CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import { azureSize } from '../../../../recommendations/core/prices/machine-sizes.ts';
import type { Answers, Condition, Configuration, Standing } from '../../action.ts';
import { bodyOf, get, isAt, isBusy, isReady, listAt, nameOf, post, provisioningOf, textAt } from './arm.ts';
import { condition, has, holds, idsIn, unread } from './inspection.ts';

/** Azure does it in minutes; a machine whose guest does not stop is stopped the hard way after some. */
export const POWER_SECONDS = 1_200;

/** Reads a machine with its power state; deallocates it; starts it. */
export const vmCall = (id: string): AzureCall => get('machine', `${id}?$expand=instanceView`);
export const deallocateCall = (id: string): AzureCall => post('machine', `${id}/deallocate`);
export const startCall = (id: string): AzureCall => post('machine', `${id}/start`);

/** The size of a machine, as Azure spells it, and whether it is a certain one, in any case. */
export const sizeOf = (vm: unknown): string => textAt(vm, 'properties.hardwareProfile.vmSize') ?? '';
export const isSize = (vm: unknown, size: string): boolean => sizeOf(vm).toLowerCase() === size.toLowerCase();

const statusesOf = (vm: unknown): unknown[] => listAt(vm, 'properties.instanceView.statuses');

/** `running`, `stopped`, `deallocating`…; `unknown` where Azure does not tell. */
export const powerOf = (vm: unknown): string =>
  statusesOf(vm)
    .map((status) => textAt(status, 'code') ?? '')
    .find((code) => code.startsWith('PowerState/'))
    ?.slice('PowerState/'.length) ?? 'unknown';

/** Whether its memory is kept on its disk, to go on where it was. */
export const isHibernated = (vm: unknown): boolean =>
  statusesOf(vm).some((status) => textAt(status, 'code') === 'HibernationState/Hibernated');

/** What Azure says about the last operation, where that failed. */
export function failureOf(vm: unknown): string {
  const failed = statusesOf(vm).find((status) => /^ProvisioningState\/failed/i.test(textAt(status, 'code') ?? ''));
  const code = textAt(failed, 'code')?.split('/')[2] ?? provisioningOf(vm);
  return `${code}: ${textAt(failed, 'message') ?? 'Azure says no more.'}`;
}

const STEADY = new Set(['running', 'stopped', 'deallocated']);
/** Something goes on with the machine, by whomever. */
export const isMoving = (vm: unknown): boolean => isBusy(vm) || !STEADY.has(powerOf(vm));
/** Runs, and the last operation on it went well. */
export const isUp = (vm: unknown): boolean => powerOf(vm) === 'running' && isReady(vm);

/** What is seen of a machine with which something goes on. */
const moving = (vm: unknown): Standing => ({
  at: 'under_way',
  message: `The machine is ${powerOf(vm)} (${provisioningOf(vm)}).`,
});

const GONE: Standing = { at: 'impossible', because: 'The machine is not there any more.' };

/** A judgement of a machine that is there and at rest. */
export const ofMachine =
  (judge: (vm: unknown) => Standing) =>
  (answer: CloudAnswer): Standing => {
    if (!answer.ok) return GONE;
    return isMoving(answer.body) ? moving(answer.body) : judge(answer.body);
  };

/** Interfaces of a machine, and then their public addresses, to know which addresses are lost. */
export function networkReads(answers: Answers): Record<string, AzureCall> {
  const vm = bodyOf(answers['resource']);
  const interfaces = listAt(vm, 'properties.networkProfile.networkInterfaces');
  const reads: Record<string, AzureCall> = {};
  for (const [place, one] of interfaces.entries()) {
    const id = textAt(one, 'id');
    if (id !== null) reads[`interface_${place}`] = get('network', id);
    for (const [at, address] of addressesOf(bodyOf(answers[`interface_${place}`])).entries())
      reads[`address_${place}_${at}`] = get('network', address);
  }
  return reads;
}

/** Ids of the public addresses of a network interface. */
const addressesOf = (network_interface: unknown): string[] =>
  listAt(network_interface, 'properties.ipConfigurations').flatMap(
    (one) => textAt(one, 'properties.publicIPAddress.id') ?? [],
  );

/** Answers to the reads of one kind, in order. */
export const readAs = (answers: Answers, kind: 'interface' | 'address' | 'disk'): CloudAnswer[] =>
  Object.entries(answers).flatMap(([name, answer]) => (name.startsWith(`${kind}_`) ? [answer] : []));

/** Whether a public address changes when the machine is deallocated: dynamic ones do. */
export function keepsAddresses(answers: Answers): Condition {
  const [name, text] = ['public_address', 'keeps its public addresses'];
  const read = [...readAs(answers, 'interface'), ...readAs(answers, 'address')];
  const failed = read.find(({ ok }) => !ok);
  if (failed) return unread(name, text, failed);
  const lost = readAs(answers, 'address')
    .map(bodyOf)
    .filter((address) => textAt(address, 'properties.publicIPAllocationMethod') === 'Dynamic')
    .map((address) => `${textAt(address, 'name')} (${textAt(address, 'properties.ipAddress') ?? 'no address now'})`);
  return lost.length === 0
    ? condition(name, text)('met', 'It has no dynamic public address.')
    : condition(name, text)(
        'warning',
        `The dynamic address of ${lost.join(', ')} is lost, and it gets another one when it is started.`,
      );
}

const POOLS = ['loadBalancerBackendAddressPools', 'applicationGatewayBackendAddressPools'];

/** Says which balancers send requests to the machine: they do without it while it is off; and whether it is a router. */
export function servesNobody(answers: Answers): Condition {
  const tell = condition('balancers', 'no load balancer sends requests to it, and no traffic goes through it');
  if (readAs(answers, 'interface').some((answer) => isAt(bodyOf(answer), 'properties.enableIPForwarding')))
    return tell(
      'warning',
      'It passes on the traffic of others (IP forwarding is on): what is routed through it has no way while it is off.',
    );
  const pools = readAs(answers, 'interface')
    .flatMap((answer) => listAt(bodyOf(answer), 'properties.ipConfigurations'))
    .flatMap((one) => POOLS.flatMap((name) => listAt(one, `properties.${name}`)))
    .map((pool) => textAt(pool, 'id') ?? '');
  const names = [...new Set(pools.map((id) => id.split('/')[8] ?? id))];
  return names.length === 0
    ? tell('met', 'It is in no backend pool.')
    : tell('warning', `It is behind ${names.join(', ')}: see that the others carry the load while it is off.`);
}

/** Phrases about what stays when a machine is deallocated. */
export function whatStays(vm: unknown, answers: Answers): string[] {
  const disks = [
    textAt(vm, 'properties.storageProfile.osDisk.managedDisk.id'),
    ...listAt(vm, 'properties.storageProfile.dataDisks').map((disk) => textAt(disk, 'managedDisk.id')),
  ];
  const named = disks.flatMap((id) => (id === null ? [] : [nameOf(id)]));
  const fixed = readAs(answers, 'address')
    .map(bodyOf)
    .filter((address) => textAt(address, 'properties.publicIPAllocationMethod') === 'Static');
  return [
    ...(named.length === 0 ? [] : [`Disks ${named.join(', ')} stay attached, and are charged for`]),
    ...fixed.map(
      (address) =>
        `Public address ${textAt(address, 'name')} (${textAt(address, 'properties.ipAddress')}) stays, and is charged for`,
    ),
  ];
}

/** Not for machines whose system is on their host: Azure can't deallocate them, and sets them up anew on another size. */
export const hasLastingSystem = (vm: unknown): Condition =>
  holds(
    'lasting_system_disk',
    'its system disk is not on its host (ephemeral)',
    textAt(vm, 'properties.storageProfile.osDisk.diffDiskSettings.option') === null,
    'Its system disk is a managed disk of its own.',
    'Its system is on its host (an ephemeral disk): Azure can’t deallocate it, and what is on it would be lost.',
  );

/** Says what is lost on a temporary disk, as far as it is known whether there is one. */
export function temporaryContents(vm: unknown): Condition {
  const tell = condition('temporary_disk_contents', 'nothing is lost on a temporary disk');
  const size = azureSize(sizeOf(vm));
  return size?.local_disk === false
    ? tell('met', `A ${size.name} has no temporary disk.`)
    : tell('warning', 'What is on its temporary disk is lost: see that nothing is kept there.');
}

/** Says what may keep a machine from finding its place again. */
export function findsItsPlace(vm: unknown): Condition {
  const tell = condition('place', 'finds a place when it is started again');
  const reasons = [
    textAt(vm, 'properties.priority') === 'Spot' ? 'it is a spot machine' : null,
    has(vm, 'properties.availabilitySet.id') ? 'it is in an availability set' : null,
    has(vm, 'properties.proximityPlacementGroup.id') ? 'it is in a proximity placement group' : null,
    has(vm, 'properties.host.id') || has(vm, 'properties.hostGroup.id')
      ? 'it is on a dedicated host, which is charged for whether it runs or not'
      : null,
    has(vm, 'properties.capacityReservation.capacityReservationGroup.id')
      ? 'it has reserved capacity, which is charged for whether it runs or not'
      : null,
  ].filter((reason) => reason !== null);
  return reasons.length === 0
    ? tell('met', 'Nothing narrows down where it can be started.')
    : tell('warning', `Where it can be started is narrowed down: ${reasons.join('; ')}.`);
}

/** What a change of a machine rests on. */
export const machineState = (vm: unknown): Configuration => ({
  vm_size: sizeOf(vm),
  power_state: powerOf(vm),
  network_interfaces: idsIn(listAt(vm, 'properties.networkProfile.networkInterfaces'), 'id'),
  data_disks: idsIn(listAt(vm, 'properties.storageProfile.dataDisks'), 'managedDisk.id'),
});
