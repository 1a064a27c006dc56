import { parentPort, workerData } from 'node:worker_threads';
import { type LineSearch, walkLines } from './lines.ts';

parentPort?.postMessage(await walkLines(workerData as LineSearch));
