const TITLES = new Map([
  ['Usage:', 'Запуск:'],
  ['Arguments:', 'Аргументы:'],
  ['Options:', 'Ключи:'],
  ['Commands:', 'Команды:'],
]);

/** Help of the operator's commands. */
export const cli = {
  program: () => 'Команды оператора. Работают и при запущенном боте, и без него.',
  help: () => 'показать помощь',
  /** commander's headings and the words that it puts between ours. */
  helpTitle: (title: string) => TITLES.get(title) ?? title,
  inHelp: (text: string) =>
    text
      .replaceAll('[options]', '[ключи]')
      .replaceAll('[command]', '[команда]')
      .replace(/\(default: "?(.*?)"?\)/, '(по умолчанию $1)'),
  usageError: (text: string) =>
    text
      .replace(/^error: /, 'Ошибка: ')
      .replace('unknown command', 'нет такой команды')
      .replace('unknown option', 'нет такого ключа')
      .replace('missing required argument', 'не хватает аргумента')
      .replace(
        /too many arguments(?: for '(.+)')?\. Expected (\d+) arguments? but got (\d+)\./,
        "лишние аргументы у '$1': нужно $2, а здесь $3.",
      )
      .replace(/option '(.+)' argument missing/, 'ключу $1 не хватает значения')
      .replace(/option '(.+?)' argument '(.*)' is invalid\. /, "ключ $1 не может быть '$2'. ")
      .replace('(Did you mean', '(возможно, вы имели в виду')
      .replace(/'([^']*)'/g, '«$1»'),
  json: () => 'вывести один JSON',
  notANumber: (min: number, max: number) => `Нужно целое число от ${min} до ${max}.`,
  broken: () => 'Команда не выполнена: в программе ошибка. Подробности ниже.',
  databaseHeld: (pid: number) => `База занята процессом ${pid}.`,
  noDatabase: () =>
    'База данных не отвечает: проверьте MONGODB_URI, доступ к серверу и имя с паролем в адресе.',

  import: () => 'загрузить группы, людей, расписание и звонки из файлов или папок',
  paths: () => 'файлы (CSV, XLSX, HTML, iCal) или папки',
  force: () => 'разрешить большое удаление, от которого команда отказалась',

  invite: () => 'сделать одноразовые коды привязки: таблицей или листом для печати',
  person: () => 'одному человеку: номер из списков, например 2001 или student:2001',
  group: () => 'группе: студентам, их родителям и куратору',
  kinds: () => 'кому из группы, через запятую: student, parent, teacher, staff',
  all: () => 'всем, кто ещё не привязан',
  days: () => 'срок в днях',
  again: () => 'и тем, кто уже привязан',
  csv: () => 'вывести CSV',
  html: () => 'записать лист для печати с QR-кодами',

  bind: () => 'привязать людей списком из другого бота',
  bindFile: () => 'CSV: channel; account; kind; person_id; consent',

  doctor: () => 'проверить настройки, базу, часы, место на диске, VK и Telegram',

  sandbox: () => 'запустить заменители VK и Telegram отдельно, для любого бота',
  sandboxPort: () => 'порт на этой машине',
  sandboxToken: () => 'ключ сообщества',
  sandboxGroup: () => 'номер сообщества',
  sandboxReady: (
    vk: { apiUrl: string; token: string; groupId: number },
    telegram: { url: string; token: string },
    page: string,
  ) =>
    `Заменитель VK работает. Адрес API: ${vk.apiUrl}, ключ: ${vk.token}, сообщество: ${vk.groupId}.\n` +
    `Заменитель Telegram там же. Адрес API: ${telegram.url}, токен: ${telegram.token}.\n` +
    `Направьте туда своего бота и говорите с ним на странице ${page}. Остановить: Ctrl-C.`,
} as const;
