import { randomUUID } from 'node:crypto';
import '../../src/recommendations/server/tables.ts';
import type { Transaction } from '../../src/platform/server/database.ts';
import type { Finding } from '../../src/recommendations/core/types.ts';
import type { RecommendationTable } from '../../src/recommendations/server/tables.ts';

export const VOLUME = 'arn:aws:ec2:eu-central-1:100000000011:volume/vol-1';

/** A finding about an unattached volume. */
export const findingOf = (resource_id: string, savings: string | null): Finding => ({
  title: `Delete the unattached volume ${resource_id}`,
  reason: 'No instance has it.',
  change: { action: 'ec2.delete_volume', parameters: { volume_id: resource_id.split('/').at(-1) ?? 'vol-1' } },
  current: { status: 'available' },
  proposed: { status: null },
  checks: [{ check: 'status', text: 'state', actual: 'available', wanted: 'available', unit: null, result: 'met' }],
  projections: [],
  saving: {
    monthly: savings === null ? null : { effective: savings, list: savings, contracted: null },
    currency: savings === null ? null : 'USD',
    window: { start: '2026-01-01', end: '2026-01-31' },
    monthly_cost: savings === null ? null : { effective: savings, list: savings, contracted: null },
    lines: [],
    freed_commitments: [],
    unknown_because: savings === null ? 'No bill names it.' : null,
  },
  claims: [{ resource_id, component: 'all' }],
  confidence: { level: 'high', reasons: [] },
  risk: { level: 'low', reasons: [] },
  effort: 'low',
  restart_needed: false,
  reversible: true,
  evidence: [],
});

type Told = Partial<
  Omit<RecommendationTable, 'finding' | 'advice' | 'own_savings' | 'claims' | 'freed_commitments'>
> & {
  organization_id: string;
  finding?: Finding;
};

/** Writes a recommendation; what is not told is of an unattached volume that nobody has decided on. Answers its id. */
export async function addRecommendation(tx: Transaction, { finding, ...told }: Told): Promise<string> {
  const at = new Date('2026-01-05T00:00:00Z').toISOString();
  const resource_id = told.resource_id ?? VOLUME;
  const savings = told.monthly_savings === undefined ? '12.5' : told.monthly_savings;
  const found = finding ?? findingOf(resource_id, savings);
  const id = told.id ?? randomUUID();
  await tx
    .insertInto('recommendations')
    .values({
      rule_id: 'ebs-unattached',
      type: 'unattached',
      provider: 'aws',
      provider_id: null,
      resource_type: 'AWS::EC2::Volume',
      resource_name: 'data-1',
      account_id: '100000000011',
      region: 'eu-central-1',
      owner: 'checkout',
      status: 'open',
      snoozed_until: null,
      dismissal_reason: null,
      status_before: null,
      implemented_on: null,
      resolved_on: null,
      title: found.title,
      reason: found.reason,
      impact: 'high',
      confidence: 'high',
      risk: 'low',
      effort: 'low',
      restart_needed: false,
      reversible: true,
      has_code: found.change !== null,
      own_savings: found.saving.monthly?.effective ?? null,
      claims: JSON.stringify(found.claims),
      freed_commitments: JSON.stringify(found.saving.freed_commitments),
      list_savings: savings,
      contracted_savings: null,
      taken_up: null,
      stranded: null,
      currency: savings === null ? null : 'USD',
      in_total: true,
      sources: ['finopsmind'],
      advice: '[]',
      stale_because: null,
      first_found_at: at,
      found_at: at,
      changed_at: at,
      ...told,
      id,
      resource_id,
      monthly_savings: savings,
      finding: JSON.stringify(found),
    })
    .execute();
  await tx
    .insertInto('recommendation_entries')
    .values({
      id: randomUUID(),
      organization_id: told.organization_id,
      recommendation_id: id,
      kind: 'found',
      actor: 'FinOpsMind',
      text: null,
      created_at: at,
    })
    .execute();
  return id;
}

/** Writes what a run leaves behind: its own row, what it judged, and what a change has saved. */
export async function addRecommendationRun(
  tx: Transaction,
  {
    organization_id,
    provider_id,
    recommendation_id,
  }: Record<'organization_id' | 'provider_id' | 'recommendation_id', string>,
): Promise<void> {
  const at = new Date('2026-01-05T00:00:00Z').toISOString();
  await tx
    .insertInto('recommendation_runs')
    .values({
      organization_id,
      finished_at: at,
      as_of: '2026-01-05',
      inputs: 'text',
      load_version: '1-1',
      resources: 1,
      bill_start: '2025-12-06',
      bill_end: '2026-01-05',
      unknown: '{"ec2-idle":1}',
      failed: '[]',
    })
    // A run that a change has woken may have come first.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx
    .insertInto('recommendation_inputs')
    .values({
      organization_id,
      provider_id,
      resource_id: VOLUME,
      changed_at: at,
      measured_on: null,
      bill_digest: '',
      unknown: [],
      failed: [],
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx
    .insertInto('recommendation_results')
    .values({
      organization_id,
      recommendation_id,
      rule_id: 'ebs-unattached',
      changed_on: '2026-01-06',
      measured_through: '2026-01-20',
      days: 14,
      promised: '10',
      realised: '8',
      lower: '7',
      upper: '9',
      currency: 'USD',
      explanation: 'It cost 8 less.',
    })
    .execute();
}
