import { expect, it } from 'vitest';
import { openTestServices } from '../../../test/support/services.ts';
import { vacuum } from './vacuum.ts';

it('lets the embedded database use the space of replaced rows again', async () => {
  const { database, close } = await openTestServices();
  try {
    const { asOwner } = database;
    await asOwner('create table replaced (id integer, text text)');
    const replaceAll = async (): Promise<number> => {
      await asOwner(
        `delete from replaced; insert into replaced select n, repeat('x', 100) from generate_series(1, 20000) n`,
      );
      const { rows } = await asOwner(`select pg_relation_size('replaced') as bytes`);
      return (rows as { bytes: number }[])[0]!.bytes;
    };
    const once = await replaceAll();
    for (let n = 0; n < 4; n++) {
      await vacuum(database);
      await replaceAll();
    }
    await vacuum(database);
    expect(await replaceAll()).toBeLessThan(2.2 * once);
  } finally {
    await close();
  }
});
