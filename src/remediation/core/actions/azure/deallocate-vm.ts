import { type Answers, defineAction, type Inspection, type Standing, type Step } from '../../action.ts';
import { bodyOf, isReady, PASSING, post, provisioningOf, RECORDS } from './arm.ts';
import { condition, inspected, lockCall, notLocked, notManaged } from './inspection.ts';
import {
  deallocateCall,
  findsItsPlace,
  hasLastingSystem,
  isMoving,
  isUp,
  keepsAddresses,
  machineState,
  networkReads,
  ofMachine,
  POWER_SECONDS,
  powerOf,
  servesNobody,
  startCall,
  temporaryContents,
  vmCall,
  whatStays,
} from './vm.ts';

const TODO: Standing = { at: 'todo' };
const DONE: Standing = { at: 'done' };

const isDown = ofMachine((vm) => (powerOf(vm) === 'deallocated' ? DONE : TODO));

/** A machine whose last operation failed can be deallocated, which often mends it. */
function atRest(vm: unknown) {
  const tell = condition('at_rest', 'nothing else goes on with it');
  if (isMoving(vm)) return tell('not_met', `It is ${powerOf(vm)} (${provisioningOf(vm)}): wait until that is over.`);
  return isReady(vm)
    ? tell('met', `It is ${powerOf(vm)}.`)
    : tell('warning', `Its provisioning state is ${provisioningOf(vm)}: the last operation on it did not go well.`);
}

const inspect = (id: string, answers: Answers): Inspection =>
  inspected(answers, { gone_is_done: false }, (vm) => ({
    state: machineState(vm),
    before: { power_state: powerOf(vm) },
    after: { power_state: 'deallocated' },
    conditions: [
      atRest(vm),
      notManaged(vm),
      hasLastingSystem(vm),
      notLocked(answers, id, 'write'),
      keepsAddresses(answers),
      servesNobody(answers),
      temporaryContents(vm),
      findsItsPlace(vm),
    ],
    dependents: whatStays(vm, answers),
    is_done: powerOf(vm) === 'deallocated' && !isMoving(vm),
  }));

/** A machine that was stopped, not deallocated, is stopped again after it was started: it has a place on a host then. */
function undoSteps(id: string, was_running: boolean): Step[] {
  const start: Step = {
    id: 'start',
    title: 'Start the machine',
    look: vmCall(id),
    judge: ofMachine((vm) => (isUp(vm) || (!was_running && powerOf(vm) === 'stopped' && isReady(vm)) ? DONE : TODO)),
    call: startCall(id),
    timeout_seconds: POWER_SECONDS,
    passing_refusals: PASSING,
  };
  const stop: Step = {
    id: 'stop',
    title: 'Stop the machine, as it was before',
    look: vmCall(id),
    judge: ofMachine((vm) => (powerOf(vm) === 'stopped' ? DONE : TODO)),
    call: post('machine', `${id}/powerOff`),
    timeout_seconds: POWER_SECONDS,
    passing_refusals: PASSING,
  };
  return was_running ? [start] : [start, stop];
}

export const deallocateVm = defineAction({
  action: 'azure.deallocate_vm',
  title: 'Deallocate a virtual machine',
  cloud: 'azure',
  resource_types: ['microsoft.compute/virtualmachines'],
  destructive: false,
  interruption: 'The machine is off until somebody starts it again.',
  reversibility: 'partial',
  undo_text:
    'The machine is started again, if Azure has a place for its size then. What was on its temporary disk and a dynamic public address do not come back.',
  undo_days: null,
  permissions: {
    look: [
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Authorization/locks/read',
    ],
    change: ['Microsoft.Compute/virtualMachines/deallocate/action', RECORDS.machine],
    undo: [
      'Microsoft.Compute/virtualMachines/start/action',
      'Microsoft.Compute/virtualMachines/powerOff/action',
      RECORDS.machine,
    ],
  },
  reads: ({ resource_id }, answers) => ({
    resource: vmCall(resource_id),
    locks: lockCall(resource_id),
    ...networkReads(answers),
  }),
  inspect: ({ resource_id }, answers) => inspect(resource_id, answers),
  steps: ({ resource_id }) => [
    {
      id: 'deallocate',
      title: 'Deallocate the machine',
      look: vmCall(resource_id),
      judge: isDown,
      call: deallocateCall(resource_id),
      timeout_seconds: POWER_SECONDS,
      passing_refusals: PASSING,
    },
  ],
  verification: ({ resource_id }) => [
    {
      id: 'deallocated',
      title: 'See that the machine is deallocated',
      look: vmCall(resource_id),
      judge: isDown,
      call: null,
      timeout_seconds: 300,
    },
  ],
  undo: ({ resource_id }, before) => undoSteps(resource_id, powerOf(bodyOf(before['resource'])) !== 'stopped'),
});
