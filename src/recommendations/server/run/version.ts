import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CORE = fileURLToPath(new URL('../../core', import.meta.url));

async function digestOfSources(): Promise<string> {
  const names = (await readdir(CORE, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const hash = createHash('sha256');
  for (const name of names.toSorted()) hash.update(name).update(await readFile(join(CORE, name)));
  return hash.digest('base64');
}

let known: Promise<string> | undefined;

/** A text that is another with every change of what rules are made of: everything is judged anew then. */
export const rulesVersion = (): Promise<string> => (known ??= digestOfSources());
