import { capabilities } from '../../domain/capabilities.js';
import type { OutMessage, Reply } from '../../domain/messages.js';
import type { Answer, VkCalls } from './calls.js';
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

const URGENT = { urgent: true, repeatable: true } as const;

/** Replies to people: snackbars and opened links first, then edits of the message whose button was pressed, then messages. */
export function createReplies(calls: VkCalls) {
  const send = (peerId: number, randomId: number, message: OutMessage): Promise<Answer> =>
    calls.call(
      'messages.send',
      { peer_ids: String(peerId), random_id: randomId, ...renderMessage(message) },
      URGENT,
    );

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
      URGENT,
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
      return !sent || outcomesOf(sent, [String(peerId)]).get(String(peerId))?.kind !== 'gone';
    },
    send,
  };
}

export type Replies = ReturnType<typeof createReplies>;
