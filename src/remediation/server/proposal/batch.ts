import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Auditor, audit } from '../../../identity/server/index.ts';
import { type FieldError, ProblemError, refused } from '../../../platform/core/errors.ts';
import type { Context } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { byRisk } from '../../core/batch.ts';
import type { remediationContract } from '../../core/contract.ts';
import type { RemediationRow } from '../store.ts';
import { type Draft, type DraftServices, makeDraft } from './draft.ts';
import { keepProposal } from './keep.ts';

type Wanted = z.output<(typeof remediationContract)['proposeRemediationBatch']['body']>;

/** Clouds are asked for so many previews at a time. */
const AT_ONCE = 4;

/** Does `work` for all of `items`, a few at a time; the results in the order of the items. */
async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, takeTurns));
  return results;
}

type Tried = { draft: Draft; refusals: readonly string[] } | { draft: null; refusals: readonly string[] };

/** A draft, or all reasons why there is none; only what may work at the next try, or is not there, is thrown. */
async function tryDraft(context: Context, services: DraftServices, recommendation_id: string): Promise<Tried> {
  try {
    const draft = await makeDraft(context, services, { recommendation_id });
    return { draft, refusals: draft.refusals };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 422) throw error;
    return { draft: null, refusals: error.errors?.map(({ message }) => message) ?? [error.message] };
  }
}

/** Places of drafts that change a resource which an earlier one of them changes. */
function repeated(tried: readonly Tried[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const places = new Set<number>();
  tried.forEach(({ draft }, place) => {
    if (!draft) return;
    const key = `${draft.target.connection.id} ${draft.target.resource.resource_id}`;
    if (seen.has(key)) places.add(place);
    seen.add(key);
  });
  return places;
}

function errorsOf(tried: readonly Tried[]): FieldError[] {
  const twice = repeated(tried);
  return tried.flatMap(({ refusals }, place) => {
    const path = `body.recommendation_ids.${place}`;
    const reasons = twice.has(place) ? [...refusals, 'Another of them changes the same resource.'] : refusals;
    return reasons.map((message) => ({ path, message }));
  });
}

/** In the order in which they are to be carried out. */
const inOrder = (drafts: readonly Draft[]): Draft[] =>
  drafts.toSorted((one, other) => byRisk(rankOf(one), rankOf(other)));
const rankOf = ({ id, risk, action, monthly_savings }: Draft) => ({
  id,
  risk,
  destructive: action.destructive,
  monthly_savings: monthly_savings === null ? null : Number(monthly_savings),
});

async function insertBatch(tx: Transaction, auditor: Auditor, id: string, { name, canaries, at_once }: Wanted) {
  const { organization_id, actor, now } = auditor;
  await tx
    .insertInto('remediation_batches')
    .values({ id, organization_id, name, canaries, at_once, created_by: actor.name, created_at: now.toISOString() })
    .execute();
  await audit(tx, auditor, {
    action: 'remediation_batch.proposed',
    target_kind: 'remediation_batch',
    target_id: id,
    after: { name, canaries, at_once },
  });
}

/**
 * Proposes what several recommendations say, all or none: the least risky first, as canaries. Throws as `makeDraft` does,
 * and a 422 problem with all reasons of all of them.
 */
export async function proposeBatch(
  context: Context,
  services: DraftServices,
  wanted: Wanted,
): Promise<{ id: string; rows: RemediationRow[] }> {
  const ids = [...new Set(wanted.recommendation_ids)];
  const tried = await inTurns(ids, (id) => tryDraft(context, services, id));
  const errors = errorsOf(tried);
  if (errors.length > 0)
    throw refused(`Nothing was proposed: ${[...new Set(errors.map(({ message }) => message))].join(' ')}`, errors);
  const drafts = inOrder(tried.flatMap(({ draft }) => draft ?? []));
  const id = randomUUID();
  const { note, execute_on_approval, scheduled_for } = wanted;
  const rows = await context.transaction(async (tx) => {
    await insertBatch(tx, context, id, wanted);
    const kept: RemediationRow[] = [];
    for (const [place, draft] of drafts.entries())
      kept.push(
        await keepProposal(tx, context, draft, { note, execute_on_approval, scheduled_for, batch: { id, place } }),
      );
    return kept;
  });
  return { id, rows };
}
