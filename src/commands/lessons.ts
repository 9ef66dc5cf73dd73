import type { Button } from '../domain/messages.js';
import { addDays, dayOf, daysBetween, mondayOf, type Day } from '../domain/time.js';
import { askedIn, subjectsNamed, type Asked } from '../domain/words.js';
import { buttons } from '../texts/buttons.js';
import { lessons as texts, type LessonView } from '../texts/lessons.js';
import { mainMenu } from '../texts/menus.js';
import type { Member } from '../domain/member.js';
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
    if (!asked) return member ? onlyASubject(context, member, input.text) : undefined;
    if (!member) return bindFirst();
    if (asked.kind === 'day') return day(context, member, asked.day);
    if (asked.kind === 'week')
      return week(context, member, mondayOf(/следующ/i.test(input.text) ? addDays(today, 7) : today));
    return narrow(asked, context, member);
  },
};

/** A subject's bare name is a question about it: «физика». */
async function onlyASubject(
  context: CommandContext,
  member: Member,
  text: string,
): Promise<CommandResult | undefined> {
  if (text.length > 100) return undefined;
  const ahead = (await context.deps.viewLessons.ahead(member, context.now)).filter(
    ({ phase }) => phase !== 'over',
  );
  return ofSubjects(text, ahead).length > 0
    ? narrow({ kind: 'subject', words: text }, context, member)
    : undefined;
}

/** At most so many lessons in a narrow answer: two children's, two subjects'. */
const FEW = 2;

async function narrow(asked: Asked, context: CommandContext, member: Member): Promise<CommandResult> {
  const { deps, now } = context;
  const known = await deps.viewLessons.ahead(member, now);
  const ahead = known.filter(({ phase }) => phase !== 'over');
  const coming = ahead.filter(({ phase }) => phase === 'before');
  const next = soonest(coming);
  switch (asked.kind) {
    case 'now': {
      const running = ahead.filter(({ phase }) => phase === 'running').slice(0, FEW);
      return running.length > 0
        ? about(running, running.map(texts.now))
        : about(next, [texts.nothingNow(), ...next.map((view) => texts.next(view, view.lesson.day))]);
    }
    case 'first':
    case 'first-of': {
      const today = dayOf(now, deps.zone);
      // Without a day the next first lesson is meant: today's while it is still to come.
      const begun = known.some(({ lesson, phase }) => lesson.day === today && phase !== 'before');
      const wanted =
        asked.kind === 'first-of'
          ? asked.day
          : coming.find(({ lesson }) => !begun || lesson.day > today)?.lesson.day;
      if (wanted === undefined) return about([], [texts.nothingAhead()]);
      const views = await firstOf(context, member, wanted);
      return views.length > 0
        ? about(
            views,
            views.map((view) => texts.first(view, wanted)),
          )
        : about([], [texts.emptyDay(wanted, '')]);
    }
    case 'subject': {
      const found = ofSubjects(asked.words, ahead);
      return found.length > 0
        ? about(
            found,
            found.map((view) => texts.subject(view, view.lesson.day)),
          )
        : about([], [texts.subjectUnknown()]);
    }
    default:
      return about(
        next,
        next.length > 0 ? next.map((view) => texts.next(view, view.lesson.day)) : [texts.nothingAhead()],
      );
  }
}

/** The next lesson, and another person's that begins at the same time. */
const soonest = (coming: readonly LessonView[]): LessonView[] =>
  coming.filter(({ lesson }) => lesson.startsAt === coming[0]?.lesson.startsAt).slice(0, FEW);

/** The nearest lesson of each subject that the words name. */
const ofSubjects = (words: string, ahead: readonly LessonView[]): LessonView[] =>
  subjectsNamed(words, [...new Set(ahead.map(({ lesson }) => lesson.subject))])
    .slice(0, FEW)
    .flatMap((subject) => ahead.find(({ lesson }) => lesson.subject === subject) ?? []);

/** The first lesson of a day, of each person whose lessons concern the member. */
async function firstOf(context: CommandContext, member: Member, on: Day): Promise<LessonView[]> {
  const { viewLessons } = context.deps;
  const viewpoints = viewLessons.concerning(member);
  const firsts = await Promise.all(
    viewpoints.map(async (viewpoint) => {
      const views = await viewLessons.between(member, viewpoint, on, on, context.now);
      const first = views.find(({ phase }) => phase !== 'cancelled');
      if (!first) return [];
      const doubtful = viewpoints.length > 1 && viewpoint.of.kind === 'groups';
      return [doubtful ? { ...first, whose: viewpoint.label } : first];
    }),
  );
  return firsts.flat().slice(0, FEW);
}

/** A narrow answer: its lines, the join button where it is about one call, and the way to the day. */
function about(views: readonly LessonView[], lines: readonly string[]): CommandResult {
  const [view] = views;
  const toDay: Button = view
    ? {
        kind: 'press',
        label: buttons.wholeDay,
        action: {
          do: 'day',
          day: view.lesson.day,
          ...(view.viewpoint !== undefined && { who: view.viewpoint }),
        },
      }
    : { kind: 'say', label: buttons.lessons, action: { do: 'lessons' } };
  const call =
    view?.mayJoin &&
    view.lesson.mode === 'remote' &&
    new Set(views.map(({ lesson }) => lesson.id)).size === 1;
  return say({
    text: lines.join('\n\n'),
    keyboard: { place: 'inline', rows: [...(call ? [[joinButton(view.lesson.id)]] : []), [toDay]] },
  });
}
