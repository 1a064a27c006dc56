import type { RemediationFacts } from '../facts.ts';
import { sizeOf } from './configuration.ts';
import type { Subject } from './subject.ts';

/** A change that is proposed, or about to be. */
export interface KnownRemediation {
  /** Null before it is kept. */
  id: string | null;
  action: string;
  carried_out_by: 'product' | 'code';
  title: string;
  provider: string;
  account_id: string;
  region: string | null;
  environment: string | null;
  owner: string | null;
  risk: string;
  destructive: boolean;
  /** Null where it is not known, as of generated code that has no action here. */
  reversibility: string | null;
  from_recommendation: boolean;
  /** Null where nobody has proposed it. */
  proposed_by: string | null;
  /** Exact decimal text; null is unknown. */
  monthly_savings: string | null;
  currency: string | null;
  /** Parameters of the action. */
  target: Readonly<Record<string, unknown>>;
}

/** What expressions see of a change. */
export const remediationFacts = ({
  id: _id,
  account_id: _account_id,
  monthly_savings,
  ...told
}: KnownRemediation): RemediationFacts => ({
  ...told,
  monthly_savings: monthly_savings === null ? null : Number(monthly_savings),
  target_size: sizeOf(told.target),
});

/** A change as policies judge it; `about` is its resource as it is, where the inventory has it. */
export const remediationSubject = (known: KnownRemediation, about: Subject | null, now: Date): Subject => ({
  subject_id: known.id ?? '',
  subject_name: known.title,
  page_id: known.id,
  provider: known.provider,
  account_id: known.account_id,
  region: known.region,
  owner: known.owner,
  tags: about?.tags ?? {},
  monthly_cost: about?.monthly_cost ?? null,
  currency: about?.currency ?? null,
  facts: { ...about?.facts, now: now.toISOString(), remediation: remediationFacts(known) },
});

/** Actions after which the resource is not there any more: there is nothing left to judge. One deletes volumes of what stays. */
export const isRemoval = (action: string): boolean =>
  /\.(delete|terminate|release)_/.test(action) && !action.includes('_volumes_of_');
