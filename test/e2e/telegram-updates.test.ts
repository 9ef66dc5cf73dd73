import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startHouse, type House } from '../support/house.js';

const SECRET = 'webhook_secret-of-the-test';

/** A port that is free now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

describe('somebody who writes in Telegram', () => {
  let house: House;
  afterEach(() => house.stop());

  it('is answered once over the webhook, though it brings their word twice, and strangers can bring none', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/telegram/webhook`;
    house = await startHouse({
      telegram: true,
      telegramWebhook: { url, secret: SECRET },
      env: {
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        TELEGRAM_TOKEN: '7000000001:sandbox',
        TELEGRAM_TRANSPORT: 'webhook',
        TELEGRAM_WEBHOOK_SECRET: SECRET,
        SECRET_KEY: 'a-key-of-the-tests-and-of-nothing-else',
      },
    });
    const { world } = house.sandbox.telegram;
    world.fail('message', 1, 'twice');
    const guest = house.inTelegram(7_200_000_001, 'Гость');
    await guest.presses('Начать');
    await guest.expects(/Здравствуйте/);
    guest.says('помощь');
    await guest.expects(/показывает занятия и чаты/);
    const forged = {
      update_id: 1,
      message: {
        message_id: 1,
        date: 0,
        chat: { id: 7_200_000_001, type: 'private' },
        from: { id: 7_200_000_001, is_bot: false, first_name: 'x' },
        text: 'меню',
      },
    };
    const refused = await fetch(url, {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': 'guess' },
      body: JSON.stringify(forged),
    });
    expect(refused.status).toBe(403);
    expect(guest.unread()).toEqual([]);
  });

  it('is heard by polling though a webhook was left from before', async () => {
    house = await startHouse({ telegram: true });
    const { url, token } = house.sandbox.telegram;
    const guest = house.inTelegram(7_200_000_002, 'Гость');
    await guest.presses('Начать');
    await guest.expects(/Здравствуйте/);
    await fetch(`${url}/bot${token}/setWebhook?url=http://127.0.0.1:1/nobody`);
    guest.says('помощь');
    await guest.expects(/показывает занятия и чаты/, 15_000);
  }, 20_000);
});
