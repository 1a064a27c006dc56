import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** But in leap years. */
const NEVER = '0 0 29 2 *';
/** What is due at a full hour would come between whatever a test does then: nothing runs but what is asked for or woken. */
export const NO_SCHEDULES = {
  JOB_COST_SYNC: NEVER,
  JOB_ANOMALY_DETECT: NEVER,
  JOB_FORECAST: NEVER,
  JOB_BUDGET_CHECK: NEVER,
  JOB_RECOMMENDATIONS: NEVER,
  JOB_POLICY_CHECK: NEVER,
};

const MAIN = fileURLToPath(new URL('../../src/app/server/main.ts', import.meta.url));

/** Below those that systems give to connections and to servers that leave the choice to them: nothing else takes one meanwhile. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** A port for a server that is started later, also again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) return port;
  }
}

/** The server as its own process. */
export interface ServerProcess {
  child: ChildProcess;
  output: () => string;
  /** Settles with the address when the server says it is ready; rejects when it ends before. */
  ready: Promise<string>;
  exited: Promise<number | null>;
}

/** Starts the server on a data folder and a port, with nothing else from our environment but `PATH` and what is compiled. */
export function startProcess(directory: string, port: number, more: Record<string, string> = {}): ServerProcess {
  const environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: String(port),
    FINOPSMIND_DATA_DIR: directory,
    ...NO_SCHEDULES,
    ...more,
  };
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /ready at (\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => reject(new Error(`The server ended before it was ready:\n${output}`)));
  });
  ready.catch(() => {});
  return { child, output: () => output, ready, exited };
}
