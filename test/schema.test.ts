import { expect, it } from 'vitest';
import { startTestServer, TEST_DATABASE_URL } from './support/app.ts';
import { readSchema } from './support/schema.ts';

it('the migrations make the committed schema', async () => {
  const server = await startTestServer();
  try {
    await expect(await readSchema(server.services.database)).toMatchFileSnapshot('../migrations/schema.sql');
  } finally {
    await server.close();
  }
});

it.skipIf(!TEST_DATABASE_URL)('the migrations make the same schema of an external PostgreSQL', async () => {
  const [embedded, external] = await Promise.all([startTestServer(), startTestServer({ postgres: true })]);
  try {
    expect(await readSchema(external.services.database)).toBe(await readSchema(embedded.services.database));
  } finally {
    await Promise.all([embedded.close(), external.close()]);
  }
});
