import { it } from 'vitest';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeFocusFile } from '/work/main/bench/_focus-file.ts';
import { openTestServices } from '/work/main/test/support/services.ts';
import { createCosts } from '/work/main/src/costs/server/index.ts';
import { SYSTEM } from '/work/main/src/jobs/server/index.ts';
it('makes', async () => {
const now = () => new Date('2026-10-10T00:00:00Z');
const services = await openTestServices({ now });
const costs = createCosts(services);
const organization_id = await services.addOrganization();
const writer = await (await DuckDBInstance.create(':memory:', { memory_limit: '640MB' })).connect();
for (const month of ['2026-04-01','2026-05-01','2026-06-01','2026-07-01','2026-08-01','2026-09-01']) {
  const path = join('/tmp/num', 'bill.parquet');
  const t = performance.now();
  await writeFocusFile(writer, path, month, 750_000);
  const auditor = { organization_id, actor: SYSTEM, address: null, now: now() };
  const { id } = await costs.imports.add({ auditor, source: 'upload', file: { path, file_name: 'bill.parquet', bytes: 1, sha256: randomUUID() }, on_bad_rows: 'refuse' } as never);
  for (;;) {
    const [found] = await services.database.transaction(organization_id, (tx) => tx.selectFrom('imports').select(['status']).where('id', '=', id).execute());
    if (found?.status === 'succeeded') break;
    if (found?.status === 'failed') throw new Error('failed');
    await new Promise((r) => setTimeout(r, 300));
  }
  console.log(month, performance.now() - t);
}
await costs.stop();
const folder = (services.config as { FINOPSMIND_DATA_DIR: string }).FINOPSMIND_DATA_DIR ?? '';
console.log(folder, Object.keys(services.directory));
const at = join((services.directory as { path?: string }).path ?? folder, 'costs');
for (const name of readdirSync(at)) { console.log(name); if (name.includes('.duckdb')) copyFileSync(join(at, name), '/tmp/num/bill.duckdb' + (name.endsWith('.wal') ? '.wal' : '')); }
await services.close();
}, 500_000);
