import { VkError } from './vk-error.js';

/** A method's parameters as they came over the wire: strings, read in VK's way (lists by commas, flags by 0/1). */
export class Params {
  constructor(readonly raw: Readonly<Record<string, string>>) {}

  /** The parameter as sent, `undefined` where it is absent. */
  text(name: string): string | undefined {
    return this.raw[name];
  }

  /** The parameter as sent. @throws VkError 100 where it is absent or empty */
  requiredText(name: string): string {
    const value = this.raw[name];
    if (value === undefined || value === '') throw new VkError(100, `${name} is a required parameter`);
    return value;
  }

  /** A whole number, `undefined` where absent. @throws VkError 100 for anything that is no integer */
  int(name: string): number | undefined {
    const value = this.raw[name];
    if (value === undefined || value === '') return undefined;
    return toInt(name, value);
  }

  /** A whole number. @throws VkError 100 where it is absent or no integer */
  requiredInt(name: string): number {
    const value = this.int(name);
    if (value === undefined) throw new VkError(100, `${name} is a required parameter`);
    return value;
  }

  /** A comma-separated list of whole numbers, `undefined` where absent. @throws VkError 100 for a non-integer */
  ints(name: string): number[] | undefined {
    const value = this.raw[name];
    if (value === undefined || value === '') return undefined;
    return value.split(',').map((part) => toInt(name, part.trim()));
  }

  /** A flag. VK documents 0 and 1; vk-io sends `true`, which real bots get away with, so it counts as 1. */
  flag(name: string): boolean {
    const value = this.raw[name];
    return value === '1' || value === 'true';
  }
}

function toInt(name: string, value: string): number {
  if (!/^[+-]?\d+$/.test(value)) throw new VkError(100, `${name} not integer`);
  return Number(value);
}
