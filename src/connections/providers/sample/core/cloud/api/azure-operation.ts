import { AZURE_TYPES } from '../../../../azure/core/inventory/azure-types.ts';
import { type GraphRow, resourceOf } from '../../../../azure/core/inventory/resource.ts';
import { machineSize } from '../instance-types.ts';
import { missing, refusal } from './operation.ts';
import type { SampleResource } from './sample-resource.ts';
import type { SampleState } from './state.ts';

/** A body of Resource Manager. */
export type Body = Readonly<Record<string, unknown>>;

/** A call of Azure about one resource. */
export interface AzureTold {
  /** In lower case. */
  resource_id: string;
  /** As the caller writes it. */
  name: string;
  /** What stands behind the id, in lower case, such as `deallocate`; empty for the resource itself. */
  below: string;
  /** With its question mark, in lower case. */
  query: string;
  body: Body;
  at: string;
  state: SampleState;
}

/** How one type of resource answers. Each may throw `SampleActionError`. */
export interface AzureKind {
  /** Types of other resources that its calls have to do with. */
  reads: readonly string[];
  /** The resource as Resource Manager answers it. */
  body(resource: SampleResource, call: AzureTold): object;
  /** The resource that a PUT makes where there is none; left out where it can't be made here. */
  create?(call: AzureTold): SampleResource;
  /** Makes of the resource what the body of a PUT or PATCH says. Its tags are set already. */
  update(resource: SampleResource, call: AzureTold): SampleResource;
  delete(resource: SampleResource, call: AzureTold): void;
  /** What is told below it. */
  gets?: Readonly<Record<string, (resource: SampleResource) => object>>;
  /** What is done by a POST below it. */
  posts?: Readonly<Record<string, (resource: SampleResource, call: AzureTold) => void>>;
}

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a body has at a dotted path. */
export const bodyAt = (body: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), body);

/** The text at a path; undefined where there is none. */
export function bodyText(body: unknown, path: string): string | undefined {
  const value = bodyAt(body, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The tags of a body; undefined where it has none. */
export function bodyTags(body: Body): Record<string, string> | undefined {
  const tags = body['tags'];
  return isObject(tags)
    ? Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]))
    : undefined;
}

/** The ids of resources that a body names, in lower case. */
export function idsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const id = value.toLowerCase();
    return id.startsWith('/subscriptions/') ? [id.split('/').slice(0, 9).join('/')] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
}

/** A resource that a body names. Throws where it is not there. */
export function resourceIn({ state }: AzureTold, id: string): SampleResource {
  const found = state.get(id.toLowerCase());
  if (found) return found;
  throw missing('ResourceNotFound', `The Resource '${id}' was not found.`);
}

/** What all bodies of Resource Manager have. `type` as Azure writes it. */
export const envelope = (resource: SampleResource, type: string) => {
  const zones = (resource.attributes['zones'] as string[] | undefined) ?? [];
  return {
    name: resource.name,
    id: resource.resource_id,
    type,
    location: resource.region,
    tags: resource.tags,
    ...(zones.length > 0 && { zones }),
  };
};

/** A resource of the inventory, made of what a PUT says and the cloud adds, read as the collector reads it. */
export function created(
  { resource_id, name, body }: AzureTold,
  resource_type: string,
  { properties, sku }: { properties: Body; sku?: Body },
): SampleResource {
  const location = bodyText(body, 'location');
  if (location === undefined) throw refusal('LocationRequired', 'The location property is required.');
  const [, , subscriptionId = '', , resourceGroup = ''] = resource_id.split('/');
  const zones = body['zones'] as string[] | undefined;
  const row: GraphRow = {
    id: resource_id,
    name,
    type: resource_type,
    location,
    resourceGroup,
    subscriptionId,
    tags: bodyTags(body) ?? {},
    properties,
    ...(sku && { sku }),
    ...(zones && { zones }),
  };
  const type = AZURE_TYPES.find((one) => one.resource_type === resource_type);
  const details = { vmSize: (_: string, size: string) => machineSize(size), lifecycleRules: () => null };
  const made = type && resourceOf(type, row, { ...details, clusterOf: () => null });
  if (!made) throw new Error(`The inventory of Azure has no ${resource_type}.`);
  return made;
}
