interface Step<Value> {
  iterator: AsyncIterator<Value>;
  result: IteratorResult<Value>;
}

/**
 * What `sources` yield, as it comes, from `parallel` of them at a time. Each runs one value ahead and no more, so that
 * no more than `parallel` values are held however slowly they are taken. `stop` is called when it ends early, by an
 * error or by who takes; all sources that were begun have ended when it returns.
 */
export async function* mergeBounded<Value>(
  sources: (() => AsyncIterable<Value>)[],
  parallel: number,
  stop: () => void,
): AsyncGenerator<Value> {
  const waiting = sources[Symbol.iterator]();
  const running = new Map<AsyncIterator<Value>, Promise<Step<Value>>>();
  const advance = (iterator: AsyncIterator<Value>): void => {
    // At the end of the line, so that a fast source does not keep the others waiting.
    running.delete(iterator);
    const step = iterator.next().then((result) => ({ iterator, result }));
    step.catch(() => {}); // Seen by the race below, or late, when another has failed already.
    running.set(iterator, step);
  };
  const startNext = (): void => {
    const { value: source, done } = waiting.next();
    if (!done) advance(source()[Symbol.asyncIterator]());
  };
  try {
    for (let started = 0; started < parallel; started++) startNext();
    while (running.size > 0) {
      const { iterator, result } = await Promise.race(running.values());
      if (result.done) {
        running.delete(iterator);
        startNext();
      } else {
        advance(iterator);
        yield result.value;
      }
    }
  } finally {
    if (running.size > 0) stop();
    await Promise.allSettled([...running.keys()].map((iterator) => iterator.return?.()));
  }
}
