import { z } from 'zod';
import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { notProtected } from '../aws/held.ts';
import { isNotJustMade } from '../azure/guards.ts';
import { decide, isOneOf } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule } from '../rule.ts';
import type { SavingPlan } from '../saving-plan.ts';

const FROM = 'Premium_LRS';
const TO = 'Standard_LRS';

function savingOf({ region }: InventoryResource): SavingPlan {
  if (region === null) return [{ kind: 'unknown', because: 'the region of the snapshot is not known' }];
  const price = (sku: string) => ({ provider: 'azure' as const, service: 'azure-snapshot', region, sku });
  return [
    {
      kind: 'reprice',
      from: price(FROM),
      to: price(TO),
      of: 'all',
      because: 'the same data is kept on standard storage',
    },
  ];
}

export const azureSnapshotPremium = defineRule({
  id: 'azure-snapshot-premium',
  title: 'Azure snapshots on premium storage',
  description: 'Snapshots that are kept on premium storage, though nothing runs on a snapshot.',
  type: 'storage',
  provider: 'azure',
  resource_types: ['microsoft.compute/snapshots'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({
    days: z.number().int().min(0).max(365).default(1).describe('Age, at least, where Azure tells it (days)'),
  }),
  sources: [
    'Azure Advisor, premium snapshots: standard storage costs 60 % less',
    'Microsoft FinOps toolkit, premium snapshots',
  ],
  evaluate: ({ resource, age_days, parameters: { days } }) => {
    const size_gib = numberOf(resource, 'size_gib');
    const checks = [
      isOneOf({ check: 'sku', text: 'storage that it is kept on' }, textOf(resource, 'sku'), [FROM]),
      isNotJustMade(age_days, days),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Keep the snapshot ${nameOf(resource)} on standard storage`,
      reason: `${size_gib === null ? 'It' : `A snapshot of a disk of ${size_gib} GiB`} is kept on premium storage, which is made for disks in use.`,
      change: { action: 'azure.set_snapshot_sku', parameters: { sku: TO, from_sku: FROM } },
      current: { sku: FROM, size_gib },
      proposed: { sku: TO },
      saving: savingOf(resource),
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(['high', 'Azure itself says what storage it is on.']),
      risk: riskOf(['low', 'Its content stays as it is; making a disk of it may take longer.']),
      effort: 'very_low',
      restart_needed: false,
      reversible: true,
    }));
  },
});
