import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Advice, InventoryResource, MetricSeries } from '../../../core/inventory.ts';

/** What a worker is asked for. */
export interface CloudOrder {
  seed: number;
  /** The day after the last that is told of. */
  end: string;
  ask:
    | { what: 'inventory'; overrides: ReadonlyMap<string, InventoryResource | null> }
    | { what: 'metrics'; resources: InventoryResource[] }
    | { what: 'advice' };
}

/** What a worker answers with, any number of them, `done` last. */
export interface CloudPage {
  resources?: InventoryResource[];
  series?: MetricSeries[];
  advice?: Advice[];
  done?: true;
}

/** The pages of an answer about the sample cloud, made in a thread of its own. Ends with the reason of `signal`. */
export async function* readCloud(order: CloudOrder, signal: AbortSignal): AsyncGenerator<CloudPage> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./cloud-worker.ts', import.meta.url), { workerData: order });
  try {
    for await (const [page] of on(worker, 'message', { signal, close: ['exit'] })) {
      // Pages that came before the end was asked for wait in line; they are no longer wanted.
      signal.throwIfAborted();
      if ((page as CloudPage).done) return;
      yield page as CloudPage;
    }
    throw new Error('The thread that makes the sample cloud ended before its answer was whole.');
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}
