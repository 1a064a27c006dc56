import { dayOf } from '../../../platform/core/dates.ts';
import type { Analysis } from '../../../platform/server/analysis.ts';
import type { GuardedChange } from '../../../remediation/core/guard.ts';
import type { Guarding } from '../../../remediation/server/index.ts';
import type { PolicySubject } from '../../core/policy.ts';
import { type Exception, exceptionsOn } from '../../core/settle.ts';
import { afterChange } from '../../core/subjects/after.ts';
import { isRemoval, remediationSubject } from '../../core/subjects/remediation.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import { type Objection, verdictOf } from '../../core/verdict.ts';
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

/** The change and its resource as policies judge them; null where that is not judged: what is deleted is nothing then. */
interface Subjects {
  remediation: Subject;
  resource: Subject | null;
}

function subjectsOf(one: JudgedChange, about: Subject | null, now: Date): Subjects {
  const { change, resource_id: _resource_id, after, ...told } = one;
  const { action, parameters } = change;
  const { monthly_savings, currency } = one;
  return {
    remediation: remediationSubject({ ...told, action, target: parameters }, about, now),
    resource:
      about === null || isRemoval(action)
        ? null
        : afterChange(about, { action, parameters, after, monthly_savings, currency }),
  };
}

/** Subjects under their places, since several changes may be about one. */
const placed = (subjects: readonly Subjects[], kind: keyof Subjects): Subject[] =>
  subjects.flatMap((one, place) => {
    const subject = one[kind];
    return subject ? [{ ...subject, subject_id: String(place) }] : [];
  });

/** What one policy has against each change, by place, as far as no exception covers it. */
function objectionsOf(
  { policy, judged, broken, unknown_because }: Verdicts,
  changes: readonly JudgedChange[],
  exceptions: readonly Exception[],
  today: string,
): Map<number, Objection> {
  const covering = exceptionsOn(exceptions, today);
  const isExcepted = ({ id, resource_id, account_id }: JudgedChange): boolean =>
    [id, resource_id].some((subject_id) => subject_id !== null && covering({ subject_id, account_id }) !== null);
  const objections = new Map<number, Objection>();
  for (const { subject_id, outcome } of judged) {
    const place = Number(subject_id);
    if ((outcome !== 'broken' && outcome !== 'unknown') || isExcepted(changes[place]!)) continue;
    const facts = broken.get(subject_id)?.facts ?? [];
    objections.set(place, {
      policy,
      outcome,
      facts,
      unknown_because: outcome === 'unknown' ? unknown_because : null,
    });
  }
  return objections;
}

const KINDS = ['remediation', 'resource'] as const satisfies PolicySubject[];

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
      const page = placed(subjects, kind);
      for (const verdicts of await judgePages(analysis, about, [page], context.signal))
        found.push(objectionsOf(verdicts, changes, exceptions.get(verdicts.policy.id) ?? [], dayOf(context.now)));
    }
  }
  return changes.map((_, place) => verdictOf(found.flatMap((objections) => objections.get(place) ?? [])));
}
