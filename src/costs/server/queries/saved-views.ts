import { randomUUID } from 'node:crypto';
import { audit } from '../../../identity/server/index.ts';
import { notFound } from '../../../platform/core/errors.ts';
import type { Handlers } from '../../../platform/server/context.ts';
import { decodeCursor, pageOfRows } from '../../../platform/server/pagination.ts';
import type { costsContract } from '../../core/contract.ts';

/** Saved views of pages, shared by the organization. */
export const savedViewHandlers = {
  listSavedViews: async (context, { query: { limit, cursor, page } }) => {
    const after = decodeCursor(cursor);
    const rows = await context.transaction((tx) => {
      const views = tx
        .selectFrom('saved_views')
        .select(['id', 'page', 'name', 'search', 'created_by', 'created_at'])
        .where('page', '=', page)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit + 1);
      return (
        after ? views.where((e) => e(e.refTuple('created_at', 'id'), '>', e.tuple(after[0], after[1]))) : views
      ).execute();
    });
    return pageOfRows(rows, limit, (row) => [row.created_at, row.id]);
  },
  createSavedView: async (context, { body: { page, name, search } }) => {
    const view = {
      id: randomUUID(),
      page,
      name,
      search,
      created_by: context.actor.name,
      created_at: context.now.toISOString(),
    };
    await context.transaction(async (tx) => {
      await tx
        .insertInto('saved_views')
        .values({ ...view, organization_id: context.organization_id })
        .execute();
      await audit(tx, context, {
        action: 'saved_view.created',
        target_kind: 'saved_view',
        target_id: view.id,
        after: { page, name, search },
      });
    });
    return view;
  },
  deleteSavedView: async (context, { params: { id } }) =>
    context.transaction(async (tx) => {
      const before = await tx
        .deleteFrom('saved_views')
        .where('id', '=', id)
        .returning(['name', 'search'])
        .executeTakeFirst();
      if (!before) throw notFound('This view');
      await audit(tx, context, { action: 'saved_view.deleted', target_kind: 'saved_view', target_id: id, before });
    }),
} satisfies Partial<Handlers<typeof costsContract>>;
