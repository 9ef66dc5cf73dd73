import type { Json } from '../json.js';

/** What Telegram finds in a text by itself, and how. */
const KINDS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['bot_command', /(?<![\w/])\/\w{1,64}(?:@\w{3,32})?(?![\w/])/g],
  ['mention', /(?<![\w@])@\w{5,32}\b/g],
  ['url', /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g],
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
];

/** Entities of a text, as messages have them; offsets and lengths in UTF-16 units. */
export function entitiesOf(text: string): Json[] {
  return KINDS.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)].map((found) => ({ type, offset: found.index, length: found[0].length })),
  ).sort((one, other) => one.offset - other.offset);
}
