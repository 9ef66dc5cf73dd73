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
const REFUSED = 'src/storage/mongo-refused-notices.js';

/** Ways in which a sender of notices is usually wrong. */
export const ENGINES: readonly Engine[] = [
  {
    name: 'новый random_id при каждой попытке',
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
    name: 'отмечено отправленным до отправки',
    changes: [
      {
        file: SEND,
        from: 'const outcomes = held',
        to: 'await finish(batch, { sent: peers.length, gone: 0, dropped: 0, retry: [], retryAt: 0, tried: true }, []); const outcomes = held',
      },
    ],
    caughtBy: 'cut-off',
  },
  {
    name: 'взятие работы не смотрит на аренды',
    changes: [
      { file: LEDGER, from: 'leaseUntil: { $lte: now },\n    });', to: '});' },
      { file: LEDGER, from: '.find({ _id: { $in: ids }, claimId }, ', to: '.find({ _id: { $in: ids } }, ' },
    ],
    caughtBy: 'calm',
  },
  {
    name: 'аренды умерших никто не перенимает',
    changes: [{ file: LEDGER, from: 'leaseUntil: { $lte: now },\n    });', to: 'leaseUntil: 0,\n    });' }],
    caughtBy: 'frozen',
  },
  {
    name: 'записывает любой, а не владелец аренды',
    changes: [
      {
        file: LEDGER,
        from: 'filter: { _id: batchId, leaseOwner: owner, done: false },\n                    update: {\n',
        to: 'filter: { _id: batchId },\n                    update: {\n',
      },
    ],
    caughtBy: 'late-write',
  },
  {
    name: 'планирование без единого ключа',
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
    name: 'итог засчитан дважды',
    changes: [{ file: LEDGER, from: '$inc: { sent, gone,', to: '$inc: { sent: 2 * sent, gone,' }],
    caughtBy: 'calm',
  },
  {
    name: 'отправка после конца занятия',
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
    name: 'просьба «медленнее» не слышна',
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
    name: 'просьба Telegram подождать не слышна',
    changes: [
      { file: 'src/channels/telegram/calls.js', from: 'pace.rest(answer.afterMs);', to: 'void pace.rest;' },
    ],
    caughtBy: 'neighbours',
  },
  {
    name: 'возможные повторы в Telegram не считаются',
    changes: [{ file: SEND, from: 'tried && batch.maybeSent && !dropsRepeats', to: 'tried && false' }],
    caughtBy: 'telegram-kills',
  },
  {
    name: 'у каждой машины свои часы',
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
    name: 'запретившие не запоминаются',
    changes: [{ file: SEND, from: 'await bindings.setReachable(accounts, false);', to: 'void 0;' }],
    caughtBy: 'gone',
  },
  {
    name: 'false в ответе execute считается отправкой',
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
    name: 'перемены между планированием и отправкой не видны',
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
    name: '«ok» до того, как событие сохранено',
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
    name: 'запись считается сделанной до журнала базы',
    changes: [{ file: 'src/storage/connect.js', from: "w: 'majority'", to: 'w: 1' }],
    caughtBy: 'database-killed',
  },
  {
    name: 'события одного человека ведут два процесса сразу',
    changes: [
      {
        file: 'src/storage/mongo-inbox.js',
        from: 'return wanted.map((_, index) => !held.has(index));\n    });\n    const next',
        to: 'return wanted.map(() => true);\n    });\n    const next',
      },
    ],
    caughtBy: 'inbox-calm',
  },
  {
    name: 'отказанное отправляется при каждой команде',
    changes: [{ file: REFUSED, from: "refused: refusedWho({ $lte: ['$$it.until', now] }),", to: '' }],
    caughtBy: 'refused',
  },
  {
    name: 'каждый запрос оставляет за собой таймер',
    changes: [
      { file: CALLS, from: 'clearTimeout(late);', to: 'clearTimeout(late); setTimeout(() => late, 1e8);' },
    ],
    caughtBy: 'soak',
  },
  {
    name: 'для ответов ничего не оставлено',
    changes: [
      {
        file: 'src/channels/pace-page.js',
        from: 'const forReplies = among < 0 ? 0 : evenly(kept, among, lastFirst.length);',
        to: 'const forReplies = 0;',
      },
    ],
    caughtBy: 'reserve',
  },
];
