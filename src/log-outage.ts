const EVERY_MS = 60_000;

/**
 * Thins out what many places say again and again while the database is away: a line is written the first time, then once a
 * minute.
 * @returns for a line's text, how many like it went unwritten since the last one; `undefined` when this one is to be left out
 */
export function createThinning(now: () => number): (text: string) => number | undefined {
  const lines = new Map<string, { writtenAt: number; unwritten: number }>();
  return (text) => {
    const line = lines.get(text);
    if (line && now() - line.writtenAt < EVERY_MS) {
      line.unwritten += 1;
      return undefined;
    }
    lines.set(text, { writtenAt: now(), unwritten: 0 });
    return line?.unwritten ?? 0;
  };
}
