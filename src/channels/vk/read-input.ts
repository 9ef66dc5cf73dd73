import type { Input } from '../../domain/messages.js';
import { decodeAction } from '../payload.js';
import type { VkMessage, VkPress } from './updates.js';

const KINDS: Readonly<Record<string, Extract<Input, { kind: 'other' }>['what']>> = {
  sticker: 'sticker',
  audio_message: 'voice',
  photo: 'picture',
  video: 'picture',
  graffiti: 'picture',
  doc: 'file',
  audio: 'file',
};

/** A text button's payload is JSON text, and may be anything. */
function parsePayload(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** «[club1|Звонок] что сейчас» → «что сейчас»: how a message in a chat begins that speaks to the bot. */
const withoutMention = (text: string): string =>
  text.replace(/^\s*\[(?:club|public)\d+\|[^\]]*\][,:]?\s*/i, '');

/** What a VK message says, for the core. A link's code wins over the words it came with. */
export function readMessage(message: VkMessage): Input {
  if (message.ref) return { kind: 'ref', code: message.ref.slice(0, 64) };
  if (message.payload !== undefined) {
    const action = decodeAction(parsePayload(message.payload));
    if (action !== 'stale') return { kind: 'press', action, silent: false };
    return { kind: 'stale-button' };
  }
  const text = withoutMention(message.text).trim();
  if (text) return { kind: 'text', text };
  const [attachment] = message.attachments;
  if (attachment) return { kind: 'other', what: KINDS[attachment.type] ?? 'unknown' };
  if (message.fwd_messages.length > 0) return { kind: 'other', what: 'forward' };
  return { kind: 'other', what: message.geo ? 'place' : 'unknown' };
}

/** What a pressed callback button asks for. */
export function readPress(press: VkPress): Input {
  const action = decodeAction(press.payload);
  return action === 'stale' ? { kind: 'stale-button' } : { kind: 'press', action, silent: true };
}

/** In a group's chat the bot is silent unless spoken to: by its mention or by a slash. */
export const speaksToBot = (message: VkMessage, groupId: number): boolean =>
  new RegExp(`\\[(?:club|public)${groupId}\\|`, 'i').test(message.text) ||
  message.text.trimStart().startsWith('/');
