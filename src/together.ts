interface Call<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls made in one turn of the event loop are done in one go: a hundred writes cost one round trip. A failure of the
 * whole fails each of them.
 *
 * @param most at most so many in one go
 * @param run results in the order of its items
 */
export function together<Item, Result>(
  most: number,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Call<Item, Result>[] = [];

  const go = (): void => {
    const calls = waiting.splice(0, most);
    if (waiting.length > 0) setImmediate(go);
    run(calls.map(({ item }) => item)).then(
      (results) => {
        for (const [index, result] of results.entries()) calls[index]?.resolve(result);
      },
      (error: unknown) => {
        for (const { reject } of calls) reject(error);
      },
    );
  };

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(go);
      waiting.push({ item, resolve, reject });
    });
}
