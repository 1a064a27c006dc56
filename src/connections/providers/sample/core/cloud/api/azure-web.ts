import { type AzureKind, type AzureTold, bodyAt, bodyText, envelope } from './azure-operation.ts';
import { type SampleResource, told } from './sample-resource.ts';

const planBody = (plan: SampleResource): object => {
  const name = told<string>(plan, 'sku') ?? '';
  return {
    ...envelope(plan, 'Microsoft.Web/serverfarms'),
    kind: told(plan, 'kind'),
    properties: {
      status: plan.status,
      createdTime: plan.created_at,
      numberOfSites: told(plan, 'sites'),
      numberOfWorkers: told(plan, 'workers'),
      maximumElasticWorkerCount: told(plan, 'elastic_maximum_workers') ?? 1,
      maximumNumberOfWorkers: 30,
      perSiteScaling: false,
      elasticScaleEnabled: false,
      reserved: told(plan, 'linux'),
      zoneRedundant: told(plan, 'zone_redundant'),
      hyperV: false,
      isSpot: false,
      targetWorkerCount: 0,
      targetWorkerSizeId: 0,
      provisioningState: 'Succeeded',
    },
    sku: {
      name,
      tier: told(plan, 'tier'),
      size: name,
      family: name.replace(/(?<=[A-Z])\d/, ''),
      capacity: told(plan, 'capacity'),
    },
  };
};

/** A plan gets the SKU and the number of instances that a body says. */
function update(plan: SampleResource, { body, state }: AzureTold): SampleResource {
  const sku = bodyText(body, 'sku.name') ?? told<string>(plan, 'sku') ?? '';
  const asked = bodyAt(body, 'sku.capacity');
  const capacity = typeof asked === 'number' ? asked : (told<number>(plan, 'capacity') ?? 1);
  if (sku === told(plan, 'sku') && capacity === told(plan, 'capacity')) return plan;
  return state.act(plan, { kind: 'resize_app_service_plan', sku, capacity }) ?? plan;
}

/** What Azure does with App Service plans. */
export const PLANS: AzureKind = {
  reads: [],
  body: planBody,
  update,
  delete: (plan, { state }) => void state.act(plan, { kind: 'delete_app_service_plan' }),
};
