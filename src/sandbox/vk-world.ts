import { randomBytes } from 'node:crypto';
import { CALLBACK_PAUSES_MS, Callback } from './callback.js';
import { isJsonObject, type Json, parseJson } from './json.js';
import type { Button } from './keyboard.js';
import { LongPoll } from './long-poll.js';
import type { Person } from './people.js';
import { isChatPeer, type Message, type Press, type Update } from './types.js';
import { wireMessage, wireNewMessage } from './wire.js';
import { Presses } from './presses.js';
import { type Words, World, type WorldOptions } from './world.js';

/** What a world of VK's begins with. */
export type VkWorldOptions = Omit<WorldOptions, 'botId'> & {
  readonly groupId: number;
  readonly callbackPausesMs?: readonly number[];
};

/** VK: its bot is a community, which hears of events by Long Poll and Callback. */
export class VkWorld extends World {
  override readonly messenger = 'vk';
  override readonly presses = new Presses(() => randomBytes(6).toString('hex'));
  protected override readonly firstPerson = 100_001;
  readonly groupId: number;
  override readonly longPoll = new LongPoll();
  readonly callback: Callback;
  /** bot features of the community's settings; without them keyboards are refused with 912 */
  botFeatures = true;

  constructor({ groupId, callbackPausesMs, ...options }: VkWorldOptions) {
    super({ ...options, botId: groupId });
    this.groupId = groupId;
    this.callback = new Callback(groupId, callbackPausesMs ?? CALLBACK_PAUSES_MS);
  }

  /** Methods have a dot; events are told by themselves. */
  override hasTarget(target: string): boolean {
    return target.includes('.') || /^(a_check|message_\w+|user_\w+)$/.test(target);
  }

  /** «Начать», the button that VK shows in an empty dialog; a link's code comes with it. */
  override wordsOfStart(ref?: string, refSource = ''): Words {
    const start = { text: 'Начать', payload: '{"command":"start"}' };
    return ref === undefined ? start : { ...start, ref, refSource };
  }

  /** In a chat VK puts the community's mention before the label. */
  override wordsOfPress({ action }: Button, _person: Person, where: number): Words {
    if (action.type !== 'text') throw new Error(`a ${action.type} button is not a text button`);
    const mention = isChatPeer(where) ? `[club${this.groupId}|@${this.screenName}] ` : '';
    const { payload } = action;
    return { text: mention + action.label, ...(payload !== undefined && { payload }) };
  }

  override tellPress({ userId, peerId, eventId, message, data }: Press): void {
    const payload = parseJson(data ?? '{}');
    this.deliver('message_event', {
      user_id: userId,
      peer_id: peerId,
      event_id: eventId,
      payload: isJsonObject(payload) ? payload : {},
      conversation_message_id: message.cmid,
    });
  }

  override tellPermission({ id }: Person, allowed: boolean): void {
    if (allowed) this.deliver('message_allow', { user_id: id, key: '' });
    else this.deliver('message_deny', { user_id: id });
  }

  /** The community puts somebody on its blacklist, or takes them off it. */
  blacklist(person: Person, on: boolean): void {
    person.blacklisted = on;
    this.bus.emit({ type: 'person', userId: person.id });
    const about = { admin_id: 1, user_id: person.id };
    if (on) this.deliver('user_block', { ...about, unblock_date: 0, reason: 0 });
    else this.deliver('user_unblock', { ...about, by_end_date: 0 });
  }

  /** Hands an event to Long Poll and Callback, with one event_id for both. */
  deliver(type: string, object: Json): void {
    const update: Update = {
      group_id: this.groupId,
      type,
      event_id: randomBytes(20).toString('hex'),
      v: '5.199',
      object,
    };
    const times = this.faults.doublesEvent(type) ? 2 : 1;
    for (let i = 0; i < times; i += 1) {
      const isPolled = this.longPoll.push(update);
      const isPushed = this.callback.push(update);
      this.bus.emit({ type: 'update', update, told: isPolled || isPushed });
    }
  }

  override close(): void {
    this.longPoll.close();
    this.callback.close();
  }

  /** message_new for people's words, message_reply for the community's own. */
  protected override tellMessage(message: Message): void {
    if (message.fromId > 0 || message.action !== undefined)
      this.deliver('message_new', wireNewMessage(message));
    else this.deliver('message_reply', wireMessage(message));
  }

  protected override tellEdit(message: Message): void {
    this.deliver('message_edit', wireMessage(message));
  }
}
