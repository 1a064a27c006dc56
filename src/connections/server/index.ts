import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Costs } from '../../costs/server/index.ts';
import { audit } from '../../identity/server/index.ts';
import { dayOf } from '../../platform/core/dates.ts';
import { refused } from '../../platform/core/errors.ts';
import { secretFrom } from '../../platform/server/data-directory.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { createVault } from '../../platform/server/vault.ts';
import { connectionsContract } from '../core/contract.ts';
import { providersContract } from '../core/providers-contract.ts';
import { providerHandlers } from './providers.ts';
import './tables.ts';
import { writeSampleFile } from '../providers/sample/server/write-sample.ts';

/** Where costs come from other than by upload: connected clouds and the sample company. */
export function createConnections(services: Services, costs: Costs): { served: ServedContract[] } {
  const { config, directory: data } = services;
  const vault = createVault(secretFrom(config.ENCRYPTION_KEY, data, 'encryption-key'), config.ENCRYPTION_KEY_PREVIOUS);
  const directory = join(services.directory.path, 'uploads');
  const served = serve(connectionsContract, {
    loadSampleData: async (context) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = join(directory, `${randomUUID()}.sample`);
      try {
        const file = await writeSampleFile(dayOf(context.now), path);
        return await costs.imports.add({ auditor: context, source: 'sample', file, on_bad_rows: 'refuse' });
      } finally {
        await rm(path, { force: true });
      }
    },
    removeSampleData: async (context) => {
      const removed_rows = await costs.store.remove(context, { source: 'sample' }, async (tx) => {
        const running = tx.selectFrom('imports').select('id').where('source', '=', 'sample');
        if (await running.where('status', 'in', ['queued', 'running']).executeTakeFirst())
          throw refused('The sample company is being loaded. Wait until it is there, then remove it.');
        await tx
          .deleteFrom('imports')
          .where('source', '=', 'sample')
          .where('status', 'in', ['succeeded', 'failed'])
          .execute();
        const change = {
          action: 'sample_data.removed',
          target_kind: 'organization',
          target_id: context.organization_id,
        };
        await audit(tx, context, change);
      });
      return { removed_rows };
    },
  });
  return { served: [served, serve(providersContract, providerHandlers(vault, config.AZURE_BASE_URL))] };
}
