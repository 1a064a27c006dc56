import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { assigned, commented } from '../src/recommendations/core/code/script/bash.ts';
import { scriptOf } from '../src/recommendations/core/code/script/index.ts';
import { EXAMPLES, scriptRequest } from './support/code-requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'finopsmind-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HOSTILE = [
  '"; rm -rf /',
  '${var.x}',
  '$(touch /tmp/owned)',
  '`id`',
  "'; exit 0; '",
  "it's\nnew\r\nlines\u2028here",
  '--apply',
  '\\',
  'ünïcödé 🚀',
  'END_OF_UNDO',
];

const contentOf = (request: Parameters<typeof scriptOf>[0]): string => scriptOf(request).files[0]!.content;

/** The script with its comments and the values of its variables taken out: what is left is code. */
function codeOf(script: string): string {
  return script
    .replaceAll(/'(?:[^']|'\\'')*'/g, 'TEXT')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe('scripts', () => {
  it('are bash, for every action and whatever things are called', () => {
    for (const text of ['web-1', ...HOSTILE])
      for (const [action, request] of EXAMPLES(text)) {
        const path = join(folder, 'check.sh');
        writeFileSync(path, contentOf(request));
        const { status, stderr } = spawnSync('bash', ['-n', path], { encoding: 'utf8' });
        expect(stderr, action).toBe('');
        expect(status).toBe(0);
      }
  }, 60_000);

  it('have the same code whatever things are called', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).map((value) => value.replaceAll('\0', 'x') || 'x');
    for (const [action] of EXAMPLES('x')) {
      const usual = codeOf(contentOf(scriptRequest(action, 'name')));
      for (const hostile of HOSTILE) expect(codeOf(contentOf(scriptRequest(action, hostile))), action).toBe(usual);
      fc.assert(
        fc.property(text, (value) => codeOf(contentOf(scriptRequest(action, value))) === usual),
        { numRuns: 30 },
      );
    }
  });

  it('give bash exactly the texts that they were made from', () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 300).map((text) => text.replaceAll('\0', ''));
    const well = [...HOSTILE, ...texts].map((text) => text.toWellFormed());
    const script = well.flatMap((text) => [...assigned({ value: text }), `printf '%s\\0' "$value"`]).join('\n');
    const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stdout.split('\0').slice(0, -1)).toEqual(well);
  });

  it('never leave a comment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        commented(text).every((line) => line.startsWith('#') && !/[\n\r\u2028]/.test(line)),
      ),
    );
  });

  it('change nothing unless told to', () => {
    for (const [action, request] of EXAMPLES('web-1')) {
      // A way back is called only where a change has failed.
      const script = contentOf(request).replaceAll(/^restore\(\) \{\n[^]*?^\}$/gm, '');
      const cli = request.provider === 'aws' ? 'aws' : 'az';
      const verbs =
        /\b(delete|terminate|stop|start|modify|update|put|create|release|detach|disassociate|deallocate|resize)-|\baz [a-z- ]*(delete|update|create|deallocate|resize|start)\b/;
      const changing = script
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.startsWith(`${cli} `) && verbs.test(line));
      // What changes something stands behind `run`, or in a part that only --apply reaches: a backup.
      const guarded = script
        .split(/^if \[\[ "\$apply" == yes \]\]; then$/m)
        .slice(1)
        .join('\n');
      for (const line of changing) expect(guarded.includes(line), `${action}: ${line}`).toBe(true);
      expect(script).toContain('Changes are made with --apply only.');
    }
  });

  it.skipIf(!has('shellcheck'))(
    'pass shellcheck (needs shellcheck)',
    () => {
      const paths = EXAMPLES('web-1').map(([action, request]) => {
        const path = join(folder, `${action}.sh`);
        writeFileSync(path, contentOf(request));
        return path;
      });
      const { status, stdout } = spawnSync('shellcheck', ['--shell=bash', '--severity=info', ...paths], {
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
    60_000,
  );
});
