import { z } from 'zod';
import type { App } from '../app.js';
import * as telegram from '../channels/telegram/bot.js';
import * as vk from '../channels/vk/bot.js';
import { fullName, type AccountRef } from '../domain/people.js';
import type { PlannedNotice } from '../ports.js';
import type { House, KeptNotice } from '../sandbox/page/house.js';
import type { Journal } from './journal.js';

const NOTICES = 20;
/** What a scene keeps of its answers, whichever scene it is. */
const kept = z.json().catch(null);

interface Parts {
  readonly storage: Pick<App['storage'], 'whoIs' | 'sessions' | 'noticeLedger'>;
  readonly journal: Pick<Journal, 'outcomeOf'>;
  /** Whose number it is in which messenger. */
  readonly accountOf: (userId: number) => AccountRef;
}

/** Reads what the bot keeps of an account, for the page alone: nothing here changes anything. */
export function createLookUnder({ storage, journal, accountOf }: Parts): House['lookUnder'] {
  const { whoIs, sessions, noticeLedger } = storage;

  const view = (planned: PlannedNotice, account: AccountRef): KeptNotice => {
    const { key, batchId, text, dueAt, waiting, outcomes } = planned;
    if (waiting === undefined)
      return { key, text, dueAt, ...settled(journal.outcomeOf(batchId, Number(account.id)), outcomes) };
    const { attempts: tries, nextAt } = waiting;
    return { key, text, dueAt, outcome: tries === 0 ? 'planned' : 'retrying', tries, nextAt };
  };

  return async (userId) => {
    const account = accountOf(userId);
    const { id } = account;
    const [key, dialogIn] =
      account.channel === 'telegram'
        ? [telegram.sessionKeyOf(id, id), telegram.dialogIn]
        : [vk.sessionKeyOf(id, id), vk.dialogIn];
    const [member, session, planned] = await Promise.all([
      whoIs(account),
      sessions.get(key),
      noticeLedger.ofAccount(account, NOTICES),
    ]);
    const dialog = dialogIn(session);
    return {
      bound: (member?.bindings ?? []).map(({ personId, kind, notify, reachable }) => {
        const person = member?.persons.find(({ id }) => id === personId);
        return { name: person === undefined ? personId : fullName(person), kind, notify, reachable };
      }),
      dialog:
        dialog === undefined
          ? null
          : { scene: dialog.scene, step: dialog.step, state: kept.parse(dialog.state) },
      notices: planned.map((one) => view(one, account)),
    };
  };
}

/** What was logged of this very recipient; where nothing was, what became of all of the batch alike. */
function settled(
  logged: string | undefined,
  { sent, gone, dropped }: PlannedNotice['outcomes'],
): Pick<KeptNotice, 'outcome' | 'reason'> {
  if (logged === 'sent' || logged === 'gone') return { outcome: logged };
  if (logged !== undefined && logged !== 'retry') return { outcome: 'dropped', reason: logged };
  if (gone + dropped === 0) return { outcome: 'sent' };
  if (sent + dropped === 0) return { outcome: 'gone' };
  return { outcome: sent + gone === 0 ? 'dropped' : 'unsettled' };
}
