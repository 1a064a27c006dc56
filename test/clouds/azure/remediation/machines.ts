import type { DoubleAnswer } from '../../serve.ts';
import { failure, json } from '../resources.ts';
import { type Ask, type Body, begin, type ManagerState, notAllowed, notFound, passTime, provision } from './model.ts';

interface Profile {
  hardwareProfile: { vmSize: string };
  storageProfile: {
    osDisk: { managedDisk?: { id: string }; diffDiskSettings?: { option: string } };
    dataDisks: { managedDisk: { id: string } }[];
  };
  networkProfile: { networkInterfaces: { id: string }[] };
}

const profileOf = (machine: Body): Profile => machine.properties as unknown as Profile;
const sizeOf = (machine: Body): string => profileOf(machine).hardwareProfile.vmSize;
const isAllocated = (state: ManagerState, id: string): boolean => state.power.get(id) !== 'deallocated';

function statusesOf(state: ManagerState, id: string): object[] {
  const { properties } = state.resources.get(id)!;
  const provisioning = String(properties['provisioningState']);
  const failed = provisioning === 'Failed' ? state.failed.get(id) : undefined;
  return [
    failed
      ? { code: `ProvisioningState/failed/${failed.code}`, level: 'Error', message: failed.message }
      : { code: `ProvisioningState/${provisioning.toLowerCase()}`, level: 'Info' },
    { code: `PowerState/${state.power.get(id)}`, level: 'Info', displayStatus: `VM ${state.power.get(id)}` },
    ...(state.hibernated.has(id) ? [{ code: 'HibernationState/Hibernated', level: 'Info' }] : []),
  ];
}

/** What the agent in a running machine reports. */
function agentOf(state: ManagerState, id: string, machine: Body): object {
  if (state.power.get(id) !== 'running') return {};
  const [code, displayStatus] = state.unready_sizes.includes(sizeOf(machine))
    ? ['ProvisioningState/Unavailable', 'Not Ready']
    : ['ProvisioningState/succeeded', 'Ready'];
  return { vmAgent: { vmAgentVersion: '2.11.1', statuses: [{ code, level: 'Info', displayStatus }] } };
}

function show({ state, query }: Ask, id: string): DoubleAnswer {
  passTime(state, id);
  const machine = state.resources.get(id);
  if (!machine) return notFound(id);
  if (query.get('$expand') !== 'instanceView') return json(200, machine);
  const instanceView = { ...agentOf(state, id, machine), statuses: statusesOf(state, id) };
  const properties = { ...machine.properties, instanceView };
  return json(200, { ...machine, properties });
}

/** Disks of a machine follow it: reserved while it is deallocated. A dynamic address is there only while it is not. */
function follow(state: ManagerState, id: string): void {
  const { storageProfile, networkProfile } = profileOf(state.resources.get(id)!);
  const disks = [storageProfile.osDisk, ...storageProfile.dataDisks];
  for (const { managedDisk } of disks) {
    const disk = managedDisk && state.resources.get(managedDisk.id.toLowerCase());
    if (disk) disk.properties['diskState'] = isAllocated(state, id) ? 'Attached' : 'Reserved';
  }
  for (const one of networkProfile.networkInterfaces) {
    const addresses = [...state.resources.values()].filter(({ properties }) =>
      (properties['ipConfiguration'] as { id?: string } | undefined)?.id
        ?.toLowerCase()
        .startsWith(`${one.id.toLowerCase()}/`),
    );
    for (const { properties } of addresses) {
      if (properties['publicIPAllocationMethod'] !== 'Dynamic') continue;
      state.made += 1;
      if (isAllocated(state, id)) properties['ipAddress'] = `198.51.100.${state.made}`;
      else delete properties['ipAddress'];
    }
  }
}

const POWER_WORK: Record<string, { on_the_way: string; to: string }> = {
  deallocate: { on_the_way: 'deallocating', to: 'deallocated' },
  start: { on_the_way: 'starting', to: 'running' },
  poweroff: { on_the_way: 'stopping', to: 'stopped' },
};

function setPower(state: ManagerState, id: string, power: string): void {
  state.power.set(id, power);
  follow(state, id);
}

/** Starts, stops or deallocates a machine. What failed to get a place stays deallocated. */
function changePower(ask: Ask, id: string, verb: string): DoubleAnswer {
  const { state } = ask;
  const machine = state.resources.get(id);
  const work = POWER_WORK[verb];
  if (!machine || !work) return notFound(ask.path);
  if (verb === 'deallocate' && profileOf(machine).storageProfile.osDisk.diffDiskSettings)
    return notAllowed(
      "Operation 'deallocate' is not supported on VMs or VM Scale Set instances using an ephemeral OS disk.",
    );
  const was = state.power.get(id)!;
  return begin(ask, id, {
    kind: verb,
    status: 202,
    begin: () => {
      provision(state, id, 'Updating');
      if (was !== work.to) state.power.set(id, work.on_the_way);
    },
    done: () => {
      provision(state, id, 'Succeeded');
      setPower(state, id, work.to);
    },
    failed: (error) => {
      provision(state, id, 'Failed');
      state.failed.set(id, error);
      state.power.set(id, was);
    },
  });
}

const offered = ({ state }: Ask, id: string) => {
  const names = isAllocated(state, id) ? state.clusters.get(id) : undefined;
  return state.sizes.filter(({ name }) => !names || names.includes(name));
};

function resizeRefusal(ask: Ask, machine: Body, vmSize: string): DoubleAnswer | null {
  const id = machine.id.toLowerCase();
  const wanted = ask.state.sizes.find(({ name }) => name === vmSize);
  if (!wanted)
    return failure(400, 'InvalidParameter', `The value ${vmSize} provided for the VM size is not valid in westeurope.`);
  const current = ask.state.sizes.find(({ name }) => name === sizeOf(machine));
  if (current && (current.resourceDiskSizeInMB === 0) !== (wanted.resourceDiskSizeInMB === 0))
    return notAllowed(
      `Unable to resize the VM '${machine.name}' since changing from resource disk to non-resource disk VM size and vice-versa is not allowed. Please refer to https://aka.ms/AAah4sj for more details.`,
    );
  if (!offered(ask, id).includes(wanted))
    return notAllowed(
      `Unable to resize the VM '${machine.name}' because the requested size ${vmSize} is not available in the current hardware cluster. The available sizes in this cluster are: ${offered(
        ask,
        id,
      )
        .map(({ name }) => name)
        .join(',')}.`,
    );
  return profileOf(machine).storageProfile.dataDisks.length > wanted.maxDataDiskCount
    ? notAllowed(
        `The maximum number of data disks allowed to be attached to a VM of this size is ${wanted.maxDataDiskCount}.`,
      )
    : null;
}

/** A running machine is started anew on the new size. Without a place for it, it keeps the new size and does not run. */
function resize(ask: Ask, id: string): DoubleAnswer {
  const { state } = ask;
  const machine = state.resources.get(id);
  if (!machine) return notFound(id);
  const vmSize = profileOf(ask.body).hardwareProfile?.vmSize;
  const refusal = vmSize === undefined ? null : resizeRefusal(ask, machine, vmSize);
  if (refusal) return refusal;
  const was_running = state.power.get(id) === 'running';
  return begin(ask, id, {
    kind: `resize to ${vmSize}`,
    status: 200,
    begin: () => {
      provision(state, id, 'Updating');
      profileOf(machine).hardwareProfile = { vmSize: vmSize ?? sizeOf(machine) };
      if (was_running) state.power.set(id, 'starting');
    },
    done: () => {
      provision(state, id, 'Succeeded');
      if (was_running) setPower(state, id, 'running');
    },
    failed: (error) => {
      provision(state, id, 'Failed');
      state.failed.set(id, error);
      if (was_running) setPower(state, id, 'deallocated');
    },
  });
}

/** Machines: `…/virtualMachines/<name>`, what they are told, and the sizes they can have. */
export function machines(ask: Ask): DoubleAnswer {
  const [id = '', verb] = [ask.path.split('/').slice(0, 9).join('/'), ask.path.split('/')[9]];
  if (!ask.state.resources.has(id)) return notFound(id);
  if (verb === 'vmsizes') return json(200, { value: offered(ask, id) });
  if (ask.call.method === 'POST') return changePower(ask, id, verb ?? '');
  if (ask.call.method === 'GET') return show(ask, id);
  return ask.call.method === 'PATCH' ? resize(ask, id) : failure(405, 'MethodNotAllowed', 'Not by the double.');
}

/** The sizes of a region. */
export const regionSizes = ({ state }: Ask): DoubleAnswer => json(200, { value: state.sizes });
