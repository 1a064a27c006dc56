import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

/** The embedded PostgreSQL in its own thread. It has one connection: open one client at a time. */
export interface EmbeddedPostgres {
  /** A stream for `pg.Client`, as if it were a socket to a server. */
  connect(): Duplex;
  close(): Promise<void>;
}

/** What `pg` calls on a socket beside the stream itself; there is nothing to tune here. */
class MessageSocket extends Duplex {
  readonly #worker: Worker;
  readonly #receive = (message: unknown): void => {
    if (message instanceof Uint8Array) this.push(message);
  };

  constructor(worker: Worker) {
    super();
    this.#worker = worker;
    worker.on('message', this.#receive);
  }
  connect(): void {
    queueMicrotask(() => this.emit('connect'));
  }
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    // A client's goodbye (message X) would end the only session there is.
    if (chunk[0] !== 0x58) {
      const bytes = new Uint8Array(chunk);
      this.#worker.postMessage(bytes, [bytes.buffer]);
    }
    done();
  }
  override _final(done: () => void): void {
    this.push(null);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#worker.off('message', this.#receive);
    done(error);
  }
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}
}

const nextMessage = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });

/**
 * Opens the PostgreSQL data folder `directory`, making it on the first start (about 3 s).
 * `onCrash` is told when the thread dies later on. The caller holds the lock of the data folder: this engine has none.
 */
export async function openEmbeddedPostgres(
  directory: string,
  onCrash: (error: Error) => void,
): Promise<EmbeddedPostgres> {
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData: { directory } });
  const first = await nextMessage(worker);
  if (first !== 'ready') {
    await worker.terminate();
    throw new Error(`The embedded database in ${directory} does not open: ${(first as { failed: string }).failed}`);
  }
  worker.on('error', onCrash);
  return {
    connect: () => new MessageSocket(worker),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        worker.on('message', (message) => message === 'closed' && resolve());
        worker.once('exit', () => resolve());
      });
      worker.postMessage('close');
      await closed;
      await worker.terminate();
    },
  };
}
