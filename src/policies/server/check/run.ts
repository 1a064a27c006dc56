import { type RunContext, RunError, type RunOutcome } from '../../../jobs/server/index.ts';
import { addDays, dayOf } from '../../../platform/core/dates.ts';
import { ProblemError } from '../../../platform/core/errors.ts';
import type { Services } from '../../../platform/server/services.ts';
import { POLICY_SEVERITIES } from '../../core/policy.ts';
import { readSubjects, readSurroundings, type SubjectSources } from '../subjects/index.ts';
import { judgePages, type Verdicts } from './judge.ts';
import { bySubject, readEnabled, readExceptions } from './policies.ts';
import { MOST_SINGLE } from './tell.ts';
import { writeVerdicts } from './write.ts';

/** A day more than a leap year: what can be asked for of the past. */
const KEPT_DAYS = 367;

const severityOf = ({ policy }: Verdicts): number => POLICY_SEVERITIES.indexOf(policy.severity);

async function judgeAll(
  context: RunContext,
  { analysis }: Services,
  sources: SubjectSources,
  now: Date,
): Promise<Verdicts[]> {
  const groups = bySubject(await context.transaction(readEnabled));
  const reading = { ...context, now };
  const surroundings = await readSurroundings(reading, sources);
  const verdicts: Verdicts[] = [];
  for (const [subject, policies] of groups) {
    context.progress('judge', null, `Judging each ${subject}`);
    const pages = readSubjects(reading, sources, surroundings, subject);
    verdicts.push(...(await judgePages(analysis, policies, pages, context.signal)));
  }
  return verdicts;
}

/** Checks every policy of an organization that is in force, and writes what came of it, policy by policy. */
export async function checkPolicies(
  context: RunContext,
  services: Services,
  sources: SubjectSources,
): Promise<RunOutcome> {
  const now = context.now();
  const bound = { organization_id: context.organization_id, now };
  const verdicts = await judgeAll(context, services, sources, now);
  const counts = { policies_checked: 0, violations_found: 0, violations_resolved: 0 };
  const warnings: string[] = [];
  let room = MOST_SINGLE;
  for (const one of verdicts.toSorted((a, b) => severityOf(b) - severityOf(a))) {
    context.signal.throwIfAborted();
    const written = await context.transaction(async (tx) => {
      const exceptions = (await readExceptions(tx, now)).get(one.policy.id) ?? [];
      return writeVerdicts(tx, bound, one, { exceptions, room });
    });
    if (written === null) continue;
    room -= written.told;
    counts.policies_checked += 1;
    counts.violations_found += written.opened;
    counts.violations_resolved += written.resolved;
    if (one.problem !== null) warnings.push(`“${one.policy.name}” could not be checked: ${one.problem}`);
  }
  const first_kept = addDays(dayOf(now), -KEPT_DAYS);
  await context.transaction((tx) => tx.deleteFrom('policy_compliance').where('date', '<', first_kept).execute());
  return { counts, warnings };
}

/** The same, where what can't be judged now is tried again. */
export async function runCheck(...asked: Parameters<typeof checkPolicies>): Promise<RunOutcome> {
  try {
    return await checkPolicies(...asked);
  } catch (error) {
    if (error instanceof ProblemError) throw new RunError(error.message, 'later', error);
    throw error;
  }
}
