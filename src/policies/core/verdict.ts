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
}

const factsInWords = (facts: readonly NamedFact[]): string =>
  facts.map(({ path, value }) => `${path} is ${value}`).join(', ');

/** Why it is broken, for the end of a sentence. */
function because({ policy, facts }: Objection): string {
  const told = factsInWords(facts);
  if (told === '') return '';
  return policy.subject === 'resource' ? `: with this change, ${told}` : `: ${told}`;
}

/** What policies say of a change: see `Verdict` of remediation. An outcome that is not known does not block. */
export function verdictOf(objections: readonly Objection[]): {
  blocks: string[];
  approval_rules: string[];
  notes: string[];
} {
  const broken = objections.filter(({ outcome }) => outcome === 'broken');
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
      ...unknown.map(
        ({ policy, unknown_because }) =>
          `The policy “${policy.name}” could not be judged, so that it does not keep it from being made${unknown_because === null ? '' : `: ${unknown_because}`}`,
      ),
    ],
  };
}
