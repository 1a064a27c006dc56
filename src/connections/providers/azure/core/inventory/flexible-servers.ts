import type { AzureType, Details, Row } from './resource.ts';

/** PostgreSQL and MySQL describe their flexible servers alike. Their sizes are sizes of virtual machines. */
function map(row: Row, details: Details): ReturnType<AzureType['map']> {
  const { properties, sku, region } = row;
  const name = sku.text('name');
  const size = region !== null && name !== null ? details.vmSize(region, name) : null;
  const source = properties.id('sourceServerResourceId');
  return {
    status: properties.text('state'),
    created_at: null,
    attached_to: [source],
    attributes: {
      sku: name,
      tier: sku.text('tier'),
      vcpus: size?.vcpus ?? null,
      memory_mib: size?.memory_mib ?? null,
      version: properties.text('version'),
      high_availability: properties.text('highAvailability.mode'),
      storage_size_gib: properties.number('storage.storageSizeGB'),
      storage_iops: properties.number('storage.iops'),
      storage_tier: properties.text('storage.tier') ?? properties.text('storage.storageSku'),
      storage_grows: properties.text('storage.autoGrow'),
      backup_retention_days: properties.number('backup.backupRetentionDays'),
      backup_geo_redundant: properties.text('backup.geoRedundantBackup'),
      replication_role: properties.text('replicationRole'),
      replica_of_id: source,
      availability_zone: properties.text('availabilityZone'),
    },
  };
}

/** Flexible servers of PostgreSQL and MySQL. */
export const flexibleServerTypes: AzureType[] = [
  {
    resource_type: 'microsoft.dbforpostgresql/flexibleservers',
    permission: 'Microsoft.DBforPostgreSQL/flexibleServers/read',
    map,
  },
  {
    resource_type: 'microsoft.dbformysql/flexibleservers',
    permission: 'Microsoft.DBforMySQL/flexibleServers/read',
    map,
  },
];
