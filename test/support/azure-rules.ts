import type { InventoryResource } from '../../src/connections/core/inventory.ts';
import { addDays } from '../../src/platform/core/dates.ts';
import type { BillLine } from '../../src/recommendations/core/bill.ts';
import type { Rule } from '../../src/recommendations/core/rule.ts';
import type { PriceRow } from '../../src/recommendations/core/types.ts';
import { AS_OF, describeCases, type Measured, type Situation } from './rule-cases.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const DAYS = 30;

/** What a case says of a resource and what stands beside it; the rest is ordinary. */
export interface Given extends Partial<Omit<InventoryResource, 'attributes'>> {
  attributes?: Record<string, unknown>;
  /** A metric that is undefined is not measured. */
  use?: Measured;
  bill?: BillLine[];
  others?: InventoryResource[];
  parameters?: Record<string, unknown>;
  prices?: PriceRow[];
}

/** Days before the day of the cases, as an instant. */
export const ago = (days: number): string => `${addDays(AS_OF, -days)}T08:00:00Z`;
/** So many days of a value. */
export const days = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
/** An id of the inventory in the one resource group that there is. */
export const idOf = (type: string, name: string): string =>
  `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-shop/providers/${type}/${name}`;

/** A resource of Azure, 400 days old, unless something else is said. */
export function azureResource({ attributes = {}, ...told }: Given): InventoryResource {
  const { use: _use, bill: _bill, others: _others, parameters: _parameters, prices: _prices, ...resource } = told;
  const type = resource.resource_type ?? 'microsoft.compute/virtualmachines';
  const name = resource.name ?? 'web-1';
  const id = resource.resource_id ?? idOf(type, name);
  return {
    resource_id: id,
    resource_type: type,
    name,
    account_id: SUBSCRIPTION,
    region: 'westeurope',
    status: null,
    created_at: ago(400),
    tags: {},
    parent_id: null,
    attached_to: [],
    billed_as: [id],
    ...resource,
    attributes,
  };
}

/** What a rule is asked about: the base with what is different, attributes and measurements one by one. */
export function situationOf(base: Given, changes: Given = {}): Situation {
  const given = { ...base, ...changes, attributes: { ...base.attributes, ...changes.attributes } };
  const { bill = [], others = [], parameters = {}, prices = [] } = given;
  const measured = Object.entries({ ...base.use, ...changes.use }).filter(([, values]) => values !== undefined);
  return { resource: azureResource(given), use: Object.fromEntries(measured), others, bill, parameters, prices };
}

/** A line of a bill that is charged on each of the 30 days. */
export const line = (meter: string, effective: string, more: Partial<BillLine> = {}): BillLine => ({
  meter,
  description: meter,
  service: 'Virtual Machines',
  region: 'westeurope',
  unit: 'Hours',
  pricing_category: 'Standard',
  commitment_id: null,
  commitment_name: null,
  currency: 'USD',
  effective,
  list: effective,
  contracted: effective,
  quantity: 720,
  weekend_quantity: 192,
  first_day: addDays(AS_OF, -DAYS),
  last_day: addDays(AS_OF, -1),
  days: DAYS,
  ...more,
});

interface Cases {
  found: Record<string, Given>;
  /** What is different, and the checks that decide. */
  fine: Record<string, readonly [changes: Given, ...checks: string[]]>;
  unknown: Record<string, readonly [changes: Given, ...checks: string[]]>;
}

/** Tests a rule by tables of what differs from the base: what it finds, what it leaves alone, of what it can't tell. */
export const testCases = (rule: Rule, base: Given, cases: Cases): void =>
  describeCases<Given>(rule, (changes) => situationOf(base, changes), cases);
