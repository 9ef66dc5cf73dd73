import { type Keyboard, labelOf } from './keyboard.js';
import { drawLine, type ScriptLine } from './script/lines.js';
import type { Message } from './types.js';

const TOKEN = /[\w.~-]{12,}/g;

/** Replaces what differs from run to run. */
export type Mask = readonly [pattern: RegExp, replacement: string];

/** A dialog as a person reads it; the same dialog gives the same text. */
export class Transcript {
  readonly #entries: ScriptLine[] = [];
  readonly #names = new Set<string>();

  /** @param masks for what is volatile besides addresses and tokens in links (codes, dates) */
  constructor(readonly masks: readonly Mask[] = []) {}

  /** Someone takes part; with more than one the bot's lines say to whom. */
  joins(name: string): void {
    this.#names.add(name);
  }

  says(who: string, text: string): void {
    this.#entries.push({ by: 'person', who, text });
  }

  presses(who: string, label: string): void {
    this.#entries.push({ by: 'press', who, label });
  }

  /** The bot's message, drawn. */
  botSays(to: string, text: string): void {
    this.#entries.push({ by: 'bot', to, text });
  }

  /** A remark that is nobody's word: a snackbar, an opened link. */
  aside(text: string): void {
    this.#entries.push({ by: 'aside', text });
  }

  /** The whole dialog, a line for each thing that happened. */
  text(): string {
    const lines = this.#entries.map((entry) => drawLine(entry, this.#names.size > 1));
    return this.#mask(`${lines.join('\n')}\n`);
  }

  #mask(text: string): string {
    return this.masks.reduce((masked, [pattern, by]) => masked.replace(pattern, by), maskLinks(text));
  }
}

/** A message with its buttons, as text of one or more lines. */
export function drawMessage(message: Message, withReplyKeyboard = true): string {
  const lines = message.text === '' ? [] : [message.text];
  for (const attachment of message.attachments) lines.push(`(вложение: ${attachment.type})`);
  if (message.forwarded.length > 0) lines.push(`(переслано сообщений: ${message.forwarded.length})`);
  if (message.template !== undefined) lines.push('(карусель)');
  if (message.action !== undefined) lines.push(`(${message.action.type})`);
  const { keyboard } = message;
  if (keyboard?.inline === true) lines.push(...drawRows(keyboard));
  if (keyboard?.inline === false && withReplyKeyboard) {
    const rows = keyboard.buttons.length === 0 ? ['убрана'] : drawRows(keyboard);
    lines.push(...rows.map((row) => `⌨ ${row}`));
  }
  return lines.join('\n');
}

function drawRows(keyboard: Keyboard): string[] {
  return keyboard.buttons.map((row) => row.map((button) => `[${labelOf(button)}]`).join(' '));
}

/** A text whose links are the same in each run. */
export function maskLinks(text: string): string {
  return text.replace(/https?:\/\/[^\s)]+/g, maskLink);
}

/** Ports and long tokens differ each time; hosts and short paths are worth seeing. */
function maskLink(link: string): string {
  const [, origin = '', rest = ''] = /^(https?:\/\/[^/?#]+)(.*)$/.exec(link) ?? [];
  return origin.replace(/(127\.0\.0\.1|localhost):\d+$/, '$1') + rest.replace(TOKEN, '…');
}
