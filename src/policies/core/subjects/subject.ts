import type { SubjectFacts } from '../facts.ts';

/** Something that policies judge, with what people are told of it. */
export interface Subject {
  /** Stable from one check to the next: the id of its cloud, or ours. */
  subject_id: string;
  subject_name: string;
  /** Of its page; null without one. */
  page_id: string | null;
  /** aws or azure; null for what is of neither. */
  provider: string | null;
  account_id: string | null;
  region: string | null;
  owner: string | null;
  tags: Readonly<Record<string, string>>;
  /** Exact decimal text, of the last 30 complete days; nulls where it is not known. */
  monthly_cost: string | null;
  currency: string | null;
  facts: SubjectFacts;
}
