import { describe, expect, it } from 'vitest';
import { createProbes } from '../../src/app/probes.js';
import { MINUTE } from '../../src/domain/time.js';

const NOW = Date.parse('2026-11-25T08:30:00+03:00');

const probe = (wanted: string, { dueAt = NOW, database = true, vk = true }) =>
  createProbes({
    ping: async () => database,
    ledger: { oldestTry: async () => dueAt },
    channels: new Map([['vk', { ready: async () => vk }]]),
    clock: { now: () => NOW },
  })
    .find(({ name }) => name === wanted)
    ?.check();
const queueWith = (dueAt: number | undefined) => probe('queue', { dueAt });

describe('an operator who watches whether people are told', () => {
  it('hears that notices stand still when nobody has tried what was due for over a minute', async () => {
    expect(await queueWith(NOW - MINUTE - 1)).toEqual({ reason: 'уведомления ждут дольше минуты' });
  });

  it('hears that a messenger is silent only when it could be asked', async () => {
    expect(await probe('vk', { vk: false })).toEqual({ reason: 'не отвечает' });
    expect(await probe('vk', { vk: false, database: false })).toEqual({ reason: 'без базы не спросить' });
  });

  it('hears of no trouble while there is nothing to send, or what is due is being sent', async () => {
    expect(await queueWith(undefined)).toBe('ok');
    expect(await queueWith(NOW - MINUTE)).toBe('ok');
  });
});
