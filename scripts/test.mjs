// `npm test`: installs, builds, runs every test and closes with the line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildWeb, command, install, NODE, ROOT } from './prepare.mjs';

install();
buildWeb();
const report_path = join(ROOT, 'node_modules', '.cache', 'test-report.json');
rmSync(report_path, { force: true });
const wanted = process.argv.slice(2);
const { status } = spawnSync(
  NODE,
  [
    command('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report_path}`,
    ...wanted,
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
const report = JSON.parse(readFileSync(report_path, 'utf8'));
const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status));
for (const test of skipped) console.log(`skipped: ${test.file.slice(ROOT.length + 1)}: ${test.fullName}`);
// A file that does not even load has no failed test of its own.
const broken = report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
);
const passed = tests.filter((test) => test.status === 'passed').length;
const failed = tests.filter((test) => test.status === 'failed').length + broken.length;
const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
console.log(`${passed} passed, ${failed} failed${skips}`);
// Terraform comes from no registry that CI installs from: where a machine lacks it, its test is named above.
const installable = skipped.filter((test) => !test.fullName.includes('(needs terraform)'));
if (process.env.CI && installable.length > 0) {
  console.error('In CI no test may be skipped.');
  process.exit(1);
}
process.exit(status === 0 && failed === 0 && passed > 0 ? 0 : 1);
