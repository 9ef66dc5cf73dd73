import { type Direction, drawDirection } from './directions.js';

/** How far what belongs to a line above is set in. */
export const INDENT = '      ';

/** Which message's button, where it is not the newest that shows the label: its number, and in whose dialog. */
export type PressedOf = { readonly cmid: number; readonly at?: string };

/**
 * One thing that happened in a dialog. `text` of a person is in the language's own spelling (see said.ts); `text` of the bot
 * is the message with its buttons, as transcript.ts draws it.
 */
export type ScriptLine =
  | { readonly by: 'person'; readonly who: string; readonly text: string }
  | { readonly by: 'press'; readonly who: string; readonly label: string; readonly of?: PressedOf }
  /** `to` is absent where a single person takes part */
  | { readonly by: 'bot'; readonly to?: string; readonly text: string }
  /** what is nobody's word: a snackbar, an opened link; `at` only where it is not the person of the line above */
  | { readonly by: 'aside'; readonly at?: string; readonly text: string }
  | { readonly by: 'direction'; readonly what: Direction }
  /** another dialog that went on at the same time */
  | { readonly by: 'part'; readonly title: string };

/** Remarks by which a line below a message is told from the message's own text. */
export const ASIDES =
  /^(всплывает: |открывается: |открывается приложение \d|ответа на нажатие нет|бот удалил сообщение)/;
/** A line in brackets that would be read as a remark, or one that has our escape already. */
const LOOKS_LIKE_ASIDE = /^(\\|\((?:[^()\n]{1,60} · )?(?:всплывает: |открывается|ответа на|бот удалил))/;

/** The line as the language writes it. @param named whether the bot's lines say to whom */
export function drawLine(line: ScriptLine, named: boolean): string {
  switch (line.by) {
    case 'person':
      return `${line.who} > ${setIn(line.text)}`;
    case 'press':
      return `${line.who} [${setIn(line.label)}]${drawOf(line.of)}`;
    case 'bot':
      return `${named && line.to !== undefined ? `Бот → ${line.to}` : 'Бот'} < ${setIn(line.text)}`;
    case 'aside':
      return `${INDENT}(${line.at === undefined ? '' : `${line.at} · `}${setIn(line.text)})`;
    case 'direction':
      return `(${drawDirection(line.what)})`;
    case 'part':
      return `--- ${line.title}`;
  }
}

function drawOf(of: PressedOf | undefined): string {
  if (of === undefined) return '';
  return ` №${of.cmid}${of.at === undefined ? '' : ` у «${of.at}»`}`;
}

function setIn(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  return [first, ...rest.map((line) => INDENT + (LOOKS_LIKE_ASIDE.test(line) ? `\\${line}` : line))].join(
    '\n',
  );
}
