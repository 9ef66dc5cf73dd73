import { randomBytes, randomUUID } from 'node:crypto';
import { VkError } from '../vk-error.js';
import type { Method } from './method.js';

const CALL_ID_LENGTH = 36;

const start: Method = () => ({
  join_link: `https://vk.com/call/join/${randomBytes(32).toString('base64url')}`,
  call_id: randomUUID(),
});

const forceFinish: Method = (_world, params) => {
  if (params.requiredText('call_id').length !== CALL_ID_LENGTH) throw new VkError(100, 'call_id is invalid');
  return 1;
};

/** Calls, for a person's token only. */
export const callMethods: Readonly<Record<string, Method>> = {
  'calls.start': start,
  'calls.forceFinish': forceFinish,
};
