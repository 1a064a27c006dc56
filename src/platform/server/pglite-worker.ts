import { closeSync, fsyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

// Runs the embedded PostgreSQL off the main thread, since its queries block the thread they run on.
// The main thread sends the bytes of the PostgreSQL protocol and gets the answer's bytes back.

const port = parentPort;
if (!port) throw new Error('pglite-worker runs as a worker thread only');
const directory = (workerData as { directory: string }).directory;

// PGlite starts with fsync off, and its file system has no fsync at all: a power cut would lose commits.
const parameters = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
const database = new PGlite({
  dataDir: directory,
  startParams: [...parameters, '-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
});

interface NodeFileStream {
  nfd: number;
}
interface Emscripten {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: NodeFileStream) => number } } } };
}

async function open(): Promise<void> {
  await database.waitReady;
  const { NODEFS } = (database as unknown as { Module: Emscripten }).Module.FS.filesystems;
  NODEFS.stream_ops.fsync = (stream) => {
    fsyncSync(stream.nfd);
    return 0;
  };
  await database.exec('CHECKPOINT');
  // Files made before the hook was in place (first start) have to reach the disk too: one sync of the folder's entry.
  const folder = openSync(directory, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

let queue = open().then(
  () => port.postMessage('ready'),
  (error: unknown) => port.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
);

async function answer(message: Uint8Array | 'close'): Promise<void> {
  if (message === 'close') {
    await database.close();
    port!.postMessage('closed');
  } else {
    port!.postMessage(await database.execProtocolRaw(message, { syncToFs: false }));
  }
}

port.on('message', (message: Uint8Array | 'close') => {
  queue = queue.then(() => answer(message));
});
