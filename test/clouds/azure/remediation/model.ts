import type { DoubleAnswer } from '../../serve.ts';
import { failure, json, MANAGER } from '../resources.ts';

/** A resource as Resource Manager tells of it. */
export interface Body {
  id: string;
  name: string;
  type: string;
  location: string;
  tags?: Record<string, string>;
  sku?: Record<string, unknown>;
  zones?: string[];
  kind?: string;
  managedBy?: string;
  properties: Record<string, unknown>;
  [more: string]: unknown;
}

/** A size as `vmSizes` tells of it. */
export interface VmSize {
  name: string;
  numberOfCores: number;
  osDiskSizeInMB: number;
  resourceDiskSizeInMB: number;
  memoryInMB: number;
  maxDataDiskCount: number;
}

export interface Lock {
  /** Id of what is locked, with all that is in it. */
  scope: string;
  name: string;
  level: 'CanNotDelete' | 'ReadOnly';
}

/** A request as it came in; `path` has its query. */
export interface ManagerCall {
  method: string;
  path: string;
  body: unknown;
}

/** What happens to the first `times` calls that it is about, one when nothing is said. */
export interface Fault {
  on: (call: ManagerCall) => boolean;
  times?: number;
  /**
   * `refused`: answered instead of being done; `fails later`: begun, and given up; `broken before`, `broken after`: no answer,
   * before or after it was done.
   */
  kind: 'refused' | 'fails later' | 'broken before' | 'broken after';
  status?: number;
  code?: string;
  message?: string;
  headers?: Record<string, string>;
}

/** Something that Azure has begun and not ended. */
export interface Pending {
  operation: string;
  /** What it does: the same again joins it. */
  kind: string;
  looks_left: number;
  end(): void;
}

/** What is there, and how the double behaves; it can be changed while the double runs. */
export interface ManagerState {
  principal: { tenant_id: string; client_id: string; client_secret: string };
  /** By id in lower case. */
  resources: Map<string, Body>;
  /** Power states of machines, such as `running`, by id in lower case. */
  power: Map<string, string>;
  /** Why the last operation on a machine failed, by id in lower case. */
  failed: Map<string, { code: string; message: string }>;
  /** Machines whose memory is on their disk, by id in lower case. */
  hibernated: Set<string>;
  /** All sizes of the region. */
  sizes: VmSize[];
  /** Names of the sizes that the hardware under a machine offers, by id in lower case; all where it is not named. */
  clusters: Map<string, string[]>;
  /** Sizes on which the system of a machine does not come up, though Azure runs it. */
  unready_sizes: string[];
  locks: Lock[];
  /** Actions of role definitions that the application has not, though it has all others. */
  denied: string[];
  faults: Fault[];
  /** So often what was begun is seen in between before it is done. */
  looks: number;
  pending: Map<string, Pending>;
  operations: Map<string, { status: string; error?: { code: string; message: string } }>;
  /** Changes of a disk's kind today, by id in lower case. */
  sku_changes: Map<string, number>;
  /** Numbers what is made: addresses, operations, disks. */
  made: number;
}

/** A request on its way through the double. */
export interface Ask {
  state: ManagerState;
  call: ManagerCall;
  /** In lower case, without its query. */
  path: string;
  query: URLSearchParams;
  body: Body;
  /** What this call is to end with instead of success. */
  fails_later: { code: string; message: string } | null;
}

/** Resource Manager's answer about something that is not there. */
export function notFound(path: string): DoubleAnswer {
  const [, , , , group = '', , namespace, type, name] = path.split('/');
  return failure(
    404,
    'ResourceNotFound',
    `The Resource '${namespace}/${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export const notAllowed = (message: string): DoubleAnswer => failure(409, 'OperationNotAllowed', message);

/** What a look at a resource or at its operation does: time passes. */
export function passTime(state: ManagerState, id: string): void {
  const pending = state.pending.get(id);
  if (!pending) return;
  if (pending.looks_left > 0) {
    pending.looks_left -= 1;
    return;
  }
  state.pending.delete(id);
  pending.end();
}

const began = (state: ManagerState, operation: string, status: number, id: string): DoubleAnswer => {
  const url = `${MANAGER}${operation}?api-version=2024-07-01`;
  const headers = { 'azure-asyncoperation': url, location: `${url}&monitor=true`, 'retry-after': '10' };
  const resource = state.resources.get(id);
  return status === 202 || !resource ? { status, headers, body: '' } : json(status, resource, headers);
};

/** Where each service keeps its records of what it has begun. */
const RECORDS: [RegExp, string][] = [
  [/\/microsoft\.compute\/(?:disks|snapshots)\//, 'Microsoft.Compute/locations/westeurope/DiskOperations'],
  [/\/microsoft\.compute\//, 'Microsoft.Compute/locations/westeurope/operations'],
  [/\/microsoft\.network\//, 'Microsoft.Network/locations/westeurope/operations'],
  [/\/microsoft\.web\//, 'Microsoft.Web/locations/westeurope/operations'],
];

interface Work {
  kind: string;
  status: 200 | 201 | 202;
  /** What is seen in between. */
  begin(): void;
  done(): void;
  /** What is seen when it failed. */
  failed?(error: { code: string; message: string }): void;
}

/** Begins something that ends after some looks; while something else goes on, Azure refuses. */
export function begin({ state, fails_later }: Ask, id: string, work: Work): DoubleAnswer {
  const going_on = state.pending.get(id);
  if (going_on?.kind === work.kind) return began(state, going_on.operation, work.status, id);
  if (going_on)
    return failure(409, 'Conflict', `The request failed due to conflict with a concurrent request (${going_on.kind}).`);
  state.made += 1;
  const subscription = id.split('/')[2]!;
  const records = RECORDS.find(([of]) => of.test(id))![1];
  const operation = `/subscriptions/${subscription}/providers/${records}/operation-${state.made}`;
  state.operations.set(operation.toLowerCase(), { status: 'InProgress' });
  work.begin();
  state.pending.set(id, {
    operation,
    kind: work.kind,
    looks_left: state.looks,
    end: () => {
      if (fails_later) {
        state.operations.set(operation.toLowerCase(), { status: 'Failed', error: fails_later });
        work.failed?.(fails_later);
      } else {
        state.operations.set(operation.toLowerCase(), { status: 'Succeeded' });
        work.done();
      }
    },
  });
  return began(state, operation, work.status, id);
}

/** How something that was begun goes on. */
export function operationAnswer({ state, path }: Ask): DoubleAnswer {
  for (const [id, { operation }] of state.pending) if (operation.toLowerCase() === path) passTime(state, id);
  const operation = state.operations.get(path);
  return operation ? json(200, { name: path.split('/').at(-1), ...operation }) : notFound(path);
}

/** A provisioning state that is seen while something goes on, or after it. */
export function provision(state: ManagerState, id: string, provisioningState: string): void {
  const resource = state.resources.get(id);
  if (resource) resource.properties['provisioningState'] = provisioningState;
}

/** Deletes a resource, after some looks. Deleting what is not there is a success. */
export function remove(ask: Ask, id: string): DoubleAnswer {
  const { state } = ask;
  if (!state.resources.has(id)) return { status: 204, body: '' };
  return begin(ask, id, {
    kind: 'delete',
    status: 202,
    begin: () => provision(state, id, 'Deleting'),
    done: () => void state.resources.delete(id),
    failed: () => provision(state, id, 'Succeeded'),
  });
}
