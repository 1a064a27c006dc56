import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import '../../src/identity/server/tables.ts';
import { createAnalysis } from '../../src/platform/server/analysis.ts';
import { parseConfig } from '../../src/platform/server/config.ts';
import { openDataDirectory } from '../../src/platform/server/data-directory.ts';
import { openDatabase } from '../../src/platform/server/database.ts';
import { createEventBus } from '../../src/platform/server/events.ts';
import { createRateLimiter } from '../../src/platform/server/rate-limiter.ts';
import type { Services } from '../../src/platform/server/services.ts';
import { makeDataFolder } from './app.ts';

/** What modules are made from, on embedded stores of their own, for tests of one module. */
export interface TestServices extends Services {
  addOrganization(): Promise<string>;
  close(): Promise<void>;
}

export async function openTestServices({ now = () => new Date() } = {}): Promise<TestServices> {
  const folder = makeDataFolder();
  const config = parseConfig({ NODE_ENV: 'test', FINOPSMIND_DATA_DIR: folder });
  const directory = await openDataDirectory(config);
  const log = pino({ level: 'silent' });
  const database = await openDatabase(config, join(folder, 'postgres'), log, (error) => {
    throw error;
  });
  const limiter = createRateLimiter(Date.now);
  const analysis = createAnalysis(config, log);
  return {
    config,
    directory,
    database,
    events: createEventBus(),
    limiter,
    analysis,
    now,
    log,
    addOrganization: async () => {
      const id = randomUUID();
      const organization = { id, name: 'Analytical Engines' };
      await database.transaction(id, (tx) => tx.insertInto('organizations').values(organization).execute());
      return id;
    },
    close: async () => {
      await analysis.stop();
      await database.close();
      directory.close();
      rmSync(folder, { recursive: true });
    },
  };
}
