import { z } from 'zod';
import type { Action } from '../domain/messages.js';

/** Raised when an action's shape changes: keyboards stay on people's screens for months. */
export const ACTION_VERSION = 1;

const id = z.string().min(1).max(120);
const day = z.iso.date();
const page = z.number().int().min(0).max(10_000);

const action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('start') }),
  z.object({ do: z.literal('menu') }),
  z.object({ do: z.literal('lessons') }),
  z.object({ do: z.literal('help') }),
  z.object({ do: z.literal('bind') }),
  z.object({ do: z.literal('choose'), value: z.string().min(1).max(40) }),
  z.object({ do: z.literal('chats'), page }),
  z.object({ do: z.literal('meet-chat'), chat: id }),
  z.object({ do: z.literal('enter-chat'), chat: id }),
  z.object({ do: z.literal('day'), day, who: id.optional() }),
  z.object({ do: z.literal('week'), day, who: id.optional() }),
  z.object({ do: z.literal('lesson'), lesson: id }),
  z.object({ do: z.literal('join'), lesson: id }),
  z.object({ do: z.literal('start-lesson'), lesson: id }),
  z.object({ do: z.literal('set-link'), lesson: id }),
  z.object({ do: z.literal('settings') }),
  z.object({ do: z.literal('notify'), on: z.boolean() }),
  z.object({ do: z.literal('remind'), child: id, on: z.boolean() }),
  z.object({ do: z.literal('where'), to: z.enum(['all', 'vk', 'telegram', 'max']).optional() }),
  z.object({ do: z.literal('unbind') }),
]);

/** VK's own «Начать» button, shown while there is no conversation yet. */
const vkStart = z.object({ command: z.literal('start') });

/** A button's payload: the action and the version it was made by. */
export const encodeAction = (wish: Action): string => JSON.stringify({ v: ACTION_VERSION, ...wish });

/**
 * Reads what a button carried. Anybody can send anything as a payload, so it is a wish only; unknown, old and malformed ones
 * are `stale`.
 */
export function decodeAction(payload: unknown): Action | 'stale' {
  if (vkStart.safeParse(payload).success) return { do: 'start' };
  const versioned = z
    .object({ v: z.literal(ACTION_VERSION) })
    .loose()
    .safeParse(payload);
  const parsed = versioned.success ? action.safeParse(versioned.data) : undefined;
  if (!parsed?.success) return 'stale';
  const { data } = parsed;
  if (data.do === 'day' || data.do === 'week') {
    return { do: data.do, day: data.day, ...(data.who !== undefined && { who: data.who }) };
  }
  if (data.do === 'where') return { do: 'where', ...(data.to !== undefined && { to: data.to }) };
  return data;
}
