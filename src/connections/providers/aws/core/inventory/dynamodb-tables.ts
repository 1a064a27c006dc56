import type { InventoryResource } from '../../../../core/inventory.ts';
import {
  type AwsFamily,
  type AwsPlace,
  type AwsTag,
  instant,
  known,
  resourceAt,
  said,
  sorted,
  sortedBy,
  TAGS_PERMISSION,
  tagsOf,
} from './common.ts';

export const DYNAMODB_TABLES: AwsFamily = {
  resource_types: ['AWS::DynamoDB::Table'],
  permissions: ['dynamodb:ListTables', 'dynamodb:DescribeTable', TAGS_PERMISSION],
  scope: 'regional',
};

interface Throughput {
  ReadCapacityUnits?: number | undefined;
  WriteCapacityUnits?: number | undefined;
}

/** What is read of a table in the answer of DescribeTable. */
export interface DynamoTable {
  TableName?: string | undefined;
  TableArn?: string | undefined;
  TableStatus?: string | undefined;
  CreationDateTime?: Date | undefined;
  BillingModeSummary?: { BillingMode?: string | undefined } | undefined;
  ProvisionedThroughput?: Throughput | undefined;
  TableSizeBytes?: number | undefined;
  ItemCount?: number | undefined;
  TableClassSummary?: { TableClass?: string | undefined } | undefined;
  DeletionProtectionEnabled?: boolean | undefined;
  GlobalSecondaryIndexes?:
    | {
        IndexName?: string | undefined;
        ProvisionedThroughput?: Throughput | undefined;
        IndexSizeBytes?: number | undefined;
      }[]
    | undefined;
  Replicas?: { RegionName?: string | undefined }[] | undefined;
}

/** Capacity units provisioned; null for tables that are paid by request, of which AWS says 0. */
const units = (throughput: Throughput | undefined, provisioned: boolean) => ({
  read_units: provisioned ? known(throughput?.ReadCapacityUnits) : null,
  write_units: provisioned ? known(throughput?.WriteCapacityUnits) : null,
});

/** A table with its global secondary indexes, which have units of their own. Sizes are up to six hours old. */
export function tableResource(place: AwsPlace, table: DynamoTable, tags: AwsTag[] | undefined): InventoryResource {
  // AWS leaves the mode out for tables that were provisioned from the start.
  const billing_mode = table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const provisioned = billing_mode === 'PROVISIONED';
  return resourceAt(place, {
    resource_id: said(table.TableArn, 'TableArn'),
    resource_type: 'AWS::DynamoDB::Table',
    name: known(table.TableName),
    status: known(table.TableStatus),
    created_at: instant(table.CreationDateTime),
    tags: tagsOf(tags),
    attributes: {
      billing_mode,
      ...units(table.ProvisionedThroughput, provisioned),
      size_bytes: known(table.TableSizeBytes),
      items: known(table.ItemCount),
      table_class: table.TableClassSummary?.TableClass ?? 'STANDARD',
      deletion_protection: known(table.DeletionProtectionEnabled),
      replica_regions: sorted(table.Replicas?.flatMap(({ RegionName }) => RegionName ?? [])),
      global_secondary_indexes: sortedBy(
        (table.GlobalSecondaryIndexes ?? []).map((index) => ({
          name: known(index.IndexName),
          ...units(index.ProvisionedThroughput, provisioned),
          size_bytes: known(index.IndexSizeBytes),
        })),
        (index) => index.name,
      ),
    },
  });
}
