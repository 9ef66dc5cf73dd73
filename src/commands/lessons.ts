import { addDays, dayOf, daysBetween, mondayOf, type Day } from '../domain/time.js';
import { askedIn, subjectsNamed, type Asked } from '../domain/words.js';
import { buttons } from '../texts/buttons.js';
import { lessons as texts, type LessonView } from '../texts/lessons.js';
import { mainMenu } from '../texts/menus.js';
import type { Member } from '../usecases/who-is.js';
import {
  bindFirst,
  isWord,
  pressed,
  say,
  show,
  toast,
  type Command,
  type CommandContext,
  type CommandResult,
} from './command.js';
import { dayPage, joinButton, lessonCard, weekPage } from './lesson-pages.js';

/** Timetables reach no further; a forged or very old button asks for no more than an empty page. */
const FAR = 370;

function viewpointFor(context: CommandContext, member: Member, who: string | undefined) {
  const all = context.deps.viewLessons.viewpoints(member);
  return all.find(({ id }) => id === who) ?? all[0];
}

async function day(context: CommandContext, member: Member, on: Day, who?: string): Promise<CommandResult> {
  const viewpoint = viewpointFor(context, member, who);
  if (!viewpoint) return say({ text: texts.nothingAhead(), keyboard: mainMenu() });
  if (Math.abs(daysBetween(dayOf(context.now, context.deps.zone), on)) > FAR)
    return say({ text: texts.farDay(), keyboard: mainMenu() });
  return show(context, await dayPage(context, member, viewpoint, on));
}

async function week(
  context: CommandContext,
  member: Member,
  monday: Day,
  who?: string,
): Promise<CommandResult> {
  const viewpoint = viewpointFor(context, member, who);
  if (!viewpoint) return say({ text: texts.nothingAhead(), keyboard: mainMenu() });
  return show(context, await weekPage(context, member, viewpoint, monday));
}

/** «Занятия», a day, a week, one lesson, by buttons. */
export const lessons: Command = {
  name: 'lessons',
  async run(context) {
    const { input, member, deps, now } = context;
    const today = dayOf(now, deps.zone);
    const onDay = pressed(input, 'day');
    const onWeek = pressed(input, 'week');
    const onLesson = pressed(input, 'lesson');
    const onMenu =
      pressed(input, 'lessons') ||
      isWord(input, [buttons.lessons, 'расписание', 'пары', 'уроки', 'мои занятия']);
    if (!onDay && !onWeek && !onLesson && !onMenu) return undefined;
    if (!member) return input.kind === 'press' && input.silent ? toast(texts.bindFirst()) : bindFirst();
    if (onWeek) return week(context, member, mondayOf(onWeek.day), onWeek.who);
    if (onLesson) {
      const view = await deps.viewLessons.one(member, onLesson.lesson, now);
      return view ? show(context, lessonCard(member, view)) : toast(texts.noSuchLesson());
    }
    return day(context, member, onDay?.day ?? today, onDay?.who);
  },
};

/** Questions in words: «что сейчас», «следующая», «завтра», «пятница», «25.11», «где физика». Narrow ones get narrow answers. */
export const askLessons: Command = {
  name: 'ask-lessons',
  async run(context) {
    const { input, member, deps, now } = context;
    if (input.kind !== 'text') return undefined;
    const today = dayOf(now, deps.zone);
    const asked = askedIn(input.text, today);
    if (!asked) return undefined;
    if (!member) return bindFirst();
    if (asked.kind === 'day') return day(context, member, asked.day);
    if (asked.kind === 'week')
      return week(context, member, mondayOf(/следующ/i.test(input.text) ? addDays(today, 7) : today));
    return narrow(asked, context, member);
  },
};

async function narrow(asked: Asked, context: CommandContext, member: Member): Promise<CommandResult> {
  const { deps, now } = context;
  const ahead = await deps.viewLessons.ahead(member, now);
  const dayOfLesson = ({ lesson }: LessonView) => lesson.day;
  const running = ahead.filter(({ phase }) => phase === 'running');
  const [next] = ahead.filter(({ phase }) => phase === 'before');
  switch (asked.kind) {
    case 'now': {
      const lines = running.slice(0, 2).map(texts.now);
      if (lines.length === 0)
        lines.push(texts.nothingNow(), ...(next ? [texts.next(next, dayOfLesson(next))] : []));
      return about(lines, running[0] ?? next);
    }
    case 'next':
      return about([next ? texts.next(next, dayOfLesson(next)) : texts.nothingAhead()], next);
    case 'first':
    case 'first-of': {
      const today = dayOf(now, deps.zone);
      const wanted =
        asked.kind === 'first-of'
          ? asked.day
          : (ahead.find(({ lesson }) => lesson.day > today) ?? next)?.lesson.day;
      const viewpoint = viewpointFor(context, member, undefined);
      const views =
        viewpoint && wanted ? await deps.viewLessons.between(member, viewpoint, wanted, wanted, now) : [];
      const first = views.find(({ phase }) => phase !== 'cancelled');
      return about(
        [
          first
            ? texts.first(first, first.lesson.day)
            : wanted
              ? texts.emptyDay(wanted, '')
              : texts.nothingAhead(),
        ],
        first,
      );
    }
    case 'subject': {
      const named = subjectsNamed(asked.words, [...new Set(ahead.map(({ lesson }) => lesson.subject))]).slice(
        0,
        2,
      );
      const found = named.flatMap((subject) => ahead.find(({ lesson }) => lesson.subject === subject) ?? []);
      if (found.length === 0)
        return about([texts.subjectUnknown().replace(' Вот ваши занятия:', '')], undefined);
      return about(
        found.map((view) => texts.subject(view, dayOfLesson(view))),
        found[0],
      );
    }
    default:
      return about([texts.nothingAhead()], undefined);
  }
}

/** A narrow answer: its lines, the join button if it is about a call, and the way to the day. */
function about(lines: readonly string[], view: LessonView | undefined): CommandResult {
  const toDay = view
    ? ({ kind: 'press', label: 'Весь день', action: { do: 'day', day: view.lesson.day } } as const)
    : ({ kind: 'say', label: buttons.lessons, action: { do: 'lessons' } } as const);
  return say({
    text: lines.join('\n'),
    keyboard: {
      place: 'inline',
      rows: [
        ...(view?.lesson.mode === 'remote' && view.phase !== 'cancelled'
          ? [[joinButton(view.lesson.id)]]
          : []),
        [toDay],
      ],
    },
  });
}
