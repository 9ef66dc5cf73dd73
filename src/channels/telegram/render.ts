import type { InlineKeyboardButton, KeyboardButton, ReplyKeyboardMarkup } from 'grammy/types';
import { capabilities } from '../../domain/capabilities.js';
import type { Button, Keyboard, OutMessage, Tone } from '../../domain/messages.js';
import { clip } from '../../texts/formats.js';
import { encodeCallback } from './callback-data.js';

const { textMax: TEXT_MAX, labelMax: LABEL_MAX } = capabilities.telegram;
const STYLES: Readonly<Record<Tone, { style?: 'primary' | 'success' | 'danger' }>> = {
  primary: { style: 'primary' },
  secondary: {},
  positive: { style: 'success' },
  negative: { style: 'danger' },
};

type InlineRow = InlineKeyboardButton[];
type Markup = { inline_keyboard: InlineRow[] } | ReplyKeyboardMarkup;

/** A message as Telegram takes it; `kept`: what its longest buttons ask for, by id, to be kept before it is sent. */
export interface Rendered {
  readonly text: string;
  readonly markup?: Markup;
  readonly kept: ReadonlyMap<string, string>;
}

/** The rows under a message, with links above them. */
function inlineRows(keyboard: Keyboard, kept: Map<string, string>): InlineRow[] {
  const buttonOf = (button: Exclude<Button, { kind: 'contact' }>): InlineKeyboardButton => {
    const text = clip(button.label, LABEL_MAX);
    if (button.kind === 'link') return { text, url: button.url };
    const { data, kept: long } = encodeCallback(button.kind, button.action);
    if (long !== undefined) kept.set(data.slice(1), long);
    return { text, callback_data: data, ...STYLES[button.tone ?? 'secondary'] };
  };
  return keyboard.rows
    .map((row) => row.flatMap((button) => (button.kind === 'contact' ? [] : [buttonOf(button)])))
    .filter((row) => row.length > 0);
}

/** The keyboard under the text field: its buttons speak with the person's own words, or share their phone. */
function menu(keyboard: Keyboard, oneTime: boolean): ReplyKeyboardMarkup {
  const buttonOf = (button: Button): KeyboardButton => ({
    text: clip(button.label, LABEL_MAX),
    ...(button.kind === 'contact' && { request_contact: true }),
    ...(button.kind === 'say' && STYLES[button.tone ?? 'secondary']),
  });
  return {
    keyboard: keyboard.rows.filter((row) => row.length > 0).map((row) => row.map(buttonOf)),
    resize_keyboard: true,
    ...(oneTime ? { one_time_keyboard: true } : { is_persistent: true }),
  };
}

const sharesContact = ({ rows }: Keyboard): boolean => rows.flat().some(({ kind }) => kind === 'contact');

/** A neutral message as Telegram's. A contact is shared from under the text field only, so its whole keyboard goes there. */
export function renderMessage({ text, keyboard }: OutMessage): Rendered {
  const kept = new Map<string, string>();
  const shared = { text: clip(text, TEXT_MAX), kept };
  if (!keyboard) return shared;
  const below = keyboard.place === 'menu' || sharesContact(keyboard);
  return {
    ...shared,
    markup: below ? menu(keyboard, sharesContact(keyboard)) : { inline_keyboard: inlineRows(keyboard, kept) },
  };
}
