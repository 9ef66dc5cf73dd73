/** Takes one finished line of Russian text about a long step; whoever calls decides where it is shown. */
export type Progress = (line: string) => void;

const EVERY_MS = 3000;

/**
 * Runs a long step and says every 3 s how long it has been going, so that nobody takes it for a hang.
 * @param what the step in words, without a full stop: «Скачиваю MongoDB (42 МБ)»
 */
export async function withProgress<T>(progress: Progress, what: string, step: () => Promise<T>): Promise<T> {
  progress(`${what}…`);
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += EVERY_MS / 1000;
    progress(`${what}… ${seconds} с`);
  }, EVERY_MS);
  try {
    return await step();
  } finally {
    clearInterval(timer);
  }
}
