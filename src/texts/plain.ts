/** Breaks a mention without being seen: U+2060 WORD JOINER. */
const BREAK = '\u2060';

/** Signs that end a line for somebody: each becomes one space. */
const LINE_ENDS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Control signs, marks that turn the direction of writing, and signs without width that would hide a mention. */
const UNSEEN = /[\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
/** `[id1|Anna]`, `[club1|…]`, `[https://…|…]`: VK makes a link of any square bracket with a bar in it. */
const WIKI_LINK = /\[(?=[^[\]]*\|)/g;
/** `@id1`, `*durov`, `@all`, `@все`: a mention begins with one of two signs right before a name. */
const MENTION = /([@*])(?=[a-z0-9_]|все|онлайн|тут|здесь)/gi;

/**
 * A name or a subject that somebody else wrote, safe inside a message: it mentions nobody, links to nothing by VK's
 * markup, stays on its line and reads in one direction. Ordinary text comes back unchanged.
 */
export const plain = (text: string): string =>
  text
    .replace(LINE_ENDS, ' ')
    .replace(UNSEEN, '')
    .replace(WIKI_LINK, `[${BREAK}`)
    .replace(MENTION, `$1${BREAK}`);
