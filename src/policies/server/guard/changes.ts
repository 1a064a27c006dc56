import { dayOf } from '../../../platform/core/dates.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import type { GuardedChange } from '../../../remediation/core/guard.ts';
import type { Guarding } from '../../../remediation/server/index.ts';
import type { PolicySubject } from '../../core/policy.ts';
import { type Exception, exceptionsOn } from '../../core/settle.ts';
import { afterChange } from '../../core/subjects/after.ts';
import { isRemoval, remediationSubject } from '../../core/subjects/remediation.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import { leavesAsItWas, type Objection, verdictOf } from '../../core/verdict.ts';
import { judgePages, type Verdicts } from '../check/judge.ts';
import { bySubject, type EnabledPolicy, readEnabled, readExceptions } from '../check/policies.ts';
import { readSurroundings, type SubjectSources } from '../subjects/index.ts';
import { readResourceSubjectsById } from '../subjects/resources.ts';

/** What changes are judged with. */
export interface GuardServices {
  analysis: Analysis;
  sources: SubjectSources;
}

/** A change with who would make it: this product, or whoever takes the code that it generates. */
export interface JudgedChange extends Omit<GuardedChange, 'change' | 'reversibility' | 'proposed_by' | 'after'> {
  change: { action: string; parameters: Readonly<Record<string, unknown>> };
  carried_out_by: 'product' | 'code';
  reversibility: string | null;
  proposed_by: string | null;
  after: Readonly<Record<string, unknown>>;
}

/**
 * The change, and its resource as it would be and as it is, as policies judge them; nulls where that is not judged: what is
 * deleted is nothing then.
 */
interface Subjects {
  remediation: Subject;
  resource: Subject | null;
  before: Subject | null;
}

function subjectsOf(one: JudgedChange, about: Subject | null, now: Date): Subjects {
  const { change, resource_id: _resource_id, after, ...told } = one;
  const { action, parameters } = change;
  const { monthly_savings, currency } = one;
  const before = isRemoval(action) ? null : about;
  return {
    remediation: remediationSubject({ ...told, action, target: parameters }, about, now),
    resource: before && afterChange(before, { action, parameters, after, monthly_savings, currency }),
    before,
  };
}

/** What is judged for policies of a kind: resources also as they are, so that what was so before is told apart. */
const JUDGED = { remediation: ['remediation'], resource: ['resource', 'before'] } as const satisfies Partial<
  Record<PolicySubject, readonly (keyof Subjects)[]>
>;
const KINDS = Object.keys(JUDGED) as (keyof typeof JUDGED)[];

const idOf = (place: number, part: keyof Subjects): string => `${part} ${place}`;

/** Subjects under their places, since several changes may be about one. */
const placed = (subjects: readonly Subjects[], part: keyof Subjects): Subject[] =>
  subjects.flatMap((one, place) => {
    const subject = one[part];
    return subject ? [{ ...subject, subject_id: idOf(place, part) }] : [];
  });

/** What one policy has against each change, by place, as far as no exception covers it. */
function objectionsOf(
  { policy, problem, judged, broken, unknown_because }: Verdicts,
  kind: keyof typeof JUDGED,
  subjects: readonly Subjects[],
  changes: readonly JudgedChange[],
  exceptions: readonly Exception[],
  today: string,
): Map<number, Objection> {
  const covering = exceptionsOn(exceptions, today);
  const isExcepted = ({ id, resource_id, account_id }: JudgedChange): boolean =>
    [id, resource_id].some((subject_id) => subject_id !== null && covering({ subject_id, account_id }) !== null);
  const outcomes = new Map(judged.map(({ subject_id, outcome }) => [subject_id, outcome]));
  const objections = new Map<number, Objection>();
  for (const [place, change] of changes.entries()) {
    if (subjects[place]![kind] === null || isExcepted(change)) continue;
    // By what can't be judged at all nothing is known of any.
    const outcome = problem === null ? outcomes.get(idOf(place, kind)) : 'unknown';
    if (outcome !== 'broken' && outcome !== 'unknown') continue;
    const facts = broken.get(idOf(place, kind))?.facts ?? [];
    const before = broken.get(idOf(place, 'before'));
    objections.set(place, {
      policy,
      outcome,
      facts,
      unknown_because: outcome === 'unknown' ? (problem ?? unknown_because) : null,
      is_as_before: outcome === 'broken' && before !== undefined && leavesAsItWas(before.facts, facts),
    });
  }
  return objections;
}

/** Nothing is read where no policy is about changes. */
async function readPolicies(context: Guarding): Promise<ReadonlyMap<PolicySubject, EnabledPolicy[]>> {
  const policies = await context.transaction(readEnabled);
  return bySubject(policies.filter(({ subject }) => KINDS.some((kind) => kind === subject)));
}

async function readSubjects(context: Guarding, sources: SubjectSources, changes: readonly JudgedChange[]) {
  const surroundings = await readSurroundings(context, sources);
  const ids = changes.map(({ resource_id }) => resource_id);
  const about = await readResourceSubjectsById(context, surroundings, [...new Set(ids)]);
  return changes.map((one) => subjectsOf(one, about.get(one.resource_id)?.subject ?? null, context.now));
}

/** What policies say of changes, in their order: of the changes, and of their resources as they would be afterwards. */
export async function judgeChanges(
  context: Guarding,
  { analysis, sources }: GuardServices,
  changes: readonly JudgedChange[],
) {
  const policies = await readPolicies(context);
  const found: Map<number, Objection>[] = [];
  if (policies.size > 0 && changes.length > 0) {
    const subjects = await readSubjects(context, sources, changes);
    const exceptions = await context.transaction((tx) => readExceptions(tx, context.now));
    for (const kind of KINDS) {
      const about = policies.get(kind) ?? [];
      if (about.length === 0) continue;
      const page = JUDGED[kind].flatMap((part) => placed(subjects, part));
      for (const verdicts of await judgePages(analysis, about, [page], context.signal)) {
        const excepting = exceptions.get(verdicts.policy.id) ?? [];
        found.push(objectionsOf(verdicts, kind, subjects, changes, excepting, dayOf(context.now)));
      }
    }
  }
  return changes.map((_, place) => verdictOf(found.flatMap((objections) => objections.get(place) ?? [])));
}
