import { z } from 'zod';
import type { Input, Reply } from '../src/domain/messages.js';
import type { Consent, Contact, Person } from '../src/domain/people.js';
import { MINUTE } from '../src/domain/time.js';
import { binding, CONSENT_VERSION } from '../src/texts/binding.js';
import type { BindPerson, FreeRecords } from '../src/usecases/bind-person.js';
import type { FindInvite, UseInvite } from '../src/usecases/redeem-invite.js';
import type { RequestCode } from '../src/usecases/request-code.js';
import type { VerifyCode } from '../src/usecases/verify-code.js';
import type { SceneContext, Turn } from './engine.js';
import { whoOptions } from './who-options.js';

/** Wrong names and dates forgiven, counted together; the next one ends the dialog. */
const MISTAKES_ALLOWED = 2;

export interface BindingDeps {
  parseContact(text: string): Contact | undefined;
  /** The contact must be written to again for a new code, so it is kept, but sealed. */
  seal(text: string): string;
  unseal(sealed: string): string | undefined;
  looksLikeInvite(text: string): boolean;
  requestCode: RequestCode;
  verifyCode: VerifyCode;
  findInvite: FindInvite;
  useInvite: UseInvite;
  freeRecords: FreeRecords;
  bindPerson: BindPerson;
  persons(ids: readonly string[]): Promise<Person[]>;
  /** Everybody of the roster with this contact: only for a contact that is proved to be the account's own. */
  ownersOf(contact: Contact): Promise<Person[]>;
  /** Whether the account or one of these people is bound in any messenger: then there is a learning profile already. */
  hasProfile(context: SceneContext<unknown>, persons: readonly Person[]): Promise<boolean>;
  /** What is said to somebody bound just now, with the menu of their roles. */
  welcome(context: SceneContext<unknown>): Promise<Reply>;
  alreadyBound(context: SceneContext<unknown>): Promise<Reply>;
  leave(context: SceneContext<unknown>, text: string): Promise<Reply>;
}

const option = z.object({ label: z.string(), ids: z.array(z.string()) });
/** What is kept of a binding under way. */
export const bindingState = z.object({
  /** A printed code the person came with. */
  invite: z.string().optional(),
  sealedContact: z.string().optional(),
  contactHash: z.string().optional(),
  consentAt: z.number().optional(),
  options: z.array(option).default([]),
  chosen: z.array(z.string()).default([]),
  /** The messenger itself vouched for the contact: nothing more is asked. */
  vouched: z.boolean().optional(),
  mistakes: z.number().default(0),
});
export type BindingState = z.infer<typeof bindingState>;

type Context = SceneContext<BindingDeps>;
type BindingTurn = Turn<BindingState>;

/** Asks once more, with this note before the question. */
export const again = (note: string, state?: BindingState): BindingTurn => ({
  kind: 'again',
  note,
  ...(state && { state }),
});
const consentOf = (state: BindingState, now: number): Consent => ({
  at: state.consentAt ?? now,
  text: CONSENT_VERSION,
});

/** The chosen records lead on to the profile, or straight to the name, or out when somebody else holds them. */
export async function choose(
  state: BindingState,
  persons: readonly Person[],
  context: Context,
): Promise<BindingTurn> {
  const free = await context.deps.freeRecords(context.account, persons);
  if (free.length === 0) return { kind: 'done', reply: await context.deps.leave(context, binding.taken()) };
  if (state.vouched) return bind(state, free, context);
  const chosen = { ...state, chosen: free.map(({ id }) => id) };
  return (await context.deps.hasProfile(context, free))
    ? { kind: 'go', step: 'name', state: chosen }
    : { kind: 'go', step: 'profile', state: chosen };
}

/** Binds, and ends the dialog with what that has come to. */
export async function bind(
  state: BindingState,
  persons: readonly Person[],
  context: Context,
): Promise<BindingTurn> {
  const result = await context.deps.bindPerson(
    context.account,
    persons,
    consentOf(state, context.now),
    context.now,
  );
  const reply =
    result.kind === 'bound'
      ? context.deps.welcome(context)
      : result.kind === 'yours'
        ? context.deps.alreadyBound(context)
        : context.deps.leave(context, binding.taken());
  return { kind: 'done', reply: await reply };
}

/** A printed code binds without a phone. */
export async function bindByInvite(
  code: string,
  state: BindingState,
  context: Context,
): Promise<BindingTurn> {
  const person = await context.deps.findInvite(context.account, code, context.now);
  const { invite: byLink, ...rest } = state;
  if (!person) {
    // Whoever is bound and opens the printed link once more needs no second binding.
    if (!byLink) return again(binding.badInvite());
    return (await context.deps.hasProfile(context, []))
      ? { kind: 'done', reply: await context.deps.alreadyBound(context) }
      : { kind: 'go', step: 'contact', state: rest, note: binding.badInvite() };
  }
  const free = await context.deps.freeRecords(context.account, [person]);
  if (free.length === 0) return { kind: 'done', reply: await context.deps.leave(context, binding.taken()) };
  if (!(await context.deps.useInvite(context.account, code, context.now))) {
    return { kind: 'go', step: 'contact', state: rest, note: binding.badInvite() };
  }
  return bind(state, free, context);
}

/** A phone shared by a button binds in one tap when the messenger says that it is the account's own. */
export async function bindByContact(
  { phone, own }: Extract<Input, { kind: 'contact' }>,
  state: BindingState,
  context: Context,
): Promise<BindingTurn> {
  if (!own) return again(binding.foreignContact());
  const contact = context.deps.parseContact(phone);
  const persons = contact ? await context.deps.ownersOf(contact) : [];
  const options = whoOptions(persons);
  if (options.length === 0) return again(binding.unknownContact());
  const vouched = { ...state, vouched: true };
  if (options.length === 1) return choose(vouched, persons, context);
  return { kind: 'go', step: 'who', state: { ...vouched, options } };
}

/** Sends a code to the contact and goes on to it. */
export async function sendCode(
  contact: Contact,
  state: BindingState,
  context: Context,
): Promise<BindingTurn> {
  const asked = await context.deps.requestCode(context.account, contact, context.now);
  switch (asked.kind) {
    case 'no-way':
      return again(binding.noWay(asked.to, asked.other));
    case 'wait':
      return again(binding.tooManyStarts(Math.max(1, Math.ceil((asked.until - context.now) / MINUTE))));
    case 'asked':
      return {
        kind: 'go',
        step: 'code',
        state: {
          ...state,
          vouched: false,
          contactHash: asked.contactHash,
          sealedContact: context.deps.seal(JSON.stringify(contact)),
        },
      };
  }
}

const sealed = z.object({ kind: z.enum(['phone', 'email']), value: z.string() });
/** Sends a new code to the contact that is kept sealed. */
export const resend = async (state: BindingState, context: Context): Promise<BindingTurn> => {
  const opened = state.sealedContact ? context.deps.unseal(state.sealedContact) : undefined;
  const contact = opened ? sealed.safeParse(JSON.parse(opened)) : undefined;
  return contact?.success ? sendCode(contact.data, state, context) : { kind: 'go', step: 'contact', state };
};

/** A wrong name or date: two are forgiven, the next ends the dialog. */
export async function mistaken(state: BindingState, context: Context): Promise<BindingTurn> {
  const mistakes = state.mistakes + 1;
  if (mistakes <= MISTAKES_ALLOWED) return again(binding.mistake(), { ...state, mistakes });
  return { kind: 'done', reply: await context.deps.leave(context, binding.mistakesOver()) };
}
