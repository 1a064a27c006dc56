import type { Export } from '@aws-sdk/client-bcm-data-exports';
import { type Connection, NeedsAttentionError } from '../../../../server/provider.ts';
import type { AwsCredentials } from '../../core/credentials.ts';
import { whyNotRead } from '../../core/data-exports/export-query.ts';
import { explained } from '../errors.ts';
import type { AwsSession } from '../session.ts';

/** Data Exports are in one region for all; their buckets are anywhere. */
const REGION = 'us-east-1';

async function allExports(session: AwsSession, connection: Connection<AwsCredentials>): Promise<Export[]> {
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
    const exports: Export[] = [];
    for (const ExportArn of arns) {
      const { Export: one } = await client.send(new GetExportCommand({ ExportArn }), options);
      if (one) exports.push(one);
    }
    return exports;
  } catch (error) {
    throw explained(error, permission, connection.now());
  } finally {
    client.destroy();
  }
}

/** The data exports that are billing files the product reads; none where they may not be listed, which the log says. */
export async function readableExports(session: AwsSession, connection: Connection<AwsCredentials>): Promise<Export[]> {
  const exports = await allExports(session, connection).catch((error: unknown) => {
    if (!(error instanceof NeedsAttentionError && error.permission !== null)) throw error;
    connection.log.info({ permission: error.permission }, 'data exports are left out: they may not be listed');
    return [];
  });
  return exports.filter(({ Name, DataQuery }) => {
    const reason = whyNotRead(DataQuery?.QueryStatement ?? '');
    if (reason !== null) connection.log.info({ export: Name, reason }, 'a data export is no source of costs');
    return reason === null;
  });
}
