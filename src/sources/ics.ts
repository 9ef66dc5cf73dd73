import ICAL from 'ical.js';
import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem, LessonRow } from '../domain/tables.js';
import { addDays, clockOf, dayOf, momentOf, type Day, type Instant, type Zone } from '../domain/time.js';
import { saysRemote } from './cells.js';
import { cleanCell, fileProblem, LIMITS } from './sheet.js';
import type { ReadTables } from './tables.js';

/** A series is followed from a week ago for half a year; lessons that stand in the calendar singly are all taken. */
const SERIES = { daysBack: 7, daysAhead: 190, steps: 20_000 } as const;

type Occurrence = { readonly item: ICAL.Event; readonly start: ICAL.Time; readonly end: ICAL.Time };

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
};

/** The moment of a calendar's time: UTC; in its named zone (the IANA one, else as the file describes it); else in the calendar's own zone. */
function momentOfTime(time: ICAL.Time, tzid: string, floating: Zone): Instant {
  const utc = time.zone === ICAL.Timezone.utcTimezone;
  if (utc || (tzid && !isZone(tzid) && time.zone !== ICAL.Timezone.localTimezone))
    return time.toUnixTime() * 1_000;
  const day = [time.year, time.month, time.day].map((part) => String(part).padStart(2, '0')).join('-');
  const clock = `${time.hour}:${String(time.minute).padStart(2, '0')}`;
  return momentOf(day, clock, tzid && isZone(tzid) ? tzid : floating);
}

/** «Ключ: значение» lines of a description. */
function described(text: string, ...keys: string[]): string | undefined {
  const line = new RegExp(`^\\s*(?:${keys.join('|')})\\s*:\\s*(.+)$`, 'imu').exec(text);
  return line?.[1]?.trim() || undefined;
}

function property(event: ICAL.Event, name: string): string {
  return event.component
    .getAllProperties(name)
    .flatMap((found) => found.getValues().map(String))
    .join(',');
}

/** A UID names its lesson; a bare number before «@» is no one's but its calendar's. */
function idOf(uid: string): string | undefined {
  const [local = '', host] = uid.split('@');
  const id = /^\d+$/.test(local) && host ? uid.replace('@', '.') : local;
  return /^[\p{L}\p{N}._-]{1,80}$/u.test(id) ? id : undefined;
}

const tzidOf = (event: ICAL.Event, name: string): string =>
  String(event.component.getFirstProperty(name)?.getFirstParameter('tzid') ?? '');

function occurrencesOf(event: ICAL.Event, now: Day): Occurrence[] | undefined {
  if (!event.isRecurring()) return [{ item: event, start: event.startDate, end: event.endDate }];
  const from = addDays(now, -SERIES.daysBack);
  const to = addDays(now, SERIES.daysAhead);
  const found: Occurrence[] = [];
  const series = event.iterator();
  for (let step = 0; step < SERIES.steps; step++) {
    const next = series.next();
    // The library's type promises a time; its end is a null.
    if (!(next instanceof ICAL.Time)) return found;
    const day = next.toString().slice(0, 10);
    if (day > to) return found;
    if (day < from) continue;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    found.push({ item, start: startDate, end: endDate });
  }
  return undefined;
}

/** Lines at which the events begin, in their order: the library doesn't tell them. */
const eventLines = (text: string): number[] =>
  text.split(/\r\n|\r|\n/).flatMap((line, at) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [at + 1] : []));

/** What the events of one calendar have in common. */
interface Calendar {
  readonly file: string;
  /** Bounds endless series. */
  readonly today: Day;
  /** The college's. */
  readonly zone: Zone;
  /** Of times that name none. */
  readonly floating: Zone;
  /** Whose lessons they are where an event doesn't say. */
  readonly group: string | undefined;
  /** Single lessons of series that differ from the rest. */
  readonly exceptions: readonly ICAL.Event[];
}

/** An event of a calendar, and the line at which it begins. */
interface Placed {
  readonly event: ICAL.Event;
  readonly line: number;
}

/** The lessons of one event; `refuse` is told what is wrong with it. @throws whatever the library throws at what it can't read */
function lessonsOf(
  { event, line }: Placed,
  { file, today, zone, floating, group: calendarGroup, exceptions }: Calendar,
  refuse: (column: string, reason: string) => void,
): LessonRow[] {
  if (event.isRecurrenceException() || event.startDate?.isDate) return [];
  for (const other of exceptions) if (other.uid === event.uid) event.relateException(other);
  const subject = cleanCell(event.summary ?? '').replace(/\s+/g, ' ');
  const description = cleanCell(event.description ?? '');
  const group = described(description, 'Группа', 'Group') ?? calendarGroup;
  if (!subject) refuse('SUMMARY', reasons.blank());
  if (!group) refuse('DESCRIPTION', reasons.noCalendarGroup());
  if (!event.startDate) refuse('DTSTART', reasons.blank());
  if (!event.startDate || !subject || !group) return [];
  const occurrences = occurrencesOf(event, today);
  if (!occurrences) {
    refuse('RRULE', reasons.tooManyOccurrences());
    return [];
  }
  return occurrences.flatMap(({ item, start, end }): LessonRow[] => {
    const tzid = tzidOf(item, 'dtstart');
    const startsAt = momentOfTime(start, tzid, floating);
    const endsAt = momentOfTime(end, tzidOf(item, 'dtend') || tzid, floating);
    const day = dayOf(startsAt, zone);
    if (endsAt <= startsAt || dayOf(endsAt, zone) !== day) {
      refuse('DTEND', endsAt <= startsAt ? reasons.allDayWithoutEnd() : reasons.endBeforeStart());
      return [];
    }
    const uid = idOf(item.uid ?? '');
    return [
      {
        place: { file, line },
        ...(uid && { id: event.isRecurring() ? `${uid}.${day}` : uid }),
        day,
        start: clockOf(startsAt, zone),
        end: clockOf(endsAt, zone),
        group,
        ...lessonOf(item, description, subject),
      },
    ];
  });
}

/** A property's text; empty where there is none, or none that can be read. */
function wordOf(component: ICAL.Component, name: string): string {
  try {
    return String(component.getFirstPropertyValue(name) ?? '');
  } catch {
    return '';
  }
}

/** The calendar in a text; undefined where there is none. */
function parsed(text: string): ICAL.Component | undefined {
  try {
    const jcal: unknown = ICAL.parse(text);
    if (!Array.isArray(jcal)) return undefined;
    return new ICAL.Component(typeof jcal[0] === 'string' ? jcal : jcal[0]);
  } catch {
    return undefined;
  }
}

/** The events of a calendar as lessons in the college's zone. All-day events (holidays) are no lessons. `today` bounds endless series. */
export function readCalendar(file: string, text: string, zone: Zone, today: Day): ReadTables {
  const calendar = parsed(text);
  if (!calendar) return { tables: [], problems: [fileProblem(file, reasons.brokenCalendar())] };
  const named = wordOf(calendar, 'x-wr-timezone');
  const name = cleanCell(wordOf(calendar, 'x-wr-calname'));
  const lines = eventLines(text);
  const events = calendar
    .getAllSubcomponents('vevent')
    .map((component, at): Placed => ({ event: new ICAL.Event(component), line: lines[at] ?? 1 }));
  const shared: Calendar = {
    file,
    today,
    zone,
    floating: isZone(named) ? named : zone,
    group: name.replace(/^расписание\s*/i, '') || undefined,
    exceptions: events.flatMap(({ event }) => (event.isRecurrenceException() ? [event] : [])),
  };
  const problems: ImportProblem[] = [];
  const rows: LessonRow[] = [];
  // A zone without a name is nobody's, and the library throws at it.
  const zones = calendar.getAllSubcomponents('vtimezone').filter((one) => wordOf(one, 'tzid'));
  for (const each of zones) ICAL.TimezoneService.register(each);
  for (const placed of events) {
    const refuse = (column: string, reason: string) =>
      problems.push({ file, line: placed.line, column, reason });
    try {
      const lessons = lessonsOf(placed, shared, refuse);
      if (rows.length + lessons.length > LIMITS.rows) refuse('RRULE', reasons.tooManyOccurrences());
      else rows.push(...lessons);
    } catch {
      // The library reads an event's dates, rules and zone only when they are asked for, and throws then.
      refuse('', reasons.brokenEvent());
    }
  }
  for (const each of zones) ICAL.TimezoneService.remove(wordOf(each, 'tzid'));
  if (rows.length === 0 && problems.length === 0) problems.push(fileProblem(file, reasons.noRows()));
  return { tables: rows.length > 0 ? [{ name: 'lessons', hasIds: false, rows }] : [], problems };
}

/** What an event says of its lesson beside the time and the group. */
function lessonOf(
  item: ICAL.Event,
  description: string,
  seriesSubject: string,
): Omit<LessonRow, 'place' | 'day' | 'start' | 'end' | 'group'> {
  const location = cleanCell(item.location ?? '');
  const categories = property(item, 'categories').toUpperCase();
  const url = property(item, 'url');
  const link = url || (/https:\/\/\S+/.exec(described(description, 'Ссылка', 'Link') ?? '')?.[0] ?? '');
  const teacher = described(description, 'Преподаватель', 'Teacher');
  const subgroup = described(description, 'Подгруппа', 'Subgroup');
  const building = /корп(?:ус)?\.?\s*([^,]+)/iu.exec(location)?.[1]?.trim();
  const room =
    /(?:ауд|каб)\p{L}*\.?\s*([^,]+)/iu.exec(location)?.[1]?.trim() ?? (building ? undefined : location);
  const implied = link || saysRemote(location) ? 'remote' : location ? 'onsite' : undefined;
  const mode = categories.includes('REMOTE') ? 'remote' : categories.includes('ONSITE') ? 'onsite' : implied;
  const cancelled = property(item, 'status').toUpperCase() === 'CANCELLED';
  return {
    subject: cleanCell(item.summary ?? '').replace(/\s+/g, ' ') || seriesSubject,
    ...(subgroup && { subgroup }),
    ...(teacher && { teacher }),
    ...(room && { room }),
    ...(building && { building }),
    ...(mode && { mode }),
    ...(link && { link }),
    ...(cancelled && { change: 'cancelled' }),
  };
}
