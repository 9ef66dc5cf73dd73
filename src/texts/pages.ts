/** What a page says: a heading and sentences. */
export interface PageText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Where the way back leads, said on every page without a link. */
const PRESS_AGAIN = 'Вернитесь в бот и нажмите «Присоединиться с видео» ещё раз.';

/** The pages that the bot's own server shows: the join page and what stands in its place. */
export const pages = {
  join: {
    group: (name: string) => `Группа ${name}`,
    until: (time: string) => `Занятие идёт до ${time}`,
    choose: () => 'Где открыть звонок?',
    inApp: () => 'В приложении VK Мессенджер',
    inBrowser: () => 'В браузере',
    hint: () =>
      'Если приложение установлено, телефон предложит открыть звонок в нём. В браузере понадобится разрешить камеру и микрофон.',
    personal: () =>
      'Эта страница открыта лично для вас и действует несколько минут. Не пересылайте её адрес.',
  },
  denied: (): PageText => ({
    title: 'Это занятие вам недоступно',
    lines: [
      'Войти могут студенты группы и преподаватель, чей учебный профиль привязан к боту.',
      'Если это ваше занятие, откройте бот и проверьте привязку или обратитесь к куратору.',
    ],
  }),
  deadLink: (): PageText => ({
    title: 'Ссылка больше не действует',
    lines: ['Ссылка на занятие живёт не дольше 10 минут и открывается только целиком.', PRESS_AGAIN],
  }),
  gone: (): PageText => ({
    title: 'Занятия больше нет в расписании',
    lines: ['Его могли перенести или заменить. Откройте «Занятия» в боте, там последнее расписание.'],
  }),
  before: (subject: string): PageText => ({
    title: 'Дистанционное занятие еще не началось',
    lines: [
      `«${subject}» откроется по звонку, бот напишет об этом сам.`,
      'Тогда вернитесь в бот и нажмите «Присоединиться с видео».',
    ],
  }),
  over: (subject: string): PageText => ({
    title: 'Звонок завершён',
    lines: [`Занятие «${subject}» закончилось.`, 'Следующие занятия стоят в разделе «Занятия» бота.'],
  }),
  cancelled: (subject: string): PageText => ({
    title: 'Занятие отменено',
    lines: [`«${subject}» сегодня не состоится.`, 'Последнее расписание стоит в разделе «Занятия» бота.'],
  }),
  notRemote: (subject: string): PageText => ({
    title: 'Занятие проходит очно',
    lines: [`«${subject}» теперь в кабинете. Где именно, видно в разделе «Занятия» бота.`],
  }),
  noLink: (subject: string): PageText => ({
    title: 'Ссылки на звонок пока нет',
    lines: [`Преподаватель ещё не дал ссылку на «${subject}».`, 'Подождите минуту и обновите страницу.'],
  }),
  busy: (reference: string): PageText => ({
    title: 'Сейчас не получилось открыть занятие',
    lines: [
      'Подождите минуту и обновите страницу.',
      `Если повторится, назовите учебной части код ${reference}.`,
    ],
  }),
  notFound: (): PageText => ({
    title: 'Такой страницы нет',
    lines: ['Проверьте адрес. Занятия и чаты открываются из бота.'],
  }),
  failed: (reference: string): PageText => ({
    title: 'Что-то сломалось',
    lines: ['Попробуйте ещё раз через минуту.', `Если повторится, назовите учебной части код ${reference}.`],
  }),
} as const;
