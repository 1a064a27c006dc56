import { randomUUID } from 'node:crypto';
import { audit } from '../../identity/server/index.ts';
import { notFound, refused } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { notificationsContract } from '../core/contract.ts';
import type { Route, RouteBody } from '../core/settings.ts';
import type { ChannelServices } from './channels/handlers.ts';

/** What is sent where in the organization that `tx` is bound to, the oldest first. */
export async function readRoutes(tx: Transaction): Promise<Route[]> {
  const rows = await tx
    .selectFrom('notification_routes')
    .select(['id', 'route'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(({ id, route }) => ({ ...route, id }));
}

/** Routes over HTTP. */
export function routeHandlers({ channels, changed }: Pick<ChannelServices, 'channels' | 'changed'>) {
  async function checkChannels(tx: Transaction, body: RouteBody): Promise<void> {
    const known = new Set((await channels.read(tx)).map(({ id }) => id));
    const errors = [
      ...body.channel_ids.map((id, index) => ({ id, path: `body.channel_ids.${index}` })),
      ...(body.escalation?.channel_ids ?? []).map((id, index) => ({
        id,
        path: `body.escalation.channel_ids.${index}`,
      })),
    ].flatMap(({ id, path }) => (known.has(id) ? [] : [{ path, message: 'is no channel of yours' }]));
    if (errors.length > 0) throw refused('A route leads to channels that are there.', errors);
  }

  const find = async (tx: Transaction, id: string): Promise<RouteBody> => {
    const row = await tx.selectFrom('notification_routes').select('route').where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('This route');
    return row.route;
  };

  /** Makes one change with its entry in the audit log. */
  async function write(
    context: Context,
    verb: 'created' | 'changed' | 'deleted',
    id: string,
    after: RouteBody | undefined,
    change: (tx: Transaction) => Promise<unknown>,
  ): Promise<void> {
    await context.transaction(async (tx) => {
      const before = verb === 'created' ? undefined : await find(tx, id);
      if (after) await checkChannels(tx, after);
      await change(tx);
      // Whom a route was to tell later is not told, once it tells nobody.
      if (verb !== 'created' && !after?.enabled)
        await tx
          .deleteFrom('notification_escalations')
          .where('route_id', '=', id)
          .where('done_at', 'is', null)
          .execute();
      await audit(tx, context, {
        action: `notification_route.${verb}`,
        target_kind: 'notification_route',
        target_id: id,
        ...(before ? { before: { ...before } } : {}),
        ...(after ? { after: { ...after } } : {}),
      });
    });
    changed(context.organization_id);
  }

  return {
    listRoutes: async (context) => ({ items: await context.transaction(readRoutes) }),
    createRoute: async (context, { body }) => {
      const { organization_id, now } = context;
      const id = randomUUID();
      const row = { id, organization_id, route: JSON.stringify(body), created_at: now.toISOString() };
      await write(context, 'created', id, body, (tx) => tx.insertInto('notification_routes').values(row).execute());
      return { ...body, id };
    },
    updateRoute: async (context, { params: { id }, body }) => {
      const route = JSON.stringify(body);
      await write(context, 'changed', id, body, (tx) =>
        tx.updateTable('notification_routes').set({ route }).where('id', '=', id).execute(),
      );
      return { ...body, id };
    },
    deleteRoute: async (context, { params: { id } }) =>
      write(context, 'deleted', id, undefined, (tx) =>
        tx.deleteFrom('notification_routes').where('id', '=', id).execute(),
      ),
  } satisfies Partial<Handlers<typeof notificationsContract>>;
}
