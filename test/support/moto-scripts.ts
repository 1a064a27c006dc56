import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quoted } from '../../src/recommendations/core/code/script/bash.ts';
import { MOTO, type MotoAccount } from './moto.ts';

/** Where AWS CLI is installed as a package of Python; tests that need it are skipped by name where it is not. */
export const AWS_CLI = process.env.TEST_AWS_CLI ?? '';

const SERVER = fileURLToPath(new URL('./aws-cli-server.py', import.meta.url));

export interface ScriptRun {
  account: MotoAccount;
  apply?: boolean;
  env?: Record<string, string>;
}

/** A shell with AWS CLI. */
export interface Shell {
  /** Runs a script in an account of Moto, as a person would. */
  run(content: string, run: ScriptRun): Promise<{ status: number; output: string }>;
  close(): void;
}

/** Opens a shell in a folder of its own. */
export async function openShell(): Promise<Shell> {
  const folder = mkdtempSync(join(tmpdir(), 'finopsmind-shell-'));
  const socket = join(folder, 'aws.socket');
  const server = spawn('python3', [SERVER, socket], {
    env: { ...process.env, PYTHONPATH: AWS_CLI },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'aws'), `#!/bin/sh\nexec python3 -S -E ${quoted(SERVER)} ${quoted(socket)} call "$@"\n`);
  chmodSync(join(programs, 'aws'), 0o755);
  return {
    run: (content, { account, apply = false, env = {} }) => {
      const path = join(folder, `${randomUUID()}.sh`);
      writeFileSync(path, content);
      const environment = {
        ...process.env,
        PATH: `${programs}:${process.env.PATH}`,
        AWS_ENDPOINT_URL: MOTO,
        AWS_ACCESS_KEY_ID: account.keys.access_key_id,
        AWS_SECRET_ACCESS_KEY: account.keys.secret_key,
        ...env,
      };
      return new Promise((resolve) => {
        execFile(
          'bash',
          [path, ...(apply ? ['--apply'] : [])],
          { cwd: folder, encoding: 'utf8', env: environment },
          (error, stdout, stderr) =>
            resolve({ status: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
        );
      });
    },
    close: () => {
      server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}
