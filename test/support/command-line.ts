import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoted } from '../../src/recommendations/core/code/script/bash.ts';
import { scriptOf } from '../../src/recommendations/core/code/script/index.ts';
import type { CodeRequest } from '../../src/recommendations/core/code/types.ts';

/** What it says to a call: a text, or an error on standard error. */
export type Said = string | { fails: string };
/** Answers by what a command line has in it, the first that fits; of several, one after the other, the last one again and again. */
export type Answers = Readonly<Record<string, Said | readonly Said[]>>;

export interface Ran {
  status: number;
  output: string;
  /** Calls as they were made, without those of `reads`. */
  changes: string[];
}

const says = (said: Said): string =>
  typeof said === 'string' ? `printf '%s\\n' ${quoted(said)}` : `echo ${quoted(said.fails)} >&2; exit 1`;

/** One answer in bash; which turn it is, is counted in a file, since each call is a process of its own. */
function answerOf([fits, said]: [string, Said | readonly Said[]], index: number): string {
  const turns = [said].flat() as Said[];
  return [
    `if [[ "$line" == *${quoted(fits)}* ]]; then`,
    `  turn=0; [[ ! -f turn-${index} ]] || turn=$(< turn-${index})`,
    `  echo $((turn + 1)) > turn-${index}`,
    `  case "$turn" in`,
    ...turns.map((one, turn) => `    ${turn === turns.length - 1 ? '*' : turn}) ${says(one)} ;;`),
    '  esac',
    '  exit 0',
    'fi',
  ].join('\n');
}

/** A program that writes down how it is called and answers from a table; it fails when it is asked anything else. */
const double = (answers: Answers): string =>
  [
    '#!/usr/bin/env bash',
    'line="$*"',
    'printf \'%s\\0\' "$line" >> calls',
    ...Object.entries(answers).map(answerOf),
    'echo "The table has no answer to: $line" >&2',
    'exit 97',
    '',
  ].join('\n');

/** Only reads: they may be made by a dry run. */
const READS = / (show|list|list-[a-z-]+|get-[a-z-]+|describe-[a-z-]+|wait [a-z0-9-]+)( |$)/;

/**
 * Runs the script of a request in a folder of its own, with the command line of its cloud played from `answers`. Waiting
 * takes no time, and is given up after three questions.
 */
export function runScript(
  request: CodeRequest,
  answers: Answers,
  { apply = true, env = {} }: { apply?: boolean; env?: Record<string, string> } = {},
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'finopsmind-script-'));
  mkdirSync(join(folder, 'bin'));
  const executable = { mode: 0o755 };
  writeFileSync(join(folder, 'bin', request.provider === 'aws' ? 'aws' : 'az'), double(answers), executable);
  writeFileSync(join(folder, 'bin', 'sleep'), '#!/bin/sh\n', executable);
  // Loops count with it how often they ask: three times are enough to give up.
  writeFileSync(join(folder, 'bin', 'seq'), '#!/bin/sh\necho 1 2 3\n', executable);
  writeFileSync(join(folder, 'script.sh'), scriptOf(request).files[0]!.content);
  writeFileSync(join(folder, 'calls'), '');
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['script.sh', ...(apply ? ['--apply'] : [])],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env, PATH: `${folder}/bin:${process.env.PATH}` } },
      (error, stdout, stderr) => {
        const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\0').slice(0, -1);
        rmSync(folder, { recursive: true });
        const changes = calls.filter((line) => !READS.test(line));
        resolve({ status: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}`, changes });
      },
    );
  });
}
