import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Costs } from '../../../costs/server/index.ts';
import { type Auditor, audit } from '../../../identity/server/index.ts';
import { dayOf } from '../../../platform/core/dates.ts';
import { badRequest, conflict, notFound } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { EventBus } from '../../../platform/server/events.ts';
import { emit } from '../../../platform/server/outbox.ts';
import type {
  RecommendationEntry,
  RecommendationsEvent,
  recommendationsContract,
  Status,
} from '../../core/contract.ts';
import { readDetail } from './detail.ts';

type Wanted = z.output<(typeof recommendationsContract)['changeRecommendation']['body']>;

const IN_WORDS: Record<Status, string> = {
  new: 'new',
  open: 'open',
  accepted: 'accepted',
  snoozed: 'snoozed',
  dismissed: 'dismissed',
  implemented: 'marked as implemented',
  resolved: 'resolved',
};

const ENTRY_OF: Record<Wanted['status'], RecommendationEntry['kind']> = {
  open: 'reopened',
  accepted: 'accepted',
  snoozed: 'snoozed',
  dismissed: 'dismissed',
  implemented: 'implemented',
};

const REASONS: Record<NonNullable<Wanted['reason']>, string> = {
  needed: 'It is needed.',
  too_risky: 'It is too risky.',
  not_worth_it: 'It is not worth the effort.',
  wrong: 'It is wrong.',
  planned_otherwise: 'Something else is planned.',
  other: '',
};

/** Throws a 409 problem where the status can't follow from the one it has. */
function checkTransition(from: Status, to: Wanted['status']): void {
  if (from === 'resolved')
    throw conflict(
      'This recommendation is resolved: what was found is not so any more. It opens again by itself if it is found again.',
    );
  if (from === to && to !== 'snoozed') throw conflict(`This recommendation is ${IN_WORDS[to]} already.`);
  if (to === 'open' && from === 'new') throw conflict('This recommendation is new, and waits for somebody already.');
}

function checkSnooze({ status, snoozed_until }: Wanted, today: string): void {
  if (status !== 'snoozed' || (snoozed_until !== undefined && snoozed_until > today)) return;
  throw badRequest('Recommendations are snoozed until a day to come.', [
    { path: 'body.snoozed_until', message: `must be after ${today}` },
  ]);
}

function textOf({ status, snoozed_until, reason, note }: Wanted): string | null {
  const said = [
    ...(status === 'snoozed' ? [`Until ${snoozed_until}.`] : []),
    ...(status === 'dismissed' && reason ? [REASONS[reason]] : []),
    ...(note ? [note] : []),
  ].filter((text) => text !== '');
  return said.length > 0 ? said.join(' ') : null;
}

/** Writes what happened to a recommendation for its timeline. */
export async function addEntry(
  tx: Transaction,
  { organization_id, actor, now }: Auditor,
  recommendation_id: string,
  kind: RecommendationEntry['kind'],
  text: string | null,
): Promise<void> {
  const created_at = now.toISOString();
  await tx
    .insertInto('recommendation_entries')
    .values({ id: randomUUID(), organization_id, recommendation_id, kind, actor: actor.name, text, created_at })
    .execute();
}

/** Changes one, with its entry and its line of the audit log. */
async function change(tx: Transaction, context: Context, id: string, wanted: Wanted): Promise<void> {
  const row = await tx
    .selectFrom('recommendations')
    .select(['status', 'snoozed_until', 'dismissal_reason'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound('This recommendation');
  checkTransition(row.status, wanted.status);
  const set = {
    status: wanted.status,
    snoozed_until: wanted.status === 'snoozed' ? (wanted.snoozed_until ?? null) : null,
    dismissal_reason: wanted.status === 'dismissed' ? (wanted.reason ?? null) : null,
    implemented_on: wanted.status === 'implemented' ? dayOf(context.now) : null,
    changed_at: context.now.toISOString(),
  };
  await tx.updateTable('recommendations').set(set).where('id', '=', id).execute();
  await addEntry(tx, context, id, ENTRY_OF[wanted.status], textOf(wanted));
  await audit(tx, context, {
    action: `recommendation.${ENTRY_OF[wanted.status]}`,
    target_kind: 'recommendation',
    target_id: id,
    before: { ...row },
    after: { ...wanted },
  });
  // Whatever was made of it, somebody has seen to it.
  if (wanted.status !== 'open')
    await emit(tx, context, {
      type: 'recommendation.acknowledged',
      payload: { recommendation_id: id, by: context.actor.name },
    });
}

/**
 * What people decide of recommendations: all of a request or nothing. `settle` counts again what is in the total, in the
 * same transaction: what was dismissed makes room for its alternatives.
 */
export function changeHandlers(
  costs: Pick<Costs, 'accountNames'>,
  events: EventBus,
  settle: (tx: Transaction, context: Context) => Promise<unknown>,
) {
  const tell = ({ organization_id }: Context): void => {
    const event: RecommendationsEvent = { type: 'recommendations.changed' };
    events.publish(organization_id, event);
  };
  async function changeOne(context: Context, id: string, wanted: Wanted) {
    checkSnooze(wanted, dayOf(context.now));
    const names = await costs.accountNames(context);
    const detail = await context.transaction(async (tx) => {
      await change(tx, context, id, wanted);
      await settle(tx, context);
      return readDetail(tx, id, names);
    });
    tell(context);
    return detail;
  }
  return {
    changeRecommendation: (context, { params: { id }, body }) => changeOne(context, id, body),
    dismissRecommendation: (context, { params: { id }, body }) =>
      changeOne(context, id, { ...body, status: 'dismissed' }),
    changeRecommendations: async (context, { body: { ids, ...wanted } }) => {
      checkSnooze(wanted, dayOf(context.now));
      const distinct = [...new Set(ids)].toSorted();
      await context.transaction(async (tx) => {
        for (const id of distinct) await change(tx, context, id, wanted);
        await settle(tx, context);
      });
      tell(context);
      return { changed: distinct.length };
    },
    commentRecommendation: async (context, { params: { id }, body: { text } }) => {
      const names = await costs.accountNames(context);
      const detail = await context.transaction(async (tx) => {
        const row = await tx.selectFrom('recommendations').select('id').where('id', '=', id).executeTakeFirst();
        if (!row) throw notFound('This recommendation');
        await addEntry(tx, context, id, 'comment', text);
        const commented = { action: 'recommendation.commented', target_kind: 'recommendation', target_id: id };
        await audit(tx, context, { ...commented, after: { text } });
        return readDetail(tx, id, names);
      });
      tell(context);
      return detail;
    },
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
}
