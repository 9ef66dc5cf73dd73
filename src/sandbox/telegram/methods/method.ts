import type { Json } from '../../json.js';
import type { Person } from '../../people.js';
import { isChatPeer, type Message } from '../../types.js';
import type { Params } from '../params.js';
import { badRequest, plannedRefusal, TelegramError } from '../telegram-error.js';
import type { TelegramWorld } from '../world.js';

/**
 * What a method does: it reads its parameters, changes the world, gives the `result`. `gone` aborts when the caller hangs up.
 * @throws TelegramError
 */
export type Method = (world: TelegramWorld, params: Params, gone: AbortSignal) => Json | Promise<Json>;

/**
 * The conversation that `chat_id` names, which the bot may write to.
 * @param method as faults name it: one may be planned for this chat alone
 * @throws TelegramError 400 for one that the bot does not know, 403 where it may not write
 */
export function writableChat(world: TelegramWorld, params: Params, method: string): number {
  const peerId = knownChat(world, params);
  const planned = world.faults.forPeer(method, peerId);
  if (planned !== undefined) throw plannedRefusal(planned, world.floodWaitS);
  if (isChatPeer(peerId)) {
    if (world.chats.byPeer(peerId)?.members.has(-world.botId) !== true)
      throw new TelegramError(403, 'Forbidden: bot was kicked from the group chat');
    return peerId;
  }
  if (world.deactivated.has(peerId)) throw new TelegramError(403, 'Forbidden: user is deactivated');
  if (world.findPerson(peerId)?.allowed === 'no')
    throw new TelegramError(403, 'Forbidden: bot was blocked by the user');
  return peerId;
}

/** The conversation that `chat_id` names. @throws TelegramError 400 for one that the bot has never met */
export function knownChat(world: TelegramWorld, params: Params): number {
  const text = params.text('chat_id');
  if (text === '') throw badRequest('chat_id is empty');
  const id = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  const peerId = id < 0 ? -id : id;
  const isKnown = id < 0 ? world.chats.byPeer(peerId) !== undefined : isMet(world.findPerson(id));
  if (!isKnown) throw badRequest('chat not found');
  return peerId;
}

const isMet = (person: Person | undefined): boolean =>
  person !== undefined && person.allowed !== 'never-wrote';

/** A message by its number. @param what how the refusal calls it */
export function messageIn(world: TelegramWorld, peerId: number, params: Params, what: string): Message {
  const id = params.int('message_id', 0);
  const found = world.conversation(peerId).messages.find((one) => one.id === id && one.deleted !== true);
  if (found === undefined) throw badRequest(`${what} not found`);
  return found;
}
