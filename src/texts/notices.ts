import type { Lesson } from '../domain/lessons.js';
import type { OutMessage } from '../domain/messages.js';
import type { Audience } from '../domain/recipients.js';
import type { Zone } from '../domain/time.js';
import { buttons } from './buttons.js';
import { time } from './formats.js';
import { plain } from './plain.js';

/** What the notice of a lesson names. */
export interface StartFacts {
  readonly lesson: Lesson;
  readonly groupName?: string | undefined;
  readonly teacher?: string | undefined;
  readonly zone: Zone;
  /** Whether parents have the way in too. */
  readonly parentsMayJoin: boolean;
}

/** Read by all who have the button. */
const NO_LINK = 'Ссылка появится позже: нажмите кнопку ещё раз через несколько минут';

/** «Группа 101, подгруппа 2 · Шаблонов П. П. · до 11:40». */
const about = ({ lesson, groupName, teacher, zone }: StartFacts): string => {
  const group = groupName ? `Группа ${plain(groupName)}` : '';
  const subgroup = lesson.subgroup ? `подгруппа ${plain(lesson.subgroup)}` : '';
  const whose = [group, subgroup].filter(Boolean).join(', ');
  return [whose, teacher ? plain(teacher) : '', `до ${time(lesson.endsAt, zone)}`]
    .filter(Boolean)
    .join(' · ');
};

const news = (head: string, facts: StartFacts): string =>
  `${head}: ${plain(facts.lesson.subject)}\n${about(facts)}`;

/** One keyboard for everybody, so that a hundred go in one call: who may enter is decided at the press. */
const withJoin = (text: string, { lesson }: StartFacts): OutMessage => ({
  text: lesson.link ? text : `${text}\n${NO_LINK}`,
  keyboard: {
    place: 'inline',
    rows: [
      [{ kind: 'press', label: buttons.join, action: { do: 'join', lesson: lesson.id }, tone: 'primary' }],
    ],
  },
});

/** What arrives by itself, by who is told. The first line carries the news: it is all that a locked screen shows. */
export function startMessages(facts: StartFacts): Readonly<Record<Audience, OutMessage>> {
  const toParents = news('У ребёнка началось дистанционное занятие', facts);
  return {
    people: withJoin(news('Началось занятие', facts), facts),
    parents: facts.parentsMayJoin ? withJoin(toParents, facts) : { text: toParents },
  };
}
