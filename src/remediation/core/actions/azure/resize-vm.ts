import { type Answers, defineAction, type Inspection, type Standing, type Step, type Subject } from '../../action.ts';
import { bodyOf, isReady, listAt, PASSING, patch, RECORDS, textAt } from './arm.ts';
import { condition, inspected, isStill, lockCall, notLocked, notManaged, provisioned } from './inspection.ts';
import {
  deallocateCall,
  failureOf,
  findsItsPlace,
  hasLastingSystem,
  isHibernated,
  isMoving,
  isSize,
  isUp,
  keepsAddresses,
  machineState,
  networkReads,
  ofMachine,
  POWER_SECONDS,
  powerOf,
  servesNobody,
  sizeOf,
  startCall,
  temporaryContents,
  vmCall,
  whatStays,
} from './vm.ts';
import { diskReads, fits, isOfferedHere, regionSizes, sizeIn, sizesCall } from './vm-sizes.ts';

type Resize = Subject<'azure.resize_vm'>;

const TODO: Standing = { at: 'todo' };
const DONE: Standing = { at: 'done' };
const impossible = (because: string): Standing => ({ at: 'impossible', because });

/** The machine that was there before, and how it gets the size. */
function planOf({ parameters: { vm_size } }: Resize, before: Answers) {
  const vm = bodyOf(before['resource']);
  const was_running = powerOf(vm) === 'running';
  return {
    was_running,
    in_place: was_running && isOfferedHere(before, vm_size),
    had_agent: isAgentReady(vm),
  };
}

/** Whether the agent in the machine reports, which tells that its system is up. */
const isAgentReady = (vm: unknown): boolean =>
  listAt(vm, 'properties.instanceView.vmAgent.statuses').some(
    (status) => textAt(status, 'code')?.toLowerCase() === 'provisioningstate/succeeded',
  );

function isOn(vm: unknown) {
  const tell = condition('power_state', 'running, or deallocated');
  const power = powerOf(vm);
  if (isHibernated(vm))
    return tell('not_met', 'It is hibernated: its size can’t be changed until it has been started.');
  return power === 'running' || power === 'deallocated'
    ? tell('met', `It is ${power}.`)
    : tell(
        'not_met',
        `It is ${power}. Start it or deallocate it first: what is stopped but has its place is charged for.`,
      );
}

const inspect = (subject: Resize, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: false }, (vm) => {
    const { vm_size, from_vm_size } = subject.parameters;
    const is_done = isSize(vm, vm_size) && !isMoving(vm);
    const { in_place, was_running } = planOf(subject, answers);
    const is_interrupted = was_running && !in_place;
    return {
      state: { ...machineState(vm), changed_in_place: in_place },
      before: { vm_size: sizeOf(vm) },
      after: { vm_size },
      conditions: [
        isStill('its size', sizeOf(vm), from_vm_size, vm_size),
        isOn(vm),
        provisioned(vm),
        notManaged(vm),
        hasLastingSystem(vm),
        notLocked(answers, subject.resource_id, 'write'),
        ...(is_done ? [] : fits(vm, vm_size, answers)),
        ...(was_running ? [temporaryContents(vm), servesNobody(answers)] : []),
        ...(is_interrupted ? [keepsAddresses(answers)] : []),
        findsItsPlace(vm),
      ],
      dependents: whatStays(vm, answers),
      is_done,
    };
  });

const changedByOthers = (vm: unknown): Standing =>
  impossible(`The machine is a ${sizeOf(vm)} now: somebody else has changed it, and it is left alone.`);

/** Deallocates what runs; one that has the new size has been through it. */
const makeRoom = (subject: Resize): Step => ({
  id: 'deallocate',
  title: 'Deallocate the machine',
  look: vmCall(subject.resource_id),
  judge: ofMachine((vm) => {
    if (isSize(vm, subject.parameters.vm_size) || powerOf(vm) === 'deallocated') return DONE;
    return isSize(vm, subject.parameters.from_vm_size) ? TODO : changedByOthers(vm);
  }),
  call: deallocateCall(subject.resource_id),
  timeout_seconds: POWER_SECONDS,
  passing_refusals: PASSING,
});

const setSize = (subject: Resize): Step => ({
  id: 'resize',
  title: `Change the size to ${subject.parameters.vm_size}`,
  look: vmCall(subject.resource_id),
  judge: ofMachine((vm) => {
    if (isSize(vm, subject.parameters.vm_size))
      return isReady(vm) ? DONE : impossible(`The machine did not get its size (${failureOf(vm)})`);
    return isSize(vm, subject.parameters.from_vm_size) ? TODO : changedByOthers(vm);
  }),
  call: patch('machine', subject.resource_id, {
    properties: { hardwareProfile: { vmSize: subject.parameters.vm_size } },
  }),
  timeout_seconds: POWER_SECONDS,
  passing_refusals: PASSING,
});

/** What could not be started once is put back to its old size, rather than to be tried again. */
const start = ({ resource_id }: Resize, again: boolean): Step => ({
  id: 'start',
  title: 'Start the machine',
  look: vmCall(resource_id),
  judge: ofMachine((vm) => {
    if (isUp(vm)) return DONE;
    return again || isReady(vm) ? TODO : impossible(`The machine could not be started (${failureOf(vm)})`);
  }),
  call: startCall(resource_id),
  timeout_seconds: POWER_SECONDS,
  passing_refusals: PASSING,
});

function steps(subject: Resize, before: Answers): Step[] {
  const { was_running, in_place } = planOf(subject, before);
  if (!was_running || in_place) return [setSize(subject)];
  return [makeRoom(subject), setSize(subject), start(subject, false)];
}

function verification(subject: Resize, before: Answers): Step[] {
  const { was_running, had_agent } = planOf(subject, before);
  const seen = (id: string, title: string, holds: (vm: unknown) => boolean): Step => ({
    id,
    title,
    look: vmCall(subject.resource_id),
    judge: ofMachine((vm) => (holds(vm) ? DONE : TODO)),
    call: null,
    timeout_seconds: 900,
  });
  const has_size = (vm: unknown): boolean => isSize(vm, subject.parameters.vm_size);
  if (!was_running) return [seen('resized', 'See that the machine has its new size', has_size)];
  return [
    seen('running', 'See that the machine runs on its new size', (vm) => has_size(vm) && isUp(vm)),
    ...(had_agent ? [seen('healthy', 'Wait until the agent in the machine reports', isAgentReady)] : []),
  ];
}

/** The old size, from the new one; after a failed operation the same size once more sets it right. */
const sizeBack = ({ resource_id, parameters: { vm_size, from_vm_size } }: Resize): Step => ({
  id: 'resize_back',
  title: `Change the size back to ${from_vm_size}`,
  look: vmCall(resource_id),
  judge: ofMachine((vm) => {
    if (isSize(vm, from_vm_size)) return isReady(vm) ? DONE : TODO;
    return isSize(vm, vm_size) ? TODO : changedByOthers(vm);
  }),
  call: patch('machine', resource_id, { properties: { hardwareProfile: { vmSize: from_vm_size } } }),
  timeout_seconds: POWER_SECONDS,
  passing_refusals: PASSING,
});

/** Only where the old size is not offered to the machine as it is, which Azure's list of its sizes tells. */
const makeRoomBack = ({ resource_id, parameters: { from_vm_size } }: Resize): Step => ({
  id: 'deallocate',
  title: `Deallocate the machine, if it can’t be a ${from_vm_size} where it runs`,
  look: sizesCall(resource_id),
  judge: (answer) => {
    if (!answer.ok) return impossible('The machine is not there any more.');
    return sizeIn(answer.body, from_vm_size) === null ? TODO : DONE;
  },
  call: deallocateCall(resource_id),
  timeout_seconds: POWER_SECONDS,
  passing_refusals: PASSING,
});

/** Where the list of its sizes did not even have its own, it tells nothing about the way back. */
function undo(subject: Resize, before: Answers): Step[] {
  if (!planOf(subject, before).was_running) return [sizeBack(subject)];
  const room = isOfferedHere(before, subject.parameters.from_vm_size) ? [makeRoomBack(subject)] : [];
  return [...room, sizeBack(subject), start(subject, true)];
}

/**
 * Azure checks what a call names in its body, too: to use interfaces or identities takes actions of their own. Only the
 * size is sent, so these are not needed, as they would be if the machine were put whole.
 */
const CHANGING = [
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.Compute/virtualMachines/deallocate/action',
  'Microsoft.Compute/virtualMachines/start/action',
  RECORDS.machine,
];

export const resizeVm = defineAction({
  action: 'azure.resize_vm',
  title: 'Resize a virtual machine',
  cloud: 'azure',
  resource_types: ['microsoft.compute/virtualmachines'],
  destructive: false,
  interruption:
    'A running machine is started anew, for a minute or two. Where the hardware under it does not offer the size, it is deallocated for some minutes.',
  reversibility: 'partial',
  undo_text:
    'The machine gets its old size again, and is started if it ran. What was on its temporary disk and a dynamic public address do not come back.',
  undo_days: null,
  permissions: {
    look: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/vmSizes/read',
      'Microsoft.Compute/locations/vmSizes/read',
      'Microsoft.Compute/disks/read',
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Authorization/locks/read',
    ],
    change: CHANGING,
    undo: CHANGING,
  },
  reads: ({ resource_id, parameters: { vm_size } }, answers) => {
    const vm = bodyOf(answers['resource']);
    const region = answers['sizes']?.ok && !isOfferedHere(answers, vm_size) ? regionSizes(resource_id, vm) : null;
    return {
      resource: vmCall(resource_id),
      locks: lockCall(resource_id),
      sizes: sizesCall(resource_id),
      ...(region === null ? {} : { region_sizes: region }),
      ...diskReads(vm),
      ...networkReads(answers),
    };
  },
  inspect,
  steps,
  verification,
  undo,
});
