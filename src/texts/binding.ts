import type { ChannelId, Group, Person, PersonKind } from '../domain/people.js';
import { counted, inMessengers, namedCollege } from './formats.js';
import { roles as roleNames } from './roles.js';

/** What a person is, for a sentence: «студент группы ИСП-24», «родитель: Анна (ИСП-24)». */
export interface RoleFacts {
  readonly kind: PersonKind;
  readonly group?: string;
  readonly children?: readonly { readonly name: string; readonly group?: string }[];
}

/** Own lessons first, children last. */
const ORDER: Record<PersonKind, number> = { student: 0, teacher: 1, staff: 2, parent: 3 };
const byRole = (one: Person, other: Person): number => ORDER[one.kind] - ORDER[other.kind];

/** The roles behind an account, as facts for a sentence. */
export function rolesOf(
  persons: readonly Person[],
  children: readonly Person[],
  groups: readonly Group[],
): RoleFacts[] {
  const groupName = (person: Person) =>
    person.kind === 'student' ? groups.find(({ id }) => id === person.groupId)?.name : undefined;
  return [...persons].sort(byRole).map((person) => {
    const group = groupName(person);
    const own = children.filter(({ id }) => person.kind === 'parent' && person.childIds.includes(id));
    return {
      kind: person.kind,
      ...(group !== undefined && { group }),
      ...(own.length > 0 && {
        children: own.map((child) => {
          const childGroup = groupName(child);
          return { name: child.firstName, ...(childGroup !== undefined && { group: childGroup }) };
        }),
      }),
    };
  });
}

/** Version of the consent text below, recorded with each consent: raise it whenever the text changes. */
export const CONSENT_VERSION = '2026-11-29';

const roleLine = (role: RoleFacts): string => {
  if (role.kind === 'student' && role.group) return `студент группы ${role.group}`;
  if (role.kind === 'parent' && role.children?.length) {
    const names = role.children.map(({ name, group }) => (group ? `${name}, группа ${group}` : name));
    return `родитель (${names.join('; ')})`;
  }
  return roleNames[role.kind];
};

const childrenOf = (roles: readonly RoleFacts[]): number =>
  roles.reduce((count, { children }) => count + (children?.length ?? 0), 0);

/** What will be told without being asked for: to those of the lessons; parents choose it themselves; the office hears nothing. */
function whatComes(roles: readonly RoleFacts[]): string {
  if (roles.some(({ kind }) => kind === 'student' || kind === 'teacher'))
    return 'Когда начнётся дистанционное занятие, бот пришлёт кнопку «Присоединиться с видео».';
  const children = childrenOf(roles);
  if (children === 0) return '';
  return `Напоминания о занятиях ${children > 1 ? 'детей' : 'ребёнка'} включаются в «Настройках».`;
}

/** «студент группы ИСП-24 и родитель (Анна, группа ЭК-25)». */
const rolesLine = (roles: readonly RoleFacts[]): string => roles.map(roleLine).join(' и ');

export const binding = {
  greeting: (college: string) =>
    `Здравствуйте, это бот колледжа${namedCollege(college)}: он показывает ваши занятия и чаты и присылает кнопку входа, когда начинается дистанционное занятие. Чтобы начать, один раз привяжите учебный профиль.`,
  welcomeBack: (name: string, roles: readonly RoleFacts[]) =>
    `Здравствуйте, ${name}. Ваш учебный профиль: ${rolesLine(roles)}.`,
  alreadyBound: (roles: readonly RoleFacts[]) =>
    `Учебный профиль уже привязан: ${rolesLine(roles)}. Второй раз привязывать не нужно.`,
  consent: () =>
    [
      'Чтобы узнать вас в списках колледжа, бот сохранит номер вашего аккаунта в мессенджере и его связь с вашей записью. Телефон и почта не сохраняются.',
      'Данные нужны только для занятий, чатов и уведомлений. За студента младше 18 лет согласие даёт родитель (законный представитель).',
      'Отменить привязку можно в любой момент: «Настройки» → «Отменить привязку учебного профиля VK ID». Нажимая «Продолжить», вы соглашаетесь.',
    ].join('\n\n'),
  pressProceed: () => 'Чтобы согласиться и идти дальше, нажмите «Продолжить». Чтобы выйти, нажмите «Отмена».',
  askContact: () =>
    'Напишите телефон или электронную почту, которые вы оставляли в колледже, например +7 912 345-67-89. Если у вас есть листок с кодом из 8 знаков, напишите этот код.',
  badContact: () =>
    'Это не похоже на телефон, почту или код с листка. Напишите, например, 8 912 345-67-89 или name@mail.ru.',
  foreignContact: () =>
    'Это номер другого человека. Нажмите «Поделиться моим номером» или напишите телефон, почту или код с листка.',
  unknownContact: () =>
    'Этого номера нет в списках колледжа. Напишите другой телефон, почту или код с листка, либо скажите куратору.',
  noWay: (to: 'phone' | 'email', other: boolean) =>
    [
      to === 'phone' ? 'Коды по СМС колледж не отправляет.' : 'Коды на почту колледж не отправляет.',
      other
        ? `Напишите ${to === 'phone' ? 'электронную почту, которую' : 'телефон, который'} вы оставляли в колледже, или код с листка.`
        : 'Попросите у куратора листок с кодом из 8 знаков и напишите этот код.',
    ].join(' '),
  codeSent: () =>
    'Если этот контакт есть в списках колледжа, код уже отправлен. Напишите 6 цифр из сообщения или письма, код действует 5 минут.',
  needSixDigits: () =>
    'Нужен код: 6 цифр из сообщения. Если его нет, нажмите «Отправить код ещё раз» через минуту.',
  wrongCode: () => 'Код не подошёл или устарел. Проверьте цифры или запросите новый код.',
  noTriesLeft: () =>
    'Код не подошёл или устарел, попытки закончились. Запросите новый код или обратитесь к куратору.',
  tooManyStarts: (minutes: number) =>
    `Слишком много попыток. Попробуйте через ${counted(minutes, 'минуту', 'минуты', 'минут')} или попросите у куратора листок с кодом.`,
  badInvite: () =>
    'Код с листка не подошёл: он неверен, уже использован или его срок вышел. Проверьте знаки или попросите у куратора новый.',
  askWho: () => 'Этот контакт записан у нескольких человек. Кто вы?',
  whoOption: (kinds: readonly PersonKind[], firstName: string) => {
    const roles = [...kinds]
      .sort((one, other) => ORDER[one] - ORDER[other])
      .map((kind) => roleNames[kind])
      .join(' и ');
    return `${roles.charAt(0).toUpperCase()}${roles.slice(1)} ${firstName}`;
  },
  askProfile: () => 'Код верный. У вас ещё нет учебного профиля: создайте его, чтобы продолжить.',
  pressProfile: () => 'Нажмите «Создать учебный профиль», чтобы продолжить.',
  askName: () => 'Напишите о себе: фамилию и имя, как в документах колледжа.',
  askBirthDate: () => 'Напишите дату рождения, например 10.01.2008.',
  badBirthDate: () => 'Это не похоже на дату. Напишите день, месяц и год, например 10.01.2008.',
  mistake: () => 'Не совпадает с записью колледжа. Проверьте и напишите ещё раз.',
  mistakesOver: () =>
    'Данные не совпали с записью колледжа, привязка остановлена. Обратитесь к куратору или в учебную часть: там проверят запись.',
  bound: (name: string, roles: readonly RoleFacts[]) =>
    [`Готово, ${name}. Учебный профиль привязан: ${rolesLine(roles)}.`, whatComes(roles)]
      .filter(Boolean)
      .join('\n'),
  taken: () =>
    'Эта запись уже привязана к другому аккаунту. Если это ошибка, обратитесь к куратору или в учебную часть: там отменят старую привязку.',
  someoneTried: () =>
    'К вашей записи в колледже попробовали привязать другой аккаунт. Ваша привязка осталась. Если это были не вы, скажите куратору.',
  recordGone: () => 'Эта запись больше не значится в списках колледжа. Обратитесь в учебную часть.',
  askUnbind: (chats: number, elsewhere: readonly ChannelId[]) =>
    `Отменить привязку? ${elsewhere.length > 0 ? `Вы привязаны ещё и ${inMessengers(elsewhere)}. ` : ''}Уведомления прекратятся, ${
      chats > 0 ? `вы выйдете из ${counted(chats, 'чата', 'чатов', 'чатов')} колледжа, ` : ''
    }сохранённые данные будут удалены.`,
  pressUnbind: (elsewhere: boolean) =>
    elsewhere
      ? 'Нажмите «Отменить только здесь», «Отменить везде» или «Оставить».'
      : 'Нажмите «Да, отменить привязку» или «Оставить».',
  unboundElsewhere: () =>
    'Привязка отменена: это сделали из другого мессенджера, где были привязаны вы. Если это были не вы, скажите куратору.',
  kept: () => 'Привязка осталась.',
  notBound: () => 'Учебный профиль не привязан, отменять нечего.',
  unbound: (facts: { records: number; chatsLeft: number; chatsFailed: number }) =>
    [
      'Привязка отменена. Что сделано:',
      `— удалено: ${counted(facts.records, 'запись о привязке', 'записи о привязке', 'записей о привязке')}, согласие и настройки;`,
      '— уведомления остановлены;',
      facts.chatsLeft === 0 && facts.chatsFailed === 0
        ? '— в чатах колледжа вас не было.'
        : `— вы вышли из ${counted(facts.chatsLeft, 'чата', 'чатов', 'чатов')} колледжа${
            facts.chatsFailed > 0
              ? `; из ${counted(facts.chatsFailed, 'чата', 'чатов', 'чатов')} бот выведет вас в ближайшие минуты`
              : ''
          }.`,
      'Привязать профиль снова можно в любой момент.',
    ].join('\n'),
} as const;
