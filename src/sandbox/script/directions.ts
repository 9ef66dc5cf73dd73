import { Temporal } from 'temporal-polyfill';
import type { Fault } from '../faults.js';

/** What happens beside the talk. */
export type Direction =
  /** the college's clock stands at this wall-clock time: «28.11.2026», «08:29:00» */
  | { readonly is: 'clock'; readonly day: string; readonly time: string }
  /** who somebody is: someone of the college by full name, or a new user of the messenger */
  | {
      readonly is: 'cast';
      readonly who: string;
      readonly as?: string;
      /** VK without it */
      readonly messenger?: 'telegram';
      readonly bound: boolean;
    }
  | { readonly is: 'permission'; readonly who: string; readonly allowed: boolean }
  | {
      readonly is: 'chat';
      readonly who: string;
      readonly title: string;
      readonly change: 'joined' | 'left' | 'kicked';
    }
  | { readonly is: 'fault'; readonly target: string; readonly times: number; readonly how: Fault };

const NEWCOMER = 'новый пользователь';
const IN_TELEGRAM = ', в Telegram';
const BOUND = ', профиль уже привязан';
const CHANGES = {
  joined: 'входит в чат',
  left: 'выходит из чата',
  kicked: 'исключается ботом из чата',
} as const;
const FAULTS = { hang: 'не ответит', 'lose-reply': 'ответ потеряется', twice: 'придёт дважды' } as const;

/** A direction in words, without its brackets. */
export function drawDirection(what: Direction): string {
  switch (what.is) {
    case 'clock':
      return `часы: ${what.day} ${what.time}`;
    case 'cast':
      return `${what.who} — это ${what.as ?? NEWCOMER}${what.messenger === 'telegram' ? IN_TELEGRAM : ''}${what.bound ? BOUND : ''}`;
    case 'permission':
      return `${what.who} ${what.allowed ? 'разрешает' : 'запрещает'} сообщения`;
    case 'chat':
      return `${what.who} ${CHANGES[what.change]} «${what.title}»`;
    case 'fault':
      return `сбой: ${what.target} × ${what.times}: ${drawFault(what.how)}`;
  }
}

function drawFault(how: Fault): string {
  if (typeof how === 'string') return FAULTS[how];
  if ('status' in how) return `HTTP ${how.status}`;
  return `код ${how.code}${how.peerId === undefined ? '' : ` для ${how.peerId}`}`;
}

/** Reads a direction; `undefined` for words that are none. */
export function readDirection(text: string): Direction | undefined {
  const clock = /^часы: (\d{1,2}\.\d{1,2}\.\d{4}) (\d{1,2}:\d\d(?::\d\d)?)$/.exec(text);
  if (clock !== null) return { is: 'clock', day: clock[1] ?? '', time: clock[2] ?? '' };
  const cast = /^(.+?) — это (.+?)(, в Telegram)?(, профиль уже привязан)?$/.exec(text);
  if (cast !== null) {
    const [, who = '', as = '', telegram, bound] = cast;
    return {
      is: 'cast',
      who,
      ...(as !== NEWCOMER && { as }),
      ...(telegram !== undefined && { messenger: 'telegram' }),
      bound: bound !== undefined,
    };
  }
  const permission = /^(.+) (разрешает|запрещает) сообщения$/.exec(text);
  if (permission !== null)
    return { is: 'permission', who: permission[1] ?? '', allowed: permission[2] === 'разрешает' };
  for (const change of ['joined', 'left', 'kicked'] as const) {
    const chat = new RegExp(`^(.+?) ${CHANGES[change]} «(.+)»$`, 's').exec(text);
    if (chat !== null) return { is: 'chat', who: chat[1] ?? '', title: chat[2] ?? '', change };
  }
  const fault = /^сбой: (\S+) × (\d+): (.+)$/.exec(text);
  const how = fault === null ? undefined : readFault(fault[3] ?? '');
  if (fault !== null && how !== undefined)
    return { is: 'fault', target: fault[1] ?? '', times: Number(fault[2]), how };
  return undefined;
}

function readFault(text: string): Fault | undefined {
  const word = (['hang', 'lose-reply', 'twice'] as const).find((one) => FAULTS[one] === text);
  if (word !== undefined) return word;
  const status = /^HTTP (\d{3})$/.exec(text)?.[1];
  if (status !== undefined) return { status: Number(status) };
  const code = /^код (\d+)(?: для (\d+))?$/.exec(text);
  if (code === null) return undefined;
  return { code: Number(code[1]), ...(code[2] !== undefined && { peerId: Number(code[2]) }) };
}

/** A moment as a clock direction. @param at epoch ms @param zone the college's IANA zone */
export function clockAt(at: number, zone: string): Extract<Direction, { is: 'clock' }> {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const two = (number: number): string => String(number).padStart(2, '0');
  return {
    is: 'clock',
    day: `${two(local.day)}.${two(local.month)}.${local.year}`,
    time: `${two(local.hour)}:${two(local.minute)}:${two(local.second)}`,
  };
}

/** The moment of a clock direction, epoch ms; `undefined` for a day or a time that does not exist. */
export function momentOfClock(
  { day, time }: Extract<Direction, { is: 'clock' }>,
  zone: string,
): number | undefined {
  const [date = 0, month = 0, year = 0] = day.split('.').map(Number);
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  try {
    return Temporal.ZonedDateTime.from(
      { year, month, day: date, hour, minute, second, timeZone: zone },
      { overflow: 'reject' },
    ).epochMilliseconds;
  } catch {
    return undefined;
  }
}
