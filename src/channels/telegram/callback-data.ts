import { createHash } from 'node:crypto';
import { capabilities } from '../../domain/capabilities.js';
import type { Action } from '../../domain/messages.js';
import { ACTION_VERSION, decodeAction } from '../payload.js';

/** A short name of each action, and the fields that follow it. Keyboards stay on screens for months: names are never reused. */
const SHORT: { readonly [Do in Action['do']]: readonly [name: string, ...fields: string[]] } = {
  start: ['s'],
  menu: ['m'],
  lessons: ['l'],
  help: ['h'],
  bind: ['b'],
  choose: ['c', 'value'],
  chats: ['C', 'page'],
  'meet-chat': ['M', 'chat'],
  'enter-chat': ['E', 'chat'],
  day: ['d', 'day', 'who'],
  week: ['w', 'day', 'who'],
  lesson: ['L', 'lesson'],
  join: ['j', 'lesson'],
  'start-lesson': ['S', 'lesson'],
  'set-link': ['k', 'lesson'],
  settings: ['o'],
  notify: ['n', 'on'],
  remind: ['r', 'child', 'on'],
  where: ['W', 'to'],
  unbind: ['u'],
};
const LONG = new Map(Object.entries(SHORT).map(([word, [name, ...fields]]) => [name, { word, fields }]));

/** How a button speaks: silently, or as the person's own words. */
export type Voice = 'press' | 'say';
const VOICES: Readonly<Record<Voice, string>> = { press: 'p', say: 's' };

/** Marks data that only names what is kept elsewhere. */
const KEPT = '#';

/** What a button carries. `kept`: too long for that, so it goes by an id under which `kept` must be found at the press. */
export interface CallbackData {
  readonly data: string;
  readonly kept?: string;
}

/** An action as Telegram's 64 bytes hold it: `1pd"2026-11-25","student:7"`, or the id of what is longer. */
export function encodeCallback(voice: Voice, action: Action): CallbackData {
  const [name, ...fields] = SHORT[action.do];
  const given = new Map<string, unknown>(Object.entries(action));
  const values = fields.map((field) => given.get(field) ?? null);
  while (values.at(-1) === null) values.pop();
  const full = `${ACTION_VERSION}${VOICES[voice]}${name}${JSON.stringify(values).slice(1, -1)}`;
  if (Buffer.byteLength(full) <= capabilities.telegram.payloadMax) return { data: full };
  return { data: `${KEPT}${createHash('sha256').update(full).digest('base64url').slice(0, 22)}`, kept: full };
}

/** The id of what is kept, when that is all that the data holds. */
export const keptId = (data: string): string | undefined =>
  data.startsWith(KEPT) ? data.slice(KEPT.length) : undefined;

/** Reads what a button carried. Anybody can send anything, so it is a wish only; unknown, old and malformed ones are `stale`. */
export function decodeCallback(full: string): { readonly voice: Voice; readonly action: Action } | 'stale' {
  const [, version, voice, name = '', rest = ''] = /^(\d+)([ps])([A-Za-z])(.*)$/s.exec(full) ?? [];
  const meant = LONG.get(name);
  const values = meant && readValues(rest);
  if (!meant || !values) return 'stale';
  const fields = meant.fields.flatMap((field, at): [string, unknown][] => {
    const value = values[at] ?? undefined;
    return value === undefined ? [] : [[field, value]];
  });
  const action = decodeAction({ v: Number(version), do: meant.word, ...Object.fromEntries(fields) });
  return action === 'stale' ? 'stale' : { voice: voice === VOICES.say ? 'say' : 'press', action };
}

function readValues(text: string): unknown[] | undefined {
  try {
    const values: unknown = JSON.parse(`[${text}]`);
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}
