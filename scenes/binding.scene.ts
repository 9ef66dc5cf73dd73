import type { Button } from '../src/domain/messages.js';
import { isNamed } from '../src/domain/people.js';
import { parseDay } from '../src/domain/time.js';
import { writtenDate } from '../src/domain/words.js';
import { binding } from '../src/texts/binding.js';
import { buttons } from '../src/texts/buttons.js';
import { common } from '../src/texts/common.js';
import { choices } from '../src/texts/menus.js';
import {
  again,
  bind,
  bindByContact,
  bindByInvite,
  bindingState,
  choose,
  mistaken,
  resend,
  sendCode,
  type BindingDeps,
  type BindingState,
} from './binding-turns.js';
import { says, type Scene } from './engine.js';
import { optionNamed, whoOptions } from './who-options.js';

const shareContact: Button = { kind: 'contact', label: buttons.shareContact };

const words = (input: { kind: string; text?: string }): string | undefined =>
  input.kind === 'text' ? input.text?.trim() : undefined;

/** After the code: back to the choice of who one is, where there was one, else to another contact. */
const whoOrContact = ({ options }: BindingState): string => (options.length > 1 ? 'who' : 'contact');

/** Binding a messenger account to the roster's record (contract). */
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
        if (!says(input, buttons.proceed, 'proceed')) return again(binding.pressProceed());
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
        if (says(input, buttons.resend, 'resend')) return resend(state, context);
        // Only six digits count as a try: a sticker, a word or a press never does.
        const digits = words(input)
          ?.normalize('NFKC')
          .replace(/[\s\u00a0-]/g, '');
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
        const picked =
          state.options.find(({ label }, index) => says(input, label, `who:${index}`)) ??
          optionNamed(words(input) ?? '', state.options);
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
        says(input, buttons.createProfile, 'profile')
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
