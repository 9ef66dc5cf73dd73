import { z } from 'zod';
import { storedDialog, type StoredDialog } from '../../../scenes/engine.js';
import type { Action, Input, Reply } from '../../domain/messages.js';
import type { AccountRef } from '../../domain/people.js';
import { newReference } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { Bindings, Buttons, Clock, Metrics, Sessions } from '../../ports.js';
import { common } from '../../texts/common.js';
import { brokenReply, type Dispatch, type Dispatched } from '../dispatch.js';
import type { Handled } from '../ingress.js';
import { decodeCallback, keptId } from './callback-data.js';
import type { KnownIdentity } from './identity.js';
import { isSpoken, readMessage, speaksToBot } from './read-input.js';
import type { Replies } from './replies.js';
import { isPrivate, type TelegramMessage, type TelegramPress, type TelegramUpdate } from './updates.js';

const session = z.object({ dialog: storedDialog });

interface Deps {
  readonly identity: KnownIdentity;
  readonly buttons: Pick<Buttons, 'find'>;
  readonly sessions: Sessions;
  readonly bindings: Bindings;
  readonly dispatch: Dispatch;
  readonly replies: Replies;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Under what a person's dialog in a chat is kept. */
export const sessionKeyOf = (chatId: string, accountId: string): string => `telegram:${chatId}:${accountId}`;

/** The dialog that a kept session holds; undefined outside of any. */
export function dialogIn(kept: Record<string, unknown> | undefined): StoredDialog | undefined {
  const parsed = session.safeParse(kept);
  return parsed.success ? parsed.data.dialog : undefined;
}

/** One conversation's turn: who, what, and where the answer goes. */
interface Turn {
  readonly accountId: string;
  readonly chatId: string;
  readonly place: 'private' | 'chat';
  readonly input: Input;
  readonly press?: TelegramPress;
  readonly action?: Action;
}

const isSilent = ({ input, press }: Turn): boolean =>
  input.kind === 'press' ? input.silent : press !== undefined;

/** The bot proper: an update in, the session around our dispatch, the reply out. */
export function createTelegramBot(deps: Deps) {
  const { identity, buttons, sessions, bindings, dispatch, replies, clock, log } = deps;
  const accountOf = (id: number): AccountRef => ({ channel: 'telegram', id: String(id) });

  /** Asks the core, with the dialog from the session; the session is saved before the reply, so that a crash asks again. */
  const converse = async ({ accountId, chatId, place, input }: Turn): Promise<Dispatched> => {
    const key = sessionKeyOf(chatId, accountId);
    const dialog = dialogIn(await sessions.get(key));
    const account: AccountRef = { channel: 'telegram', id: accountId };
    const result = await dispatch({ account, input, place, dialog, now: clock.now() });
    const { scene, step } = result.dialog ?? {};
    log.debug({ account: Number(accountId), input: input.kind, scene, step }, 'a person is answered');
    if (result.dialog) await sessions.set(key, { dialog: result.dialog });
    else if (dialog) await sessions.delete(key);
    return result;
  };

  const take = async (turn: Turn, { comesAgain }: Handled<TelegramUpdate>): Promise<void> => {
    const startedAt = performance.now();
    const { chatId, press, action } = turn;
    let reply: Reply;
    try {
      ({ reply } = await converse(turn));
    } catch (error) {
      if (comesAgain(error)) throw error;
      const reference = newReference();
      const account = Number(turn.accountId);
      log.error({ err: error, reference, account, input: turn.input.kind }, 'a person got no answer');
      reply = brokenReply(reference, isSilent(turn));
    }
    // An address is personal, and in a group everybody reads along.
    if (turn.place === 'chat' && reply.link !== undefined) reply = { toast: common.chatToast() };
    const reachable = await replies.reply({ chatId, action, ...(press && { press }) }, reply);
    if (!reachable && turn.place === 'private')
      await bindings.setReachable([{ channel: 'telegram', id: turn.accountId }], false);
    deps.metrics.replyTime('telegram', performance.now() - startedAt);
  };

  const onMessage = async (message: TelegramMessage, event: Handled<TelegramUpdate>): Promise<void> => {
    const place = isPrivate(message.chat) ? 'private' : 'chat';
    if (!isSpoken(message) || (place === 'chat' && !speaksToBot(message, await identity.get()))) return;
    const input = readMessage(message);
    await take({ accountId: String(message.from.id), chatId: String(message.chat.id), place, input }, event);
  };

  const onPress = async (press: TelegramPress, event: Handled<TelegramUpdate>): Promise<void> => {
    const place = isPrivate(press.message.chat) ? 'private' : 'chat';
    const to = {
      accountId: String(press.from.id),
      chatId: String(press.message.chat.id),
      place,
      press,
    } as const;
    const id = keptId(press.data);
    const asked = decodeCallback((id === undefined ? press.data : await buttons.find(id)) ?? '');
    if (asked === 'stale') return take({ ...to, input: { kind: 'stale-button' } }, event);
    const { voice, action } = asked;
    await take({ ...to, action, input: { kind: 'press', action, silent: voice === 'press' } }, event);
  };

  return async (event: Handled<TelegramUpdate>): Promise<void> => {
    const { update } = event;
    switch (update.kind) {
      case 'message':
        return onMessage(update.message, event);
      case 'press':
        return onPress(update.press, event);
      case 'reach':
        return bindings.setReachable([accountOf(update.userId)], update.reachable);
    }
  };
}
