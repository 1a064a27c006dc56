import type { AwsPlace, AwsTag } from '../../../aws/core/inventory/common.ts';
import type { Resource } from '../resources.ts';
import { tagsOf } from './world.ts';

/** Where a resource of the bills is, for the functions that read what AWS answers. */
export const placeOf = ({ account, region }: Pick<Resource, 'account' | 'region'>): AwsPlace => ({
  partition: 'aws',
  account_id: account.id,
  region,
});

/** Whether two resources are in one region of one account. */
export const isBeside = (one: Pick<Resource, 'account' | 'region'>, other: typeof one): boolean =>
  one.account === other.account && one.region === other.region;

const awsTags = (tags: Record<string, string>): AwsTag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Tags as most services of AWS answer them. */
export const tagListOf = (resource: Resource): AwsTag[] => awsTags(tagsOf(resource));

/** Tags of what is named by a tag. */
export const namedTagsOf = (resource: Resource, more: Record<string, string> = {}): AwsTag[] =>
  awsTags({ Name: resource.name, ...tagsOf(resource), ...more });
