import { z } from 'zod';
import { notProtected } from '../aws/held.ts';
import { isNoMember, isNotJustMade } from '../azure/guards.ts';
import { isOrphan } from '../azure/interfaces.ts';
import { decide, holds } from '../checks.ts';
import { confidenceOf, riskOf } from '../judging.ts';
import { listOf, nameOf } from '../reading.ts';
import { defineRule } from '../rule.ts';

export const azureNicOrphaned = defineRule({
  id: 'azure-nic-orphaned',
  title: 'Orphaned Azure network interfaces',
  description: 'Network interfaces that were left behind by a machine or an endpoint that is gone.',
  type: 'unattached',
  provider: 'azure',
  resource_types: ['microsoft.network/networkinterfaces'],
  metrics: [],
  relations: [],
  parameters: z.strictObject({
    days: z.number().int().min(0).max(365).default(7).describe('Age, at least, where Azure tells it (days)'),
  }),
  sources: ['Microsoft FinOps toolkit, unattached network interfaces: no machine, no private endpoint'],
  evaluate: ({ resource, age_days, parameters: { days } }) => {
    const orphan = isOrphan(resource);
    const addresses = listOf<string>(resource, 'public_ip_ids') ?? [];
    const checks = [
      holds(
        { check: 'used', text: 'used by a machine, a private endpoint or link, or another service' },
        orphan,
        'no',
        orphan === null ? null : !orphan,
      ),
      isNoMember(resource),
      isNotJustMade(age_days, days),
      notProtected(resource),
    ];
    return decide(checks, () => ({
      title: `Delete the orphaned network interface ${nameOf(resource)}`,
      reason: `No machine, private endpoint or other service uses it. It costs nothing itself, but keeps an address of its subnet${addresses.length === 0 ? '' : ' and a public address, which does cost'}.`,
      change: { action: 'azure.delete_network_interface', parameters: {} },
      current: { public_addresses: addresses.length },
      proposed: { status: 'deleted' },
      saving: [],
      claims: [{ resource_id: resource.resource_id, component: 'all' }],
      confidence: confidenceOf(['high', 'Azure knows of nothing that is on it.']),
      risk: riskOf([
        'low',
        'A machine that is to be made again with the same private address needs that address set again.',
      ]),
      effort: 'very_low',
      restart_needed: false,
      reversible: false,
    }));
  },
});
