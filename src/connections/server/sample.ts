import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Costs } from '../../costs/server/index.ts';
import { audit } from '../../identity/server/index.ts';
import type { Jobs } from '../../jobs/server/index.ts';
import { dayOf } from '../../platform/core/dates.ts';
import { refused } from '../../platform/core/errors.ts';
import type { Context, Handlers } from '../../platform/server/context.ts';
import type { Transaction } from '../../platform/server/database.ts';
import type { Services } from '../../platform/server/services.ts';
import type { connectionsContract } from '../core/contract.ts';
import { writeSampleFile } from '../providers/sample/server/write-sample.ts';
import type { Credentials } from './credentials.ts';
import { addProvider, checkRemoval, type RemovalQuestion } from './providers.ts';

const NAME = 'Sample company';

interface SampleServices {
  services: Services;
  costs: Costs;
  jobs: Jobs;
  credentials: Credentials;
  questions: readonly RemovalQuestion[];
}

const findSample = (context: Context) =>
  context.transaction((tx) =>
    tx.selectFrom('providers').select(['id', 'name']).where('provider_type', '=', 'sample').executeTakeFirst(),
  );

/** Connects the sample's cloud under a name that no other connection has. */
async function addSample(tx: Transaction, context: Context, credentials: Credentials) {
  const taken = await tx.selectFrom('providers').select('name').execute();
  const names = new Set(taken.map((provider) => provider.name.toLowerCase()));
  let name = NAME;
  for (let number = 2; names.has(name.toLowerCase()); number++) name = `${NAME} ${number}`;
  const made = { provider_type: 'sample', name, account_id: NAME, given: {} };
  return { id: await addProvider(tx, { credentials }, context, made), name };
}

/** Connects the cloud of the sample company, or finds it connected, and has its inventory read. */
async function connectSample(context: Context, { credentials, jobs }: SampleServices): Promise<void> {
  const sample =
    (await findSample(context)) ?? (await context.transaction((tx) => addSample(tx, context, credentials)));
  await jobs.request(context, 'cost_sync', [sample]);
}

/** The sample company: its bill comes as a file does, its cloud is connected as a cloud is. */
export function sampleHandlers(surroundings: SampleServices): Handlers<typeof connectionsContract> {
  const { services, costs, jobs, questions } = surroundings;
  const directory = join(services.directory.path, 'uploads');
  return {
    loadSampleData: async (context) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = join(directory, `${randomUUID()}.sample`);
      try {
        const file = await writeSampleFile(dayOf(context.now), path);
        await connectSample(context, surroundings);
        return await costs.imports.add({ auditor: context, source: 'sample', file, on_bad_rows: 'refuse' });
      } finally {
        await rm(path, { force: true });
      }
    },
    removeSampleData: async (context) => {
      const sample = await findSample(context);
      const removed_rows = await costs.store.remove(context, { source: 'sample' }, async (tx) => {
        const running = tx.selectFrom('imports').select('id').where('source', '=', 'sample');
        if (await running.where('status', 'in', ['queued', 'running']).executeTakeFirst())
          throw refused('The sample company is being loaded. Wait until it is there, then remove it.');
        if (sample) await checkRemoval(tx, sample.id, questions);
        await tx.deleteFrom('imports').where('source', '=', 'sample').execute();
        const organization = { target_kind: 'organization', target_id: context.organization_id };
        await audit(tx, context, { action: 'sample_data.removed', ...organization });
      });
      if (sample) {
        await jobs.cancelAbout(context.organization_id, sample.id);
        await context.transaction(async (tx) => {
          // Once more: removing costs takes its time, and something may have begun meanwhile.
          await checkRemoval(tx, sample.id, questions);
          await tx.deleteFrom('providers').where('id', '=', sample.id).execute();
        });
      }
      return { removed_rows };
    },
  };
}
