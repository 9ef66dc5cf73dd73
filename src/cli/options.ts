import { InvalidArgumentError } from 'commander';
import { cli as texts } from '../texts/cli.js';

/** A reader of an option that is a whole number within bounds, both included; it refuses any other in words. */
export const numberFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const number = /^\d{1,10}$/.test(text) ? Number(text) : -1;
    if (number < min || number > max) throw new InvalidArgumentError(texts.notANumber(min, max));
    return number;
  };
