/** What one of the works came to. */
type Outcome<Result> = { result: Result } | { error: unknown };

/**
 * Does `work` for each item, at most `at_once` at a time, and gives the outcomes in the order of the items; nothing is
 * begun that the reader does not come near, so that memory stays bounded.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  at_once: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<{ item: Item; outcome: Outcome<Result> }> {
  const begun: { item: Item; outcome: Promise<Outcome<Result>> }[] = [];
  const settle = (item: Item): Promise<Outcome<Result>> =>
    work(item).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
  const next = async () => {
    const first = begun.shift();
    return first && { item: first.item, outcome: await first.outcome };
  };
  for (const item of items) {
    begun.push({ item, outcome: settle(item) });
    if (begun.length < at_once) continue;
    const done = await next();
    if (done) yield done;
  }
  for (let done = await next(); done; done = await next()) yield done;
}
