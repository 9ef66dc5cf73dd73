import cliProgress from 'cli-progress';
import type { ImportBar } from './import.js';

/** A progress bar on stderr for a terminal, so that stdout stays for the report; elsewhere nothing is drawn. */
export function createImportBar(stream: NodeJS.WriteStream): ImportBar {
  if (!stream.isTTY) return { show: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    stream,
    format: '{title} {bar} {percentage} %',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
  });
  let current: string | undefined;
  return {
    show(title, done, total) {
      if (current !== title) {
        if (current !== undefined) bar.stop();
        bar.start(Math.max(total, 1), done, { title });
        current = title;
      }
      bar.update(done, { title });
    },
    stop() {
      if (current !== undefined) bar.stop();
      current = undefined;
    },
  };
}
