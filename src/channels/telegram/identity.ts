import { z } from 'zod';
import type { TelegramCalls } from './calls.js';
import type { Identity } from './read-input.js';

const me = z.object({ id: z.number().int(), username: z.string() });

/** Who the bot is, asked once: groups address it by its name. */
export function createIdentity(calls: Pick<TelegramCalls, 'ask'>) {
  let known: Identity | undefined;
  return {
    /** Asks Telegram; undefined when it is away or does not know the token. */
    async ask(): Promise<Identity | undefined> {
      const answer = await calls.ask((raw) => raw.getMe());
      const read = answer.ok ? me.safeParse(answer.result).data : undefined;
      known = read ?? known;
      return read;
    },
    async get(): Promise<Identity | undefined> {
      return known ?? this.ask();
    },
  };
}

export type KnownIdentity = ReturnType<typeof createIdentity>;
