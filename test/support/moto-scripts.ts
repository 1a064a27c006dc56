import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOTO, type MotoAccount } from './moto.ts';

/** The folder of the command line of AWS; tests that need it are skipped by name where there is none. */
export const AWS_CLI = process.env.TEST_AWS_CLI ?? '';

export interface ScriptRun {
  account: MotoAccount;
  /** Where the script is written, and writes. */
  folder: string;
  apply?: boolean;
  env?: Record<string, string>;
}

/** Runs a script in an account of Moto, as a person would with the command line of AWS. */
export function runScript(
  content: string,
  { account, folder, apply = false, env = {} }: ScriptRun,
): Promise<{ status: number; output: string }> {
  const path = join(folder, `${randomUUID()}.sh`);
  writeFileSync(path, content);
  const environment = {
    ...process.env,
    PATH: `${AWS_CLI}:${process.env.PATH}`,
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
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
}
