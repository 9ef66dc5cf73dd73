import { bindReasons, type BindRow } from '../domain/bind-list.js';
import type { Binding } from '../domain/people.js';
import type { ImportProblem } from '../domain/tables.js';
import { momentOf, type Day, type Instant, type Zone } from '../domain/time.js';
import type { Bindings, Roster } from '../ports.js';
import { inBatches } from './in-batches.js';

/** A list as read: rows in order, and those that could not be read. */
export interface BindListRead {
  readonly rows: readonly BindRow[];
  readonly problems: readonly ImportProblem[];
}

/** What came of it. `ok` is false exactly when there are errors. */
export interface BindReport {
  readonly ok: boolean;
  readonly bound: number;
  readonly unchanged: number;
  readonly errors: readonly ImportProblem[];
}

export type BindList = (list: BindListRead, now: Instant) => Promise<BindReport>;

interface Deps {
  readonly roster: Roster;
  readonly bindings: Bindings;
  readonly zone: Zone;
}

type Wish = { readonly row: BindRow; readonly personId: string };

const column = { account: 'account', personId: 'person_id', consent: 'consent' } as const;

/**
 * Binds people whom a college brings from another bot. Every row is checked first; with one bad row nobody is bound.
 * Nobody is written to; consent counts as given elsewhere; the accounts count as reachable. The same list twice changes
 * nothing.
 */
export function createBindList({ roster, bindings, zone }: Deps): BindList {
  return async ({ rows, problems }, now) => {
    const wishes = rows.map((row) => ({ row, personId: `${row.kind}:${row.personId}` }));
    const personIds = [...new Set(wishes.map(({ personId }) => personId))];
    const known = await inBatches(personIds, (ids) => roster.persons(ids));
    const bound = await inBatches(personIds, (ids) => bindings.ofPersons(ids));
    const knownIds = new Set(known.map(({ id }) => id));
    const accountOf = new Map(
      bound.map(({ account, personId }) => [`${account.channel} ${personId}`, account.id]),
    );
    const keyOf = ({ row, personId }: Wish): string => `${row.channel} ${personId}`;

    const startOf = dayStarts(zone);
    const consentAt = ({ consentDay }: BindRow): Instant =>
      consentDay === undefined ? now : startOf(consentDay);
    const firstLine = new Map<string, number>();
    const check = (wish: Wish): ImportProblem | undefined => {
      const { row } = wish;
      const bad = (where: string, reason: string): ImportProblem => ({ ...row.place, column: where, reason });
      const earlier = firstLine.get(keyOf(wish));
      if (earlier !== undefined) return bad(column.personId, bindReasons.twice(earlier));
      firstLine.set(keyOf(wish), row.place.line);
      if (!knownIds.has(wish.personId))
        return bad(column.personId, bindReasons.unknownPerson(row.kind, row.personId));
      const other = accountOf.get(keyOf(wish));
      if (other !== undefined && other !== row.account)
        return bad(column.account, bindReasons.taken(row.channel));
      if (consentAt(row) > now) return bad(column.consent, bindReasons.consentAhead());
      return undefined;
    };
    const errors = [...problems, ...wishes.flatMap((wish) => check(wish) ?? [])];
    if (errors.length) return { ok: false, bound: 0, unchanged: 0, errors: errors.sort(byPlace) };

    const fresh = wishes.filter((wish) => !accountOf.has(keyOf(wish)));
    const lost = await inBatches(fresh, (batch) =>
      bindings.bindMany(batch.map((wish) => toBinding(wish, now, consentAt(wish.row)))),
    );
    const lostKeys = new Set(lost.map(({ account, personId }) => `${account.channel} ${personId}`));
    const late = fresh
      .filter((wish) => lostKeys.has(keyOf(wish)))
      .map(({ row }) => ({ ...row.place, column: column.account, reason: bindReasons.taken(row.channel) }));
    return {
      ok: !late.length,
      bound: fresh.length - late.length,
      unchanged: wishes.length - fresh.length,
      errors: late,
    };
  };
}

const toBinding = ({ row, personId }: Wish, now: Instant, consentAt: Instant): Binding => ({
  account: { channel: row.channel, id: row.account },
  personId,
  kind: row.kind,
  boundAt: now,
  consent: { at: consentAt, text: 'elsewhere' },
  notify: true,
  remindFor: [],
  reachable: true,
});

/** The beginning of a day; remembered, since a list names few days thousands of times and calendars are slow. */
function dayStarts(zone: Zone): (day: Day) => Instant {
  const known = new Map<Day, Instant>();
  return (day) => {
    const start = known.get(day) ?? momentOf(day, '0:00', zone);
    known.set(day, start);
    return start;
  };
}

const byPlace = (a: ImportProblem, b: ImportProblem): number => a.line - b.line;
