import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Selectable } from 'kysely';
import type { Cloud, CloudAnswer, CloudCall } from '../../../connections/core/cloud-call.ts';
import type { Tables, Transaction } from '../../../platform/server/database.ts';
import type { Phase } from '../../core/answers.ts';
import type { StepProgress } from '../../core/execute.ts';
import { redacted } from '../../core/redact.ts';
import type { RemediationRow } from '../store.ts';

export type StepRow = Selectable<Tables['remediation_steps']>;

/** What comes before the steps of the action; its place is 0, those of the action begin with 1. */
export const PREFLIGHT = { step_id: 'preflight', title: 'Check that all is as it was approved' };

type NewStep = Pick<StepRow, 'phase' | 'round' | 'place' | 'step_id' | 'title'>;

/** Writes a step that is still to be done. */
export const addStep = (
  tx: Transaction,
  { id: remediation_id, organization_id }: Pick<RemediationRow, 'id' | 'organization_id'>,
  step: NewStep,
) =>
  tx
    .insertInto('remediation_steps')
    .values({
      ...step,
      id: randomUUID(),
      organization_id,
      remediation_id,
      state: 'pending',
      calls_made: 0,
      called_at: null,
      message: null,
      started_at: null,
      finished_at: null,
    })
    .execute();

/** The steps of a phase in their order, of its last round. */
export async function readSteps(tx: Transaction, remediation_id: string, phase: Phase): Promise<StepRow[]> {
  const rows = await tx
    .selectFrom('remediation_steps')
    .selectAll()
    .where('remediation_id', '=', remediation_id)
    .where('phase', '=', phase)
    .orderBy('round', 'desc')
    .orderBy('place')
    .execute();
  return rows.filter(({ round }) => round === rows[0]?.round);
}

/** What changes of a step. */
export type StepChange = Partial<
  Pick<StepRow, 'state' | 'calls_made' | 'called_at' | 'message' | 'started_at' | 'finished_at'>
>;

export const changeStep = (tx: Transaction, id: string, change: StepChange) =>
  tx.updateTable('remediation_steps').set(change).where('id', '=', id).execute();

/** Fails the step that runs, if one does: at most one runs of a change. */
export const failRunningStep = (tx: Transaction, remediation_id: string, message: string, now: string) =>
  tx
    .updateTable('remediation_steps')
    .set({ state: 'failed', message, finished_at: now })
    .where('remediation_id', '=', remediation_id)
    .where('state', '=', 'running')
    .execute();

/** A call that was made, or is about to be: then it has no answer yet. */
export interface MadeCall {
  call: CloudCall;
  answer: CloudAnswer | null;
  started_at: string;
  finished_at: string | null;
}

/** Asks a cloud, and tells when; what was asked is added to `made`. */
export async function ask(cloud: Cloud, call: CloudCall, now: () => Date, made: MadeCall[]): Promise<CloudAnswer> {
  const started_at = now().toISOString();
  const answer = await cloud.call(call);
  made.push({ call, answer, started_at, finished_at: now().toISOString() });
  return answer;
}

/** Writes a call down. */
export async function addCall(
  tx: Transaction,
  { id: step_row_id, organization_id, remediation_id }: Pick<StepRow, 'id' | 'organization_id' | 'remediation_id'>,
  { kind, call, answer, started_at, finished_at }: { kind: 'look' | 'change' } & MadeCall,
): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('remediation_calls')
    .values({
      id,
      organization_id,
      remediation_id,
      step_row_id,
      kind,
      call: JSON.stringify(redacted(call)),
      answer: answer && JSON.stringify(redacted(answer)),
      started_at,
      finished_at,
    })
    .execute();
  return id;
}

/** Writes down what a call was answered. */
export const answerCall = (tx: Transaction, id: string, answer: CloudAnswer, now: string) =>
  tx
    .updateTable('remediation_calls')
    .set({ answer: JSON.stringify(redacted(answer)), finished_at: now })
    .where('id', '=', id)
    .execute();

/** What was seen of a step, so that a look is kept only where it tells something new. */
export class Looks {
  readonly #last: Pick<MadeCall, 'call' | 'answer'>[];

  constructor(last: Pick<MadeCall, 'call' | 'answer'>[]) {
    this.#last = last;
  }

  /** Whether the answer differs from the last one to the same call; it is the last from now on. */
  isNew({ call, answer }: Pick<MadeCall, 'call' | 'answer'>): boolean {
    const seen = { call: redacted(call), answer: redacted(answer) };
    const last = this.#last.findLast((one) => isDeepStrictEqual(one.call, seen.call));
    if (isDeepStrictEqual(last?.answer, seen.answer)) return false;
    this.#last.push(seen);
    return true;
  }
}

/** A step asks few different things; of those, the last answers are among so many looks. */
const LOOKS_COMPARED = 20;

/** How far a step is by what was written of it: a process that ended left it so. */
export async function readProgress(
  tx: Transaction,
  { id, calls_made, called_at, started_at }: StepRow,
  now: Date,
): Promise<{ progress: StepProgress; looks: Looks }> {
  const newest = (kind: 'look' | 'change', count: number) =>
    tx
      .selectFrom('remediation_calls')
      .select(['call', 'answer'])
      .where('step_row_id', '=', id)
      .where('kind', '=', kind)
      .orderBy('place', 'desc')
      .limit(count)
      .execute();
  const [last] = await newest('change', 1);
  const progress = {
    started_at: started_at ?? now.toISOString(),
    calls_made,
    called_at,
    last_answer: last?.answer ?? null,
  };
  return { progress, looks: new Looks((await newest('look', LOOKS_COMPARED)).toReversed()) };
}
