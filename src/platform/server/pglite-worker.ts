import { closeSync, existsSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

// Runs the embedded PostgreSQL off the main thread, since its queries block the thread they run on.
// The main thread sends the bytes of the PostgreSQL protocol and gets the answer's bytes back.

const port = parentPort;
if (!port) throw new Error('pglite-worker runs as a worker thread only');
const directory = (workerData as { directory: string }).directory;

/** The part of PGlite's Emscripten file system that we reach into. */
interface FileSystemType {
  tryFSOperation?: unknown;
  stream_ops?: { fsync?: (stream: { nfd: number }) => number };
}
interface Emscripten {
  FS: { root: { mount: { mounts: { type: FileSystemType }[] } } };
}

function syncToDisk(path: string): void {
  // The engine removes files of its own meanwhile.
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

// PGlite starts with fsync off, and its file system has no fsync at all: a power cut would lose commits.
const parameters = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');

/** Gives PGlite's Node file system the operation that `fsync` asks for, and makes sure that it is used. */
async function enableSync(database: PGlite): Promise<void> {
  const { mounts } = (database as unknown as { Module: Emscripten }).Module.FS.root.mount;
  const operations = mounts.find(({ type }) => type.tryFSOperation)?.type.stream_ops;
  let synced = 0;
  if (operations)
    operations.fsync = ({ nfd }) => {
      fsyncSync(nfd);
      synced += 1;
      return 0;
    };
  await database.exec('checkpoint');
  if (synced === 0)
    throw new Error('its file system can not be synchronised to disk: this version of PGlite is not supported');
}

async function open(): Promise<PGlite> {
  const first_start = !existsSync(join(directory, 'PG_VERSION'));
  const database = new PGlite({
    dataDir: directory,
    startParams: [...parameters, '-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
  });
  await database.waitReady;
  await enableSync(database);
  // What was written before that operation existed has to reach the disk too.
  if (first_start)
    for (const path of ['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' })])
      syncToDisk(join(directory, path));
  return database;
}

const opened = open();
let queue: Promise<void> = opened.then(
  () => port.postMessage('ready'),
  (error: unknown) => port.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
);

/** One array of its own, as the other side takes it for what came over a socket. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

async function answer(message: Uint8Array | 'close'): Promise<void> {
  const database = await opened;
  if (message === 'close') {
    await database.close();
    port!.postMessage('closed');
  } else {
    // Streamed, since the engine would otherwise parse every answer itself and keep what it has parsed for good.
    const chunks: Uint8Array[] = [];
    await database.execProtocolRawStream(message, {
      syncToFs: false,
      onRawData: (data) => void chunks.push(data.slice()),
    });
    const whole = joined(chunks);
    port!.postMessage(whole, [whole.buffer]);
  }
}

port.on('message', (message: Uint8Array | 'close') => {
  queue = queue.then(() => answer(message));
});
