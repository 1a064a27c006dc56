// `npm run bench [name …]`: runs the benchmarks of bench/, all of them or those named.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildWeb, install, NODE, ROOT, run } from './prepare.mjs';

install();
buildWeb();
const all = readdirSync(join(ROOT, 'bench')).filter((name) => name.endsWith('.ts') && !name.startsWith('_'));
const wanted = process.argv.slice(2);
const chosen = wanted.length > 0 ? all.filter((name) => wanted.includes(name.slice(0, -3))) : all;
if (chosen.length === 0) {
  console.error(`There is no such benchmark. There are: ${all.map((name) => name.slice(0, -3)).join(', ')}`);
  process.exit(1);
}
for (const name of chosen) {
  console.log(`== ${name}`);
  run(NODE, [join('bench', name)]);
}
