import type { AzureType } from './resource.ts';

const plan: AzureType = {
  resource_type: 'microsoft.web/serverfarms',
  permission: 'Microsoft.Web/serverfarms/read',
  map: ({ properties, sku, row }) => ({
    status: properties.text('status'),
    created_at: properties.instant('createdTime'),
    attributes: {
      sku: sku.text('name'),
      tier: sku.text('tier'),
      capacity: sku.number('capacity'),
      sites: properties.number('numberOfSites'),
      workers: properties.number('numberOfWorkers'),
      kind: row.kind ?? null,
      linux: properties.flag('reserved'),
      zone_redundant: properties.flag('zoneRedundant'),
      elastic_maximum_workers: properties.number('maximumElasticWorkerCount'),
      environment_id: properties.id('hostingEnvironmentProfile.id'),
    },
  }),
};

/** App Service plans; sites cost nothing beside their plan. */
export const webTypes = [plan];
