import { z } from 'zod';
import type { Readable } from '../ingress.js';

const id = z.number().int();

/** Fields beside the addresses may be anything: what can't be read counts as absent, the person is answered all the same. */
const message = z.object({
  from_id: id,
  peer_id: id,
  conversation_message_id: id.optional().catch(undefined),
  text: z.string().catch(''),
  /** JSON text; anything else there is a button of nobody's making. */
  payload: z.string().optional().catch('null'),
  ref: z.string().optional().catch(undefined),
  attachments: z.array(z.object({ type: z.string() }).loose()).catch([]),
  fwd_messages: z.array(z.unknown()).catch([]),
  geo: z.unknown().optional(),
  action: z.object({ type: z.string(), member_id: id.optional() }).loose().optional().catch(undefined),
});

const pressEvent = z.object({
  user_id: id,
  peer_id: id,
  event_id: z.string().min(1).max(200),
  payload: z.unknown(),
  conversation_message_id: id.optional(),
});

const envelope = z.object({
  type: z.string().max(100),
  event_id: z.string().min(1).max(200),
  group_id: id,
  object: z.unknown(),
});

/** What may come before `object`, and the whole as VK sent it. */
export interface Envelope {
  readonly type: string;
  readonly eventId: string;
  readonly groupId: number;
  readonly object: unknown;
}

export type VkMessage = z.infer<typeof message>;
export type VkPress = z.infer<typeof pressEvent>;

/** An update as the bot understands it. `other`: well-formed and of no concern to us. */
export type VkUpdate =
  | { readonly kind: 'message'; readonly message: VkMessage }
  | { readonly kind: 'press'; readonly press: VkPress }
  | { readonly kind: 'allow' | 'deny'; readonly userId: number }
  | { readonly kind: 'other' };

/** The envelope of an update; undefined for anything that is not one. */
export function readEnvelope(body: unknown): Envelope | undefined {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return undefined;
  const { type, event_id: eventId, group_id: groupId, object } = parsed.data;
  return { type, eventId, groupId, object };
}

/** Reads an update by its type; malformed ones are `other`, since VK adds types and fields at will. */
export function readUpdate({ type, object }: Envelope): VkUpdate {
  switch (type) {
    case 'message_new': {
      const parsed = z.object({ message }).safeParse(object);
      return parsed.success ? { kind: 'message', message: parsed.data.message } : { kind: 'other' };
    }
    case 'message_event': {
      const parsed = pressEvent.safeParse(object);
      return parsed.success ? { kind: 'press', press: parsed.data } : { kind: 'other' };
    }
    case 'message_allow':
    case 'message_deny': {
      const parsed = z.object({ user_id: id }).safeParse(object);
      if (!parsed.success) return { kind: 'other' };
      return { kind: type === 'message_allow' ? 'allow' : 'deny', userId: parsed.data.user_id };
    }
    default:
      return { kind: 'other' };
  }
}

/** An update of our community that is to be handled; undefined for all else. */
export function readConcern(body: unknown, groupId: number): Readable<VkUpdate> | undefined {
  const envelope = readEnvelope(body);
  if (!envelope || envelope.groupId !== groupId) return undefined;
  const update = readUpdate(envelope);
  if (update.kind === 'other') return undefined;
  const { eventId } = envelope;
  return { eventId, queue: queueOf(update), update, isMessage: update.kind === 'message' };
}

/** Everything of one person in one conversation has one queue. */
export function queueOf(update: VkUpdate): string {
  switch (update.kind) {
    case 'message':
      return `vk:${update.message.peer_id}:${update.message.from_id}`;
    case 'press':
      return `vk:${update.press.peer_id}:${update.press.user_id}`;
    case 'allow':
    case 'deny':
      return `vk:${update.userId}:${update.userId}`;
    case 'other':
      return 'vk:other';
  }
}
