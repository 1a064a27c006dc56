import { type RawBuilder, sql } from 'kysely';
import type { BudgetsEvent } from '../../budgets/core/contract.ts';
import type { ServerEvent } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Services } from '../../platform/server/services.ts';
import type { RecommendationsEvent } from '../../recommendations/core/contract.ts';
import type { RemediationEvent } from '../../remediation/core/contract.ts';
import { isRunning } from '../../remediation/core/workflow.ts';

const ABOUT_FINDINGS = sql<boolean>`subject = 'finding' or (subject in ('resource', 'remediation')
  and applies_when || ' ' || must_hold ~ 'resource[.].*(open_recommendations|monthly_savings)')`;

type Told = BudgetsEvent | RecommendationsEvent | RemediationEvent;

/** Which policies may come out otherwise after an event; null where none does. */
function concernedBy(event: Told): RawBuilder<boolean> | null {
  switch (event.type) {
    case 'recommendations.changed':
      return ABOUT_FINDINGS;
    case 'budgets.changed':
      return sql<boolean>`subject = 'budget'`;
    case 'remediation.changed':
      // Each step of a change is told; what policies see of it stays the same meanwhile.
      return isRunning(event.state) ? null : sql<boolean>`subject = 'remediation'`;
    default:
      return null;
  }
}

const readConcerned = (tx: Transaction, concerned: RawBuilder<boolean>) =>
  tx
    .selectFrom('policies')
    .select('id')
    .where('enabled', '=', true)
    .where((e) => e.parens(concerned))
    .limit(1)
    .executeTakeFirst();

/** Has policies checked when what they are about changes: recommendations, changes, budgets. */
export function wakeByEvents(
  { database, events, log }: Pick<Services, 'database' | 'events' | 'log'>,
  wake: (organization_id: string) => Promise<void>,
): void {
  const look = async (organization_id: string, concerned: RawBuilder<boolean>): Promise<void> => {
    try {
      const policy = await database.transaction(organization_id, (tx) => readConcerned(tx, concerned));
      if (policy) await wake(organization_id);
    } catch (error) {
      // It has happened, whatever becomes of this; the next scheduled check looks at it.
      log.error({ err: error, organization_id }, 'policies could not be checked after what they are about changed');
    }
  };
  events.listen((organization_id, event: ServerEvent) => {
    const concerned = concernedBy(event as Told);
    if (concerned) void look(organization_id, concerned);
  });
}
