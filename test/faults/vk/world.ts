import { z } from 'zod';
import type { Odds } from './chance.js';
import { readExecute, type Call } from './execute.js';
import type { Entry } from './log.js';

const MEMORY_MS = 3_600_000;
const MEMORY_COUNT = 100;
const BAD_KEYBOARD = 911;

const sending = z.object({
  peer_ids: z.union([z.string(), z.number()]).transform(String),
  random_id: z.coerce.number(),
  message: z.string().default(''),
});

/** VK's error of a whole call. */
export class Refusal extends Error {
  constructor(readonly code: number) {
    super(`error ${code}`);
  }
}

/** What a request is about: known before anything is done. */
export interface Work {
  readonly calls: readonly Call[];
  readonly executes: boolean;
  /** Most recipients of one messages.send in it. */
  readonly peers: number;
}

export function readWork(method: string, params: Readonly<Record<string, string>>): Work {
  const executes = method === 'execute';
  const calls = executes ? readExecute(params['code'] ?? '') : [{ method, params }];
  const counts = calls.map((call) =>
    call.method === 'messages.send' ? sending.parse(call.params).peer_ids.split(',').length : 0,
  );
  return { calls, executes, peers: Math.max(0, ...counts) };
}

/** The messenger's memory and its rules of sending; it knows nobody by name, only who can't be written to. */
export class World {
  readonly gone = new Set<number>();
  /** A message with these words in it is taken for nobody, as one whose keyboard VK does not like; none while it is empty. */
  poison = '';
  readonly #dialogs = new Map<number, { randomId: number; at: number; cmid: number }[]>();
  #last = 0;

  constructor(
    readonly write: (entry: Entry) => void,
    readonly now: () => number,
    readonly chance: () => number,
    readonly pollServer: string,
  ) {}

  /** Does the work and gives VK's answer to it. @throws Refusal */
  perform(request: number, { calls, executes }: Work, odds: Odds): unknown {
    const [only] = calls;
    if (!executes && only) return { response: this.#call(request, only, odds) };
    const errors: unknown[] = [];
    const response = calls.map((call) => {
      try {
        if (this.chance() < odds.innerFalse) throw new Refusal(10);
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
        return { server: this.pollServer, key: 'key', ts: '1' };
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
    const peers = peer_ids.split(',').map(Number);
    if (this.poison !== '' && message.includes(this.poison)) {
      for (const peer of peers)
        this.write({ is: 'refused', request, at: this.now(), peer, code: BAD_KEYBOARD });
      throw new Refusal(BAD_KEYBOARD);
    }
    return peers.map((peer) => {
      const code = this.gone.has(peer) ? 901 : this.chance() < odds.peerTrouble ? 10 : undefined;
      const at = this.now();
      if (code !== undefined) {
        this.write({ is: 'refused', request, at, peer, code });
        return {
          peer_id: peer,
          message_id: 0,
          conversation_message_id: 0,
          error: { code, description: 'refused' },
        };
      }
      this.write({ is: 'accepted', request, at, peer, randomId: random_id, text: message });
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
