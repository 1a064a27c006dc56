// `npm run check`: types, lint, formatting and unused code. Import rules are tests (test/architecture.test.ts).
import { spawnSync } from 'node:child_process';
import { command, install, NODE, ROOT } from './prepare.mjs';

install();
const gates = [
  ['types', NODE, [command('typescript/bin/tsc'), '-b']],
  ['lint', NODE, [command('oxlint/bin/oxlint'), '--deny-warnings', '.']],
  ['formatting', NODE, [command('@biomejs/biome/bin/biome'), 'ci', '.']],
  ['unused code', NODE, [command('knip/bin/knip.js'), '--no-progress']],
];
const failed = gates.filter(([name, program, parameters]) => {
  console.log(`== ${name}`);
  return spawnSync(program, parameters, { cwd: ROOT, stdio: 'inherit' }).status !== 0;
});
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.map(([name]) => name).join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
