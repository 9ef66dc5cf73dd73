import type { Button, OutMessage } from '../domain/messages.js';
import { addDays, dayOf, mondayOf, type Day, type Instant } from '../domain/time.js';
import type { Viewpoint } from '../domain/viewpoints.js';
import { buttons } from '../texts/buttons.js';
import { clip, shortDay, shortWeekday } from '../texts/formats.js';
import { lessons as texts, type LessonView } from '../texts/lessons.js';
import type { Member } from '../domain/member.js';
import type { CommandDeps } from './command.js';

/** What a page is made from. */
export interface PageContext {
  readonly now: Instant;
  readonly deps: Pick<CommandDeps, 'viewLessons' | 'zone'>;
}

/** VK gives a message's keyboard ten buttons in six rows; the day's page keeps to them whatever the day holds. */
const BUTTONS_MAX = 10;
const LABEL_MAX = 40;
const OTHERS_MAX = 3;
const WEEK_TEXT_MAX = 3_800;

const press = (
  label: string,
  action: Extract<Button, { kind: 'press' | 'say' }>['action'],
  primary = false,
): Button => ({
  kind: 'press',
  label: clip(label, LABEL_MAX),
  action,
  ...(primary && { tone: 'primary' as const }),
});

/** The button of a call. It is the same for all to whom it is shown, and who pressed is looked up at the press. */
export const joinButton = (lessonId: string): Button =>
  press(buttons.join, { do: 'join', lesson: lessonId }, true);

const chunk = <T>(items: readonly T[], size: number): T[][] =>
  items.length === 0 ? [] : [items.slice(0, size), ...chunk(items.slice(size), size)];

/** The viewpoints after this one, in a circle: three stand on buttons, and by them every one is reached. */
function nextOf(viewpoints: readonly Viewpoint[], who: string): readonly Viewpoint[] {
  const at = viewpoints.findIndex(({ id }) => id === who);
  return [...viewpoints.slice(at + 1), ...viewpoints.slice(0, at)].slice(0, OTHERS_MAX);
}

/** One day of one viewpoint: lessons, the join button of the call at hand, cards of remote ones, other viewpoints, days around. */
export async function dayPage(
  context: PageContext,
  member: Member,
  viewpoint: Viewpoint,
  day: Day,
): Promise<OutMessage> {
  const { viewLessons, zone } = context.deps;
  const views = await viewLessons.between(member, viewpoint, day, day, context.now);
  const who = viewpoint.id;
  const remote = views.filter(({ lesson, phase }) => lesson.mode === 'remote' && phase !== 'cancelled');
  const joinable = remote.filter(({ mayJoin }) => mayJoin);
  const atHand =
    joinable.find(({ phase }) => phase === 'running') ?? joinable.find(({ phase }) => phase === 'before');
  const others = nextOf(viewLessons.viewpoints(member), who);
  const today = dayOf(context.now, zone);
  const navigation = [
    press(`◀ ${shortWeekday(addDays(day, -1))}`, { do: 'day', day: addDays(day, -1), who }),
    ...(day === today ? [] : [press(buttons.today, { do: 'day', day: today, who })]),
    press(`${shortWeekday(addDays(day, 1))} ▶`, { do: 'day', day: addDays(day, 1), who }),
    press(buttons.week, { do: 'week', day: mondayOf(day), who }),
  ];
  const room = BUTTONS_MAX - navigation.length - others.length - (atHand ? 1 : 0);
  const cards = [...remote]
    .sort((a, b) => Number(a.phase === 'over') - Number(b.phase === 'over'))
    .slice(0, Math.min(room, 4))
    .sort((a, b) => a.lesson.startsAt - b.lesson.startsAt)
    .map(({ lesson }) =>
      press(`${texts.time(lesson.startsAt, zone)} ${lesson.subject}`, { do: 'lesson', lesson: lesson.id }),
    );
  const text =
    views.length > 0
      ? texts.day(day, viewpoint.label, views)
      : await emptyDay(context, member, viewpoint, day);
  return {
    text,
    keyboard: {
      place: 'inline',
      rows: [
        ...(atHand ? [[joinButton(atHand.lesson.id)]] : []),
        ...chunk(cards, 2),
        ...(others.length > 0
          ? [others.map(({ id, label }) => press(label, { do: 'day', day, who: id }))]
          : []),
        navigation,
      ],
    },
  };
}

async function emptyDay(
  context: PageContext,
  member: Member,
  viewpoint: Viewpoint,
  day: Day,
): Promise<string> {
  const { viewLessons, zone } = context.deps;
  const after = await viewLessons.between(member, viewpoint, addDays(day, 1), addDays(day, 14), context.now);
  const [next] = after.filter(({ phase }) => phase !== 'cancelled');
  const empty = texts.emptyDay(day, viewpoint.label);
  return next ? `${empty}\n${texts.nearest(next, dayOf(next.lesson.startsAt, zone))}` : empty;
}

/** A week of one viewpoint; a very full one is cut to what a message holds, its days stay on buttons. */
export async function weekPage(
  context: PageContext,
  member: Member,
  viewpoint: Viewpoint,
  monday: Day,
): Promise<OutMessage> {
  const sunday = addDays(monday, 6);
  const views = await context.deps.viewLessons.between(member, viewpoint, monday, sunday, context.now);
  const days = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
  const sections = days.flatMap((day) => {
    const own = views.filter(({ lesson }) => lesson.day === day);
    return own.length > 0 ? [[texts.weekDay(day), ...own.map(texts.line)].join('\n')] : [];
  });
  const who = viewpoint.id;
  const dayButtons = days.map((day) => press(shortDay(day), { do: 'day', day, who }));
  const text = [
    texts.week(monday, sunday, viewpoint.label),
    ...(sections.length > 0 ? sections : [texts.noLessons()]),
  ].join('\n\n');
  return {
    text: clip(text, WEEK_TEXT_MAX),
    keyboard: {
      place: 'inline',
      rows: [
        dayButtons.slice(0, 4),
        dayButtons.slice(4),
        [
          press(buttons.weekBefore, { do: 'week', day: addDays(monday, -7), who }),
          press(buttons.weekAfter, { do: 'week', day: addDays(monday, 7), who }),
        ],
      ],
    },
  };
}

/** One lesson: its facts, the join button when it is remote and one's own, and for its teacher «Начать сейчас» and «Ссылка». */
export function lessonCard(member: Member, view: LessonView, note?: string): OutMessage {
  const { lesson } = view;
  const own = member.persons.some((person) => person.kind === 'teacher' && person.id === lesson.teacherId);
  const remote = lesson.mode === 'remote' && view.phase !== 'cancelled';
  const text = [
    ...(note ? [note, ''] : []),
    texts.card(view, lesson.day),
    ...(own && remote ? [texts.teacherLink(lesson.link !== undefined)] : []),
  ].join('\n');
  return {
    text,
    keyboard: {
      place: 'inline',
      rows: [
        ...(remote && view.mayJoin ? [[joinButton(lesson.id)]] : []),
        ...(own && remote
          ? [
              [
                press(buttons.startNow, { do: 'start-lesson', lesson: lesson.id }),
                press(buttons.link, { do: 'set-link', lesson: lesson.id }),
              ],
            ]
          : []),
        [
          press(buttons.back, {
            do: 'day',
            day: lesson.day,
            ...(view.viewpoint !== undefined && { who: view.viewpoint }),
          }),
        ],
      ],
    },
  };
}
