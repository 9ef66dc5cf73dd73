import { counted } from './formats.js';

/** What the `replay` command says. */
export const replay = {
  command: () => 'воспроизвести запись песочницы и сравнить ответы бота с записанными',
  file: () => 'файл записи: «Сохранить запись» на странице песочницы',
  url: () =>
    'адрес открытой песочницы, например http://127.0.0.1:3000/sandbox; без него демонстрация запускается сама',
  unreadable: (file: string) => `Файл ${file} не читается. Проверьте имя и права.`,
  starting: () => 'Запускаю демонстрацию с пустой базой…',
  noAnswer: (url: string) => `По адресу ${url} песочница не отвечает. Проверьте, что демонстрация запущена.`,
  busy: () => 'В этой песочнице уже воспроизводится другая запись. Повторите, когда она закончится.',
  same: (acts: number, expectations: number) =>
    `Всё как в записи: ${counted(acts, 'действие', 'действия', 'действий')}, ${counted(expectations, 'ответ', 'ответа', 'ответов')}.`,
  at: (file: string, line: number, reason: string) => `${file}, строка ${line}: ${reason}`,
  expected: () => '  В записи:',
  got: () => '  Сейчас:',
} as const;
