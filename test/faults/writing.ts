import { randomUUID } from 'node:crypto';
import type { BotProcess } from '../support/bot-process.js';
import { GROUP_ID, type Run } from './run.js';
import { dialogsOf } from './messenger/check.js';
import type { Entry } from './messenger/log.js';

const SECRET = 'proof-secret';
/** A bot that VK calls. */
export const CALLBACK = {
  VK_TRANSPORT: 'callback',
  VK_CALLBACK_SECRET: SECRET,
  VK_CALLBACK_CONFIRMATION: 'a1b2c3d4',
  PUBLIC_URL: 'https://bot.example',
};
const PATIENCE = 60_000;

/** What somebody wrote, as VK tells of it. */
export interface Update {
  readonly event_id: string;
  readonly object: unknown;
}

/** A person's message. */
export const says = (person: number, text: string): Update => ({
  event_id: randomUUID(),
  object: { message: { from_id: person, peer_id: person, text, conversation_message_id: 1 } },
});

/** An update as VK tells of it by Long Poll. */
export const polled = (update: Update): Readonly<Record<string, unknown>> => ({
  type: 'message_new',
  group_id: GROUP_ID,
  v: '5.199',
  ...update,
});

/** An update as VK sends it. */
export const updateBody = (update: Update): string => JSON.stringify({ ...polled(update), secret: SECRET });

/** Posts what VK would, or would not. @returns the status, 0 when nobody answered */
export async function postBody(bot: BotProcess, body: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${bot.url}/vk/callback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: '' };
  }
}

/** As VK does: true when the bot said «ok», so that the update is the bot's now. */
export async function post(bot: BotProcess, update: Update): Promise<boolean> {
  const { status, text } = await postBody(bot, updateBody(update));
  return status === 200 && text === 'ok';
}

/** Waits until each person has so many answers, and says who has not, or has more, or got them out of order. */
export async function judge(
  run: Run,
  words: ReadonlyMap<number, number>,
): Promise<{ faults: string[]; repeats: number }> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const { accepted } = run.messenger;
    const { dialogs, repeats } = dialogsOf(await run.messenger.log());
    const unanswered = [...words].filter(([person, count]) => (dialogs.get(person)?.length ?? 0) < count);
    const left = until - performance.now();
    if (unanswered.length > 0 && left > 0) {
      await run.messenger.untilAccepted(accepted + 1, Math.min(left, 5_000));
      continue;
    }
    const twice = [...words].filter(([person, count]) => (dialogs.get(person)?.length ?? 0) > count);
    const mixed = [...dialogs.values()].filter((dialog) =>
      dialog.some(({ text }, index) => index > 0 && dialog[index - 1]?.text === text),
    );
    const faults = [
      ...(unanswered.length > 0 ? [`не получили ответа: ${unanswered.length}`] : []),
      ...(twice.length > 0 ? [`получили ответ дважды: ${twice.length}`] : []),
      ...(mixed.length > 0 ? [`получили ответы не по порядку: ${mixed.length}`] : []),
    ];
    return { faults, repeats };
  }
}

/** How often somebody was told that something broke, instead of an answer. */
export const apologies = (log: readonly Entry[]): number =>
  [...dialogsOf(log).dialogs.values()].flat().filter(({ text }) => text.startsWith('Не получилось выполнить'))
    .length;
