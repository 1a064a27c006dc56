import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { RemediationDetail } from '../../src/remediation/core/answers.ts';
import type { State } from '../../src/remediation/core/workflow.ts';
import { startTestServer, type TestServer } from './app.ts';
import { freePort, type ServerProcess, startProcess } from './process.ts';
import { addResource, approve, proposeChange, type Remediator } from './remediation.ts';
import type { PreparedChange } from './remediation-worlds/aws-services.ts';

/** Runs at a time in one process. */
const LANES = 3;
/** What clouds are waited for takes a fraction of its time. */
const FAST_CLOCK = {
  NODE_OPTIONS: `--import ${fileURLToPath(new URL('./fast-clock.ts', import.meta.url))}`,
  TEST_CLOCK_SPEED: '4',
  TEST_CLOCK_START: String(Date.now()),
};

/** A call that changes something. */
export interface ChangingCall {
  /** What it does, whatever it does it to. */
  operation: string;
  /** The very call: no other is the same. */
  id: string;
}

/**
 * Holds a call of each operation that changes something once: in turn before the cloud gets it, and before it is answered.
 * That every call may be interrupted on either side is what the tests of the actions show, without a process that takes
 * seconds to start.
 */
export class KillPoints {
  readonly #met = new Set<string>();
  readonly #sides = new Map<string, 'before' | 'after'>();
  readonly #held = new Set<string>();
  readonly #reached = new Map<string, number>();
  /** Nothing is held any more: undoing is interrupted at every call by the tests of the actions. */
  is_over = false;
  #last_at = 0;
  /** So long without a call, nothing goes on but what is held: as long as it takes to start, on a machine with other work. */
  quiet_ms = 0;

  /** Meets a call; null is a look. */
  async meet(call: ChangingCall | null, when: 'before' | 'after'): Promise<void> {
    this.#last_at = performance.now();
    if (call === null || this.is_over) return;
    const { operation, id } = call;
    if (when === 'after') this.#reached.set(id, (this.#reached.get(id) ?? 0) + 1);
    const side = this.#sides.get(operation) ?? (this.#sides.size % 2 === 0 ? 'before' : 'after');
    this.#sides.set(operation, side);
    if (side !== when || this.#met.has(operation) || this.#held.has(operation)) return;
    this.#held.add(operation);
    // Who asked is killed before this goes on.
    await new Promise(() => {});
  }

  get holds(): boolean {
    return this.#held.size > 0;
  }

  /** Nothing goes on any more but what is held, or all places are taken by it. */
  get is_time(): boolean {
    return this.#held.size >= LANES || (this.holds && performance.now() - this.#last_at > this.quiet_ms);
  }

  leave(): void {
    for (const point of this.#held) this.#met.add(point);
    this.#held.clear();
  }

  /** Checks that `least` calls or more were met, and that the cloud got each of them once. */
  check(least: number): void {
    expect(this.#reached.size).toBeGreaterThanOrEqual(least);
    expect(this.#met).toEqual(new Set(this.#sides.keys()));
    expect([...this.#reached].filter(([, times]) => times !== 1)).toEqual([]);
  }
}

/** Changes of one connection, and the process that carries them out. */
export interface KilledServer {
  ids: string[];
  /** Lets all changes begin, and kills the process at every new point, until all are completed. */
  execute(): Promise<void>;
  /** Undoes all that can be undone, and kills nothing. */
  rollBack(): Promise<void>;
  /** Ends the process as an operator does. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Proposes and approves all of `prepared` in a process of our own, on a data folder that it leaves. */
async function approveAll(
  directory: string,
  connect: (server: TestServer) => Promise<Remediator>,
  prepared: PreparedChange[],
  environment: Record<string, string>,
): Promise<{ token: string; ids: string[] }> {
  const server = await startTestServer({ directory, environment });
  const ours = await connect(server);
  const ids: string[] = [];
  for (const { change, ...resource } of prepared) {
    const id = await proposeChange(ours, await addResource(ours, resource), change, { execute_on_approval: false });
    await approve(ours, id);
    ids.push(id);
  }
  await server.close();
  return { token: ours.token, ids };
}

/** Starts the server as a process that is killed at `points`, with all changes approved and none begun. */
export async function startKilledServer(
  directory: string,
  connect: (server: TestServer) => Promise<Remediator>,
  prepared: PreparedChange[],
  points: KillPoints,
  environment: Record<string, string>,
): Promise<KilledServer> {
  const { token, ids } = await approveAll(directory, connect, prepared, environment);
  const port = await freePort();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let server: ServerProcess;
  async function start(): Promise<string> {
    const began = performance.now();
    server = startProcess(directory, port, { ...environment, ...FAST_CLOCK });
    const address = await server.ready;
    points.quiet_ms = performance.now() - began;
    return address;
  }
  const url = await start();
  const post = async (path: string): Promise<void> => {
    const { status } = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: '{}' });
    expect(status).toBe(202);
  };
  const read = async (id: string): Promise<RemediationDetail> =>
    (await fetch(`${url}/api/v1/remediations/${id}`, { headers })).json() as never;
  const kill = async (): Promise<void> => {
    server.child.kill('SIGKILL');
    await server.exited;
  };

  async function killUntil(wanted: string[], end: State): Promise<void> {
    for (;;) {
      await wait(100);
      if (points.is_time) {
        await kill();
        points.leave();
        await start();
      }
      if (points.holds) continue;
      const details = await Promise.all(wanted.map(read));
      const troubled = details.filter(({ problem }) => problem !== null);
      expect(troubled.map(({ action, problem }) => ({ action, problem }))).toEqual([]);
      if (details.every(({ state }) => state === end)) return;
    }
  }

  return {
    ids,
    kill,
    execute: async () => {
      for (const id of ids) await post(`/remediations/${id}/execute`);
      await killUntil(ids, 'completed');
    },
    rollBack: async () => {
      const details = await Promise.all(ids.map(read));
      const mayUndo = ({ commands }: RemediationDetail): boolean =>
        commands.some(({ command, allowed }) => command === 'roll_back' && allowed);
      const undone = details.filter(mayUndo).map(({ id }) => id);
      expect(undone.length).toBeGreaterThan(0);
      points.is_over = true;
      for (const id of undone) await post(`/remediations/${id}/rollback`);
      await killUntil(undone, 'rolled_back');
    },
    stop: async () => {
      server.child.kill('SIGTERM');
      expect(await server.exited).toBe(0);
    },
  };
}
