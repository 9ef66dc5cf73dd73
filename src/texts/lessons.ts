import type { Lesson, Phase } from '../domain/lessons.js';
import type { Day, Zone } from '../domain/time.js';
import { counted, dayAndMonth, longDay, time, timeSpan, weekday } from './formats.js';
import { plain } from './plain.js';

const REMOTE = 'дистанционно';

/** What a line about a lesson may need besides the lesson. */
export interface LessonView {
  readonly lesson: Lesson;
  readonly groupName: string;
  readonly teacher?: string | undefined;
  readonly zone: Zone;
  /** Teachers are shown the group, others the teacher. */
  readonly forTeacher: boolean;
  readonly phase: Phase;
  /** Whether it has a join button for who looks: nobody is offered what would be refused to them. */
  readonly mayJoin: boolean;
  /** The viewpoint it is seen from, for the way back to its day. */
  readonly viewpoint?: string;
  /** Whose lesson it is, where somebody looks at several people's: «Анна, ИСП-24». */
  readonly whose?: string;
}

const place = (lesson: Lesson): string => {
  if (lesson.mode === 'remote') return REMOTE;
  const room = lesson.room ? `каб. ${plain(lesson.room)}` : '';
  const building = lesson.building ? `корп. ${plain(lesson.building)}` : '';
  return [room, building].filter(Boolean).join(', ') || 'кабинет не указан';
};

const CHANGE = { replaced: 'замена', cancelled: 'отменено', moved: 'перенесено' } as const;

const line = (view: LessonView): string => {
  const { lesson, zone } = view;
  const who = view.forTeacher ? plain(view.groupName) : view.teacher ? plain(view.teacher) : '';
  const details = [place(lesson), lesson.subgroup ? `подгруппа ${plain(lesson.subgroup)}` : '', who].filter(
    Boolean,
  );
  const change = lesson.change ? ` (${CHANGE[lesson.change]})` : '';
  const now = view.phase === 'running' ? ', идёт сейчас' : '';
  const pair = lesson.pair === undefined ? '' : `${lesson.pair}. `;
  return `${pair}${timeSpan(lesson.startsAt, lesson.endsAt, zone)} ${plain(lesson.subject)}${change} — ${details.join(', ')}${now}`;
};

/** A head, whose lesson it is where that is in doubt, and the lesson's line below. */
const under = (head: string, view: LessonView): string =>
  `${head}${view.whose ? ` · ${plain(view.whose)}` : ''}\n${line(view)}`;

const noLessons = (): string => 'Занятий нет.';

const on = (day: Day): string => `${weekday(day)}, ${dayAndMonth(day)}`;

export const lessons = {
  line,
  day: (day: Day, whose: string, views: readonly LessonView[]) =>
    [`${longDay(day)}${whose ? ` · ${plain(whose)}` : ''}`, ...views.map(line)].join('\n'),
  noLessons,
  emptyDay: (day: Day, whose: string) =>
    `${longDay(day)}${whose ? ` · ${plain(whose)}` : ''}\n${noLessons()}`,
  nearest: (view: LessonView, day: Day) => under(`Ближайшее занятие: ${on(day)}`, view),
  week: (from: Day, to: Day, whose: string) =>
    `Неделя ${dayAndMonth(from)} — ${dayAndMonth(to)}${whose ? ` · ${plain(whose)}` : ''}`,
  weekDay: (day: Day) => longDay(day),
  card: (view: LessonView, day: Day) =>
    [
      plain(view.lesson.subject),
      `${longDay(day)}, ${timeSpan(view.lesson.startsAt, view.lesson.endsAt, view.zone)}`,
      `Группа: ${plain(view.groupName)}${view.lesson.subgroup ? `, подгруппа ${plain(view.lesson.subgroup)}` : ''}`,
      view.teacher ? `Преподаватель: ${plain(view.teacher)}` : '',
      view.lesson.mode === 'remote' ? 'Занятие дистанционное' : `Место: ${place(view.lesson)}`,
      view.lesson.change ? `Изменение: ${CHANGE[view.lesson.change]}` : '',
    ]
      .filter(Boolean)
      .join('\n'),
  teacherLink: (given: boolean) =>
    given
      ? 'Ссылка на звонок есть. Её видят только те, кому можно войти.'
      : 'Ссылки на звонок ещё нет. Дайте её кнопкой «Ссылка».',
  now: (view: LessonView) => under('Сейчас', { ...view, phase: 'before' }),
  nothingNow: () => 'Сейчас занятий нет.',
  next: (view: LessonView, day: Day) => under(`Следующее занятие: ${on(day)}`, view),
  nothingAhead: () => 'Ближайших занятий в расписании нет.',
  first: (view: LessonView, day: Day) => under(`Первое занятие: ${on(day)}`, view),
  subject: (view: LessonView, day: Day) => under(longDay(day), view),
  subjectUnknown: () => 'Такого предмета в ближайшие две недели нет.',
  noSuchLesson: () => 'Этого занятия больше нет в расписании.',
  farDay: () => 'Так далеко расписания нет.',
  // Joining: the first two are the official instruction's own words.
  notStarted: () => 'Дистанционное занятие еще не началось',
  over: () => 'Звонок завершён',
  overMenu: () => 'Звонок завершён. Что показать дальше?',
  cancelled: () => 'Это занятие отменено',
  notYours: () => 'Войти могут только участники этого занятия',
  notYourLesson: () => 'Это занятие ведёт другой преподаватель',
  noLink: () => 'Ссылки на звонок ещё нет. Нажмите ещё раз чуть позже',
  noPage: () => 'Вход отсюда колледж ещё не настроил. Войдите из VK или скажите учебной части',
  notRemote: () => 'Это занятие очное, звонка нет',
  bindFirst: () => 'Сначала привяжите учебный профиль',
  // «Начать сейчас»
  startedNow: (people: number) =>
    `Уведомление отправляется: ${counted(people, 'получатель', 'получателя', 'получателей')}`,
  startedAlready: (sent: number) =>
    `Уведомление уже отправлено: ${counted(sent, 'получатель', 'получателя', 'получателей')}`,
  tooEarly: () => 'Начать можно в день занятия',
  // «Ссылка»
  askLink: (subject: string, given: boolean) =>
    `${plain(subject)}: ${given ? 'ссылка на звонок уже есть, новая её заменит' : 'ссылки на звонок ещё нет'}. Пришлите ссылку, она начинается с https://`,
  badLink: {
    'not-a-link': () => 'Это не похоже на ссылку. Скопируйте её целиком из приглашения на звонок.',
    'not-https': () =>
      'Ссылка должна начинаться с https:// — скопируйте её ещё раз из приглашения на звонок.',
    'foreign-host': (hosts: readonly string[]) =>
      `Этот сайт не разрешён колледжем. Подходят: ${hosts.join(', ')}.`,
  },
  linkSaved: () => 'Ссылка сохранена. Её увидят только участники занятия, когда оно начнётся.',
  time,
} as const;
