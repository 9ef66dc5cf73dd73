import type { PersonKind } from '../domain/people.js';
import type { Day } from '../domain/time.js';
import { counted, dayAndMonth } from './formats.js';
import { roles } from './roles.js';

/** What the operator's commands print, and the sheet of codes says. */
export const operator = {
  role: (kind: PersonKind) => roles[kind],
  near: (matches: readonly { readonly value: string; readonly fullName?: string }[]) =>
    `Похожие: ${matches.map(({ value, fullName }) => (fullName ? `${value} (${fullName})` : value)).join(', ')}.`,
  fileUnreadable: (file: string) => `Файл ${file} не читается. Проверьте имя и права.`,
  fileUnwritable: (file: string) => `Записать ${file} не удалось. Проверьте папку и права.`,

  inviteWhom: () => 'Укажите одно из трёх: --person <номер>, --group <название> или --all.',
  inviteKinds: (wrong: string) =>
    `Не знаю, кто такие «${wrong}». Через запятую: student, parent, teacher, staff; вместе с --group.`,
  inviteDays: (most: number) => `Срок --days: целое число дней от 1 до ${most}.`,
  inviteNobody: (what: string) =>
    what
      ? `«${what}» в списках колледжа не нашлось (или подходит несколько человек).`
      : 'В списках колледжа никого нет. Сначала импортируйте людей.',
  inviteMade: (count: number, until: Day) =>
    `${counted(count, 'код', 'кода', 'кодов')}, до ${dayAndMonth(until)} включительно. Второй раз их показать нельзя.`,
  inviteNone: () => 'Новых кодов нет.',
  inviteBoundAlready: (count: number) =>
    `Уже привязаны и пропущены: ${counted(count, 'человек', 'человека', 'человек')}. Код и для них: --again.`,
  inviteSheetReady: (file: string, count: number) =>
    `Лист для печати: ${file}, ${counted(count, 'карточка', 'карточки', 'карточек')}.`,
  inviteFallback: () => 'Коды уже действуют, поэтому вот они:',
  inviteHeads: () => ['Код', 'ФИО', 'Роль', 'Группа', 'Дети', 'Действует до'] as const,

  sheetTitle: (college: string) => ['Коды привязки', college].filter(Boolean).join(' · '),
  sheetRole: (kind: PersonKind, group: string) => [roles[kind], group].filter(Boolean).join(' · '),
  sheetChildren: (names: readonly string[]) => `Дети: ${names.join(', ')}`,
  sheetUntil: (until: Day) => `действует до ${dayAndMonth(until)} включительно`,
  sheetSteps: (withQr: boolean) => [
    withQr ? 'Наведите камеру на квадрат: откроется бот.' : 'Откройте бота колледжа.',
    withQr ? 'Нажмите «Начать» или отправьте боту код.' : 'Отправьте боту код.',
    'Код ваш личный и срабатывает один раз.',
  ],
  sheetQr: () => 'QR-код ссылки на бота',

  bindDone: (bound: number, unchanged: number) =>
    bound
      ? `Привязано: ${bound}. Без изменений: ${unchanged}. Сообщения никому не отправлены.`
      : 'Ничего не изменилось',
  bindRefused: (count: number) =>
    `Никто не привязан: ${counted(count, 'ошибка', 'ошибки', 'ошибок')} в файле. Исправьте и повторите.`,
  bindPartly: (bound: number) => `Привязано: ${bound}. Остальных, пока шла загрузка, привязал кто-то другой:`,
  problem: (file: string, sheet: string | undefined, line: number, column: string, reason: string) =>
    `${sheet ? `${file}, лист «${sheet}»` : file}, строка ${line}${column ? `, ${column}` : ''}: ${reason}`,

  doctorAllWell: () => 'Всё в порядке.',
  doctorTroubles: (count: number) => `Надо исправить: ${count}.`,
  doctorConfig: () => 'Настройки',
  doctorConfigFine: () => 'прочитаны',
  doctorConfigWrong: (count: number) => counted(count, 'ошибка', 'ошибки', 'ошибок'),
  doctorDatabase: () => 'База данных',
  doctorAnswers: (ms: number) => `отвечает за ${ms} мс`,
  doctorDatabaseFix: () =>
    'Проверьте, что MongoDB запущена и MONGODB_URI верен; без MONGODB_URI бот поднимает её сам, ему нужны DATA_DIR и сеть.',
  doctorNoAnswer: (seconds: number) => `нет ответа за ${seconds} с`,
  doctorFailed: () => 'не отвечает',
  doctorClock: () => 'Часы',
  doctorClockSkew: (seconds: number) => `расходятся с часами базы на ${seconds} с`,
  doctorClockFine: () => 'сходятся с часами базы',
  doctorClockFix: () => 'Включите синхронизацию времени (NTP) на обеих машинах: от часов зависит звонок.',
  doctorDisk: () => 'Место на диске',
  doctorDiskFree: (megabytes: number) => `свободно ${megabytes} МБ`,
  doctorDiskFix: (need: number) => `Освободите место в DATA_DIR: нужно не меньше ${need} МБ.`,
  doctorVk: () => 'Сообщество VK',
  doctorVkFine: (name: string) => `«${name}», токен принят`,
  doctorVkError: (code: number) => `VK отвечает ошибкой ${code}`,
  doctorVkFix: (code: number) =>
    code === 5 || code === 27 || code === 28
      ? 'Токен не принят. Создайте новый: Управление → Работа с API → Ключи доступа, права «сообщения» и «управление»; впишите в VK_TOKEN.'
      : code === 15 || code === 7
        ? 'Токену не хватает прав. Создайте ключ с правами «сообщения» и «управление» и впишите в VK_TOKEN.'
        : code === 100 || code === 125
          ? 'Проверьте VK_GROUP_ID: номер сообщества, которому принадлежит токен.'
          : 'Повторите через минуту. Если не пройдёт, посмотрите код ошибки в документации VK API.',
  doctorVkSilent: () => 'Проверьте сеть и VK_API_URL.',
  doctorTelegram: () => 'Telegram',
  doctorTelegramFine: (name: string) => `@${name}, токен принят`,
  doctorTelegramError: (code: number) => `Telegram отвечает ошибкой ${code}`,
  doctorTelegramFix: () => 'Возьмите токен у @BotFather командой /token и впишите в TELEGRAM_TOKEN.',
  doctorTelegramSilent: () => 'Проверьте сеть и TELEGRAM_API_URL.',
  doctorTelegramNoPage: () =>
    'Задайте PUBLIC_URL: без него из Telegram не войти на занятие, ссылка открывается через страницу бота.',
  doctorLongPoll: () => 'Long Poll',
  doctorLongPollOff: () => 'выключен',
  doctorLongPollFine: (version: string) => `включён, версия ${version}, события приходят`,
  doctorLongPollVersion: (has: string, needs: string) => `версия ${has}, а нужна ${needs}`,
  doctorLongPollEvents: (events: readonly string[]) => `не включены события: ${events.join(', ')}`,
  doctorLongPollFix: () =>
    'Управление → Работа с API → Long Poll API: включите, выберите версию и отметьте события. Бот при старте пробует сделать это сам.',
} as const;
