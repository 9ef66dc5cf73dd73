import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

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
    testTimeout: 15_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    globalSetup: ['test/support/global-mongo.ts'],
    reporters: ['default', './test/reporter.mjs'],
    // One more than the cores: tests mostly wait for processes, browsers and clocks.
    maxWorkers: 3,
    projects: [project('vk', ['test/**/*.test.ts']), project('telegram', IN_TELEGRAM)],
  },
});
