/** A thing costs can be grouped and filtered by: where its value and its readable label stand in a charge row. */
export interface Dimension {
  title: string;
  /** Column of the charge rows that identifies the value; filters compare with it. */
  column: string;
  /** Column with the readable name of the value, where that is another one. */
  label_column?: string;
  /** What a row without a value is called. */
  empty_label: string;
}

export const DIMENSIONS = {
  provider: { title: 'Provider', column: 'provider_name', empty_label: 'No provider' },
  service: { title: 'Service', column: 'service_name', empty_label: 'No service' },
  service_category: { title: 'Service category', column: 'service_category', empty_label: 'No category' },
  account: { title: 'Account', column: 'sub_account_id', label_column: 'sub_account_name', empty_label: 'No account' },
  billing_account: {
    title: 'Billing account',
    column: 'billing_account_id',
    label_column: 'billing_account_name',
    empty_label: 'No billing account',
  },
  region: { title: 'Region', column: 'region_id', label_column: 'region_name', empty_label: 'No region' },
  resource: { title: 'Resource', column: 'resource_id', label_column: 'resource_name', empty_label: 'No resource' },
  resource_type: { title: 'Resource type', column: 'resource_type', empty_label: 'No resource type' },
  charge_category: { title: 'Charge category', column: 'charge_category', empty_label: 'No charge category' },
  commitment_status: {
    title: 'Commitment status',
    column: 'commitment_discount_status',
    empty_label: 'Not covered by a commitment',
  },
  pricing_category: { title: 'Pricing category', column: 'pricing_category', empty_label: 'No pricing category' },
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof DIMENSIONS;
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as DimensionName[];

/** A grouping: one of the dimensions, or `tag:<key>`. */
export type Grouping = DimensionName | `tag:${string}`;

export const isDimension = (name: string): name is DimensionName => Object.hasOwn(DIMENSIONS, name);

/** The tag key of a `tag:<key>` grouping, or null for a dimension. */
export const tagKeyOf = (grouping: Grouping): string | null => (grouping.startsWith('tag:') ? grouping.slice(4) : null);

/** True when `text` names a dimension or a tag with a key. */
export const isGrouping = (text: string): text is Grouping =>
  isDimension(text) || (text.startsWith('tag:') && text.length > 4);

/** What the value of a grouping is called on a page; `label` is its readable name where the rows have one. */
export function valueTitle(grouping: Grouping, name: string, label?: string | null): string {
  if (label) return label;
  if (name !== '') return name;
  return isDimension(grouping) ? DIMENSIONS[grouping].empty_label : 'Untagged';
}

/** What a grouping is called on a page. */
export const groupingTitle = (grouping: Grouping): string =>
  isDimension(grouping) ? DIMENSIONS[grouping].title : `Tag ${tagKeyOf(grouping)}`;

export const METRICS = ['effective', 'billed', 'list', 'contracted'] as const;
/** `effective` spreads commitments over their use, `billed` is the invoice, `list` and `contracted` are prices before discounts. */
export type Metric = (typeof METRICS)[number];
export const METRIC_COLUMNS = {
  effective: 'effective_cost',
  billed: 'billed_cost',
  list: 'list_cost',
  contracted: 'contracted_cost',
} as const satisfies Record<Metric, string>;
