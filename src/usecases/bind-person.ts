import type { AccountRef, Consent, Person } from '../domain/people.js';
import type { OutMessage } from '../domain/messages.js';
import type { Instant } from '../domain/time.js';
import type { Bindings, Teller } from '../ports.js';

interface Deps {
  bindings: Bindings;
  teller: Teller;
  /** What the holder of a record hears when another account tries to take it. */
  someoneTried: OutMessage;
}

export type Bound = { kind: 'bound' } | { kind: 'yours' } | { kind: 'taken' };

/**
 * Binds an account to records of the roster (several when one human has several roles). A record has one account a
 * messenger: of two at once exactly one stays, and the holder hears of the attempt.
 */
export function createBindPerson({ bindings, teller, someoneTried }: Deps) {
  return async (
    account: AccountRef,
    persons: readonly Person[],
    consent: Consent,
    now: Instant,
  ): Promise<Bound> => {
    let best: Bound = { kind: 'taken' };
    const elsewhere = await bindings.ofPersons(persons.map(({ id }) => id));
    for (const person of persons) {
      // What the person has switched in another messenger holds here too.
      const before = elsewhere.find(({ personId }) => personId === person.id);
      const result = await bindings.bind({
        account,
        personId: person.id,
        kind: person.kind,
        boundAt: now,
        consent,
        notify: before?.notify ?? true,
        remindFor: before?.remindFor ?? [],
        reachable: true,
      });
      if (result.kind === 'bound') best = { kind: 'bound' };
      else if (result.kind === 'yours' && best.kind === 'taken') best = { kind: 'yours' };
      else if (result.kind === 'taken') await teller.tell(result.by, someoneTried);
    }
    return best;
  };
}

export type BindPerson = ReturnType<typeof createBindPerson>;

/**
 * Which of these records this account may still take. When somebody else holds them all, the holders hear of the attempt:
 * whoever asks has shown the right code by now.
 */
export function createFreeRecords({
  bindings,
  teller,
  someoneTried,
}: Pick<Deps, 'bindings' | 'teller' | 'someoneTried'>) {
  return async (account: AccountRef, persons: readonly Person[]): Promise<Person[]> => {
    const held = (await bindings.ofPersons(persons.map(({ id }) => id))).filter(
      ({ account: by }) => by.channel === account.channel && by.id !== account.id,
    );
    const taken = new Set(held.map(({ personId }) => personId));
    const free = persons.filter(({ id }) => !taken.has(id));
    if (free.length === 0) for (const { account: by } of held) await teller.tell(by, someoneTried);
    return free;
  };
}

export type FreeRecords = ReturnType<typeof createFreeRecords>;
