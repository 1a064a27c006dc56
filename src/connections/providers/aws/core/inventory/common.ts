import type { InventoryResource } from '../../../../core/inventory.ts';

/** One region of one account; `partition` is that of its ARNs (`aws`, `aws-cn`, `aws-us-gov`). */
export interface AwsPlace {
  partition: string;
  account_id: string;
  region: string;
}

/** What one collector looks at, and the IAM actions it calls. `global` ones see all regions in one look. */
export interface AwsFamily {
  resource_types: string[];
  permissions: string[];
  scope: 'regional' | 'global';
}

/** What many services tell tags of one resource at a time for, one call tells of a hundred. */
export const TAGS_PERMISSION = 'tag:GetResources';

/** Tags as most services answer them. */
export interface AwsTag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Null for what AWS did not say. */
export const known = <T>(value: T | undefined): T | null => value ?? null;

/** What AWS always says although its types leave it open. Throws when it does not. */
export function said<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Error(`AWS answered without ${field}.`);
  return value;
}

/** An instant as ISO 8601 text in UTC; null when unknown. */
export const instant = (value: Date | undefined): string | null => value?.toISOString() ?? null;

/** ISO 8601 text of an instant that AWS writes in a form of its own; null when it is none. */
export function instantOfText(value: string | undefined): string | null {
  const parsed = new Date(value ?? '');
  return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString();
}

/** The ARN of `rest` in `service`, such as `instance/i-1` in `ec2`. */
export const arnOf = ({ partition, region, account_id }: AwsPlace, service: string, rest: string): string =>
  `arn:${partition}:${service}:${region}:${account_id}:${rest}`;

/** Sorted by text: AWS promises no order, and the same answer must read the same each time. */
export const sorted = (values: string[] | undefined): string[] => [...(values ?? [])].sort();

/** Sorted by one field, for the same reason. */
export const sortedBy = <T>(values: T[], text: (value: T) => string | null): T[] =>
  values.toSorted((a, b) => {
    const [left, right] = [text(a) ?? '', text(b) ?? ''];
    return left < right ? -1 : left > right ? 1 : 0;
  });

/** Tags by key, in the order of their keys. */
export const tagsOf = (tags: AwsTag[] | undefined): Record<string, string> =>
  tagsOfRecord(Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])));

/** Tags that come as a record already, in the order of their keys. */
export const tagsOfRecord = (tags: Record<string, string> | undefined): Record<string, string> =>
  Object.fromEntries(sortedBy(Object.entries(tags ?? {}), ([key]) => key));

type Told = Pick<InventoryResource, 'resource_id' | 'resource_type' | 'attributes'> & Partial<InventoryResource>;

/** A resource at `place`, named by its tag `Name` and billed under its ARN, except for what `told` says. */
export function resourceAt({ account_id, region }: AwsPlace, told: Told): InventoryResource {
  const tags = told.tags ?? {};
  return {
    name: tags['Name'] ?? null,
    account_id,
    region,
    status: null,
    created_at: null,
    tags,
    parent_id: null,
    attached_to: [],
    billed_as: [told.resource_id],
    ...told,
  };
}

/** A resource of EC2, whose bills name it by its ARN or by its short id, such as `vol-1`. */
export function ec2ResourceAt(
  place: AwsPlace,
  kind: string,
  id: string,
  told: Omit<Told, 'resource_id'>,
): InventoryResource {
  const resource_id = arnOf(place, 'ec2', `${kind}/${id}`);
  return resourceAt(place, { resource_id, billed_as: [resource_id, id], ...told });
}
