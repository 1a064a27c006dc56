import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { generateSampleCompany } from '../core/generator.ts';

// Writes the sample company's billing file off the main thread: making 300,000 rows takes a few seconds.

interface Order {
  seed: number;
  end: string;
  path: string;
}

async function write({ seed, end, path }: Order): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(
    Readable.from(generateSampleCompany({ seed, end }).file()),
    measure,
    createWriteStream(path, { mode: 0o600 }),
  );
  parentPort?.postMessage({ bytes, sha256: hash.digest('hex') });
}

await write(workerData as Order);
