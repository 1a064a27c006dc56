import type { NamedFact } from './judge.ts';
import type { Outcome, PolicyMode, PolicySubject } from './policy.ts';

/** How a policy came out for a change. */
export interface Objection {
  policy: { name: string; mode: PolicyMode; subject: PolicySubject };
  outcome: Extract<Outcome, 'broken' | 'unknown'>;
  /** What the policy names, as it is, or would be; of what is broken. */
  facts: readonly NamedFact[];
  /** Why it is unknown, a sentence; null where it is broken. */
  unknown_because: string | null;
  /** It is broken already, and the change makes that no worse: see `leavesAsItWas`. */
  is_as_before: boolean;
}

/** Of what these are afterwards, nothing is known that could be worse. */
const UNKNOWN_AFTERWARDS = 'not known';

/**
 * Whether a change leaves a resource that breaks a policy as it was, as far as the policy names it, by the facts that it
 * names before and after, in the same order. What only becomes cheaper is no worse.
 */
export function leavesAsItWas(before: readonly NamedFact[], after: readonly NamedFact[]): boolean {
  const known = new Map(before.map(({ path, value }) => [path, value]));
  return after.every(({ path, value }) => {
    const was = known.get(path);
    if (value === was || value === UNKNOWN_AFTERWARDS) return true;
    return path === 'cost.monthly_cost' && Number(value) <= Number(was);
  });
}

const factsInWords = (facts: readonly NamedFact[]): string =>
  facts.map(({ path, value }) => `${path} is ${value}`).join(', ');

/** Why it is broken, for the end of a sentence. */
function because({ policy, facts }: Objection): string {
  const told = factsInWords(facts);
  if (told === '') return '';
  return policy.subject === 'resource' ? `: with this change, ${told}` : `: ${told}`;
}

/**
 * What policies say of a change: see `Verdict` of remediation. Neither what is not known blocks it, nor what it leaves as it
 * was: a machine without an owner can still be made smaller.
 */
export function verdictOf(objections: readonly Objection[]): {
  blocks: string[];
  approval_rules: string[];
  notes: string[];
} {
  const broken = objections.filter(({ outcome, is_as_before }) => outcome === 'broken' && !is_as_before);
  const as_before = objections.filter(({ policy, is_as_before }) => is_as_before && policy.mode !== 'alert');
  const of = (mode: PolicyMode): Objection[] => broken.filter(({ policy }) => policy.mode === mode);
  const unknown = objections.filter(({ outcome, policy }) => outcome === 'unknown' && policy.mode !== 'alert');
  return {
    blocks: of('block').map((one) => `The policy “${one.policy.name}” blocks it${because(one)}.`),
    approval_rules: of('require_approval').map(({ policy }) => policy.name),
    notes: [
      ...of('require_approval').map(
        (one) => `The policy “${one.policy.name}” asks one more person to approve it${because(one)}.`,
      ),
      ...of('alert').map((one) => `The policy “${one.policy.name}” is broken${because(one)}.`),
      ...as_before.map(
        ({ policy, facts }) =>
          `The policy “${policy.name}” is not kept already, and this change makes that no worse${facts.length > 0 ? `: ${factsInWords(facts)}` : ''}.`,
      ),
      ...unknown.map(
        ({ policy, unknown_because }) =>
          `The policy “${policy.name}” could not be judged, so that it does not keep it from being made${unknown_because === null ? '' : `: ${unknown_because}`}`,
      ),
    ],
  };
}
