import { z } from 'zod';
import { dateSchema, endpoint, idParams, pageOf, pageQuery, timestampSchema } from '../../platform/core/endpoint.ts';
import { inventoryResource, METRICS } from './inventory.ts';

const tag = 'Inventory';

const few = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item).max(100));

const sparkline = z.object({
  metric: z.enum(METRICS),
  first_date: dateSchema,
  average: z.array(z.number().nullable()),
});

const resource = inventoryResource
  .omit({ attributes: true, billed_as: true, attached_to: true, parent_id: true })
  .extend({
    id: z.uuid(),
    provider_id: z.uuid(),
    provider_type: z.string(),
    /** What bills call the account; null where none names it. */
    account_name: z.string().nullable(),
    /** Effective cost of the last 30 complete days; null when no bill names the resource (see `cost_note`). */
    monthly_cost: z.number().nullable(),
    currency: z.string().nullable(),
    first_seen_at: timestampSchema,
    /** Null while it is there. */
    gone_at: timestampSchema.nullable(),
    /** The metric that tells most of its use; null when nothing was measured. */
    sparkline: sparkline.nullable(),
  });
export type Resource = z.infer<typeof resource>;

const link = z.object({
  id: z.uuid().nullable(),
  resource_id: z.string(),
  name: z.string().nullable(),
  resource_type: z.string().nullable(),
});

const metricSeries = z.object({
  metric: z.enum(METRICS),
  first_date: dateSchema,
  average: z.array(z.number().nullable()),
  maximum: z.array(z.number().nullable()),
  p95: z.array(z.number().nullable()),
  p99: z.array(z.number().nullable()),
  total: z.array(z.number().nullable()),
});

const advice = z.object({
  source: z.string(),
  action: z.string(),
  title: z.string(),
  monthly_savings: z.number().nullable(),
  currency: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  first_seen_at: timestampSchema,
});

const resourceDetail = resource.omit({ sparkline: true }).extend({
  /** The names under which bills may know it: what the filter `resource` of costs takes. */
  billed_as: z.array(z.string()),
  attributes: z.record(z.string(), z.unknown()),
  changed_at: timestampSchema,
  parent: link.nullable(),
  attached_to: z.array(link),
  /** What is attached to it, or belongs to it. */
  attached_from: z.array(link),
  metrics: z.array(metricSeries),
  advice: z.array(advice),
});
export type ResourceDetail = z.infer<typeof resourceDetail>;

const facet = z.array(z.object({ value: z.string(), resources: z.number().int() }));

/** What a list of resources is narrowed by; what is repeated is any of them. */
const filters = {
  /** Part of a name, id or tag value. */
  search: z.string().trim().max(200).optional(),
  provider_id: few(z.uuid('must be an id (UUID)')),
  type: few(z.string().max(200)),
  region: few(z.string().max(100)),
  account: few(z.string().max(200)),
  /** `key=value`; an empty value means resources without the tag. */
  tag: few(
    z
      .string()
      .max(400)
      .regex(/^[^=]+=/, 'must be key=value'),
  ),
  gone: z.enum(['hide', 'only', 'show']).default('hide'),
};

export const resourcesContract = {
  listResources: endpoint({
    method: 'GET',
    path: '/resources',
    access: 'viewer',
    tag,
    summary: 'The inventory of connected clouds, with what each resource cost in the last 30 complete days',
    query: z.strictObject({
      ...pageQuery,
      ...filters,
      sort: z.enum(['monthly_cost', 'name', 'resource_type', 'region', 'created_at']).default('monthly_cost'),
      order: z.enum(['asc', 'desc']).default('desc'),
    }),
    answer: pageOf(resource).extend({
      total: z.number().int(),
      /** Sum of the costs known, by currency; resources that no bill names are not in it. */
      monthly_costs: z.array(z.object({ currency: z.string(), amount: z.number(), resources: z.number().int() })),
      /** Why costs are missing, where they are. */
      cost_note: z.string().nullable(),
    }),
  }),
  resourceFacets: endpoint({
    method: 'GET',
    path: '/resources/facets',
    access: 'viewer',
    tag,
    summary: 'By what the inventory can be narrowed: types, regions, accounts, tag keys, with counts',
    answer: z.object({
      types: facet,
      regions: facet,
      accounts: z.array(z.object({ value: z.string(), name: z.string().nullable(), resources: z.number().int() })),
      tag_keys: facet,
    }),
  }),
  getResource: endpoint({
    method: 'GET',
    path: '/resources/{id}',
    access: 'viewer',
    tag,
    summary: 'A resource: its attributes, what it is attached to, how it is used, what its cloud advises',
    params: idParams,
    answer: resourceDetail,
  }),
};
