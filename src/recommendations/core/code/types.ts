import type { InventoryResource } from '../../../connections/core/inventory.ts';
import type { Change } from '../change.ts';
import type { Code } from '../contract.ts';
import type { Finding } from '../types.ts';

export type { Code };
/** A file to be saved under its path. */
export type CodeFile = Code['files'][number];

/**
 * What code is made from: a recommendation's change and the resource it is about. Every text in it may come from the
 * cloud or a bill and may hold anything; generators write it as data only.
 */
export interface CodeRequest extends Pick<Finding, 'title' | 'reason' | 'current' | 'proposed'> {
  change: Change;
  provider: 'aws' | 'azure';
  /** AWS account (12 digits) or Azure subscription id. */
  account_id: string;
  region: string | null;
  /** As in the inventory: an ARN, or an Azure resource id in lower case. */
  resource_id: string;
  resource_type: string;
  resource_name: string | null;
  /** What the inventory knows of the resource; null when it is not there (any more). */
  inventory: Pick<InventoryResource, 'status' | 'tags' | 'attributes'> | null;
}
