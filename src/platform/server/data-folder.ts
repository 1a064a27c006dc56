import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataDirectory, DataDirectoryError } from './data-directory.ts';
import type { Database } from './database.ts';

const FILE = 'installation-id';

/** The id of a data folder, made at its first use. */
function idOf({ path }: DataDirectory): string {
  const file = join(path, FILE);
  if (!existsSync(file)) writeFileSync(file, randomUUID(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/**
 * Binds a database to the data folder with its charge rows. Throws a `DataDirectoryError` when it belongs to another: that
 * one's costs would be taken for damaged, and be shown no more.
 */
export async function bindDataFolder(database: Database, directory: DataDirectory): Promise<void> {
  const id = idOf(directory);
  await database.asOwner(
    'insert into installation.data_folder select $1 where not exists (select from installation.data_folder)',
    [id],
  );
  const { rows } = await database.asOwner('select id from installation.data_folder');
  const [bound] = rows as { id: string }[];
  if (bound?.id === id) return;
  throw new DataDirectoryError(
    `This database belongs to the data folder with the installation id ${bound?.id}; ${directory.path} is another. Set FINOPSMIND_DATA_DIR to that folder. Only if it is lost for good: delete the row of installation.data_folder, and import its costs again.`,
  );
}
