import type { AzureCall } from '../../../../../core/cloud-call.ts';
import { MACHINES, regionSizes } from './azure-compute.ts';
import { DISKS, SNAPSHOTS } from './azure-disks.ts';
import { ADDRESSES, INTERFACES } from './azure-network.ts';
import { type AzureKind, type AzureTold, bodyTags, idsIn } from './azure-operation.ts';
import { PLANS } from './azure-web.ts';
import { missing, refusal } from './operation.ts';
import type { SampleState } from './state.ts';

const KINDS: Readonly<Record<string, AzureKind>> = {
  'microsoft.compute/virtualmachines': MACHINES,
  'microsoft.compute/disks': DISKS,
  'microsoft.compute/snapshots': SNAPSHOTS,
  'microsoft.network/publicipaddresses': ADDRESSES,
  'microsoft.network/networkinterfaces': INTERFACES,
  'microsoft.web/serverfarms': PLANS,
};
const SIZES_OF_REGION = /^\/subscriptions\/[^/]+\/providers\/microsoft\.compute\/locations\/[^/]+\/vmsizes\?/i;
const LOCKS = 'providers/microsoft.authorization/locks';
/** Subscription, group, provider, type and name, each with the word before it. */
const SEGMENTS_OF_ID = 9;

/** The parts of a path that tell what it is about. */
function partsOf({ path }: AzureCall) {
  const [address = '', query = ''] = path.split('?');
  const segments = address.split('/');
  const id = segments.slice(0, SEGMENTS_OF_ID);
  const [namespace = '', type = ''] = id.slice(6).map((one) => one.toLowerCase());
  return {
    resource_id: id.join('/').toLowerCase(),
    name: id.at(-1) ?? '',
    kind: KINDS[`${namespace}/${type}`],
    below: segments.slice(SEGMENTS_OF_ID).join('/').toLowerCase(),
    query: `?${query.toLowerCase()}`,
  };
}

/** The types and ids of resources that a call of Azure has to do with. */
export function needsOfAzure(call: AzureCall): { resource_types: readonly string[]; resource_ids: string[] } {
  const { resource_id, kind } = partsOf(call);
  const reads = call.method === 'GET' ? [] : (kind?.reads ?? []);
  return { resource_types: reads, resource_ids: [resource_id, ...idsIn(call.body ?? {})] };
}

/** What Resource Manager answers to a call at the instant `at`: a body, or null. Throws `SampleActionError`. */
export function answerOfAzure(call: AzureCall, state: SampleState, at: string): object | null {
  const { kind, query, ...parts } = partsOf(call);
  if (!query.includes('api-version='))
    throw refusal('MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required.');
  if (call.method === 'GET' && SIZES_OF_REGION.test(call.path)) return regionSizes();
  if (call.method === 'GET' && parts.below === LOCKS) return { value: [] };
  if (!kind) throw refusal('NotImplemented', `The sample company's cloud has no calls for ${parts.resource_id}.`);
  const told: AzureTold = { ...parts, query, body: call.body ?? {}, at, state };
  return parts.below === '' ? ofResource(call.method, kind, told) : belowResource(call.method, kind, told);
}

function existing({ state, resource_id }: AzureTold) {
  const found = state.get(resource_id);
  if (found) return found;
  const [, , , , group, , namespace, type, name] = resource_id.split('/');
  throw missing(
    'ResourceNotFound',
    `The Resource '${namespace}/${type}/${name}' under resource group '${group}' was not found.`,
  );
}

function ofResource(method: AzureCall['method'], kind: AzureKind, told: AzureTold): object | null {
  const { state, resource_id, body } = told;
  if (method === 'DELETE') {
    const resource = state.get(resource_id);
    // Of what is not there, Azure says that it is deleted.
    if (resource) kind.delete(resource, told);
    return null;
  }
  if (method === 'GET') return kind.body(existing(told), told);
  if (method === 'PUT' && kind.create && state.get(resource_id) === null)
    return kind.body(state.put(kind.create(told)), told);
  const before = existing(told);
  const tags = bodyTags(body) ?? (method === 'PUT' ? {} : before.tags);
  const updated = kind.update(before, told);
  return kind.body(state.put({ ...updated, tags }), told);
}

function belowResource(method: AzureCall['method'], kind: AzureKind, told: AzureTold): object | null {
  const resource = existing(told);
  const get = method === 'GET' ? kind.gets?.[told.below] : undefined;
  if (get) return get(resource);
  const post = method === 'POST' ? kind.posts?.[told.below] : undefined;
  if (!post) throw refusal('NotImplemented', `The sample company's cloud has no ${method} of ${told.below}.`);
  post(resource, told);
  return null;
}
