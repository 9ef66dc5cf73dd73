import type { PersonKind } from '../domain/people.js';
import type { Clock } from '../ports.js';
import { dayAndMonth } from '../texts/formats.js';
import { operator } from '../texts/operator.js';
import type { InviteRow, InviteTarget, MakeInvites } from '../usecases/make-invites.js';
import { inviteSheet, spelled, type SheetOf } from './invite-sheet.js';
import { alignedTable, csvText } from './table.js';

/** Options as typed; one of `person`, `group`, `all` is needed. */
export interface InviteOptions {
  readonly person?: string;
  readonly group?: string;
  /** Kinds of people of the group, joined by commas. */
  readonly kinds?: string;
  readonly all?: boolean;
  readonly days: string;
  readonly again?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly html?: string;
}

export interface InviteDeps extends SheetOf {
  readonly makeInvites: MakeInvites;
  readonly clock: Clock;
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (text: string) => void;
  /** Writes a file that only its owner may read: there are codes in it. */
  readonly writePrivately: (file: string, text: string) => Promise<void>;
}

const DAYS_MAX = 365;
const KINDS: readonly PersonKind[] = ['student', 'teacher', 'parent', 'staff'];

/**
 * The `invite` command: makes codes and shows them once, as a table, CSV, JSON alone, or a sheet to print.
 * Returns the process's exit code: 0, or 1 with the reason on stderr.
 */
export async function runInvite(options: InviteOptions, deps: InviteDeps): Promise<number> {
  const wish = readOptions(options);
  if (typeof wish === 'string') return refuse(wish, options, deps);
  const now = deps.clock.now();
  const result = await deps.makeInvites({
    who: wish.who,
    days: wish.days,
    again: options.again ?? false,
    now,
  });
  if (result.kind === 'nobody') {
    const near = result.nearest.length ? ` ${operator.near(result.nearest)}` : '';
    return refuse(operator.inviteNobody(options.person ?? options.group ?? '') + near, options, deps);
  }
  const { rows, boundAlready } = result;
  if (boundAlready && !options.json) deps.complain(operator.inviteBoundAlready(boundAlready));
  const written = options.html === undefined || (await writeSheet(options.html, rows, deps));
  if (options.json) {
    deps.out(`${JSON.stringify({ ok: written, boundAlready, invites: rows })}\n`);
  } else if (options.csv) {
    deps.out(csvText(asCells(rows, ({ expiresDay }) => expiresDay)));
  } else if (options.html === undefined || !written) {
    deps.out(
      rows.length ? `${alignedTable(asCells(rows, ({ expiresDay }) => dayAndMonth(expiresDay)))}\n` : '',
    );
  }
  const [first] = rows;
  if (!options.json)
    deps.complain(first ? operator.inviteMade(rows.length, first.expiresDay) : operator.inviteNone());
  return written ? 0 : 1;
}

function readOptions(options: InviteOptions): { who: InviteTarget; days: number } | string {
  const { person, group, all = false, kinds } = options;
  const chosen = [person !== undefined, group !== undefined, all].filter(Boolean).length;
  if (chosen !== 1) return operator.inviteWhom();
  const days = /^\d{1,3}$/.test(options.days) ? Number(options.days) : 0;
  if (days < 1 || days > DAYS_MAX) return operator.inviteDays(DAYS_MAX);
  if (group === undefined && kinds !== undefined) return operator.inviteKinds(kinds);
  if (group !== undefined) {
    const named = kinds?.split(',').map((kind) => kind.trim());
    const unknown = named?.find((name) => !KINDS.some((kind) => kind === name));
    if (unknown !== undefined) return operator.inviteKinds(unknown);
    const wanted = named && { kinds: KINDS.filter((kind) => named.includes(kind)) };
    return { who: { kind: 'group', name: group, ...wanted }, days };
  }
  return { who: person === undefined ? { kind: 'all' } : { kind: 'person', id: person }, days };
}

/** False when the file can't be written; the codes live already, so the caller shows them another way. */
async function writeSheet(file: string, rows: readonly InviteRow[], deps: InviteDeps): Promise<boolean> {
  const html = await inviteSheet(rows, deps);
  try {
    await deps.writePrivately(file, html);
  } catch {
    deps.complain(operator.fileUnwritable(file));
    deps.complain(operator.inviteFallback());
    return false;
  }
  deps.complain(operator.inviteSheetReady(file, rows.length));
  return true;
}

const asCells = (rows: readonly InviteRow[], until: (row: InviteRow) => string): string[][] => [
  [...operator.inviteHeads()],
  ...rows.map((row) => [
    spelled(row.code),
    row.fullName,
    operator.role(row.role),
    row.group,
    row.childNames.join(', '),
    until(row),
  ]),
];

/** The JSON of a command that made no codes, with the reason. */
export const inviteRefusal = (reason: string) => ({
  ok: false,
  boundAlready: 0,
  invites: [],
  errors: [reason],
});

function refuse(reason: string, options: InviteOptions, deps: InviteDeps): number {
  if (options.json) deps.out(`${JSON.stringify(inviteRefusal(reason))}\n`);
  else deps.complain(reason);
  return 1;
}
