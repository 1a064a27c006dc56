import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));
const LIBRARY = fileURLToPath(new URL('../node_modules/@mantine/core', import.meta.url));

/** Components that our pages name. */
function namedComponents(): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'));
  const imports = files.flatMap((path) => [
    ...readFileSync(join(SOURCE, path), 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g),
  ]);
  return new Set(imports.flatMap(([, names = '']) => names.split(',').map((name) => name.trim())));
}

/** The style sheets of components, and of those that they are made of. */
function sheetsOf(components: Iterable<string>): Set<string> {
  const sheets = new Set<string>();
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    if (file.endsWith('.module.mjs')) sheets.add(basename(file, '.module.mjs'));
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from "(\.[^"]+)"/g))
      follow(join(dirname(file), path));
  };
  for (const name of components) follow(join(LIBRARY, 'esm/components', name, `${name}.mjs`));
  return sheets;
}

it('sends the styles of the components that pages use, in the order of the library', () => {
  const sent = [
    ...readFileSync(join(SOURCE, 'app/web/mantine.css'), 'utf8').matchAll(/core\/styles\/([A-Z]\w+)\.layer\.css/g),
  ].map(([, name = '']) => name);
  const all = readFileSync(join(LIBRARY, 'styles.css'), 'utf8');
  const placeOf = (name: string): number =>
    all.indexOf(/\.m_\w+/.exec(readFileSync(join(LIBRARY, 'styles', `${name}.css`), 'utf8'))?.[0] ?? '');
  expect(sent.length).toBeGreaterThan(20);
  expect(sent).toEqual([...sheetsOf(namedComponents())].toSorted((a, b) => placeOf(a) - placeOf(b)));
});
