import type { Status } from '../../core/contract.ts';
import type { Followed, Said } from '../../core/follow.ts';
import type { KeptAdvice } from '../../core/merge-advice.ts';
import type { Finding, RecommendationType } from '../../core/types.ts';

/** What a run writes with. */
export interface Writing {
  organization_id: string;
  now: Date;
}

/** A finding in the form it is stored in. */
export interface Content
  extends Pick<
    Finding,
    'title' | 'reason' | 'confidence' | 'risk' | 'effort' | 'restart_needed' | 'reversible' | 'change' | 'claims'
  > {
  rule_id: string;
  type: RecommendationType;
  provider: 'aws' | 'azure';
  saving: Pick<Finding['saving'], 'monthly' | 'currency' | 'freed_commitments'>;
  sources: string[];
  advice: KeptAdvice[];
  /** The whole finding. */
  json: string;
}

/** What recommendations show of their resource. */
export interface Described {
  resource_type: string;
  resource_name: string | null;
  account_id: string;
  region: string | null;
  owner: string | null;
}

/** What a run says of one resource. */
export interface Outcome {
  /** The connection; null where it is known from the bill alone. */
  provider_id: string | null;
  resource_id: string;
  /** Null where nothing was found. */
  described: Described | null;
  found: Content[];
  /** What is said of a rule that has not found anything. */
  otherwise(rule_id: string): Said;
  /** The day until which it was looked at in the cloud. */
  read_on: string | null;
}

/** A recommendation as it is stored, as far as following needs it. */
export interface Stored extends Followed {
  id: string;
  rule_id: string;
  resource_id: string;
  status: Status;
  changed_at: string;
}

/** What is to be written of one recommendation. */
export interface Written {
  id: string;
  outcome: Outcome;
  state: Followed;
  /** Null keeps the finding that is stored. */
  content: { content: Content; described: Described } | null;
  changed_at: string;
}

/** What storing has done. */
export interface Changes {
  found: number;
  resolved: number;
  /** Rows that are others than before. */
  written: number;
}
