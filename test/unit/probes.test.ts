import { describe, expect, it } from 'vitest';
import { createProbes } from '../../src/app/probes.js';
import { MINUTE } from '../../src/domain/time.js';

const NOW = Date.parse('2026-11-25T08:30:00+03:00');

const queueWith = (dueAt: number | undefined) =>
  createProbes({
    ping: async () => true,
    ledger: { oldestTry: async () => dueAt },
    channels: new Map([['vk', { ready: async () => true }]]),
    clock: { now: () => NOW },
  })
    .find(({ name }) => name === 'queue')
    ?.check();

describe('an operator who watches whether people are told', () => {
  it('hears that notices stand still when nobody has tried what was due for over a minute', async () => {
    expect(await queueWith(NOW - MINUTE - 1)).toEqual({ reason: 'уведомления ждут дольше минуты' });
  });

  it('hears of no trouble while there is nothing to send, or what is due is being sent', async () => {
    expect(await queueWith(undefined)).toBe('ok');
    expect(await queueWith(NOW - MINUTE)).toBe('ok');
  });
});
