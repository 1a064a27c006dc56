import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeDataFolder, startTestServer } from './support/app.ts';

it('a database refuses a data folder that is not its own, whose costs it would take for damaged', async () => {
  const directory = makeDataFolder();
  const start = () => startTestServer({ directory });
  await (await start()).close();
  const file = join(directory, 'installation-id');
  const id = readFileSync(file, 'utf8');
  rmSync(file);
  await expect(start()).rejects.toThrow(`belongs to the data folder with the installation id ${id}`);
  writeFileSync(file, id);
  const server = await start();
  expect((await server.call('GET', '/health/ready')).status).toBe(200);
  await server.close();
  rmSync(directory, { recursive: true });
});
