import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wholeShare, type Share } from '../../src/channels/pace-page.js';
import { createVkGateways, type VkGateways } from '../../src/channels/vk/index.js';
import type { CallOptions } from '../../src/channels/vk/calls.js';
import { createLogger } from '../../src/logger.js';
import { GROUP, standin, TOKEN, type Standin } from './standin.js';

const URGENT = { urgent: true, repeatable: true } as const;
const PATIENT = { urgent: false, repeatable: true } as const;
/** A notice that was checked a moment ago and is not worth sending later unchecked. */
const NOTICE = { ...PATIENT, leaveWithinMs: 1_500 };

describe('somebody who waits for an answer of the bot', () => {
  let vk: Standin;
  let gateways: VkGateways;
  let share: Share;
  let onRest: (ms: number) => void;
  beforeEach(async () => {
    vk = await standin();
    onRest = () => undefined;
    share = wholeShare(20);
    gateways = createVkGateways(
      { token: TOKEN, groupId: GROUP, apiUrl: vk.sandbox.apiUrl, transport: { kind: 'longpoll' } },
      {
        log: createLogger({ level: 'silent' }),
        now: () => performance.now(),
        share: () => share,
        onRest: (_code, ms) => onRest(ms),
      },
    );
  });
  afterEach(async () => {
    gateways.close();
    await vk.stop();
  });

  const people = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      vk.world.addPerson({ id: 100 + index, firstName: 'Студент', lastName: `${index}`, allowed: 'yes' }),
    );
  const send = (id: number, options: CallOptions = URGENT) =>
    gateways.calls.call(
      'messages.send',
      { peer_ids: String(id), random_id: id, message: `Ответ ${id}` },
      options,
    );
  const heard = (id: number) => vk.world.conversation(id).messages.filter(({ fromId }) => fromId < 0).length;
  const methods = () => vk.requests.map(({ method }) => method);

  it('gets it in the first second though a hundred ask at once: what waits goes together in execute', async () => {
    const all = people(100);
    const answers = await Promise.all(all.map(({ id }) => send(id)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(all.map(({ id }) => heard(id))).toEqual(all.map(() => 1));
    expect(methods()).toContain('execute');
    expect(methods().length).toBeLessThanOrEqual(20);
  });

  it('gets it though VK would not take another in the same execute, and that one’s reason is known', async () => {
    const all = people(40);
    all[39]?.block();
    const answers = await Promise.all([
      ...all.map(({ id }) => send(id)),
      gateways.calls.call('messages.send', { peer_id: 999_999, random_id: 5, message: 'никому' }, URGENT),
    ]);
    expect(all.slice(0, 39).map(({ id }) => heard(id))).toEqual(all.slice(0, 39).map(() => 1));
    expect(answers.at(-1)).toMatchObject({ ok: false, lost: false });
  });

  it('gets it once though the answers of VK are lost', async () => {
    const all = people(30);
    vk.world.fail('execute', 1, 'lose-reply');
    vk.world.fail('messages.send', 2, 'lose-reply');
    const answers = await Promise.all(all.map(({ id }) => send(id)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(all.map(({ id }) => heard(id))).toEqual(all.map(() => 1));
  });

  it('gets it though execute itself is refused', async () => {
    const all = people(30);
    vk.world.fail('execute', 1, { code: 13 });
    await Promise.all(all.map(({ id }) => send(id)));
    expect(all.map(({ id }) => heard(id))).toEqual(all.map(() => 1));
  });

  it('gets it after the rest that VK asks for by error 9, while a notice is handed back to come again', async () => {
    const [person] = people(1);
    vk.world.fail('messages.send', 1, { code: 9 });
    const reply = send(person?.id ?? 0);
    expect(await reply).toMatchObject({ ok: true });
    expect(heard(person?.id ?? 0)).toBe(1);
    vk.world.fail('messages.send', 1, { code: 29 });
    expect(await send(person?.id ?? 0, NOTICE)).toMatchObject({ ok: false, code: 29 });
    expect(await send(person?.id ?? 0, NOTICE)).toMatchObject({ ok: false, code: 6 });
    expect(methods().length).toBe(3);
  });

  it('gets no notice that VK’s troubles have made old: it is handed back to be checked anew', async () => {
    const [person] = people(1);
    vk.world.fail('messages.send', 4, { code: 10 });
    const askedAt = performance.now();
    expect(await send(person?.id ?? 0, NOTICE)).toMatchObject({ ok: false, code: 10 });
    expect(performance.now() - askedAt).toBeLessThan(1_500);
    expect(heard(person?.id ?? 0)).toBe(0);
  });

  it('gets no notice that changed while VK’s second was full: it is asked for as it leaves, and handed back', async () => {
    const all = people(41);
    const askedFor: number[] = [];
    const notice = (id: number, isRight: boolean) =>
      send(id, {
        ...NOTICE,
        // Each its own request, so that the second is full.
        repeatable: id > 116,
        stillRight: () => {
          askedFor.push(vk.requests.length);
          return Promise.resolve(isRight);
        },
      });
    const answers = await Promise.all(all.map(({ id }) => notice(id, id < 130)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30);
    expect(answers.slice(30)).toEqual(all.slice(30).map(() => ({ ok: false, code: 6, lost: false })));
    expect(all.map(({ id }) => heard(id))).toEqual(all.map(({ id }) => (id < 130 ? 1 : 0)));
    // Not before its turn came: the first second’s requests were made by then.
    expect(Math.min(...askedFor.slice(-10))).toBeGreaterThanOrEqual(16);
  });

  it('gets no notice while it is looked at once more and its place becomes another process’s: it waits for a place of its own', async () => {
    const [person] = people(1);
    let looks = 0;
    const notice = send(person?.id ?? 0, {
      ...NOTICE,
      stillRight: () => {
        looks += 1;
        if (looks === 1) share = wholeShare(0);
        return Promise.resolve(true);
      },
    });
    await expect.poll(() => looks).toBe(1);
    expect(methods()).toEqual([]);
    share = wholeShare(20);
    expect(await notice).toMatchObject({ ok: true });
    expect([looks, heard(person?.id ?? 0)]).toEqual([2, 1]);
  });

  it('gets it though a whole execute meets error 9: that is one refusal, and the rest is short', async () => {
    const all = people(30);
    vk.world.fail('execute', 1, { code: 9 });
    const rests: number[] = [];
    onRest = (ms) => rests.push(ms);
    await Promise.all(all.map(({ id }) => send(id)));
    expect(all.map(({ id }) => heard(id))).toEqual(all.map(() => 1));
    expect(rests).toEqual([2_000]);
  });

  it('gets it before notices that were there first, and VK never hears more than twenty a second', async () => {
    const all = people(60);
    const order: string[] = [];
    const notices = all.slice(0, 50).map(async ({ id }) => {
      await gateways.calls.call(
        'messages.send',
        { peer_ids: String(id), random_id: id, message: 'звонок' },
        { ...PATIENT, repeatable: false },
      );
      order.push('notice');
    });
    const replies = all.slice(50).map(async ({ id }) => {
      await send(id);
      order.push('reply');
    });
    await Promise.all([...notices, ...replies]);
    expect(order.slice(0, 30).filter((one) => one === 'reply')).toHaveLength(10);
    expect(vk.requests.some(({ answer }) => JSON.stringify(answer).includes('"error_code":6'))).toBe(false);
  });

  it('is not sent twice what must not be repeated: a lost createChat is left unknown', async () => {
    vk.world.fail('messages.createChat', 1, 'lose-reply');
    expect(await gateways.chats.create('Группа')).toEqual({ kind: 'unknown' });
    expect(methods().filter((method) => method === 'messages.createChat')).toHaveLength(1);
  });
});
