import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Writes the FOCUS file of one account for the month that begins on `month`, as CSV or, when its name ends so, Parquet.
 * Its rows repeat as real ones do: 200 accounts, 20,000 resources, 6,000 sets of tags, days in random order.
 */
export async function writeFocusFile(
  connection: DuckDBConnection,
  path: string,
  month: string,
  rows: number,
): Promise<void> {
  const format = path.endsWith('.parquet') ? 'FORMAT parquet' : 'HEADER';
  await connection.run(`COPY (
    SELECT 'us-east-1' || chr((97 + h % 3)::INTEGER) AS "AvailabilityZone", billed AS "BilledCost",
      '111122223333' AS "BillingAccountId", 'Example Payer' AS "BillingAccountName", 'USD' AS "BillingCurrency",
      strftime(DATE '${month}' + INTERVAL 1 MONTH, '%Y-%m-%dT%H:%M:%SZ') AS "BillingPeriodEnd", '${month}T00:00:00Z' AS "BillingPeriodStart",
      'Usage' AS "ChargeCategory", NULL AS "ChargeClass", '$0.0' || (h % 97) || ' per Linux instance hour' AS "ChargeDescription",
      'Usage-Based' AS "ChargeFrequency", strftime(day + INTERVAL 1 DAY, '%Y-%m-%dT%H:%M:%SZ') AS "ChargePeriodEnd",
      strftime(day, '%Y-%m-%dT%H:%M:%SZ') AS "ChargePeriodStart",
      CASE WHEN covered THEN 'Spend' END AS "CommitmentDiscountCategory",
      CASE WHEN covered THEN 'arn:aws:savingsplans::111122223333:savingsplan/example-' || h % 10 END AS "CommitmentDiscountId",
      NULL AS "CommitmentDiscountName", CASE WHEN covered THEN 'Used' END AS "CommitmentDiscountStatus",
      CASE WHEN covered THEN 'Savings Plan' END AS "CommitmentDiscountType", quantity AS "ConsumedQuantity",
      'Hours' AS "ConsumedUnit", billed * 0.97 AS "ContractedCost", price * 0.97 AS "ContractedUnitPrice",
      billed * 0.7 AS "EffectiveCost", 'Amazon Web Services, Inc.' AS "InvoiceIssuerName", billed * 1.1 AS "ListCost",
      price AS "ListUnitPrice", 'Standard' AS "PricingCategory", quantity AS "PricingQuantity", 'Hours' AS "PricingUnit",
      'AWS' AS "ProviderName", 'Amazon Web Services, Inc.' AS "PublisherName", 'us-east-' || (1 + h % 2) AS "RegionId",
      CASE h % 2 WHEN 0 THEN 'US East (N. Virginia)' ELSE 'US East (Ohio)' END AS "RegionName",
      'arn:aws:ec2:us-east-1:111122223333:instance/i-' || substr(md5((h % 20000)::VARCHAR), 1, 17) AS "ResourceId",
      NULL AS "ResourceName", 'instance' AS "ResourceType", 'Compute' AS "ServiceCategory",
      'Example Service ' || h % 40 AS "ServiceName", 'SKU' || h % 3000 AS "SkuId", 'SKU' || h % 3000 || '.RATE' AS "SkuPriceId",
      (111122220000 + h % 200)::VARCHAR AS "SubAccountId", 'Team ' || h % 200 AS "SubAccountName",
      '{"application": "app-' || h % 500 || '", "environment": "' || ['prod', 'dev', 'stage'][1 + h % 3]
        || '", "team": "team-' || h % 40 || '", "owner": "user' || h % 2000 || '@example.com"}' AS "Tags",
      'BoxUsage:m5.' || h % 7 AS "x_UsageType", 'RunInstances:' || h % 30 AS "x_Operation"
    FROM (SELECT *, (quantity * price)::DECIMAL(18,11) AS billed, h % 5 = 0 AS covered,
        TIMESTAMP '${month}' + INTERVAL 1 DAY * (h // 7 % datediff('day', DATE '${month}', DATE '${month}' + INTERVAL 1 MONTH))::INTEGER AS day
      FROM (SELECT h, ((h % 1000003) / 1000.0)::DECIMAL(18,9) AS quantity, ((h % 997) / 10000.0)::DECIMAL(18,7) AS price
        FROM (SELECT (hash(i) >> 1)::BIGINT AS h FROM range(${rows}) AS r(i))))
  ) TO '${path}' (${format})`);
}
