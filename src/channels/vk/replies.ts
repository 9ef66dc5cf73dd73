import { setTimeout as wait } from 'node:timers/promises';
import { capabilities } from '../../domain/capabilities.js';
import type { OutMessage, Reply } from '../../domain/messages.js';
import type { Outcome } from '../../domain/notices.js';
import { MINUTE, SECOND } from '../../domain/time.js';
import type { VkCalls } from './calls.js';
import { outcomesOf } from './outcomes.js';
import { renderMessage } from './render.js';
import type { VkPress } from './updates.js';

/** Where a reply goes, and what makes its `random_id`: the same event answered twice is seen once. */
export interface ReplyTo {
  readonly peerId: number;
  /** Int32, from the event that is answered. */
  readonly randomId: number;
  /** The press to be answered, if it was one. */
  readonly press?: VkPress;
}

/** A VK that is away for a minute leaves nobody without an answer. */
const PATIENCE = 2 * MINUTE;
const URGENT = { urgent: true, repeatable: true, leaveWithinMs: PATIENCE } as const;
/** VK forgets a press after a minute. */
const PRESS = { ...URGENT, leaveWithinMs: MINUTE } as const;
/** A passing trouble of one recipient (1, 6, 9, 10 in an answer that took the request) is outlasted so many times. */
const TRIES = 5;

/** Replies to people: snackbars and opened links first, then edits of the message whose button was pressed, then messages. */
export function createReplies(calls: VkCalls) {
  const send = async (peerId: number, randomId: number, message: OutMessage): Promise<Outcome> => {
    const peer = String(peerId);
    const params = { peer_ids: peer, random_id: randomId, ...renderMessage(message) };
    for (let tries = 1; ; tries += 1) {
      const answer = await calls.call('messages.send', params, URGENT);
      const outcome = outcomesOf(answer, [peer]).get(peer) ?? { kind: 'retry', afterMs: SECOND };
      // What failed as a whole has had its patience already.
      if (!answer.ok || outcome.kind !== 'retry' || tries === TRIES) return outcome;
      await wait(outcome.afterMs * tries);
    }
  };

  const edit = async (press: VkPress, randomId: number, message: OutMessage): Promise<void> => {
    const { peer_id: peer, conversation_message_id: cmid } = press;
    const edited =
      cmid === undefined
        ? undefined
        : await calls.call('messages.edit', { peer_id: peer, cmid, ...renderMessage(message) }, URGENT);
    // Older than a day, deleted, or not ours (909 and others): shown anew.
    if (!edited?.ok) await send(peer, randomId, message);
  };

  const answer = async (press: VkPress, { toast, link }: Reply): Promise<void> => {
    const data = link
      ? { type: 'open_link', link }
      : toast
        ? { type: 'show_snackbar', text: toast.slice(0, capabilities.vk.toastMax) }
        : undefined;
    await calls.call(
      'messages.sendMessageEventAnswer',
      {
        event_id: press.event_id,
        user_id: press.user_id,
        peer_id: press.peer_id,
        ...(data && { event_data: JSON.stringify(data) }),
      },
      PRESS,
    );
  };

  return {
    /** True unless VK says that this person can't be written to. */
    async reply({ peerId, randomId, press }: ReplyTo, reply: Reply): Promise<boolean> {
      const message = reply.message ?? (press ? undefined : reply.edit);
      // The spinner stops first: whoever pressed knows at once that it worked.
      if (press) await answer(press, reply);
      if (press && reply.edit) await edit(press, randomId, reply.edit);
      const sent = message ? await send(peerId, randomId, message) : undefined;
      return sent?.kind !== 'gone';
    },
    send,
  };
}

export type Replies = ReturnType<typeof createReplies>;
