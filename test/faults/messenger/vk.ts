import { z } from 'zod';
import type { Odds } from './chance.js';
import { Refusal, type Door, type DoorParts } from './door.js';
import { readExecute, type Call } from './execute.js';

const POLL = '/poll';
const MEMORY_MS = 3_600_000;
const MEMORY_COUNT = 100;
const BAD_KEYBOARD = 911;

const sending = z.object({
  peer_ids: z.union([z.string(), z.number()]).transform(String),
  random_id: z.coerce.number(),
  message: z.string().default(''),
});

/** VK's own address, methods and limits. */
export function vkDoor({ url, ...parts }: DoorParts): Door {
  const world = new World({ url, ...parts });
  return {
    apiUrl: `${url}/method`,
    news({ pathname, searchParams }, written) {
      if (pathname !== POLL) return undefined;
      const updates = written.slice(Number(searchParams.get('ts')) - 1);
      return { areThere: updates.length > 0, body: { ts: String(written.length + 1), updates } };
    },
    read(request, { pathname }, body) {
      const method = pathname.replace(/^\/method\//, '');
      const { access_token: given, ...params } = Object.fromEntries(new URLSearchParams(body));
      const executes = method === 'execute';
      const calls = executes ? readExecute(params['code'] ?? '') : [{ method, params }];
      const counts = calls.map((call) =>
        call.method === 'messages.send' ? sending.parse(call.params).peer_ids.split(',').length : 0,
      );
      return {
        method,
        token: /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? given,
        calls: calls.length,
        peers: Math.max(0, ...counts),
        perform: (id, odds) => world.perform(id, calls, executes, odds),
      };
    },
    perSecond: 20,
    tooFast: new Refusal(6),
    isCounted: () => true,
    wrongToken: new Refusal(5),
    refusal: ({ code }) => ({
      status: 200,
      body: { error: { error_code: code, error_msg: 'refused', request_params: [] } },
    }),
  };
}

/** VK's memory and its rules of sending; it knows nobody by name, only who can't be written to. */
class World {
  readonly #dialogs = new Map<number, { randomId: number; at: number; cmid: number }[]>();
  #last = 0;

  constructor(readonly parts: DoorParts) {}

  /** Does the work and gives VK's answer to it. @throws Refusal */
  perform(request: number, calls: readonly Call[], executes: boolean, odds: Odds): unknown {
    const [only] = calls;
    if (!executes && only) return { response: this.#call(request, only, odds) };
    const errors: unknown[] = [];
    const response = calls.map((call) => {
      try {
        if (this.parts.chance() < odds.innerFalse) throw new Refusal(10);
        return this.#call(request, call, odds);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        errors.push({ method: call.method, error_code: error.code, error_msg: 'refused' });
        return false;
      }
    });
    return { response, ...(errors.length > 0 && { execute_errors: errors }) };
  }

  #call(request: number, { method, params }: Call, odds: Odds): unknown {
    switch (method) {
      case 'messages.send':
        return this.#send(request, sending.parse(params), odds);
      case 'groups.getById':
        return { groups: [{ id: Number(params['group_id']), name: 'Колледж' }], profiles: [] };
      case 'groups.getLongPollServer':
        return { server: `${this.parts.url}${POLL}`, key: 'key', ts: '1' };
      case 'groups.getLongPollSettings':
        return {
          is_enabled: true,
          api_version: '5.199',
          events: { message_new: 1, message_event: 1, message_allow: 1, message_deny: 1 },
        };
      case 'groups.getCallbackServers':
        return { count: 0, items: [] };
      default:
        return 1;
    }
  }

  #send(request: number, { peer_ids, random_id, message }: z.infer<typeof sending>, odds: Odds): unknown {
    const { write, now, chance, refuses } = this.parts;
    const peers = peer_ids.split(',').map(Number);
    if (refuses.poison !== '' && message.includes(refuses.poison)) {
      for (const peer of peers) write({ is: 'refused', request, at: now(), peer, code: BAD_KEYBOARD });
      throw new Refusal(BAD_KEYBOARD);
    }
    return peers.map((peer) => {
      const code = refuses.gone.has(peer) ? 901 : chance() < odds.peerTrouble ? 10 : undefined;
      const at = now();
      if (code !== undefined) {
        write({ is: 'refused', request, at, peer, code });
        return {
          peer_id: peer,
          message_id: 0,
          conversation_message_id: 0,
          error: { code, description: 'refused' },
        };
      }
      write({ is: 'accepted', request, at, peer, randomId: random_id, text: message });
      const cmid = this.#remember(peer, random_id, at);
      return { peer_id: peer, message_id: cmid, conversation_message_id: cmid };
    });
  }

  /** The number of the message in its dialog; a repeat has the old one's. */
  #remember(peer: number, randomId: number, at: number): number {
    const dialog = this.#dialogs.get(peer) ?? [];
    this.#dialogs.set(peer, dialog);
    const known = dialog
      .slice(-MEMORY_COUNT)
      .find((one) => randomId !== 0 && one.randomId === randomId && at - one.at < MEMORY_MS);
    if (known) return known.cmid;
    this.#last += 1;
    dialog.push({ randomId, at, cmid: this.#last });
    return this.#last;
  }
}
