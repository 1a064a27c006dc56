import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DuckDBInstance } from '@duckdb/node-api';
import { readCommitmentUse } from '../src/costs/server/queries/commitment-use.ts';
import { readResourceBills } from '../src/costs/server/queries/resource-bills.ts';
const instance = await DuckDBInstance.create(':memory:', { memory_limit: '640MB', threads: '2' });
const setup = await instance.connect();
await setup.run(`attach '/tmp/num/bill.duckdb' as org (read_only)`);
const ids = (await setup.runAndReadAll('select distinct load_id from org.charges')).getRowsJson().flat();
const snapshot = { catalog: 'org', condition: `load_id in (${ids.join(', ')})`, currencies: ['USD'], promoted_tags: { columns: new Map(), daily: new Set() } };
const sources = [{ source: 'upload', provider_name: 'AWS', billing_account_id: 'x', first_date: '2026-04-01', data_through: '2026-09-30' }];
const reader = { read: async (_: string, key: [string], work: (s: unknown, c: unknown) => Promise<unknown>) => {
  if (key[0] === 'sources') return sources;
  const connection = await instance.connect();
  try { return await work(snapshot, connection); } finally { connection.closeSync(); }
} };
for (const [name, read] of [['commitments', readCommitmentUse], ['commitments', readCommitmentUse], ['commitments', readCommitmentUse], ['bills', readResourceBills]] as const) {
  const delay = monitorEventLoopDelay({ resolution: 5 }); delay.enable();
  const t = performance.now();
  const answer = await read({ organization_id: 'o' } as never, reader as never);
  delay.disable();
  console.log(name, Math.round(performance.now() - t), 'ms; longest block', Math.round(delay.max / 1e6), 'ms', JSON.stringify(answer).length, 'uncovered' in answer ? [answer.commitments.length, answer.commitments[0]?.covers.length, answer.uncovered.length] : '');
  if ('uncovered' in answer) console.log(JSON.stringify({ ...answer.commitments[0], covers: 0 }), JSON.stringify(answer.uncovered.slice(0,2)));
}
