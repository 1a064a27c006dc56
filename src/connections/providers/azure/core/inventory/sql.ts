import { type AzureType, ownerOf, type Row } from './resource.ts';

/** `capacity` is in vCores or DTUs, as the tier has it; `license_type` `BasePrice` is Hybrid Benefit. */
const capacityOf = ({ sku, properties, row }: Row): Record<string, unknown> => ({
  sku: sku.text('name'),
  tier: sku.text('tier'),
  capacity: sku.number('capacity'),
  family: sku.text('family'),
  kind: row.kind ?? null,
  license_type: properties.text('licenseType'),
  zone_redundant: properties.flag('zoneRedundant'),
  max_size_bytes: properties.number('maxSizeBytes'),
});

const database: AzureType = {
  resource_type: 'microsoft.sql/servers/databases',
  permission: 'Microsoft.Sql/servers/databases/read',
  map: (row) => {
    const { properties } = row;
    // Every server has this one for itself, free of charge.
    if (row.id.endsWith('/databases/master')) return null;
    const pool = properties.id('elasticPoolId');
    return {
      status: properties.text('status'),
      created_at: properties.instant('creationDate'),
      parent_id: ownerOf(row.id),
      attached_to: [pool],
      attributes: {
        ...capacityOf(row),
        elastic_pool_id: pool,
        auto_pause_minutes: properties.number('autoPauseDelay'),
        minimum_capacity: properties.number('minCapacity'),
        read_scale: properties.text('readScale'),
        secondary_type: properties.text('secondaryType'),
        backup_redundancy: properties.text('currentBackupStorageRedundancy'),
      },
    };
  },
};

const elasticPool: AzureType = {
  resource_type: 'microsoft.sql/servers/elasticpools',
  permission: 'Microsoft.Sql/servers/elasticPools/read',
  map: (row) => ({
    status: row.properties.text('state'),
    created_at: row.properties.instant('creationDate'),
    parent_id: ownerOf(row.id),
    attributes: {
      ...capacityOf(row),
      database_minimum_capacity: row.properties.number('perDatabaseSettings.minCapacity'),
      database_maximum_capacity: row.properties.number('perDatabaseSettings.maxCapacity'),
    },
  }),
};

/** Databases and elastic pools of Azure SQL. */
export const sqlTypes = [database, elasticPool];
