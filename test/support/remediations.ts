import { randomUUID } from 'node:crypto';
import '../../src/remediation/server/tables.ts';
import type { Transaction } from '../../src/platform/server/database.ts';
import type { Preview } from '../../src/remediation/core/answers.ts';
import type { Requirement } from '../../src/remediation/core/workflow.ts';
import type { RemediationTable } from '../../src/remediation/server/tables.ts';
import { VOLUME } from './recommendations.ts';

const AT = new Date('2026-01-05T00:00:00Z').toISOString();

/** A preview of the deletion of a volume. */
const PREVIEW: Preview = {
  digest: 'a'.repeat(64),
  made_at: AT,
  state: { status: 'available' },
  tags: { team: 'checkout' },
  before: { status: 'available' },
  after: { status: null },
  conditions: [],
  dependents: [],
  steps: [],
  verification: [],
  undo: [],
  interruption: null,
  reversibility: 'partial',
  undo_text: 'A volume is made from the snapshot.',
  undo_days: 30,
  permissions: { look: [], change: [], undo: [] },
};

type Kept = 'requirement' | 'change' | 'evidence' | 'preview' | 'approvals' | 'kept' | 'captured';
type Told = Partial<Omit<RemediationTable, Kept>> & {
  organization_id: string;
  provider_id: string;
  requirement?: Requirement;
};

/** Writes a change; what is not told is of the deletion of a volume that waits for approval. Answers its id. */
export async function addRemediation(tx: Transaction, { requirement, ...told }: Told): Promise<string> {
  const id = told.id ?? randomUUID();
  await tx
    .insertInto('remediations')
    .values({
      recommendation_id: null,
      batch_id: null,
      batch_place: null,
      provider: 'aws',
      resource_id: VOLUME,
      resource_type: 'AWS::EC2::Volume',
      resource_name: 'data-1',
      account_id: '100000000011',
      region: 'eu-central-1',
      environment: null,
      owner: 'checkout',
      action: 'ec2.delete_volume',
      change: JSON.stringify({ action: 'ec2.delete_volume', parameters: { volume_id: 'vol-1' } }),
      title: 'Delete the unattached volume data-1',
      note: null,
      risk: 'low',
      destructive: true,
      reversibility: 'partial',
      monthly_savings: '12.5',
      currency: 'USD',
      evidence: '[]',
      evidence_since: null,
      preview: JSON.stringify(PREVIEW),
      state: 'proposed',
      state_changed_at: AT,
      requirement: JSON.stringify(requirement ?? { approvals: 1, four_eyes: true, rule: 'Every change' }),
      proposed_by_id: randomUUID(),
      proposed_by: 'Ada',
      proposed_at: AT,
      approvals: '[]',
      expires_at: new Date('2099-01-01T00:00:00Z').toISOString(),
      execute_on_approval: true,
      wished_for: null,
      scheduled_for: null,
      has_changed: false,
      is_reversible: true,
      undo_until: null,
      stop_requested: false,
      executor: null,
      captured: null,
      kept: '{}',
      waiting_for: null,
      problem: null,
      started_at: null,
      finished_at: null,
      completed_at: null,
      ...told,
      id,
    })
    .execute();
  return id;
}

/** Writes a batch without members; answers its id. */
export async function addRemediationBatch(tx: Transaction, organization_id: string): Promise<string> {
  const id = randomUUID();
  const told = { name: 'Volumes', canaries: 1, at_once: 3, created_by: 'Ada', created_at: AT };
  await tx
    .insertInto('remediation_batches')
    .values({ id, organization_id, ...told })
    .execute();
  return id;
}

/** Writes what was done for a change: a step with a call, an entry and a look at how it went. */
export async function addRemediationCourse(
  tx: Transaction,
  { organization_id, remediation_id }: Record<'organization_id' | 'remediation_id', string>,
): Promise<void> {
  const bound = { organization_id, remediation_id };
  const step_row_id = randomUUID();
  const spent = { started_at: AT, finished_at: AT };
  await tx
    .insertInto('remediation_steps')
    .values({
      ...bound,
      ...spent,
      id: step_row_id,
      phase: 'execute',
      round: 1,
      place: 1,
      step_id: 'delete',
      title: 'Delete the volume',
      state: 'done',
      calls_made: 1,
      called_at: AT,
      message: null,
    })
    .execute();
  const call = { cloud: 'aws', service: 'ec2', operation: 'DeleteVolume', region: 'eu-central-1', input: {} };
  await tx
    .insertInto('remediation_calls')
    .values({
      ...bound,
      ...spent,
      id: randomUUID(),
      step_row_id,
      kind: 'change',
      call: JSON.stringify(call),
      answer: JSON.stringify({ ok: true, body: { UserData: 'a secret' }, operation: null }),
    })
    .execute();
  await tx
    .insertInto('remediation_entries')
    .values({ ...bound, id: randomUUID(), kind: 'proposed', actor: 'Ada', text: null, created_at: AT })
    .execute();
  const review = {
    after: 'day',
    reviewed_at: AT,
    promised: 12.5,
    realised: 11,
    lower: 10,
    upper: 12,
    currency: 'USD',
    measured_through: '2026-01-06',
    metrics: [],
    verdict: 'as_promised',
    explanation: 'It costs 11 less.',
  };
  await tx
    .insertInto('remediation_reviews')
    .values({ ...bound, after: 'day', reviewed_at: AT, review: JSON.stringify(review) })
    .execute();
}
