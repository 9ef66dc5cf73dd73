import { readDirection } from './directions.js';
import { ASIDES, INDENT, type ScriptLine } from './lines.js';

/** A line of a script and where it stands in its file, counted from 1. */
export type PlacedLine = { readonly line: number; readonly what: ScriptLine };

export type ScriptProblem = { readonly line: number; readonly reason: string };

export type ParsedScript =
  | { readonly ok: true; readonly lines: readonly PlacedLine[] }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

type Block = { readonly line: number; readonly head: string; readonly rest: string[] };

/** Reads a transcript, whole: all that is wrong in it is told at once. */
export function parseScript(text: string): ParsedScript {
  const problems: ScriptProblem[] = [];
  const lines: PlacedLine[] = [];
  for (const block of cut(text, problems)) {
    const what = block.head.startsWith(INDENT) ? readAside(block) : readHead(block);
    if (typeof what === 'string') problems.push({ line: block.line, reason: what });
    else lines.push({ line: block.line, what });
  }
  if (lines.length === 0 && problems.length === 0)
    problems.push({ line: 1, reason: 'В файле нет ни одной строки диалога' });
  if (problems.length > 0)
    return { ok: false, problems: problems.sort((one, other) => one.line - other.line) };
  return { ok: true, lines };
}

/** A head line with what is set in under it; a remark under it is a block of its own. */
function cut(text: string, problems: ScriptProblem[]): Block[] {
  const blocks: Block[] = [];
  // an editor may have taken the spaces of an empty line inside a message
  let blanks = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    if (raw === '' || raw.startsWith('#')) {
      blanks += raw === '' ? 1 : 0;
      continue;
    }
    const current = blocks.at(-1);
    if (!raw.startsWith(INDENT)) blocks.push({ line, head: raw, rest: [] });
    else if (startsAside(raw)) blocks.push({ line, head: raw, rest: [] });
    else if (current === undefined)
      problems.push({ line, reason: 'Строка с отступом ни к чему не относится' });
    else current.rest.push(...Array<string>(blanks).fill(''), raw.slice(INDENT.length).replace(/^\\/, ''));
    blanks = 0;
  }
  return blocks;
}

const startsAside = (raw: string): boolean => splitAside(raw.slice(INDENT.length)) !== undefined;

function readAside({ head, rest }: Block): ScriptLine | string {
  const whole = [head.slice(INDENT.length), ...rest].join('\n');
  const found = splitAside(whole);
  if (found === undefined || !found.text.endsWith(')')) return 'Ремарка должна заканчиваться скобкой';
  return { by: 'aside', ...found, text: found.text.slice(0, -1) };
}

/** A remark after its opening bracket, and whose it is where that is said. */
function splitAside(text: string): { readonly at?: string; readonly text: string } | undefined {
  if (!text.startsWith('(')) return undefined;
  const inside = text.slice(1);
  if (ASIDES.test(inside)) return { text: inside };
  const named = /^([^()\n]{1,60}) · (.*)$/s.exec(inside);
  if (named === null || !ASIDES.test(named[2] ?? '')) return undefined;
  return { at: named[1] ?? '', text: named[2] ?? '' };
}

function readHead({ head, rest }: Block): ScriptLine | string {
  if (head.startsWith('--- ')) return { by: 'part', title: head.slice(4).trim() };
  if (head.startsWith('(')) {
    const inside = [head, ...rest].join('\n');
    if (!inside.endsWith(')')) return 'Ремарка должна заканчиваться скобкой';
    const what = readDirection(inside.slice(1, -1));
    return what === undefined ? `Такой ремарки нет: ${head}` : { by: 'direction', what };
  }
  // the sign that comes first decides; a name holds none of them
  const sign = /^(.+?) (>|<|\[)/s.exec(head);
  if (sign === null) return `Не реплика и не ремарка: ${head.slice(0, 60)}`;
  const [, name = '', mark] = sign;
  const body = [head.slice(name.length + 2), ...rest].join('\n').replace(/^ /, '');
  if (mark === '>') return { by: 'person', who: name, text: body };
  if (mark === '<') {
    const to = /^Бот(?: → (.+))?$/.exec(name);
    if (to === null) return `Слева от «<» может стоять только «Бот», а здесь «${name}»`;
    return { by: 'bot', ...(to[1] !== undefined && { to: to[1] }), text: body };
  }
  const press = /^(.*)\](?: №(\d+)(?: у «(.+)»)?)?$/s.exec([head.slice(name.length + 2), ...rest].join('\n'));
  if (press === null) return 'Кнопка должна заканчиваться скобкой «]»';
  const [, label = '', cmid, at] = press;
  return {
    by: 'press',
    who: name,
    label,
    ...(cmid !== undefined && { of: { cmid: Number(cmid), ...(at !== undefined && { at }) } }),
  };
}
