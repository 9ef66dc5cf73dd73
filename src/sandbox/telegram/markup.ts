import { isJsonObject, type Json } from '../json.js';
import type { Button, Keyboard } from '../keyboard.js';
import type { Params } from './params.js';
import { badRequest, TelegramError } from './telegram-error.js';

const DATA_MAX_BYTES = 64;
const BUTTONS_MAX = 100;
/** Bot API 9.4: a button's style, and what stands for it in the sandbox's keyboards. */
const COLORS = { primary: 'primary', success: 'positive', danger: 'negative' } as const;
/** Buttons that the Bot API takes and the sandbox has no person to press. */
const NOT_PLAYED =
  /^(web_app|login_url|switch_inline|callback_game|pay|copy_text|request_(users?|chat|poll|managed))/;

type Fields = { readonly [key: string]: Json | undefined };

/**
 * Reads `reply_markup`: an inline keyboard, a reply keyboard, its removal (no rows), or nothing.
 * @throws TelegramError 400 in the Bot API's own words
 */
export function readMarkup(params: Params): Keyboard | undefined {
  const value = params.json('reply_markup', 'reply keyboard markup');
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw badRequest('object expected as reply markup');
  const reply = readRows(value['keyboard'], 'Field "keyboard" must be an Array of Arrays');
  const inline = readRows(
    value['inline_keyboard'],
    'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
  );
  if (reply.length > 0) return keyboard(reply, false, readReplyButton, value['one_time_keyboard'] === true);
  if (inline.length > 0) return keyboard(inline, true, readInlineButton, false);
  return value['remove_keyboard'] === true ? { inline: false, one_time: false, buttons: [] } : undefined;
}

/** An inline keyboard as messages show it; a reply keyboard is never shown there. */
export function wireMarkup(shown: Keyboard | undefined): Json | undefined {
  if (shown?.inline !== true) return undefined;
  return { inline_keyboard: shown.buttons.map((row) => row.map(wireButton)) };
}

function wireButton({ action, color }: Button): Json {
  const style = Object.entries(COLORS).find(([, known]) => known === color)?.[0];
  const text = 'label' in action ? action.label : '';
  return {
    text,
    ...(action.type === 'open_link' && { url: action.link }),
    ...(action.type === 'callback' && { callback_data: action.payload }),
    ...(style !== undefined && { style }),
  };
}

function readRows(value: Json | undefined, wrong: string): Json[][] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || !value.every(Array.isArray)) throw badRequest(wrong);
  return value.filter((row) => row.length > 0);
}

function keyboard(
  rows: Json[][],
  inline: boolean,
  read: (value: Json) => Button,
  oneTime: boolean,
): Keyboard {
  if (rows.flat().length > BUTTONS_MAX) throw badRequest('reply markup is too long');
  return { inline, one_time: oneTime, buttons: rows.map((row) => row.map(read)) };
}

function readReplyButton(value: Json): Button {
  if (typeof value === 'string') return textButton(value);
  const fail = (why: string): TelegramError => badRequest(`can't parse keyboard button: ${why}`);
  if (!isJsonObject(value)) throw fail('KeyboardButton must be a String or an Object');
  const label = readLabel(value, fail);
  refuseUnplayed(value);
  if (value['request_contact'] === true) return { action: { type: 'request_contact', label } };
  if (value['request_location'] === true) return { action: { type: 'location' } };
  return { ...textButton(label), ...colorOf(value) };
}

function textButton(label: string): Button {
  if (label.trim() === '') throw badRequest('keyboard button text must be non-empty');
  return { action: { type: 'text', label } };
}

function readInlineButton(value: Json): Button {
  const fail = (why: string): TelegramError => badRequest(`can't parse inline keyboard button: ${why}`);
  if (!isJsonObject(value)) throw fail('InlineKeyboardButton must be an Object');
  const label = readLabel(value, fail);
  if (label.trim() === '') throw badRequest('inline keyboard button text must be non-empty');
  const url = readOptional(value, 'url', fail);
  const data = readOptional(value, 'callback_data', fail);
  if (url !== '') return { action: { type: 'open_link', label, link: checkedUrl(url) } };
  if (data === '') {
    refuseUnplayed(value);
    throw fail('Text buttons are unallowed in the inline keyboard');
  }
  if (Buffer.byteLength(data) > DATA_MAX_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  return { action: { type: 'callback', label, payload: data }, ...colorOf(value) };
}

function readLabel(fields: Fields, fail: (why: string) => TelegramError): string {
  if (fields['text'] === undefined) throw fail(`Can't find field "text"`);
  return readOptional(fields, 'text', fail);
}

function readOptional(fields: Fields, name: string, fail: (why: string) => TelegramError): string {
  const value = fields[name] ?? '';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw fail(`Field "${name}" must be of type String`);
  return value;
}

function refuseUnplayed(fields: Fields): void {
  const name = Object.keys(fields).find((key) => NOT_PLAYED.test(key));
  if (name !== undefined) throw new TelegramError(501, `The sandbox does not play buttons with ${name}`);
}

function colorOf({ style }: Fields): { color: (typeof COLORS)[keyof typeof COLORS] } | undefined {
  if (style === undefined) return undefined;
  if (typeof style !== 'string' || !isStyle(style)) throw badRequest('invalid button style specified');
  return { color: COLORS[style] };
}

const isStyle = (style: string): style is keyof typeof COLORS => style in COLORS;

/** Telegram takes a host without a dot for no address: `localhost` is refused, 127.0.0.1 is not. */
function checkedUrl(text: string): string {
  if (/^(tg|ton|tonsite):/i.test(text)) return text;
  const whole = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isHttp || !url.hostname.includes('.'))
    throw badRequest(`inline keyboard button URL '${text}' is invalid: Wrong HTTP URL`);
  return whole;
}
