import { describe, expect, it } from 'vitest';
import { importsOf, placeOf, sourceFiles, violations } from '../support/architecture.js';

describe('the house', () => {
  const files = sourceFiles();

  it('stays one in which a newcomer finds a change’s place: every file keeps the import rules', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(({ file, source }) => violations(file, source))).toEqual([]);
  });

  it.each([
    ['domain', 'src/domain/a.ts', "import { x } from '../ports.js';"],
    ['domain, types too', 'src/domain/a.ts', "import type { X } from '../texts/a.js';"],
    ['domain: built-ins', 'src/domain/a.ts', "import { createHash } from 'node:crypto';"],
    ['domain: packages', 'src/domain/a.ts', "import { z } from 'zod';"],
    ['texts', 'src/texts/a.ts', "import { x } from '../usecases/a.js';"],
    ['ports: values', 'src/ports.ts', "import { x } from './domain/a.js';"],
    ['ports: errors', 'src/ports.ts', "import type { X } from './errors.js';"],
    ['use cases: storage', 'src/usecases/a.ts', "import type { X } from '../storage/a.js';"],
    ['use cases: logger', 'src/usecases/a.ts', "import type { X } from '../logger.js';"],
    ['use cases: re-exports', 'src/usecases/a.ts', "export * from '../sources/a.js';"],
    ['use cases: packages', 'src/usecases/a.ts', "import { nanoid } from 'nanoid';"],
    ['scenes: use cases as values', 'scenes/a.ts', "import { bind } from '../src/usecases/a.js';"],
    ['scenes: ports', 'scenes/a.ts', "import type { X } from '../src/ports.js';"],
    ['commands: scenes as values', 'src/commands/a.ts', "import { x } from '../../scenes/binding.js';"],
    ['commands: ports', 'src/commands/a.ts', "import type { X } from '../ports.js';"],
    ['delivery: channels', 'src/delivery/a.ts', "import { x } from '../channels/vk/a.js';"],
    ['delivery: logger as a value', 'src/delivery/a.ts', "import { x } from '../logger.js';"],
    ['jobs: storage', 'jobs/a.ts', "import { x } from '../src/storage/a.js';"],
    ['channels: each other', 'src/channels/vk/a.ts', "import { x } from '../telegram/a.js';"],
    ['channels: storage', 'src/channels/vk/a.ts', "const x = await import('../../storage/a.js');"],
    ['channels: use cases', 'src/channels/vk/a.ts', "import type { X } from '../../usecases/a.js';"],
    ['dispatch: use cases as values', 'src/channels/dispatch.ts', "import { x } from '../usecases/a.js';"],
    ['sources: use cases', 'src/sources/a.ts', "import type { X } from '../usecases/a.js';"],
    ['storage: texts', 'src/storage/a.ts', "import { x } from '../texts/a.js';"],
    ['http: storage', 'src/http/a.ts', "import { x } from '../storage/a.js';"],
    ['security: storage', 'src/security/a.ts', "import { x } from '../storage/a.js';"],
    ['gateways: config as a value', 'src/gateways/a.ts', "import { x } from '../config.js';"],
    ['metrics: http', 'src/metrics.ts', "import { x } from './http/a.js';"],
    ['cli folder: storage', 'src/cli/a.ts', "import { x } from '../storage/a.js';"],
    ['sandbox: domain as values', 'src/sandbox/a.ts', "import { x } from '../domain/a.js';"],
    ['sandbox in production', 'src/app.ts', "import './sandbox/server.js';"],
    ['sandbox in production, later', 'src/http/a.ts', "void import('../sandbox/server.js');"],
    ['app: by others', 'src/http/a.ts', "import { createApp } from '../app.js';"],
    ['tests in production', 'src/main.ts', "import { x } from '../test/support/a.js';"],
    ['vk-io', 'scenes/a.ts', "import { VK } from 'vk-io';"],
    ['vk-io’s sisters', 'src/http/a.ts', "import type { X } from '@vk-io/session';"],
    ['mongoose', 'src/http/a.ts', "import mongoose from 'mongoose';"],
    ['mongoose, by require', 'src/http/a.ts', "const x = require('mongoose');"],
    ['the embedded server', 'src/storage/a.ts', "import { x } from 'mongodb-memory-server-core/lib/a.js';"],
    ['node-cron', 'jobs/bell.ts', "import cron from 'node-cron';"],
    ['pino', 'src/app.ts', "import { pino } from 'pino';"],
    ['a new place', 'src/helpers/a.ts', ''],
    ['the process’s end', 'src/cli.ts', 'process.exit(1);'],
    ['the clock', 'src/usecases/a.ts', 'const now = Date.now();'],
    ['the clock, as a date', 'src/domain/a.ts', 'const now = new Date();'],
    ['the clock, without brackets', 'src/domain/a.ts', 'const now = new Date;'],
    ['chance', 'src/commands/a.ts', 'const pick = Math.random();'],
    ['the environment', 'scenes/a.ts', 'const zone = process.env.TZ;'],
    ['the environment, in words', 'src/texts/a.ts', "const zone = process.env['TZ'];"],
  ])('shuts out %s', (_name, file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  it.each([
    ['src/domain/a.ts', "import { Temporal } from 'temporal-polyfill';\nconst day = new Date(5);"],
    ['src/ports.ts', "import type { X } from './domain/a.js';"],
    ['src/ports.ts', "import { type X, type Y } from './domain/a.js';"],
    ['scenes/a.ts', "import type { X } from '../src/usecases/a.js';"],
    ['scenes/a.ts', "type X = import('../src/usecases/a.js').Bind;"],
    ['src/commands/a.ts', "import type { SceneId } from '../../scenes/index.js';"],
    ['src/channels/vk/a.ts', "import { VK } from 'vk-io';\nimport { x } from '../dispatch.js';"],
    ['src/channels/dispatch.ts', "import type { X } from '../usecases/a.js';"],
    ['src/storage/embedded/a.ts', "import { x } from 'mongodb-memory-server-core';"],
    ['src/http/a.ts', "import type { Logger } from '../logger.js';\nimport { x } from '../texts/a.js';"],
    ['src/cli/a.ts', "import { x } from '../sources/a.js';"],
    ['src/main.ts', "import './sandbox/server.js';\nprocess.exit(0);"],
    ['jobs/scheduler.ts', "import cron from 'node-cron';"],
    [
      'src/usecases/a.ts',
      "// import { x } from '../storage/a.js';\n/* Date.now() */ const url = 'https://vk.me';",
    ],
  ])('lets %s do what it is for: %s', (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });

  it('sees each way to import', () => {
    const source = [
      "import a, { b as c } from 'one';",
      "import * as d from 'two';",
      "import {\n  type E,\n  f,\n} from 'three';",
      "import type { G } from 'four';",
      "export { h } from 'five';",
      "export type { I } from 'six';",
      "import 'seven';",
      "const j = await import('eight');",
      "type K = typeof import('nine');",
      "const url = 'https://x'; import l from 'ten';",
      "import type from 'eleven';",
      "export const m = 'not an import';",
    ].join('\n');
    const seen = importsOf(source).map(
      ({ specifier, typesOnly }) => `${specifier}${typesOnly ? '(types)' : ''}`,
    );
    const wanted = 'eight eleven five four(types) nine(types) one seven six(types) ten three two'.split(' ');
    expect(seen.sort()).toEqual(wanted);
  });

  it('knows a place for each file of the design', () => {
    expect(placeOf('src/channels/vk/gateway.ts')).toBe('channels/vk');
    expect(placeOf('src/channels/dispatch.ts')).toBe('channels');
    expect(placeOf('src/cli.ts')).toBe('cli.ts');
    expect(placeOf('src/cli/bind.ts')).toBe('cli');
    expect(placeOf('src/lib/x.ts')).toBeUndefined();
  });
});
