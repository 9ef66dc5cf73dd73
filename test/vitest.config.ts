import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The same dialogs are held in each messenger, but for the college's chats, which live in VK, and what is about VK's transcripts or
 * about Telegram alone. What is different in a dialog there stands in test/dialogs/elsewhere.ts.
 */
const IN_TELEGRAM = ['test/dialogs/!(chats|replay|telegram*).test.ts'];

const project = (messenger: 'vk' | 'telegram', include: string[]): TestProjectInlineConfiguration => ({
  test: {
    name: messenger,
    root: fileURLToPath(new URL('..', import.meta.url)),
    include,
    provide: { messenger },
    pool: 'forks',
    // Nothing is read or kept at import, so files may share what a process has loaded: loading it anew took a third of the run.
    isolate: false,
    // What stops a test that hangs, and no promise: a busy machine may take long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is awaited comes at once or, on a busy machine, in its own time; the default of one second fails there.
    expect: { poll: { timeout: 10_000 } },
  },
});

const WAITING = ['/test/faults/', '/test/e2e/'];

/** What waits for processes and browsers begins first: the run does not end with one long file alone. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const at = WAITING.findIndex((folder) => moduleId.includes(folder));
      return project.name === 'vk' ? (at < 0 ? WAITING.length : at) : WAITING.length + 1;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    globalSetup: ['test/support/global-mongo.ts'],
    reporters: ['default', './test/reporter.mjs'],
    // One more than the cores: tests mostly wait for processes, browsers and clocks.
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirst },
    projects: [project('vk', ['test/**/*.test.ts']), project('telegram', IN_TELEGRAM)],
  },
});
