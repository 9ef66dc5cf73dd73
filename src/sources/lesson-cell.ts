import type { LessonMode } from '../domain/lessons.js';
import { saysRemote } from './cells.js';

/** One lesson out of a timetable's cell; a cell may hold several (subgroups). */
export interface CellLesson {
  readonly subject: string;
  readonly subgroup?: string;
  readonly teacher?: string;
  readonly room?: string;
  readonly link?: string;
  readonly mode?: LessonMode;
}

/** A timetable's cell is some lines; what is longer is no lesson. */
const CELL_MAX = 2_000;
const NOTHING = /^[\s\-–—_.*xх]*$|^нет( занятий)?$|^окно$|^выходной$/i;
/** «1 п/г», «1-я подгруппа», «(2 подгр.)» at the beginning of a line. */
const SUBGROUP = /^[([]?\s*(\d)\s*-?\s*(?:я|ая)?\s*(?:п\s*\/?\s*г|подгр\p{L}*)[.)\]:,]*\s*/iu;
const LINK = /https?:\/\/[^\s<>"]+/g;
const SURNAME = '\\p{Lu}\\p{Ll}+(?:-\\p{Lu}\\p{Ll}+)?';
/** «Шаблонов П.П.», also «Шаблонов П. П.» and with one initial. */
const TEACHER = new RegExp(`${SURNAME}\\s+\\p{Lu}\\.(?:\\s*\\p{Lu}\\.?)?(?![\\p{L}\\d])`, 'gu');
const ROOM = /(?:каб|ауд)(?:инет|итория)?\.?\s*№?\s*([\p{L}\d][\p{L}\d./-]*)/iu;
const REMOTE =
  /[([]?(?<![\p{L}\d])(?:дистанц\p{L}*|дистант\p{L}*|дист\.?|онлайн|online|ДО)(?![\p{L}\d])[)\]]?/gu;

/** A cell that says that there is no lesson: blank, dashes, «нет». */
const isEmptyCell = (text: string): boolean => NOTHING.test(text.trim());

function parseOne(text: string, subgroup: string | undefined, roomCell: string): CellLesson | undefined {
  const [link] = text.match(LINK) ?? [];
  let rest = text.replace(LINK, ' ');
  const teachers = rest.match(TEACHER) ?? [];
  rest = rest.replace(TEACHER, ' ');
  const room = roomCell || ROOM.exec(rest)?.[1];
  rest = rest.replace(ROOM, ' ');
  const remote = link !== undefined || saysRemote(roomCell) || new RegExp(REMOTE).test(rest);
  const subject = rest
    .replace(REMOTE, ' ')
    .replace(/\(\s*\)|\[\s*\]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:./–—-]+|[\s,;:/–—-]+$/g, '');
  if (!/\p{L}/u.test(subject)) return undefined;
  const teacher = teachers.join(', ');
  return {
    subject,
    ...(subgroup && { subgroup }),
    ...(teacher && { teacher }),
    ...(room && { room }),
    ...(link && { link }),
    ...(remote ? { mode: 'remote' as const } : room ? { mode: 'onsite' as const } : {}),
  };
}

/**
 * The lessons of one cell: subject, teacher, marks «дистанционно», links; each «N п/г» line begins another. `rooms` is the
 * cell of the room's column; «204/112» gives each subgroup its own. `undefined` in the list: no subject could be seen.
 */
export function parseLessonCell(text: string, rooms: string): (CellLesson | undefined)[] {
  if (isEmptyCell(text)) return [];
  if (text.length > CELL_MAX) return [undefined];
  const parts: { subgroup?: string; lines: string[] }[] = [];
  for (const line of text.split('\n').map((part) => part.trim())) {
    const mark = SUBGROUP.exec(line);
    const last = parts.at(-1);
    if (mark?.[1]) parts.push({ subgroup: mark[1], lines: [line.slice(mark[0].length)] });
    else if (last) last.lines.push(line);
    else parts.push({ lines: [line] });
  }
  const own = rooms.split(/[/\n]/).map((room) => room.trim());
  const shared = parts.length > 1 && own.length === parts.length;
  const room = isEmptyCell(rooms) ? '' : rooms.replace(/\s+/g, ' ');
  return parts.map(({ subgroup, lines }, at) =>
    parseOne(lines.join(' '), subgroup, shared ? (own[at] ?? '') : room),
  );
}
