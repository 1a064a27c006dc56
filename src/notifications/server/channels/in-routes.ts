import type { Transaction } from '../../../platform/server/database.ts';
import type { RouteBody } from '../../core/settings.ts';

/** Writes the routes of the organization that `tx` is bound to anew, where `change` makes them other than they were. */
async function changeRoutes(tx: Transaction, change: (route: RouteBody) => RouteBody): Promise<void> {
  const rows = await tx.selectFrom('notification_routes').select(['id', 'route']).execute();
  for (const { id, route } of rows) {
    const next = JSON.stringify(change(route));
    if (next !== JSON.stringify(route))
      await tx.updateTable('notification_routes').set({ route: next }).where('id', '=', id).execute();
  }
}

/** Takes a channel out of the routes: those to it alone are switched off. */
export const leaveRoutes = (tx: Transaction, channel_id: string): Promise<void> =>
  changeRoutes(tx, (route) => {
    const others = (ids: readonly string[]): string[] => ids.filter((one) => one !== channel_id);
    const rest = others(route.channel_ids);
    const escalated = others(route.escalation?.channel_ids ?? []);
    return {
      ...route,
      ...(rest.length > 0 ? { channel_ids: rest } : { enabled: false }),
      escalation: route.escalation && escalated.length > 0 ? { ...route.escalation, channel_ids: escalated } : null,
    };
  });

/** Has routes lead to a channel that is used from now on instead of others: of the server's, once there is one of their kind. */
export const replaceInRoutes = (tx: Transaction, replaced: readonly string[], channel_id: string): Promise<void> =>
  changeRoutes(tx, (route) => {
    const next = (ids: readonly string[]): string[] => [
      ...new Set(ids.map((one) => (replaced.includes(one) ? channel_id : one))),
    ];
    const { escalation } = route;
    return {
      ...route,
      channel_ids: next(route.channel_ids),
      escalation: escalation && { ...escalation, channel_ids: next(escalation.channel_ids) },
    };
  });
