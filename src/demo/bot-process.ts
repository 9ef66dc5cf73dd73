import { z } from 'zod';

const messenger = {
  token: z.string(),
  apiUrl: z.string(),
  transport: z.object({ kind: z.literal('longpoll') }),
};

/** How the demo's first process and the others talk: what is said to another one. */
export const toProcess = z.discriminatedUnion('say', [
  z.object({
    say: z.literal('start'),
    secretKey: z.string(),
    databaseUri: z.string(),
    messengers: z.object({
      vk: z.object({ ...messenger, groupId: z.number() }).optional(),
      telegram: z.object(messenger).optional(),
    }),
    /** as in a clock's word */
    aheadMs: z.number(),
  }),
  /** the college's time, as far as it is ahead of the machine's, ms */
  z.object({ say: z.literal('clock'), aheadMs: z.number() }),
  z.object({ say: z.literal('stop') }),
]);

/** And what is said to the first. */
export const toFirst = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready') }),
  z.object({
    say: z.literal('code'),
    contact: z.object({ kind: z.enum(['phone', 'email']), value: z.string() }),
    text: z.string(),
  }),
]);

export type ToProcess = z.infer<typeof toProcess>;
export type ToFirst = z.infer<typeof toFirst>;
