import type { ChatKind } from '../domain/chats.js';
import { clip, counted } from './formats.js';

const LABEL_MAX = 40;

/** «Группа ИСП-24», «Предмет: Математика, ИСП-24», «Родители ИСП-24». */
const chatName = (chat: { kind: ChatKind; groupName: string; subject?: string | undefined }): string =>
  chat.kind === 'subject'
    ? `Предмет: ${chat.subject ?? ''}, ${chat.groupName}`
    : `${chat.kind === 'group' ? 'Группа' : 'Родители'} ${chat.groupName}`;

export const chats = {
  list: (total: number, page: number, pages: number, names: readonly string[]) =>
    [
      `Ваши чаты: ${counted(total, 'чат', 'чата', 'чатов')}${pages > 1 ? `, страница ${page + 1} из ${pages}` : ''}. Выберите, какой открыть.`,
      ...names.map((name) => `— ${name}`),
    ].join('\n'),
  none: () => 'Чатов пока нет. Они появятся, когда колледж внесёт вас в группу или в расписание.',
  elsewhere: () => 'Чаты колледжа открываются в VK Мессенджере: их показывает бот сообщества колледжа в VK.',
  needsAccountThere: () => 'Чтобы остаться в чате, привяжите учебный профиль и в боте в VK.',
  name: chatName,
  label: (chat: { kind: ChatKind; groupName: string; subject?: string | undefined }) => {
    if (chat.kind !== 'subject') return clip(chatName(chat), LABEL_MAX);
    const tail = `, ${chat.groupName}`;
    return `${clip(`Предмет: ${chat.subject ?? ''}`, Math.max(LABEL_MAX - tail.length, 12))}${tail}`.slice(
      0,
      LABEL_MAX,
    );
  },
  card: (name: string) => `${name}\nНажмите «Перейти в VK Мессенджер», чтобы открыть чат.`,
  firstTime: (name: string) =>
    `${name}\nВы входите в этот чат впервые. Чат открывается в VK Мессенджере (Сферум): нажмите «Войти в Сферум», и VK предложит вступить по приглашению. Тех, кого нет в списках группы, бот выводит из чата.`,
  notYours: () => 'Этого чата нет среди ваших',
  making: () => 'Чат готовится. Нажмите ещё раз через несколько секунд',
  unavailable: () => 'VK не открыл чат. Попробуйте через минуту или скажите куратору',
} as const;
