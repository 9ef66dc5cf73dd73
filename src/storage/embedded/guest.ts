import { readAddress } from './address-file.js';
import type { Status } from './lock.js';
import { type Visit, visitHolder } from './lock-client.js';
import type { Progress } from './progress.js';

/** A healthy holder answers at once; one that doesn't is frozen, or just being killed. */
const ANSWER_MS = 5000;

type Guest = { address: string; dataDir: string; progress: Progress; signal?: AbortSignal | undefined };

/** `gone`: the holder is no more, so the folder may be free: try again. */
type Gone = { kind: 'gone' };
type Held = { kind: 'held'; pid: number; since: number };
type Unavailable = { kind: 'unavailable'; message: string };

/** An operator's command uses the database of whoever holds the folder, and waits for it while it is starting. */
export async function joinHolder(
  guest: Guest,
): Promise<{ kind: 'open'; uri: string; stop: () => Promise<void> } | Gone | Unavailable> {
  const visit = await visitHolder(guest.address, 'use');
  if (visit === undefined) return { kind: 'gone' };
  const silence = limit(visit, guest.signal);
  let said: Status['state'] | undefined;
  for await (const status of visit.statuses()) {
    silence.heard();
    if (status.state === 'ready') {
      const address = await readAddress(guest.dataDir);
      if (address === undefined) break;
      silence.end();
      visit.unref();
      return { kind: 'open', uri: address.uri, stop: async () => visit.leave() };
    }
    if (status.state !== said) {
      guest.progress(
        status.state === 'starting'
          ? `База данных запускается (процесс ${status.pid}), ждём…`
          : `База данных закрывается (процесс ${status.pid}), ждём…`,
      );
    }
    said = status.state;
  }
  silence.end();
  visit.leave();
  return silence.expired() ? frozen(guest) : { kind: 'gone' };
}

/** A bot leaves a folder to another bot, and waits for a command to end, at most `maxMs`. */
export async function waitForCommand(guest: Guest, maxMs: number): Promise<Gone | Held | Unavailable> {
  const visit = await visitHolder(guest.address, 'ask');
  if (visit === undefined) return { kind: 'gone' };
  const silence = limit(visit, guest.signal);
  let holder: Status | undefined;
  for await (const status of visit.statuses()) {
    // A bot that is stopping will soon have left: wait for it as for a command.
    if (status.kind === 'bot' && status.state !== 'stopping') {
      silence.end();
      visit.leave();
      return { kind: 'held', pid: status.pid, since: status.startedAt };
    }
    if (holder === undefined) {
      silence.heard();
      guest.progress(`База данных занята командой (процесс ${status.pid}), ждём до минуты…`);
      silence.allow(Math.max(0, maxMs));
    }
    holder = status;
  }
  silence.end();
  if (!silence.expired()) return { kind: 'gone' };
  return holder === undefined ? frozen(guest) : { kind: 'held', pid: holder.pid, since: holder.startedAt };
}

async function frozen(guest: Guest): Promise<Unavailable> {
  const owner = (await readAddress(guest.dataDir))?.ownerPid;
  const who =
    owner === undefined ? 'Папку данных держит процесс, который' : `Процесс ${owner} держит папку данных и`;
  return { kind: 'unavailable', message: `${who} не отвечает. Завершите его и запустите снова.` };
}

/** Ends a visit whose holder keeps silent too long, and one that our own side breaks off. */
function limit(visit: Visit, signal: AbortSignal | undefined) {
  let expired = false;
  const expire = () => {
    expired = true;
    visit.leave();
  };
  let timer = setTimeout(expire, ANSWER_MS);
  signal?.addEventListener('abort', visit.leave);
  return {
    heard: () => clearTimeout(timer),
    allow: (ms: number) => {
      timer = setTimeout(expire, ms);
    },
    expired: () => expired,
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', visit.leave);
    },
  };
}
