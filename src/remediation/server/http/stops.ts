import { sql } from 'kysely';
import { audit } from '../../../identity/server/index.ts';
import { conflict, notFound } from '../../../platform/core/errors.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import { emit } from '../../../platform/server/outbox.ts';
import type { remediationContract } from '../../core/contract.ts';
import type { HttpServices } from './index.ts';
import { readAnswer, tellSettings } from './settings.ts';

const isOf = (provider_id: string | null) => sql<boolean>`provider_id is not distinct from ${provider_id}::uuid`;

/** The name of the connection; null for all. Throws a 404 problem where it is not there, or another organization's. */
async function connectionName(tx: Transaction, provider_id: string | null): Promise<string | null> {
  if (provider_id === null) return null;
  const row = await tx.selectFrom('providers').select('name').where('id', '=', provider_id).executeTakeFirst();
  if (!row) throw notFound('This connection');
  return row.name;
}

/** Writes what somebody did about stops to the audit log and for others to be told. */
async function tellOfStop(
  tx: Transaction,
  context: Context,
  type: 'remediation.stopped' | 'remediation.resumed',
  told: { provider_id: string | null; connection: string | null; reason: string },
): Promise<void> {
  const { provider_id, ...after } = told;
  const { organization_id, actor } = context;
  const target =
    provider_id === null
      ? { target_kind: 'organization', target_id: organization_id }
      : { target_kind: 'provider', target_id: provider_id };
  await audit(tx, context, { action: type, ...target, after });
  await emit(tx, context, { type, payload: { ...told, by: actor.name } });
}

/** Stops, of all changes or of those of one connection; what waits is looked at again once they are taken back. */
export const stopHandlers = ({ events, wake }: Pick<HttpServices, 'events' | 'wake'>) =>
  ({
    stopRemediations: async (context, { body: { provider_id, reason } }) => {
      const { organization_id, actor, now } = context;
      const answer = await context.transaction(async (tx) => {
        const connection = await connectionName(tx, provider_id);
        const row = { reason, stopped_by: actor.name, stopped_at: now.toISOString() };
        await tx
          .insertInto('remediation_stops')
          .values({ ...row, organization_id, provider_id })
          .onConflict((onConflict) => onConflict.columns(['organization_id', 'provider_id']).doUpdateSet(row))
          .execute();
        await tellOfStop(tx, context, 'remediation.stopped', { provider_id, connection, reason });
        return readAnswer(tx);
      });
      tellSettings(events, organization_id);
      return answer;
    },
    resumeRemediations: async (context, { body: { provider_id } }) => {
      const answer = await context.transaction(async (tx) => {
        const connection = await connectionName(tx, provider_id);
        const stop = await tx
          .deleteFrom('remediation_stops')
          .where(isOf(provider_id))
          .returning('reason')
          .executeTakeFirst();
        if (!stop) throw conflict('Nothing is stopped here, so there is nothing to take back.');
        await tellOfStop(tx, context, 'remediation.resumed', { provider_id, connection, reason: stop.reason });
        return readAnswer(tx);
      });
      tellSettings(events, context.organization_id);
      await wake(context.organization_id);
      return answer;
    },
  }) satisfies Partial<Handlers<typeof remediationContract>>;
