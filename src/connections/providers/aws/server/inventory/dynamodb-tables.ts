import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { InventoryResource } from '../../../../core/inventory.ts';
import { DYNAMODB_TABLES, tableResource } from '../../core/inventory/dynamodb-tables.ts';
import { eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;
const GONE = ['ResourceNotFoundException', 'TableNotFoundException'];

/** A table and its tags, of which there are fewer than a page holds; null when it is gone. */
async function readTable(visit: Visit, client: DynamoDBClient, TableName: string): Promise<InventoryResource | null> {
  const { DescribeTableCommand, ListTagsOfResourceCommand } = await import('@aws-sdk/client-dynamodb');
  const { Table } = await visit.ask('dynamodb:DescribeTable', (options) =>
    client.send(new DescribeTableCommand({ TableName }), options),
  );
  const { Tags } = await visit.ask('dynamodb:ListTagsOfResource', (options) =>
    client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }), options),
  );
  return Table ? tableResource(visit.place, Table, Tags) : null;
}

/** Tables, of which AWS lists names only. */
export const dynamodbTables: ResourceCollector = {
  ...DYNAMODB_TABLES,
  async *collect(visit) {
    const { DynamoDBClient, paginateListTables } = await import('@aws-sdk/client-dynamodb');
    const client = visit.client(DynamoDBClient);
    const pages = paginateListTables({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { TableNames = [] } of visit.pages('dynamodb:ListTables', pages)) {
      const found = await eachOf(TableNames, (name) => unless(GONE, null, readTable(visit, client, name)));
      yield found.filter((table) => table !== null);
    }
  },
};
