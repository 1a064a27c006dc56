import type { z } from 'zod';
import type { Costs } from '../../../costs/server/index.ts';
import { notFound } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { allowedCommands } from '../../core/allowed.ts';
import type { remediationDetailSchema } from '../../core/answers.ts';
import type { remediationContract } from '../../core/contract.ts';
import { redacted } from '../../core/redact.ts';
import { askerOf } from './asker.ts';
import { asRemediation, readSurroundings, selectRemediations } from './rows.ts';
import { readSteps } from './steps.ts';

type Detail = z.input<typeof remediationDetailSchema>;

const DETAILS = [
  'remediations.change',
  'remediations.note',
  'remediations.execute_on_approval',
  'remediations.preview',
  'remediations.captured',
  'remediations.kept',
] as const;

const readEntries = (tx: Transaction, id: string) =>
  tx
    .selectFrom('remediation_entries')
    .select(['id', 'kind', 'actor', 'text', 'created_at'])
    .where('remediation_id', '=', id)
    .orderBy('place')
    .execute();

async function readReviews(tx: Transaction, id: string): Promise<Detail['reviews']> {
  const rows = await tx
    .selectFrom('remediation_reviews')
    .select('review')
    .where('remediation_id', '=', id)
    .orderBy('reviewed_at')
    .execute();
  return rows.map(({ review }) => review);
}

/** A change with everything that is known of it, for whoever asks. Throws a 404 problem when there is none of this id. */
export async function readDetail(
  tx: Transaction,
  context: Context,
  id: string,
  names: ReadonlyMap<string, string>,
): Promise<Detail> {
  const row = await selectRemediations(tx).select(DETAILS).where('remediations.id', '=', id).executeTakeFirst();
  if (!row) throw notFound('This change');
  const { change, note, execute_on_approval, preview, captured, kept, ...listed } = row;
  return {
    ...asRemediation(listed, await readSurroundings(tx, [row], names, context.now)),
    change,
    note,
    execute_on_approval,
    preview,
    captured: redacted(captured),
    kept,
    steps: await readSteps(tx, id),
    entries: await readEntries(tx, id),
    reviews: await readReviews(tx, id),
    commands: allowedCommands(row, await askerOf(tx, context), context.now.toISOString()),
  };
}

/** One change. */
export const detailHandlers = (costs: Pick<Costs, 'accountNames'>) =>
  ({
    getRemediation: async (context, { params: { id } }) => {
      const names = await costs.accountNames(context);
      return context.transaction((tx) => readDetail(tx, context, id, names));
    },
  }) satisfies Partial<Handlers<typeof remediationContract>>;
