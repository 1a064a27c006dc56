import type { CloudAnswer } from '../../../../connections/core/cloud-call.ts';
import type { AddedLifecycleRule } from '../../../../recommendations/core/aws/bucket-rules.ts';
import { canonical } from './s3-bucket.ts';
import { bodyOf } from './services-common.ts';

/** A rule as S3 answers it; the rest of it is kept as it is. */
export interface LifecycleRule {
  ID?: string | undefined;
  Status?: string;
  Filter?: { Prefix?: string; [other: string]: unknown };
  Prefix?: string;
  [other: string]: unknown;
}

/** The whole of a bucket's lifecycle configuration. */
export interface Lifecycle {
  rules: LifecycleRule[];
  /** What it says of small objects; null where nothing is said. */
  smallest: string | null;
}

/** Null where the answer does not tell. */
export function lifecycleIn(answer: CloudAnswer | undefined): Lifecycle | null {
  if (answer && !answer.ok && answer.code === 'NoSuchLifecycleConfiguration') return { rules: [], smallest: null };
  const body = bodyOf<{ Rules?: LifecycleRule[]; TransitionDefaultMinimumObjectSize?: string }>(answer);
  return body && { rules: body.Rules ?? [], smallest: body.TransitionDefaultMinimumObjectSize ?? null };
}

/** S3 takes no rule of the old form (a prefix of its own) beside one with a filter, which means the same. */
const inNewForm = ({ Prefix, ...rule }: LifecycleRule): LifecycleRule =>
  rule.Filter === undefined ? { ...rule, Filter: { Prefix: Prefix ?? '' } } : rule;

/** A prefix of nothing is no filter. */
function meaning(rule: LifecycleRule): string {
  const { Filter, ...rest } = inNewForm(rule);
  const { Prefix, ...others } = Filter ?? {};
  return canonical({ ...rest, Filter: Prefix ? { Prefix, ...others } : others });
}

/** Whether the rules mean the same, in whatever order. */
export const sameRules = (left: readonly LifecycleRule[], right: readonly LifecycleRule[]): boolean => {
  const [ours, theirs] = [left, right].map((rules) => rules.map(meaning).toSorted());
  return canonical(ours) === canonical(theirs);
};

/** What a rule says beside its id, as a short text. */
export const ruleText = (rule: LifecycleRule): string => meaning({ ...rule, ID: undefined });

/** The rules without the one of this id. */
export const without = (rules: readonly LifecycleRule[], id: string): LifecycleRule[] =>
  rules.filter(({ ID }) => ID !== id);

/** The whole configuration to be put, for rules are replaced as a whole. */
export const configurationWith = ({ rules, smallest }: Lifecycle, added: AddedLifecycleRule | null) => ({
  LifecycleConfiguration: {
    Rules: added === null ? rules : [...without(rules, added.ID).map(inNewForm), added],
  },
  // Left out, it is set to what it is by default.
  ...(smallest === null ? {} : { TransitionDefaultMinimumObjectSize: smallest }),
});
