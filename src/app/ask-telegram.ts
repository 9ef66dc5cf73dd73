import { z } from 'zod';
import { createClient } from '../channels/telegram/client.js';
import type { TelegramConfig } from '../config.js';
import { AppError } from '../errors.js';

const me = z.object({ username: z.string() });

/** What the doctor asks Telegram: whether it takes the token. Rejects when Telegram is silent. */
export const askTelegram = (telegram: Extract<TelegramConfig, { kind: 'on' }>) => async () => {
  const client = createClient(telegram);
  try {
    const answer = await client.ask((raw) => raw.getMe());
    if (answer.ok) return { kind: 'bot', name: me.parse(answer.result).username } as const;
    if (answer.kind === 'refused') return { kind: 'refused', code: answer.code } as const;
    throw new AppError('telegram-silent');
  } finally {
    client.close();
  }
};
