/** What the person who starts the bot reads. */
export const main = {
  held: (pid: number, since: Date) =>
    `Эту папку данных уже держит другой бот: процесс ${pid}, запущен ${since.toLocaleString('ru')}. Остановите его или укажите другую папку в DATA_DIR.`,
  /** `where`: the setting or the option that names the port. */
  portBusy: (port: number, where: 'PORT' | '--port') =>
    `Порт ${port} занят другой программой. Остановите её или укажите другой порт в ${where}.`,
  canNotListen: (port: number, host: string) =>
    `Не получилось открыть порт ${port} на ${host}. Проверьте HOST и PORT.`,
  notYet: (settings: readonly string[]) =>
    `В этой версии ещё не ${settings.length > 1 ? 'действуют' : 'действует'}: ${settings.join(', ')}.`,
  noChannel: () =>
    'В этой версии бот работает в VK и в Telegram: задайте VK_TOKEN и VK_GROUP_ID или TELEGRAM_TOKEN. Без токенов запустится демонстрация.',
  demoReady: (page: string, seconds: number) =>
    [
      '',
      `Готово за ${seconds.toFixed(1)} с. Демонстрация: ${page}`,
      'Откройте адрес в браузере: там студент, преподаватель, родитель, чат группы и часы.',
      'Остановить: Ctrl-C.',
    ].join('\n'),
  ready: (url: string) => `Бот работает, адрес на этой машине: ${url}. Остановить: Ctrl-C.`,
  loadingDemo: () => 'Загружаю демонстрационный колледж',
  stopping: () => 'Останавливаюсь…',
  failed: (error: unknown) =>
    `Бот не запустился (${error instanceof Error ? error.name : 'ошибка'}). Подробности ниже, в журнале.`,
} as const;
