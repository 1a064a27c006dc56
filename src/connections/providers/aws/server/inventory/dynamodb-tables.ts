import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DYNAMODB_TABLES, type DynamoTable, tableResource } from '../../core/inventory/dynamodb-tables.ts';
import { eachOf, type ResourceCollector, unless, type Visit } from './collector.ts';
import { tagsByArn } from './tags.ts';

/** As many as AWS answers in one page. */
const PAGE = 100;
const GONE = ['ResourceNotFoundException', 'TableNotFoundException'];

async function readTable(visit: Visit, client: DynamoDBClient, TableName: string): Promise<DynamoTable | undefined> {
  const { DescribeTableCommand } = await import('@aws-sdk/client-dynamodb');
  const { Table } = await visit.ask('dynamodb:DescribeTable', (options) =>
    client.send(new DescribeTableCommand({ TableName }), options),
  );
  return Table;
}

/** Tables, of which AWS lists names only. */
export const dynamodbTables: ResourceCollector = {
  ...DYNAMODB_TABLES,
  async *collect(visit) {
    const { DynamoDBClient, paginateListTables } = await import('@aws-sdk/client-dynamodb');
    const client = visit.client(DynamoDBClient);
    const pages = paginateListTables({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { TableNames = [] } of visit.pages('dynamodb:ListTables', pages)) {
      const found = await eachOf(TableNames, (name) => unless(GONE, undefined, readTable(visit, client, name)));
      const tables = found.filter((table) => table !== undefined);
      const tags = await tagsByArn(
        visit,
        tables.flatMap(({ TableArn }) => TableArn ?? []),
      );
      yield tables.map((table) => tableResource(visit.place, table, tags.get(table.TableArn ?? '')));
    }
  },
};
