import { describe, expect, it } from 'vitest';
import { readMessage, readPress } from '../../src/channels/vk/read-input.js';
import { queueOf, readEnvelope, readUpdate } from '../../src/channels/vk/updates.js';

const update = (type: string, object: unknown) => {
  const envelope = readEnvelope({ type, event_id: 'e', group_id: 1, v: '5.199', object });
  if (!envelope) throw new Error('no envelope');
  return readUpdate(envelope);
};
const message = (fields: object) =>
  update('message_new', { message: { from_id: 5, peer_id: 5, text: '', ...fields } });
const inputOf = (fields: object) => {
  const read = message(fields);
  return read.kind === 'message' ? readMessage(read.message) : read;
};

describe('a person whose message comes in an odd shape', () => {
  it.each([
    ['payload', {}],
    ['payload', null],
    ['payload', 5],
    ['payload', '{'],
    ['payload', '[]'],
  ])('is answered as for an old button when %s is %j', (field, value) => {
    expect(inputOf({ [field]: value, text: 'Занятия' })).toEqual({ kind: 'stale-button' });
  });

  it.each(['ref', 'attachments', 'fwd_messages', 'conversation_message_id', 'action'])(
    'is heard though %s is null',
    (field) => {
      expect(inputOf({ [field]: null, text: 'завтра' })).toEqual({ kind: 'text', text: 'завтра' });
    },
  );

  it('is told that such messages are not read when there is no text at all', () => {
    expect(inputOf({ text: null })).toEqual({ kind: 'other', what: 'unknown' });
  });

  it('is known by a queue of their own in each conversation', () => {
    expect(queueOf(message({}))).toBe('vk:5:5');
    expect(
      queueOf(update('message_event', { user_id: 5, peer_id: 2_000_000_001, event_id: 'x', payload: null })),
    ).toBe('vk:2000000001:5');
  });

  it('presses in vain what no button of ours carries, and is answered', () => {
    for (const payload of [null, [], 'x', { v: 1 }, { v: 1, do: 'join' }, { v: 2, do: 'menu' }]) {
      const read = update('message_event', { user_id: 5, peer_id: 5, event_id: 'x', payload });
      expect(read.kind === 'press' && readPress(read.press)).toEqual({ kind: 'stale-button' });
    }
  });
});
