/** The messenger's stand-in in a process of its own, so that what it costs is not counted as the bot's. */
import { z } from 'zod';
import { startSandbox } from '../../src/sandbox/server.js';
import { GROUP_ID, sharedNow, TOKEN, type Answer, type Ask, type Heard, type Talk } from './protocol.js';

const sandbox = await startSandbox({ groupId: GROUP_ID, token: TOKEN, screenName: 'bench' });
const { world } = sandbox;
let end = (): void => undefined;

/** The busiest second of these moments, in requests that were let through. */
function busiest(moments: readonly number[]): number {
  let most = 0;
  for (let from = 0, to = 0; to < moments.length; to += 1) {
    while ((moments[to] ?? 0) - (moments[from] ?? 0) >= 1_000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** Whether VK's answer to a whole request is error 6. */
const isTooFast = (answer: unknown): boolean =>
  z.object({ error: z.object({ error_code: z.literal(6) }) }).safeParse(answer).success;

/** Counts what people hear until all of them have heard, or patience ends. */
function watch({ expected, patienceMs }: Extract<Ask, { do: 'watch' }>): Promise<Heard> {
  const perPeer = new Map<number, number>();
  const moments: number[] = [];
  let first = 0;
  let last = 0;
  let received = 0;
  let requests = 0;
  let tooFast = 0;
  const cpu = process.cpuUsage();
  return new Promise((resolve) => {
    const off = world.on((event) => {
      if (event.type === 'request') {
        if (event.request.method !== 'messages.send' && event.request.method !== 'execute') return;
        requests += 1;
        if (isTooFast(event.request.answer)) tooFast += 1;
        else moments.push(sharedNow());
        if (received >= expected) done();
      } else if (event.type === 'message' && event.message.fromId < 0) {
        last = sharedNow();
        first ||= last;
        received += 1;
        perPeer.set(event.message.peerId, (perPeer.get(event.message.peerId) ?? 0) + 1);
      }
    });
    const timer = setTimeout(() => done(), patienceMs);
    const done = (): void => {
      clearTimeout(timer);
      off();
      const { user, system } = process.cpuUsage(cpu);
      const twice = [...perPeer.values()].filter((times) => times > 1).length;
      resolve({
        people: perPeer.size,
        twice,
        first,
        last,
        requests,
        tooFast,
        busiestSecond: busiest(moments),
        cpuMs: (user + system) / 1_000,
      });
    };
  });
}

/** People write evenly, so many a second; the time of each is from their word to the bot's. */
async function talk(ask: Extract<Ask, { do: 'talk' }>): Promise<Talk> {
  const askedAt = new Map<number, number[]>();
  const times: number[] = [];
  const off = world.on((event) => {
    if (event.type !== 'message' || event.message.fromId > 0) return;
    const asked = askedAt.get(event.message.peerId)?.shift();
    if (asked !== undefined) times.push(performance.now() - asked);
  });
  const total = ask.perSecond * ask.seconds;
  const startedAt = performance.now();
  for (let sent = 0; sent < total; sent += 1) {
    const due = startedAt + (sent * 1_000) / ask.perSecond;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    const id = ask.first + (sent % ask.count);
    askedAt.set(id, [...(askedAt.get(id) ?? []), performance.now()]);
    world.person(id).say(ask.text);
  }
  const patience = performance.now() + 10_000;
  while (times.length < total && performance.now() < patience)
    await new Promise((resolve) => setTimeout(resolve, 20));
  off();
  return { asked: total, times };
}

async function answer(ask: Ask): Promise<Answer> {
  switch (ask.do) {
    case 'people':
      for (let id = ask.first; id < ask.first + ask.count; id += 1)
        if (!world.findPerson(id))
          world.addPerson({ id, firstName: 'Студент', lastName: String(id), allowed: 'yes' });
      return { is: 'done' };
    case 'watch':
      return { is: 'heard', heard: await watch(ask) };
    case 'talk':
      return { is: 'talk', talk: await talk(ask) };
    case 'stop':
      await sandbox.stop();
      end = () => process.disconnect();
      return { is: 'done' };
  }
}

process.on('message', ({ number, ask }: { number: number; ask: Ask }) => {
  answer(ask).then(
    (answered) => process.send?.({ number, answered }, () => end()),
    (error: unknown) => process.send?.({ number, answered: { is: 'failed', why: String(error) } }),
  );
});
process.send?.({ number: 0, answered: { is: 'ready', apiUrl: sandbox.apiUrl } });
