import type { Resource } from '../resources.ts';
import { azureResource } from './azure-place.ts';
import { hourly, spread } from './signals.ts';
import { between, type CloudItem, found, itemOf, type World } from './world.ts';

const GB = 1e9;
const GIB = 1_073_741_824;
const HOURS = 24;
const DAYS_PER_MONTH = 30.4;
/** The fewest vCores that are provisioned; what is billed for less is serverless. */
const FEWEST_CORES = 2;

/** A database; its cores come of the core hours that are billed. */
function databaseItem(world: World, resource: Resource): CloudItem {
  const { number } = resource;
  const is_idle = world.roleOf(resource) === 'azure-sql-idle';
  const cores = world.dailyUse(resource) / HOURS;
  const serverless = cores < FEWEST_CORES;
  const properties = {
    status: 'Online',
    creationDate: world.createdAt(resource),
    maxSizeBytes: 250 * GIB,
    licenseType: serverless ? undefined : 'LicenseIncluded',
    zoneRedundant: false,
    currentBackupStorageRedundancy: 'Local',
    readScale: 'Disabled',
    // Without a pause it is there to be billed for nothing.
    ...(serverless && { autoPauseDelay: -1, minCapacity: 0.5 }),
  };
  const sku = {
    name: serverless ? 'GP_S_Gen5' : 'GP_Gen5',
    tier: 'GeneralPurpose',
    capacity: Math.max(FEWEST_CORES, Math.round(cores)),
    family: 'Gen5',
  };
  const size = Math.round(between(10, 180, number, 141) * GB);
  const sessions = between(15, 90, number, 142);
  return itemOf(
    resource,
    azureResource(world, resource, 'microsoft.sql/servers/databases', { properties, sku, kind: 'v12.0,user,vcore' }),
    {
      signals: {
        cpu_percent: is_idle ? spread(0.2, 0.8) : spread(between(38, 55, number, 143), between(85, 97, number, 144)),
        size_bytes: spread(size, size),
        connections: is_idle ? spread(0, 0) : spread(sessions, sessions * 2),
        new_connections: hourly(is_idle ? 0 : sessions * 400),
      },
      truth: is_idle ? found('azure-sql-idle', 'Nobody has connected to it for 30 days.') : [],
    },
  );
}

/** A pool that no database is in. */
function emptyPool(world: World): CloudItem {
  const resource = world.estate('pool-empty');
  const properties = {
    state: 'Ready',
    creationDate: world.createdAt(resource),
    maxSizeBytes: 32 * GIB,
    zoneRedundant: false,
  };
  const sku = { name: 'GP_Gen5', tier: 'GeneralPurpose', capacity: FEWEST_CORES, family: 'Gen5' };
  return itemOf(resource, azureResource(world, resource, 'microsoft.sql/servers/elasticpools', { properties, sku }), {
    signals: { cpu_percent: spread(0, 0), size_bytes: spread(0, 0), connections: spread(0, 0) },
    truth: found('azure-sql-pool-empty', 'No database is in it.'),
  });
}

interface ServerPlan {
  key: string;
  type: 'microsoft.dbforpostgresql/flexibleservers' | 'microsoft.dbformysql/flexibleservers';
  size: string;
  version: string;
  is_oversized: boolean;
}
const SERVERS: ServerPlan[] = [
  {
    key: 'postgresql-too-large',
    type: 'microsoft.dbforpostgresql/flexibleservers',
    size: 'Standard_D8ds_v5',
    version: '16',
    is_oversized: true,
  },
  {
    key: 'postgresql-used',
    type: 'microsoft.dbforpostgresql/flexibleservers',
    size: 'Standard_D4ds_v5',
    version: '17',
    is_oversized: false,
  },
  {
    key: 'mysql-too-large',
    type: 'microsoft.dbformysql/flexibleservers',
    size: 'Standard_D8ds_v5',
    version: '8.0.21',
    is_oversized: true,
  },
];

function serverItem(world: World, { key, type, size, version, is_oversized }: ServerPlan): CloudItem {
  const resource = world.estate(key);
  const properties = {
    state: 'Ready',
    version,
    highAvailability: { mode: 'Disabled' },
    storage: { storageSizeGB: 256, iops: 1_100, tier: 'P15', autoGrow: 'Enabled' },
    backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
    replicationRole: 'Primary',
    availabilityZone: '1',
  };
  const connections = is_oversized ? 14 : 70;
  return itemOf(
    resource,
    azureResource(world, resource, type, { properties, sku: { name: size, tier: 'GeneralPurpose' } }),
    {
      signals: {
        cpu_percent: is_oversized ? spread(7, 22) : spread(48, 91),
        memory_percent: is_oversized ? spread(20, 29) : spread(60, 82),
        connections: spread(connections, connections * 2),
        size_bytes: spread(96 * GIB, 96 * GIB),
        network_in_bytes: hourly(connections * 0.1 * GB),
        network_out_bytes: hourly(connections * 0.3 * GB),
        // Azure tells of the operations of PostgreSQL alone.
        ...(type === 'microsoft.dbforpostgresql/flexibleservers'
          ? { disk_read_operations: hourly(connections * 90_000), disk_write_operations: hourly(connections * 40_000) }
          : {}),
      },
      truth: is_oversized
        ? found('azure-flexible-server-oversized', 'Its processor and memory are below 40 % at their busiest.')
        : [],
    },
  );
}

function planItem(world: World, resource: Resource): CloudItem {
  const { number } = resource;
  const role = world.roleOf(resource);
  const is_empty = role === 'azure-app-service-plan-empty';
  const is_idle = is_empty || role === 'azure-app-service-plan-idle';
  const properties = {
    status: 'Ready',
    createdTime: world.createdAt(resource),
    numberOfSites: is_empty ? 0 : 1 + (number % 4),
    numberOfWorkers: 1,
    reserved: true,
    zoneRedundant: false,
  };
  const told = { properties, sku: { name: 'P1v3', tier: 'PremiumV3', capacity: 1 }, kind: 'linux' };
  const network = is_idle ? 0 : between(2, 15, number, 151) * GB;
  return itemOf(resource, azureResource(world, resource, 'microsoft.web/serverfarms', told), {
    signals: {
      cpu_percent: is_idle ? spread(0.8, 2.4) : spread(between(38, 52, number, 152), between(82, 96, number, 153)),
      memory_percent: is_idle ? spread(10, 12) : spread(between(50, 62, number, 154), between(72, 84, number, 155)),
      network_in_bytes: hourly(network),
      network_out_bytes: hourly(network * 1.6),
    },
    truth: is_empty
      ? found(role, 'No app is in it.')
      : is_idle
        ? found('azure-app-service-plan-idle', 'Its apps are asked nothing: its processor is below 3 % at its busiest.')
        : [],
  });
}

/** An account; what it holds is what the bill counts. */
function storageItem(world: World, resource: Resource): CloudItem {
  const without = world.roleOf(resource) === 'azure-storage-without-lifecycle';
  const size = Math.round(world.dailyUse(resource) * DAYS_PER_MONTH * GB);
  const properties = {
    provisioningState: 'Succeeded',
    creationTime: world.createdAt(resource),
    accessTier: 'Hot',
    isHnsEnabled: false,
  };
  const told = {
    properties,
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    kind: 'StorageV2',
    lifecycle_rules: without ? 0 : 2,
  };
  const transactions = between(1, 90, resource.number, 161) * 1e5;
  return itemOf(resource, azureResource(world, resource, 'microsoft.storage/storageaccounts', told), {
    signals: {
      size_bytes: spread(size, size),
      transactions: hourly(transactions),
      egress_bytes: hourly(transactions * 20_000),
      incoming_bytes: hourly(transactions * 8_000),
    },
    truth: without
      ? found('azure-storage-without-lifecycle', 'All of it stays in the hot tier: it has no lifecycle rule.')
      : [],
  });
}

function clusterItem(world: World, resource: Resource): CloudItem {
  const pool = {
    name: 'system',
    vmSize: 'Standard_D4s_v5',
    count: 3,
    minCount: 3,
    maxCount: 6,
    enableAutoScaling: true,
    mode: 'System',
    osType: 'Linux',
    powerState: { code: 'Running' },
    osDiskSizeGB: 128,
    osDiskType: 'Ephemeral',
  };
  const properties = {
    powerState: { code: 'Running' },
    currentKubernetesVersion: '1.33.2',
    supportPlan: 'KubernetesOfficial',
    agentPoolProfiles: [pool],
  };
  const told = { properties, sku: { name: 'Base', tier: 'Standard' } };
  return itemOf(resource, azureResource(world, resource, 'microsoft.containerservice/managedclusters', told), {
    signals: { cpu_percent: spread(55, 88), memory_percent: spread(60, 82) },
  });
}

/** All databases, servers, plans, storage accounts and clusters of Azure. */
export const azureServiceItems = (world: World): CloudItem[] => [
  ...world.alive('Microsoft.Sql/servers/databases/').map((resource) => databaseItem(world, resource)),
  emptyPool(world),
  ...SERVERS.map((plan) => serverItem(world, plan)),
  ...world.alive('Microsoft.Web/serverfarms/').map((resource) => planItem(world, resource)),
  ...world.alive('Microsoft.Storage/storageAccounts/').map((resource) => storageItem(world, resource)),
  ...world.alive('Microsoft.ContainerService/managedClusters/').map((resource) => clusterItem(world, resource)),
];
