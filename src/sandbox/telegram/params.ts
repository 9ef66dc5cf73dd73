import { type Json, parseJson } from '../json.js';
import { badRequest } from './telegram-error.js';

/** A call's parameters as strings, read in the Bot API's lenient way: a number that is none counts as 0. */
export class Params {
  constructor(readonly raw: Readonly<Record<string, string>>) {}

  /** '' where absent: the Bot API does not tell the two apart */
  text(name: string): string {
    return this.raw[name] ?? '';
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined;
  }

  /** A whole number between two bounds, to which others are moved. */
  int(name: string, usual: number, min = -(2 ** 31), max = 2 ** 31 - 1): number {
    const text = this.text(name);
    if (text === '') return usual;
    const value = Number.parseInt(text, 10);
    return Math.min(Math.max(Number.isNaN(value) ? 0 : value, min), max);
  }

  flag(name: string): boolean {
    return /^(true|yes|1)$/i.test(this.text(name));
  }

  /** A JSON value, `undefined` where absent. @param what how the refusal calls it @throws TelegramError 400 */
  json(name: string, what: string): Json | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    const value = parseJson(text);
    if (value === undefined) throw badRequest(`can't parse ${what} JSON object`);
    return value;
  }
}
