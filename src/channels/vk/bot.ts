import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { SceneManager, type IContext } from '@vk-io/scenes';
import { SessionManager } from '@vk-io/session';
import type { VK } from 'vk-io';
import { z } from 'zod';
import { storedDialog, type StoredDialog } from '../../../scenes/engine.js';
import { isVkChat } from '../../domain/chat-peers.js';
import type { Input, Reply } from '../../domain/messages.js';
import type { AccountRef } from '../../domain/people.js';
import { newReference } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { Bindings, Clock, Metrics, Sessions } from '../../ports.js';
import { brokenReply, type Dispatch } from '../dispatch.js';
import type { Handled } from '../ingress.js';
import { readMessage, readPress, speaksToBot } from './read-input.js';
import type { Replies } from './replies.js';
import type { VkMessage, VkPress, VkUpdate } from './updates.js';

/** Our dialogs run as one scene of @vk-io/scenes: it keeps their state in the session, our engine walks their steps. */
const SCENE = 'dialog';

/** As @vk-io/scenes lays its state into a session. */
const keptScene = z.object({
  __scene: z.object({ current: z.string(), state: z.object({ dialog: storedDialog }) }),
});

/** Where the session of somebody in a conversation is kept. */
export const sessionKeyOf = (peerId: number | string, accountId: string): string =>
  `vk:${peerId}:${accountId}`;

/** The dialog that a kept session holds; undefined outside of any. */
export function dialogIn(session: Record<string, unknown> | undefined): StoredDialog | undefined {
  const kept = keptScene.safeParse(session);
  return kept.success ? kept.data.__scene.state.dialog : undefined;
}

/** VK's random_id: int32, not 0. From the event that is answered, so that a repeated answer is seen once. */
export function replyIdOf(eventId: string): number {
  return createHash('sha256').update(eventId).digest().readInt32BE(0) || 1;
}

interface Deps {
  readonly vk: VK;
  readonly groupId: number;
  readonly sessions: Sessions;
  readonly bindings: Bindings;
  readonly dispatch: Dispatch;
  readonly replies: Replies;
  /** Somebody came into a chat: true when they belong there. */
  readonly enteredChat: (peerId: number, account: AccountRef) => Promise<boolean>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** One conversation's turn: who, what, and where the answer goes. */
interface Turn {
  readonly accountId: string;
  readonly peerId: number;
  readonly input: Input;
  readonly press?: VkPress;
  reply?: Reply;
  broke?: Error;
}

/** The bot proper: an update in, vk-io's session and scene around our dispatch, the reply out. */
export function createVkBot(deps: Deps) {
  const { vk, groupId, sessions, bindings, dispatch, replies, enteredChat, clock, log } = deps;
  const turns = new AsyncLocalStorage<Turn>();

  const session = new SessionManager({
    getStorageKey: () => {
      const turn = turns.getStore();
      return sessionKeyOf(turn?.peerId ?? 0, turn?.accountId ?? '');
    },
    storage: {
      get: (key) => sessions.get(key),
      set: async (key, value) => {
        // Plain JSON only: the library puts a function of its own among the fields.
        await sessions.set(key, z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(value))));
        return true;
      },
      delete: async (key) => {
        await sessions.delete(key);
        return true;
      },
      touch: async () => undefined,
    },
  });
  const scenes = new SceneManager({
    scenes: [{ slug: SCENE, enterHandler: () => undefined, leaveHandler: () => undefined }],
  });

  const converse = async (context: IContext): Promise<void> => {
    const turn = turns.getStore();
    if (!turn) return;
    const kept = context.scene.current ? storedDialog.safeParse(context.scene.state.dialog) : undefined;
    const result = await dispatch({
      account: { channel: 'vk', id: turn.accountId },
      input: turn.input,
      place: isVkChat(turn.peerId) ? 'chat' : 'private',
      dialog: kept?.data,
      now: clock.now(),
    });
    turn.reply = result.reply;
    const { scene, step } = result.dialog ?? {};
    log.debug(
      { account: Number(turn.accountId), input: turn.input.kind, scene, step },
      'a person is answered',
    );
    if (result.dialog) await context.scene.enter(SCENE, { silent: true, state: { dialog: result.dialog } });
    else if (context.scene.current) await context.scene.leave({ silent: true });
  };

  /** vk-io swallows what its handlers throw (and prints it raw): it is caught here first, told and logged by us. */
  const boundary = async (_context: unknown, next: () => Promise<unknown>): Promise<void> => {
    try {
      await next();
    } catch (error) {
      const turn = turns.getStore();
      if (turn) turn.broke = error instanceof Error ? error : new Error('a handler failed');
    }
  };
  vk.updates.use(boundary).use(session.middleware).use(scenes.middleware).use(converse);

  /** Runs one turn through vk-io; the reply is sent after the session is saved, so that a crash asks again, never forgets. */
  const take = async (turn: Turn, { eventId, body, comesAgain }: Handled<VkUpdate>): Promise<void> => {
    const startedAt = performance.now();
    try {
      await turns.run(turn, () => vk.updates.handleWebhookUpdate(withSafePayload(body)));
      if (turn.broke) throw turn.broke;
    } catch (error) {
      if (comesAgain(error)) throw error;
      const reference = newReference();
      const account = Number(turn.accountId);
      log.error({ err: error, reference, account, input: turn.input.kind }, 'a person got no answer');
      turn.reply = brokenReply(reference, turn.press !== undefined);
    }
    const to = {
      peerId: turn.peerId,
      randomId: replyIdOf(eventId),
      ...(turn.press && { press: turn.press }),
    };
    const reachable = await replies.reply(to, turn.reply ?? {});
    if (!reachable) await bindings.setReachable([{ channel: 'vk', id: turn.accountId }], false);
    deps.metrics.replyTime('vk', performance.now() - startedAt);
  };

  const onMessage = async (message: VkMessage, event: Handled<VkUpdate>): Promise<void> => {
    const inChat = isVkChat(message.peer_id);
    const { action } = message;
    if (action) {
      const came =
        action.type === 'chat_invite_user_by_link'
          ? message.from_id
          : action.type === 'chat_invite_user'
            ? action.member_id
            : undefined;
      if (inChat && came !== undefined && came > 0)
        await enteredChat(message.peer_id, { channel: 'vk', id: String(came) });
      return;
    }
    // Communities (negative numbers) are no people; in a chat the bot speaks when spoken to.
    if (message.from_id <= 0 || (inChat && message.payload === undefined && !speaksToBot(message, groupId)))
      return;
    await take(
      { accountId: String(message.from_id), peerId: message.peer_id, input: readMessage(message) },
      event,
    );
  };

  return async (event: Handled<VkUpdate>): Promise<void> => {
    const { update } = event;
    switch (update.kind) {
      case 'message':
        return onMessage(update.message, event);
      case 'press':
        return take(
          {
            accountId: String(update.press.user_id),
            peerId: update.press.peer_id,
            input: readPress(update.press),
            press: update.press,
          },
          event,
        );
      case 'deny':
        return bindings.setReachable([{ channel: 'vk', id: String(update.userId) }], false);
      case 'allow':
        return bindings.setReachable([{ channel: 'vk', id: String(update.userId) }], true);
      case 'other':
        return undefined;
    }
  };
}

/** vk-io throws in its constructors when a payload is no JSON: it gets none, we have read it already. */
function withSafePayload(body: unknown): Record<string, unknown> {
  const update = z
    .object({ object: z.record(z.string(), z.unknown()) })
    .loose()
    .parse(body);
  const message = z.record(z.string(), z.unknown()).safeParse(update.object.message);
  if (!message.success) return update;
  const { payload: _, ...rest } = message.data;
  return { ...update, object: { ...update.object, message: rest } };
}
