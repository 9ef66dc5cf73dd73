import type { Change } from './broken.js';

/** A product with one promise broken, and the scenario that must notice. */
export interface Engine {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly caughtBy: string;
}

const LEDGER = 'src/storage/mongo-notice-ledger.js';
const SEND = 'src/delivery/send-batch.js';
const CALLS = 'src/channels/vk/calls.js';

/** Ways in which a sender of notices is usually wrong. */
export const ENGINES: readonly Engine[] = [
  {
    name: 'a new random_id at each try',
    changes: [
      {
        file: SEND,
        from: 'randomIdOf(key)',
        to: 'randomIdOf(key + Math.random())',
      },
    ],
    caughtBy: 'cut-off',
  },
  {
    name: 'marked as sent before it is sent',
    changes: [
      {
        file: SEND,
        from: 'const outcomes = held',
        to: 'await finish(batch, { sent: peers.length, gone: 0, dropped: 0, retry: [], retryAt: now, tried: true }, []); const outcomes = held',
      },
    ],
    caughtBy: 'cut-off',
  },
  {
    name: 'a claim that does not look at leases',
    changes: [
      { file: LEDGER, from: 'leaseUntil: { $lte: now },\n    });', to: '});' },
      { file: LEDGER, from: '.find({ _id: { $in: ids }, claimId }, ', to: '.find({ _id: { $in: ids } }, ' },
    ],
    caughtBy: 'calm',
  },
  {
    name: 'leases of the dead are never taken over',
    changes: [{ file: LEDGER, from: 'leaseUntil: { $lte: now },\n    });', to: 'leaseUntil: 0,\n    });' }],
    caughtBy: 'frozen',
  },
  {
    name: 'recorded by whoever comes, not by the owner of the lease',
    changes: [
      {
        file: LEDGER,
        from: 'filter: { _id: batchId, leaseOwner: owner, done: false },\n                    update: {\n',
        to: 'filter: { _id: batchId },\n                    update: {\n',
      },
    ],
    caughtBy: 'frozen',
  },
  {
    name: 'planned without a unique key',
    changes: [
      {
        file: 'src/usecases/plan-notices.js',
        from: 'key: keyOf(lesson, link),',
        to: 'key: keyOf(lesson, link) + Math.random(),',
      },
    ],
    caughtBy: 'calm',
  },
  {
    name: 'sent after the lesson has ended',
    changes: [
      {
        file: 'src/delivery/verdict.js',
        from: 'const until = Math.min(lastTry(batch), lesson.endsAt);',
        to: 'const until = now + 3_600_000;',
      },
    ],
    caughtBy: 'expiry',
  },
  {
    name: 'deaf to «slower»',
    changes: [
      {
        file: 'src/channels/vk/pace.js',
        from: 'pausedUntil = Math.max(pausedUntil, now() + ms);',
        to: 'void ms;',
      },
      { file: CALLS, from: 'pace.slowedBy(answer.code)', to: 'false' },
      {
        file: 'src/channels/vk/outcomes.js',
        from: "kind: 'wait', afterMs: answer.code === 6 ? SECOND : 2 * SECOND",
        to: "kind: 'wait', afterMs: 0",
      },
      { file: 'src/delivery/verdict.js', from: 'Math.max(afterMs, step * (0.5 + random / 2))', to: '0' },
    ],
    caughtBy: 'rests',
  },
  {
    name: 'each machine lives by a clock of its own',
    changes: [
      {
        file: 'src/app/common-clock.js',
        from: 'offset = Math.abs(skew) > FORGIVEN ? Math.round(skew) : 0;',
        to: 'offset = 0;',
      },
    ],
    caughtBy: 'skew',
  },
  {
    name: 'those gone are not remembered',
    changes: [{ file: SEND, from: 'await bindings.setReachable(accounts, false);', to: 'void 0;' }],
    caughtBy: 'gone',
  },
  {
    name: 'a false in the answer of execute counts as sent',
    changes: [
      { file: CALLS, from: 'if (response === false)', to: 'if (response === undefined)' },
      {
        file: 'src/channels/vk/outcomes.js',
        from: "new Map(peers.map((peer) => [peer, { kind: 'retry', afterMs: SECOND }]))",
        to: "new Map(peers.map((peer) => [peer, { kind: 'sent' }]))",
      },
    ],
    caughtBy: 'inner-false',
  },
  {
    name: 'blind to what changes between planning and sending',
    changes: [
      {
        file: 'src/delivery/verdict.js',
        from: "if (!lesson || !stands)\n        return { kind: 'drop', reason: 'lesson-changed' };",
        to: '',
      },
    ],
    caughtBy: 'changed',
  },
  {
    name: '«ok» before the update is stored',
    changes: [
      {
        file: 'src/http/webhook.js',
        from: 'await within(STORE_WITHIN_MS, stored);',
        to: 'void stored.catch(() => undefined);',
      },
    ],
    caughtBy: 'inbox-silence',
  },
  {
    name: 'one person’s updates handled by two processes at once',
    changes: [
      {
        file: 'src/storage/mongo-inbox.js',
        from: 'return wanted.map((_, index) => !held.has(index));\n    });\n    const next',
        to: 'return wanted.map(() => true);\n    });\n    const next',
      },
    ],
    caughtBy: 'inbox-calm',
  },
];
