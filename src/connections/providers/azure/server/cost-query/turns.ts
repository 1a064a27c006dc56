/** When the last turn that was asked for ends, by directory (tenant). */
const ends = new Map<string, Promise<void>>();

/** Resolves with `promise`; throws as soon as `signal` aborts. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Does `work` once nothing else is under way for the same directory in this process: the quota of Cost Management's query
 * API is one for all connections of a directory, and two that compete for it make each other wait. Throws what `work`
 * throws, and what `signal` aborts with.
 */
export async function inTurn<T>(tenant_id: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const before = ends.get(tenant_id) ?? Promise.resolve();
  const own = Promise.withResolvers<void>();
  // Whoever gives up waiting still passes on only what it was waiting for.
  const end = before.then(() => own.promise);
  ends.set(tenant_id, end);
  try {
    await untilAborted(before, signal);
    return await work();
  } finally {
    own.resolve();
    if (ends.get(tenant_id) === end) ends.delete(tenant_id);
  }
}
