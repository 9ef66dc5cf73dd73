/** An address that a messenger can't open at a press stands on a button of its own. */
interface LinkWords {
  readonly label: string;
  /** Said at the press. */
  readonly ready: string;
  /** Said with the button, where the pressed message can't take it. */
  readonly message: string;
}

const lesson: LinkWords = {
  label: 'Открыть занятие',
  ready: 'Ссылка готова. Нажмите «Открыть занятие»',
  message:
    'Ваша личная ссылка на занятие, она действует не дольше 10 минут. Новую даст кнопка «Присоединиться с видео».',
};
const chat: LinkWords = {
  label: 'Открыть чат',
  ready: 'Ссылка готова. Нажмите «Открыть чат»',
  message: 'Приглашение в чат. Не пересылайте его: тех, кого нет в списках, бот выводит из чата.',
};

export const links = { lesson, chat, labels: [lesson.label, chat.label] } as const;
