import type { Export } from '@aws-sdk/client-bcm-data-exports';
import { type Connection, NeedsAttentionError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { byPreference, type DatedExport, whyNotRead } from '../../core/data-exports/export-query.ts';
import { explained } from '../errors.ts';
import type { AwsSession } from '../session.ts';

/** Data Exports are in one region for all; their buckets are anywhere. */
const REGION = 'us-east-1';

type FoundExport = DatedExport & { one: Export };

async function allExports(session: AwsSession, connection: Connection<AwsCredentials>): Promise<FoundExport[]> {
  const { BCMDataExportsClient, GetExportCommand, paginateListExports } = await import(
    '@aws-sdk/client-bcm-data-exports'
  );
  const client = session.client(BCMDataExportsClient, REGION);
  const options = { abortSignal: connection.signal };
  let permission = 'bcm-data-exports:ListExports';
  try {
    const arns: string[] = [];
    for await (const { Exports } of paginateListExports({ client }, {}, options))
      arns.push(...(Exports ?? []).map(({ ExportArn }) => ExportArn!));
    permission = 'bcm-data-exports:GetExport';
    const exports: FoundExport[] = [];
    for (const ExportArn of arns) {
      const { Export: one, ExportStatus } = await client.send(new GetExportCommand({ ExportArn }), options);
      if (one) exports.push({ one, query: one.DataQuery ?? {}, created_at: ExportStatus?.CreatedAt ?? null });
    }
    return exports;
  } catch (error) {
    throw explained(error, permission, connection.now());
  } finally {
    client.destroy();
  }
}

/**
 * The data exports that are billing files the product reads, the best first; none where they may not be listed, which the
 * log says.
 */
export async function readableExports(session: AwsSession, connection: Connection<AwsCredentials>): Promise<Export[]> {
  const exports = await allExports(session, connection).catch((error: unknown) => {
    if (!(error instanceof NeedsAttentionError && error.permission !== null)) throw error;
    connection.log.info({ permission: error.permission }, 'data exports are left out: they may not be listed');
    return [];
  });
  const readable = exports.filter(({ one, query }) => {
    const reason = whyNotRead(query);
    if (reason !== null) connection.log.info({ export: one.Name, reason }, 'a data export is no source of costs');
    return reason === null;
  });
  return readable.toSorted(byPreference).map(({ one }) => one);
}
