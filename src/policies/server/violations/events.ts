import type { Selectable } from 'kysely';
import type { OutboxEvent } from '../../../platform/server/outbox.ts';
import type { PolicyMode, PolicySeverity } from '../../core/policy.ts';
import type { ViolationTable } from '../tables.ts';

/** What events say of the policy. */
export interface ToldPolicy {
  id: string;
  name: string;
  mode: PolicyMode;
  severity: PolicySeverity;
}

/** What events say of a violation. */
export type ToldViolation = Pick<
  Selectable<ViolationTable>,
  | 'id'
  | 'subject'
  | 'subject_id'
  | 'subject_name'
  | 'provider'
  | 'account_id'
  | 'region'
  | 'owner'
  | 'tags'
  | 'monthly_cost'
  | 'currency'
>;

/** The event that tells of one violation, for the outbox. Amounts are exact decimal texts. */
export const eventOf = (
  type: 'policy.violated' | 'policy.resolved',
  policy: ToldPolicy,
  { id, ...violation }: ToldViolation,
): OutboxEvent => ({
  type,
  payload: {
    violation_id: id,
    policy_id: policy.id,
    policy_name: policy.name,
    mode: policy.mode,
    severity: policy.severity,
    ...violation,
  },
});

/** The columns that events need. */
export const TOLD_COLUMNS = [
  'id',
  'subject',
  'subject_id',
  'subject_name',
  'provider',
  'account_id',
  'region',
  'owner',
  'tags',
  'monthly_cost',
  'currency',
] as const;
