import { sql } from 'kysely';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Remediation } from '../../core/answers.ts';
import type { State } from '../../core/workflow.ts';

export type CurrentStep = NonNullable<Remediation['step']>;

interface Row {
  remediation_id: string;
  state: string;
  title: string;
  /** Steps of the preview, which are written down once all is as it was approved; null in other phases. */
  planned: number | null;
}

function currentOf(steps: readonly Row[]): CurrentStep | null {
  const running = steps.findIndex(({ state }) => state === 'running');
  const index = running >= 0 ? running : steps.findIndex(({ state }) => state === 'pending');
  if (index < 0) return null;
  const { title, planned } = steps[index]!;
  // The look before comes first, and is no step of the preview.
  return { place: index + 1, of: Math.max(steps.length, (planned ?? 0) + 1), title };
}

/** The step that goes on of each change that runs, among those of its present phase and round; by id. */
export async function readCurrentSteps(
  tx: Transaction,
  running: readonly { id: string; state: State }[],
): Promise<ReadonlyMap<string, CurrentStep>> {
  if (running.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select step.remediation_id, step.state, step.title,
      case step.phase when 'execute' then jsonb_array_length(one.preview -> 'steps') end as planned
    from remediation_steps step join remediations one on one.id = step.remediation_id
    where one.id = any(${running.map(({ id }) => id)}::uuid[])
      and step.phase = case one.state when 'executing' then 'execute' when 'verifying' then 'verify' else 'undo' end
      and step.round = (select max(round) from remediation_steps latest
        where latest.remediation_id = one.id and latest.phase = step.phase)
    order by step.remediation_id, step.place`.execute(tx);
  return new Map(
    [...Map.groupBy(rows, ({ remediation_id }) => remediation_id)].flatMap(([id, steps]) => {
      const current = currentOf(steps);
      return current ? [[id, current] as const] : [];
    }),
  );
}
