import type { RunContext } from '../../../jobs/server/index.ts';
import { command, type RemediationRow, tell } from '../store.ts';
import { stopBatch } from './batches.ts';
import { auditorOf, type ExecutionServices, withOwn } from './execution.ts';
import { failRunningStep } from './steps.ts';

const whyOf = ({ action, has_changed }: RemediationRow): string =>
  has_changed
    ? `This version can’t carry out ${action}. What was done before is undone by hand, or by a version that can: see the steps.`
    : `Nothing was changed. This version can’t carry out ${action}.`;

/** Ends a change that was begun by a version that knew its action: this one can call nothing for it. */
export async function endUnknown(
  services: Pick<ExecutionServices, 'services'>,
  context: RunContext,
  taken: RemediationRow,
): Promise<void> {
  const row = await withOwn(context, taken, async (tx, before) => {
    const problem = whyOf(before);
    const now = context.now().toISOString();
    await failRunningStep(tx, before.id, problem, now);
    const besides = { executor: null, waiting_for: null, finished_at: now, problem, text: problem };
    const wanted = { command: before.state === 'rolling_back' ? 'undo_failed' : 'fail' } as const;
    return command(tx, auditorOf(context), before, wanted, besides);
  });
  tell(services.services.events, context.organization_id, row);
  if (row.batch_id !== null) await stopBatch(services, context, row.batch_id);
}
