import { z } from 'zod';
import { Refusal, type Asked, type Door, type DoorParts } from './door.js';

const ID = 7_000_000_001;
const sending = z.object({ chat_id: z.coerce.number(), text: z.string() });

/** Telegram's own address, methods and limits. Its bots' repeats are dropped by nobody. */
export function telegramDoor({ url, write, now, refuses }: DoorParts): Door {
  let last = 0;

  const send = (request: number, { chat_id: peer, text }: z.infer<typeof sending>): unknown => {
    const at = now();
    const isPoison = refuses.poison !== '' && text.includes(refuses.poison);
    const code = refuses.gone.has(peer) ? 403 : isPoison ? 400 : undefined;
    if (code !== undefined) {
      write({ is: 'refused', request, at, peer, code });
      throw new Refusal(code);
    }
    write({ is: 'accepted', request, at, peer, randomId: 0, text });
    const chat = { id: peer, type: 'private', first_name: 'Студент' };
    return { message_id: (last += 1), date: Math.floor(at / 1_000), chat, text };
  };

  return {
    apiUrl: url,
    // Nobody writes there yet.
    news: ({ pathname }) =>
      pathname.endsWith('/getUpdates') ? { areThere: false, body: { ok: true, result: [] } } : undefined,
    read(_request, { pathname }, body) {
      const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(pathname) ?? [];
      const asked: Omit<Asked, 'peers' | 'perform'> = { method, token, calls: 1 };
      if (method === 'sendMessage') {
        const params = sending.parse(JSON.parse(body));
        return { ...asked, peers: 1, perform: (request) => ({ ok: true, result: send(request, params) }) };
      }
      const result =
        method === 'getMe' ? { id: ID, is_bot: true, first_name: 'Звонок', username: 'zvonok_bot' } : true;
      return { ...asked, peers: 0, perform: () => ({ ok: true, result }) };
    },
    perSecond: 30,
    tooFast: new Refusal(429, 1),
    isCounted: ({ peers }) => peers > 0,
    wrongToken: new Refusal(401),
    refusal: ({ code, afterS }) => ({
      status: code,
      body: {
        ok: false,
        error_code: code,
        description: code === 403 ? 'Forbidden: bot was blocked by the user' : 'refused',
        ...(afterS !== undefined && { parameters: { retry_after: afterS } }),
      },
    }),
  };
}
