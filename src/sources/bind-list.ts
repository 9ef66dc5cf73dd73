import { bindReasons, isAccountNumber, type BindRow } from '../domain/bind-list.js';
import { reasons } from '../domain/import-reasons.js';
import type { ChannelId, PersonKind } from '../domain/people.js';
import type { ImportProblem, Place } from '../domain/tables.js';
import type { Day } from '../domain/time.js';
import { day, identifier } from './cells.js';
import { readCsv } from './csv.js';
import { decodeText } from './encoding.js';
import { fileProblem, LIMITS } from './sheet.js';

/** The list as read: rows in order, and every row that can't be taken. */
export interface BindListText {
  readonly rows: readonly BindRow[];
  readonly problems: readonly ImportProblem[];
}

type Column = 'channel' | 'account' | 'kind' | 'person_id' | 'consent';

const COLUMNS: Readonly<Record<string, Column>> = {
  channel: 'channel',
  мессенджер: 'channel',
  канал: 'channel',
  account: 'account',
  аккаунт: 'account',
  kind: 'kind',
  кто: 'kind',
  роль: 'kind',
  person_id: 'person_id',
  'код человека': 'person_id',
  код: 'person_id',
  consent: 'consent',
  согласие: 'consent',
};

const CHANNELS: Readonly<Record<string, ChannelId>> = {
  vk: 'vk',
  вк: 'vk',
  вконтакте: 'vk',
  telegram: 'telegram',
  телеграм: 'telegram',
  max: 'max',
  макс: 'max',
};

const KINDS: Readonly<Record<string, PersonKind>> = {
  student: 'student',
  студент: 'student',
  teacher: 'teacher',
  преподаватель: 'teacher',
  parent: 'parent',
  родитель: 'parent',
  staff: 'staff',
  сотрудник: 'staff',
};

const REQUIRED: readonly Column[] = ['channel', 'account', 'kind', 'person_id'];
const YES = new Set(['', 'да', 'есть', 'yes', 'true', '1', '+']);
const NO = new Set(['нет', 'no', 'false', '0', '-']);

/**
 * Reads the list of the `bind` command: CSV with `channel; account; kind; person_id; consent?` in any order, header in
 * English or Russian. Forms are checked here; whom the rows name is checked by the use case. `file` is the name for
 * problems.
 */
export function readBindList(bytes: Uint8Array, file: string): BindListText {
  const refused = (problem: ImportProblem): BindListText => ({ rows: [], problems: [problem] });
  if (bytes.length > LIMITS.fileBytes) {
    return refused(fileProblem(file, reasons.tooLarge(LIMITS.fileBytes / 1_048_576)));
  }
  const decoded = decodeText(bytes);
  if ('reason' in decoded) return refused(fileProblem(file, decoded.reason));
  const sheet = readCsv(file, decoded.text);
  if ('reason' in sheet) return refused(sheet);
  const [head, ...lines] = sheet.rows;
  if (!head) return refused(fileProblem(file, reasons.noRows()));
  const columns = head.cells.map((cell) => lookUp(COLUMNS, cell));
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  if (missing.length) {
    const problems = missing.map((column) => ({
      file,
      line: head.line,
      column,
      reason: reasons.missingColumn(column),
    }));
    return { rows: [], problems };
  }
  if (!lines.length) return refused(fileProblem(file, reasons.noRows(), head.line));

  const rows: BindRow[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, cells } of lines) {
    const place = { file, line };
    if (cells.slice(columns.length).some(Boolean)) {
      problems.push({ ...place, column: '', reason: reasons.extraCell() });
      continue;
    }
    const row = readRow((column) => cells[columns.indexOf(column)] ?? '', place);
    if ('reason' in row) problems.push(row);
    else rows.push(row);
  }
  return { rows, problems };
}

function readRow(cell: (column: Column) => string, place: Place): BindRow | ImportProblem {
  const bad = (column: Column, reason: string): ImportProblem => ({ ...place, column, reason });
  const blank = REQUIRED.find((column) => !cell(column));
  if (blank) return bad(blank, reasons.blank());
  const channel = lookUp(CHANNELS, cell('channel'));
  if (!channel) return bad('channel', bindReasons.badChannel(shown(cell('channel'))));
  if (!isAccountNumber(channel, cell('account')))
    return bad('account', bindReasons.badAccount(shown(cell('account'))));
  const kind = lookUp(KINDS, cell('kind'));
  if (!kind) return bad('kind', bindReasons.badKind(shown(cell('kind'))));
  const personId = identifier(cell('person_id'));
  if ('reason' in personId) return bad('person_id', personId.reason);
  const consent = readConsent(cell('consent'));
  if (consent.kind === 'bad') return bad('consent', consent.reason);
  const consentDay = consent.day === undefined ? {} : { consentDay: consent.day };
  return { place, channel, account: cell('account'), kind, personId: personId.value, ...consentDay };
}

function readConsent(text: string): { kind: 'given'; day?: Day } | { kind: 'bad'; reason: string } {
  const word = text.toLowerCase();
  if (YES.has(word)) return { kind: 'given' };
  if (NO.has(word)) return { kind: 'bad', reason: bindReasons.noConsent() };
  const given = day(text);
  if ('reason' in given) return { kind: 'bad', reason: bindReasons.badConsent(shown(text)) };
  return { kind: 'given', day: given.value };
}

/** A word of a table by its written form; names of an object's own making are none. */
const lookUp = <Value>(words: Readonly<Record<string, Value>>, text: string): Value | undefined => {
  const word = text.toLowerCase().trim();
  return Object.hasOwn(words, word) ? words[word] : undefined;
};

/** A bad cell as shown to the operator: cut, so that a broken file doesn't flood the screen. */
const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
