import type { Cloud, CloudAnswer } from '../../../connections/core/cloud-call.ts';
import type { InventoryResource, MetricSeries } from '../../../connections/core/inventory.ts';
import { NeedsAttentionError, ThrottledError } from '../../../connections/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import type { Answers } from '../../core/action.ts';
import { objectionsTo } from '../../core/preflight.ts';
import { redacted } from '../../core/redact.ts';
import { usedSince } from '../../core/same.ts';
import { readAll } from '../look.ts';
import type { Execution } from './execution.ts';
import { checkpoint } from './step.ts';
import { addCall, addStep, ask, changeStep, type MadeCall, readSteps, type StepRow } from './steps.ts';

/** So long a cloud that does not answer well is asked again; nothing was changed yet. */
const PATIENCE_SECONDS = 600;
const AGAIN_SECONDS = 15;

/** `ready`: what was there is captured, and steps are written; `done`: it is so already; else why it may not begin. */
export type PreflightEnd = { end: 'ready' } | { end: 'done' } | { end: 'refused'; because: string[] };

/** A cloud that remembers what it was asked. */
const remembering = (cloud: Cloud, { context }: Execution, reads: MadeCall[]): Cloud => ({
  account_id: cloud.account_id,
  call: (call) => ask(cloud, call, context.now, reads),
});

const isPassing = (answer: CloudAnswer | null): boolean =>
  answer !== null && !answer.ok && (answer.meaning === 'throttled' || answer.meaning === 'unclear');

/** The use that the finding rests on, as it is measured now; a sentence for each that is beyond, or can't be read. */
async function useSince(execution: Execution): Promise<string[]> {
  const { evidence, evidence_since, proposed_at, provider_id } = execution.taken;
  const limited = evidence.filter(({ limit }) => limit !== null);
  if (limited.length === 0) return [];
  const resources: InventoryResource[] = await execution.context.transaction((tx) =>
    tx
      .selectFrom('resources')
      .select(['resource_id', 'resource_type', 'name', 'account_id', 'region', 'status', 'created_at', 'tags'])
      .select(['attributes', 'parent_id', 'attached_to', 'billed_as'])
      .where('provider_id', '=', provider_id)
      .where('resource_id', 'in', [...new Set(limited.map(({ resource_id }) => resource_id))])
      .execute(),
  );
  let series: MetricSeries[];
  try {
    series = await execution.services.clouds.measure(execution.context, provider_id, resources);
  } catch (error) {
    if (error instanceof NeedsAttentionError) return [`Its use could not be read: ${error.message}`];
    throw error;
  }
  return usedSince(limited, series, evidence_since ?? dayOf(new Date(proposed_at)));
}

/** `unanswered`: the cloud is to be asked again. */
interface Looked {
  answers: Answers;
  end: PreflightEnd | { end: 'unanswered' };
}

/** What the cloud tells now, with everything that speaks against beginning. */
async function inspect(execution: Execution, reads: MadeCall[]): Promise<Looked> {
  const { action, subject, preview } = execution;
  const cloud = remembering(await execution.cloud(), execution, reads);
  const answers = await readAll(cloud, action, subject);
  if (Object.values(answers).some(isPassing)) return { answers, end: { end: 'unanswered' } };
  const inspection = action.inspect(subject, answers);
  if (inspection.is_done) return { answers, end: { end: 'done' } };
  const objections = objectionsTo(preview, inspection);
  const because = objections.length > 0 ? objections : await useSince(execution);
  return { answers, end: because.length > 0 ? { end: 'refused', because } : { end: 'ready' } };
}

async function lookAround(execution: Execution, reads: MadeCall[]): Promise<Looked> {
  try {
    return await inspect(execution, reads);
  } catch (error) {
    if (error instanceof ThrottledError) return execution.putOff(error.message, error.until);
    if (!(error instanceof NeedsAttentionError)) throw error;
    return { answers: {}, end: { end: 'refused', because: [error.message] } };
  }
}

async function startPreflight(execution: Execution): Promise<StepRow> {
  return execution.write(async (tx, row) => {
    const step = (await readSteps(tx, row.id, 'execute'))[0];
    if (!step) throw new Error('A change was begun without its first step.');
    if (step.state === 'running') return step;
    const started_at = execution.now.toISOString();
    await changeStep(tx, step.id, { state: 'running', started_at });
    return { ...step, state: 'running', started_at };
  });
}

/** Waits for a cloud that answers better later, until it has been long enough. */
async function againLater(execution: Execution, step: StepRow, reads: MadeCall[]): Promise<PreflightEnd> {
  const failed = reads.map(({ answer }) => answer).find(isPassing);
  const said = failed && !failed.ok ? `${failed.code}: ${failed.message}` : '';
  const message = `The cloud does not tell how it is (${said}).`;
  const now = execution.now;
  if (now.getTime() - Date.parse(step.started_at ?? now.toISOString()) >= PATIENCE_SECONDS * 1_000)
    return { end: 'refused', because: [message] };
  return execution.putOff(message, new Date(now.getTime() + AGAIN_SECONDS * 1_000));
}

/**
 * Looks at the resource before anything is changed, and keeps whole what was seen. Throws what `checkpoint` throws, and a
 * `RunError` where the cloud is to be asked again.
 */
export async function preflight(execution: Execution): Promise<PreflightEnd> {
  const step = await startPreflight(execution);
  await checkpoint(execution, step.id);
  execution.context.progress('execute', 0, step.title);
  execution.tell('executing');
  const reads: MadeCall[] = [];
  const { answers, end } = await lookAround(execution, reads);
  const ended = end.end === 'unanswered' ? await againLater(execution, step, reads) : end;
  await execution.write(async (tx, row) => {
    const now = execution.now.toISOString();
    for (const read of reads) await addCall(tx, step, { kind: 'look', ...read });
    await tx.updateTable('remediations').set({ waiting_for: null }).where('id', '=', row.id).execute();
    // Why it may not begin is written with its end.
    if (ended.end === 'refused') return;
    await changeStep(tx, step.id, { state: 'done', message: null, finished_at: now });
    if (ended.end === 'done') return;
    execution.captured = redacted(answers);
    const captured = JSON.stringify(execution.captured);
    await tx.updateTable('remediations').set({ captured }).where('id', '=', row.id).execute();
    for (const [index, { id: step_id, title }] of execution.stepsOf('execute').entries())
      await addStep(tx, row, { phase: 'execute', round: 1, place: index + 1, step_id, title });
  });
  return ended;
}
