import type { Budgets } from '../../../budgets/server/index.ts';
import type { Costs } from '../../../costs/server/index.ts';
import type { PolicySubject } from '../../core/policy.ts';
import { accountSubject } from '../../core/subjects/account.ts';
import { budgetSubject } from '../../core/subjects/budget.ts';
import type { Subject } from '../../core/subjects/subject.ts';
import { readAccounts } from './accounts.ts';
import { readFindings } from './findings.ts';
import { type Reading, readCommon } from './reading.ts';
import { readRemediations } from './remediations.ts';
import { IS_THERE, type ResourceSurroundings, readResourceSubjects } from './resources.ts';

/** What subjects are read from, besides the tables of other modules. */
export interface SubjectSources {
  costs: Pick<Costs, 'resourceBills' | 'cubes' | 'accountNames'>;
  budgets: Pick<Budgets, 'read'>;
}

/** What subjects of every kind have in common, as it is at the moment. */
export async function readSurroundings(context: Reading, { costs }: SubjectSources): Promise<ResourceSurroundings> {
  const common = await readCommon(context);
  return { costs, common, accounts: await readAccounts(context, costs, common.labels) };
}

/** All subjects of one kind as policies judge them, page by page. */
export async function* readSubjects(
  context: Reading,
  { budgets }: SubjectSources,
  surroundings: ResourceSurroundings,
  subject: PolicySubject,
): AsyncGenerator<Subject[]> {
  switch (subject) {
    case 'resource':
      for await (const page of readResourceSubjects(context, surroundings, IS_THERE))
        yield page.map((one) => one.subject);
      return;
    case 'account':
      yield [...surroundings.accounts.values()].map((facts) => accountSubject(facts, context.now));
      return;
    case 'finding':
      yield (await readFindings(context, surroundings)).map((one) => one.subject);
      return;
    case 'remediation':
      yield (await readRemediations(context, surroundings)).map((one) => one.subject);
      return;
    case 'budget':
      yield (await budgets.read(context, context.now)).map((budget) => budgetSubject(budget, surroundings.common));
  }
}
