import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isNoMember, mediumInProduction } from '../azure/guards.ts';
import { above, atMost, decide, holds, isOneOf } from '../checks.ts';
import { confidenceOf, figure, riskOf } from '../judging.ts';
import { nameOf, numberOf, textOf } from '../reading.ts';
import { defineRule, type Proposal, type Subject } from '../rule.ts';
import type { Window } from '../use.ts';

const GB = 1_000_000_000;
/** Days of which the last measured size counts: Azure measures it about once a day. */
const SIZE_DAYS = 7;
/** Kinds of account that have lifecycle rules that move data to colder tiers. */
const KINDS = ['StorageV2', 'BlobStorage'];

const parameters = z.strictObject({
  size_gb: z.number().min(0).default(100).describe('Size, above (GB)'),
  cool_after_days: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('Days without a change after which data is to move to the cool tier'),
});
type Hot = Subject<z.output<typeof parameters>>;

function propose({ resource, use, is_production, parameters: limits }: Hot, size: Window): Proposal {
  const { size_gb, cool_after_days } = limits;
  const transactions = use.window('transactions', 'total', 30);
  return {
    title: `Give the storage account ${nameOf(resource)} a lifecycle rule`,
    reason: `It holds ${figure(size.last / GB)} GB in the hot tier, and no rule ever moves any of it to a cheaper one.`,
    change: {
      action: 'azure.add_storage_lifecycle',
      parameters: { cool_after_days, archive_after_days: null },
    },
    current: { lifecycle_rules: 0, access_tier: 'Hot', size_gb: Math.round(size.last / GB) },
    proposed: { lifecycle_rules: 1, cool_after_days },
    saving: [
      {
        kind: 'unknown',
        because:
          'it is not known how much of the data is cold: the size by last change is not measured, and moving and reading cold data is charged for',
      },
    ],
    claims: [{ resource_id: resource.resource_id, component: 'storage' }],
    confidence: confidenceOf(
      [
        'low',
        transactions === null
          ? 'Azure itself says that there is no rule; how much of the data is still read is not known.'
          : `Azure itself says that there is no rule; how much of the data is still read is not known (${figure(transactions.sum)} requests in ${transactions.known_days} days).`,
      ],
      [
        'low',
        'Its size is that of all that is in it: file shares, queues, tables and disks of machines have no tiers, and stay as they are.',
      ],
    ),
    risk: riskOf(
      [
        mediumInProduction(is_production),
        'Cool data costs more to read, and is charged for 30 days even if it is deleted before; data that is read often should be left out by a filter.',
      ],
      ['low', 'What is moved stays as readable as it was, and can be moved back.'],
    ),
    effort: 'low',
    restart_needed: false,
    reversible: true,
    evidence: [
      { metric: 'size_bytes', statistic: 'average', limit: size_gb * GB },
      { metric: 'transactions', statistic: 'total', limit: null },
    ],
  };
}

export const azureStorageWithoutLifecycle = defineRule({
  id: 'azure-storage-without-lifecycle',
  title: 'Azure storage accounts without lifecycle rules',
  description: 'Accounts that keep everything in the hot tier for ever, since no rule moves or deletes anything.',
  type: 'storage',
  provider: 'azure',
  resource_types: ['microsoft.storage/storageaccounts'],
  metrics: ['size_bytes', 'transactions'],
  relations: [],
  parameters,
  sources: [
    'Microsoft, lifecycle management of Azure storage',
    'Microsoft FinOps toolkit, best practices of storage: tiers and lifecycle rules',
  ],
  evaluate: (subject) => {
    const { resource, use, parameters: limits } = subject;
    const size = use.window('size_bytes', 'average', SIZE_DAYS);
    const tier = textOf(resource, 'tier');
    const checks = [
      isOneOf({ check: 'kind', text: 'kind of account' }, textOf(resource, 'kind'), KINDS),
      holds(
        { check: 'tier', text: 'performance' },
        tier === null ? null : tier === 'Standard',
        'Standard: premium accounts have no colder tiers',
        tier,
      ),
      isOneOf({ check: 'access_tier', text: 'tier of what says none itself' }, textOf(resource, 'access_tier'), [
        'Hot',
      ]),
      atMost(
        { check: 'lifecycle_rules', text: 'lifecycle rules that are enabled' },
        numberOf(resource, 'lifecycle_rules'),
        0,
      ),
      above({ check: 'size', text: 'last measured size', unit: 'GB' }, size ? size.last / GB : null, limits.size_gb),
      isNoMember(resource),
      notProtected(resource),
    ];
    return decide(checks, () => propose(subject, size!));
  },
});
