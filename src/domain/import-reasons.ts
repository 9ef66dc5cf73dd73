import type { StaffRole } from './people.js';

/**
 * Why a row or a file is refused, in Russian, for the operator. They stand here rather than in `texts` because both the
 * sources (which read) and the plan (which checks) word them. Each says what is wrong and, where it helps, what to do.
 */
export const reasons = {
  // Files
  accepted: () => 'Принимаются CSV, XLSX, HTML-страницы расписания и .ics',
  unknownStatus: (status: string) =>
    `статус «${status}» незнаком: подойдут active, учится, обучается; для ушедших expelled, отчислен, выпускник, академический отпуск`,
  unknownFile: () => `формат файла не распознан. ${reasons.accepted()}`,
  oldExcel: () => 'это старый формат Excel (.xls). Сохраните файл как .xlsx или CSV',
  emptyFile: () => `файл пуст. ${reasons.accepted()}`,
  notFound: () => 'файла или папки нет',
  unreadable: () => 'файл не читается: проверьте права доступа',
  emptyFolder: () => `в папке нет файлов для импорта. ${reasons.accepted()}`,
  tooLarge: (megabytes: number) => `файл больше ${megabytes} МБ. Разделите его на части`,
  tooManyRows: (max: number) => `строк больше ${max}. Разделите файл на части`,
  tooManyColumns: (max: number) => `колонок больше ${max}: это не похоже на таблицу колледжа`,
  binaryText: () => 'в файле есть нулевые байты: это не текст',
  badZip: () => 'файл XLSX повреждён. Откройте его в Excel и сохраните заново',
  zipBomb: () => 'файл XLSX распаковывается в слишком большой объём и отклонён ради безопасности',
  unsafeXml: () => 'в файле XLSX есть объявление DOCTYPE, такие файлы не принимаются',
  brokenCsv: () => 'кавычки в строке не закрыты или стоят не на месте',
  brokenCalendar: () => 'календарь повреждён: это не iCal',
  unknownTable: () =>
    'не удалось понять, что это за таблица. Назовите лист или файл groups, teachers, students, parents, staff, lessons или bells. ' +
    reasons.accepted(),
  passedOver: () => 'пропущен: это не таблица, не расписание и не календарь',
  noRows: () => 'в таблице нет ни одной строки',
  missingPage: (pages: string) => `рядом нет страниц: ${pages}. Занятия этих групп не тронуты`,
  noPages: (pages: string) => `рядом нет страниц, на которые ссылается этот список групп: ${pages}`,
  noTimetable: () => 'на странице не найдено расписание: нужна таблица с группами и парами',
  noPageDate: () => 'на странице нет даты вида 24.11.2026',

  // Cells
  missingColumn: (column: string) => `нет колонки ${column}`,
  blank: () => 'ячейка пуста, а значение обязательно',
  extraCell: () => 'в строке больше ячеек, чем в заголовке: проверьте разделители и кавычки',
  tooLong: (max: number) => `текст длиннее ${max} знаков`,
  badDate: (text: string) => `«${text}»: такой даты нет. Нужно ДД.ММ.ГГГГ или ГГГГ-ММ-ДД`,
  badTime: (text: string) => `«${text}»: это не время. Нужно Ч:мм`,
  badNumber: (text: string, from: number, to: number) => `«${text}»: нужно целое число от ${from} до ${to}`,
  badId: (text: string) => `«${text}»: в идентификаторе допустимы буквы, цифры и знаки . _ - (не больше 40)`,
  badName: (text: string) => `«${text}»: это не похоже на имя`,
  badMode: (text: string) => `«${text}»: нужно onsite (очно) или remote (дистанционно)`,
  badChange: (text: string) => `«${text}»: нужно replaced (замена), cancelled (отмена) или moved (перенос)`,
  badRole: (text: string) =>
    `«${text}»: нужно ${(['office', 'curator'] satisfies StaffRole[]).join(' или ')} (учебная часть или куратор)`,
  badWeekday: (text: string) => `«${text}»: нужен день недели, от 1 (понедельник) до 7`,
  noSubject: () => 'в ячейке не видно названия предмета',
  noDay: () => 'не понятно, на какую дату эта строка',
  allDayWithoutEnd: () => 'у события нет времени окончания',
  tooManyOccurrences: () => 'событие повторяется слишком часто для занятия',
  brokenEvent: () => 'событие не читается: проверьте его дату, правило повторения и часовой пояс',
  noCalendarGroup: () => 'у события не названа группа: нужна строка «Группа: …» в описании или имя календаря',

  // The roster
  duplicateId: (id: string, line: number) => `идентификатор ${id} уже стоит в строке ${line}`,
  idsMeet: (id: string, other: string) =>
    `занятия ${id} и ${other} по другим таблицам одно и то же: проверьте, не стоит ли один идентификатор у разных занятий`,
  duplicateGroup: (name: string, line: number) => `группа ${name} уже стоит в строке ${line}`,
  nameTaken: (name: string) => `группа с названием ${name} уже есть под другим идентификатором`,
  unknownGroup: (name: string, nearest: string | undefined) =>
    nearest
      ? `группы «${name}» нет в списке; похоже на «${nearest}»`
      : `группы «${name}» нет: список групп пуст. Сначала импортируйте группы или студентов`,
  ambiguousGroup: (name: string, names: readonly string[]) =>
    `группа «${name}» подходит сразу к нескольким: ${names.join(', ')}`,
  unknownCurator: (id: string) => `куратора с идентификатором ${id} нет среди преподавателей и сотрудников`,
  unknownStudent: (id: string) => `студента с идентификатором ${id} нет в списке`,
  unknownTeacher: (id: string) => `преподавателя с идентификатором ${id} нет в списке`,
  ambiguousPerson: (name: string) => `людей по имени ${name} несколько. Укажите идентификатор`,
  repeatedPerson: (name: string, line: number) =>
    `${name} уже стоит в строке ${line}. Если это разные люди, укажите идентификаторы`,
  badPhone: () => 'это не телефон. Нужно, например, +7 900 000-00-01',
  badEmail: () => 'это не адрес почты',
  groupInUse: (name: string, students: number) =>
    `файл не называет группу ${name}, а в списке в ней студентов: ${students}. Добавьте её или переведите студентов`,
  tooManyRemoved: (percent: number, removed: number, known: number) =>
    `исчезло бы ${percent} % списка (${removed} из ${known}). Если так и нужно, повторите с --force`,

  // The timetable
  noTime: (pair: number) =>
    `нет времени ${pair}-й пары. Импортируйте таблицу bells (звонки) или добавьте колонки start и end`,
  noPairNorTime: () => 'нужен номер пары или время начала',
  noEnd: () => 'нет времени конца. Добавьте колонку end или таблицу bells (звонки)',
  endBeforeStart: () => 'занятие кончается не позже, чем начинается',
  duplicateBell: (pair: number) => `время ${pair}-й пары задано дважды`,
  link: (problem: 'not-a-link' | 'not-https' | 'foreign-host') =>
    ({
      'not-a-link': 'это не ссылка. Нужно, например, https://sferum.ru/?call_link=…',
      'not-https': 'ссылка должна начинаться с https://',
      'foreign-host': 'адреса этого сайта нет в списке разрешённых для звонков',
    })[problem],
  otherTime: (there: string, here: string, file: string) =>
    `то же занятие в ${file} начинается ${there}, а здесь ${here} по времени колледжа. Проверьте пояс: COLLEGE_TZ`,
  tooManyLessonsRemoved: (percent: number, removed: number, known: number) =>
    `исчезло бы ${percent} % занятий этих дней (${removed} из ${known}). Если так и нужно, повторите с --force`,
} as const;
