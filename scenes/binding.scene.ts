import { z } from 'zod';
import type { Button, Input, Reply } from '../src/domain/messages.js';
import { isNamed, type Consent, type Contact, type Person } from '../src/domain/people.js';
import { MINUTE, parseDay } from '../src/domain/time.js';
import { writtenDate } from '../src/domain/words.js';
import { binding, CONSENT_VERSION } from '../src/texts/binding.js';
import { buttons } from '../src/texts/buttons.js';
import { common } from '../src/texts/common.js';
import { choices } from '../src/texts/menus.js';
import type { BindPerson, FreeRecords } from '../src/usecases/bind-person.js';
import type { FindInvite, UseInvite } from '../src/usecases/redeem-invite.js';
import type { RequestCode } from '../src/usecases/request-code.js';
import type { VerifyCode } from '../src/usecases/verify-code.js';
import type { Scene, SceneContext, Turn } from './engine.js';
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
const bindingState = z.object({
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

const shareContact: Button = { kind: 'contact', label: buttons.shareContact };

const words = (input: { kind: string; text?: string }): string | undefined =>
  input.kind === 'text' ? input.text?.trim() : undefined;
const again = (note: string, state?: BindingState): BindingTurn => ({
  kind: 'again',
  note,
  ...(state && { state }),
});
const consentOf = (state: BindingState, now: number): Consent => ({
  at: state.consentAt ?? now,
  text: CONSENT_VERSION,
});

/** The chosen records lead on to the profile, or straight to the name, or out when somebody else holds them. */
async function choose(
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

async function bind(state: BindingState, persons: readonly Person[], context: Context): Promise<BindingTurn> {
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

async function bindByInvite(code: string, state: BindingState, context: Context): Promise<BindingTurn> {
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
async function bindByContact(
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

async function sendCode(contact: Contact, state: BindingState, context: Context): Promise<BindingTurn> {
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
const resend = async (state: BindingState, context: Context): Promise<BindingTurn> => {
  const opened = state.sealedContact ? context.deps.unseal(state.sealedContact) : undefined;
  const contact = opened ? sealed.safeParse(JSON.parse(opened)) : undefined;
  return contact?.success ? sendCode(contact.data, state, context) : { kind: 'go', step: 'contact', state };
};

/** A wrong name or date: two are forgiven, the next ends the dialog. */
async function mistaken(state: BindingState, context: Context): Promise<BindingTurn> {
  const mistakes = state.mistakes + 1;
  if (mistakes <= MISTAKES_ALLOWED) return again(binding.mistake(), { ...state, mistakes });
  return { kind: 'done', reply: await context.deps.leave(context, binding.mistakesOver()) };
}

/** After the code: back to the choice of who one is, where there was one, else to another contact. */
const whoOrContact = ({ options }: BindingState): string => (options.length > 1 ? 'who' : 'contact');

/** Binding a messenger account to the roster's record (contract «Binding»). */
export const bindingScene: Scene<BindingState, BindingDeps> = {
  id: 'binding',
  first: 'consent',
  state: bindingState,
  cancelled: (context) => context.deps.leave(context, common.cancelled()),
  steps: {
    consent: {
      ask: () => ({
        text: binding.consent(),
        keyboard: choices([[buttons.proceed, 'proceed', 'positive']], false),
      }),
      answer: (input, state, context) => {
        const agreed =
          (input.kind === 'press' && input.action.do === 'choose' && input.action.value === 'proceed') ||
          words(input)?.toLowerCase() === buttons.proceed.toLowerCase();
        if (!agreed) return again(binding.pressProceed());
        const consented = { ...state, consentAt: context.now };
        return state.invite
          ? bindByInvite(state.invite, consented, context)
          : { kind: 'go', step: 'contact', state: consented };
      },
    },

    contact: {
      back: 'consent',
      ask: () => {
        const { place, rows } = choices([], true);
        return { text: binding.askContact(), keyboard: { place, rows: [[shareContact], ...rows] } };
      },
      answer: (input, state, context) => {
        if (input.kind === 'contact') return bindByContact(input, state, context);
        if (input.kind === 'other') return again(`${common.onlyText(input.what)} ${binding.badContact()}`);
        const text = words(input);
        const contact = text ? context.deps.parseContact(text) : undefined;
        if (contact) return sendCode(contact, state, context);
        if (text && context.deps.looksLikeInvite(text)) return bindByInvite(text, state, context);
        return again(binding.badContact());
      },
    },

    code: {
      back: 'contact',
      ask: () => ({ text: binding.codeSent(), keyboard: choices([[buttons.resend, 'resend']], true) }),
      answer: async (input, state, context) => {
        if (input.kind === 'contact') return bindByContact(input, state, context);
        if (input.kind === 'press' && input.action.do === 'choose' && input.action.value === 'resend')
          return resend(state, context);
        const text = words(input);
        if (text?.toLowerCase() === buttons.resend.toLowerCase()) return resend(state, context);
        // Only six digits count as a try: a sticker, a word or a press never does.
        const digits = text?.normalize('NFKC').replace(/[\s\u00a0-]/g, '');
        if (!digits || !/^\d{6}$/.test(digits) || !state.contactHash) return again(binding.needSixDigits());
        const verified = await context.deps.verifyCode(
          context.account,
          state.contactHash,
          digits,
          context.now,
        );
        if (verified.kind === 'wrong') return again(binding.wrongCode());
        if (verified.kind === 'no-tries-left') return again(binding.noTriesLeft());
        const options = whoOptions(verified.persons);
        const [only] = options;
        if (!only) return { kind: 'done', reply: await context.deps.leave(context, binding.recordGone()) };
        if (options.length === 1) return choose(state, verified.persons, context);
        return { kind: 'go', step: 'who', state: { ...state, options } };
      },
    },

    who: {
      back: 'contact',
      ask: ({ options }) => ({
        text: binding.askWho(),
        keyboard: choices(
          options.slice(0, 5).map(({ label }, index) => [label, `who:${index}`, 'primary'] as const),
          true,
        ),
      }),
      answer: async (input, state, context) => {
        const text = words(input)?.toLowerCase();
        const picked = state.options.find(({ label }, index) =>
          input.kind === 'press'
            ? input.action.do === 'choose' && input.action.value === `who:${index}`
            : text !== undefined && text.length > 2 && label.toLowerCase().includes(text),
        );
        if (!picked) return again(binding.askWho());
        const persons = await context.deps.persons(picked.ids);
        if (persons.length === 0)
          return { kind: 'done', reply: await context.deps.leave(context, binding.recordGone()) };
        return choose(state, persons, context);
      },
    },

    profile: {
      back: whoOrContact,
      ask: () => ({
        text: binding.askProfile(),
        keyboard: choices([[buttons.createProfile, 'profile', 'positive']], true),
      }),
      answer: (input, state) =>
        (input.kind === 'press' && input.action.do === 'choose' && input.action.value === 'profile') ||
        words(input)?.toLowerCase() === buttons.createProfile.toLowerCase()
          ? { kind: 'go', step: 'name', state }
          : again(binding.pressProfile()),
    },

    name: {
      back: whoOrContact,
      ask: () => ({ text: binding.askName(), keyboard: choices([], true) }),
      answer: async (input, state, context) => {
        const text = words(input);
        if (!text)
          return again(
            input.kind === 'other'
              ? `${common.onlyText(input.what)} ${binding.askName()}`
              : binding.askName(),
          );
        // The chosen records are one human's: a name that fits one of them (with a patronymic, say) fits all.
        const persons = await context.deps.persons(state.chosen);
        const named = persons.some((person) => isNamed(person, text.replace(/\d[\d.\-/]*/g, ' ')));
        if (!named) return mistaken(state, context);
        const dated = persons.some((person) => person.kind === 'student' && person.birthDate);
        return dated ? { kind: 'go', step: 'birth-date', state } : bind(state, persons, context);
      },
    },

    'birth-date': {
      back: 'name',
      ask: () => ({ text: binding.askBirthDate(), keyboard: choices([], true) }),
      answer: async (input, state, context) => {
        const text = words(input);
        const typed = text
          ?.replace(/\s*[./,-]\s*|\s+/g, '.')
          .replace(/^(\d{4})\.(\d{2})\.(\d{2})$/, '$1-$2-$3');
        const day = (typed && parseDay(typed)) || (text && writtenDate(text)) || undefined;
        if (!day) return again(binding.badBirthDate());
        const persons = await context.deps.persons(state.chosen);
        const wrong = persons.some(
          (person) => person.kind === 'student' && person.birthDate && person.birthDate !== day,
        );
        return wrong ? mistaken(state, context) : bind(state, persons, context);
      },
    },
  },
};
