import { describe, expect, it } from 'vitest';
import { PROTECTED, priceRow } from '../../../../test/support/machines.ts';
import {
  changeOf,
  describeCases,
  findingOf,
  type Measured,
  PLACE,
  planOf,
} from '../../../../test/support/rule-cases.ts';
import { type DynamoTable, tableResource } from '../../../connections/providers/aws/core/inventory/dynamodb-tables.ts';
import type { PriceRow } from '../types.ts';
import { dynamodbOverprovisioned } from './dynamodb-overprovisioned.ts';

const PER_DAY = 86_400;
/** Units used on average on each day of a table of 1,000 and 500. */
const used = (reads: number, writes: number): Measured => ({
  consumed_read_units: { total: reads * PER_DAY },
  consumed_write_units: { total: writes * PER_DAY },
});
const CONSTANT: Measured = { provisioned_read_units: { average: 1_000 }, provisioned_write_units: { average: 500 } };

interface Change {
  table?: Partial<DynamoTable>;
  tags?: typeof PROTECTED;
  use?: Measured;
  prices?: PriceRow[];
  parameters?: Record<string, unknown>;
}
/** By request it is dearer than anything. */
const DEAR = [priceRow('dynamodb-request', 'read', 100), priceRow('dynamodb-request', 'write', 100)];
const situationOf = ({ table, tags = [], use, prices = DEAR, parameters }: Change) => ({
  resource: tableResource(
    PLACE,
    {
      TableName: 'carts',
      TableArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/carts',
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PROVISIONED' },
      ProvisionedThroughput: { ReadCapacityUnits: 1_000, WriteCapacityUnits: 500 },
      ...table,
    },
    tags,
  ),
  use: { ...CONSTANT, ...used(70, 35), ...use },
  prices,
  parameters,
});
const index = (ReadCapacityUnits: number) => ({
  GlobalSecondaryIndexes: [
    { IndexName: 'by-day', ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits: 0 } },
  ],
});

describeCases<Change>(dynamodbOverprovisioned, situationOf, {
  found: {
    'a fourteenth of its capacity': {},
    'reads alone, just': { use: used(199, 490) },
    'with an index': { table: index(1_000) },
    'in several regions': { table: { Replicas: [{ RegionName: 'eu-west-1' }] } },
  },
  fine: {
    'paid by request': [{ table: { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } }, 'billing_mode'],
    'a fifth of both': [{ use: used(200, 100) }, 'used'],
    'capacity that auto scaling changes': [
      { use: { provisioned_read_units: { average: [...Array.from({ length: 29 }, () => 1_000), 800] } } },
      'auto_scaling',
    ],
    'the least that is kept': [
      { table: { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }, use: used(0, 0) },
      'freed',
    ],
    protected: [{ tags: PROTECTED }, 'protected'],
    'being made': [{ table: { TableStatus: 'CREATING' } }, 'status'],
  },
  unknown: {
    'reads that are not measured': [{ use: { consumed_read_units: undefined } }, 'used', 'freed'],
    'capacity that is not measured': [{ use: { provisioned_write_units: undefined } }, 'auto_scaling'],
    'units that AWS does not tell': [{ table: { ProvisionedThroughput: undefined } }, 'used', 'freed'],
  },
});

describe('a finding of dynamodb-overprovisioned', () => {
  it('keeps room for the busiest minute', () => {
    // 70 units on the busiest day are taken for 210 in its busiest minute, of which 300 are 70 %.
    expect(changeOf(dynamodbOverprovisioned, situationOf({}))).toEqual({
      action: 'dynamodb.set_capacity',
      parameters: {
        table_name: 'carts',
        read_units: 300,
        write_units: 150,
        from_read_units: 1_000,
        from_write_units: 500,
      },
    });
    expect(planOf(dynamodbOverprovisioned, situationOf({}))).toMatchObject([
      { kind: 'share', share: 0.7, of: ['read_capacity'] },
      { kind: 'share', share: 0.7, of: ['write_capacity'] },
    ]);
  });

  it('counts the capacity of indexes, which stays', () => {
    const [reads] = planOf(dynamodbOverprovisioned, situationOf({ table: index(1_000) }));
    expect(reads).toMatchObject({ share: 0.35 });
  });

  it('pays by request where that costs less', () => {
    const prices = [priceRow('dynamodb-request', 'read', 0.125), priceRow('dynamodb-request', 'write', 0.625)];
    const situation = situationOf({ prices });
    expect(changeOf(dynamodbOverprovisioned, situation)).toMatchObject({ action: 'dynamodb.set_on_demand' });
    expect(planOf(dynamodbOverprovisioned, situation)).toMatchObject([
      { kind: 'ends', of: ['read_capacity', 'write_capacity'] },
      { kind: 'adds', price: { sku: 'read' }, quantity: (70 * PER_DAY * 30) / 1e6 },
      { kind: 'adds', price: { sku: 'write' }, quantity: (35 * PER_DAY * 30) / 1e6 },
    ]);
    // Of what indexes use nothing is known, and other classes of storage have other prices.
    for (const table of [index(10), { TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' } }])
      expect(changeOf(dynamodbOverprovisioned, situationOf({ prices, table }))).toMatchObject({
        action: 'dynamodb.set_capacity',
      });
  });

  it('leaves tables in several regions to people, and says that auto scaling is not known', () => {
    const replicated = { Replicas: [{ RegionName: 'eu-west-1' }] };
    expect(findingOf(dynamodbOverprovisioned, situationOf({ table: replicated }))).toMatchObject({
      change: null,
      risk: { level: 'high' },
    });
    const { confidence, reason } = findingOf(dynamodbOverprovisioned, situationOf({}));
    expect(confidence).toMatchObject({ level: 'medium' });
    expect(confidence.reasons.join(' ')).toContain('auto scaling');
    expect(reason).toBe(
      'On its busiest day of 30 it used 70 of 1000 read units (7 %) and 35 of 500 write units (7 %).',
    );
  });
});
