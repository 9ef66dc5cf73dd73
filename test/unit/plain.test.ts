import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../src/texts/plain.js';

describe('names and subjects inside a message', () => {
  it.each([
    'Математика',
    'МДК.01.02 Прикладное программирование*',
    'Физика [практика] (2 ч.)',
    'Шаблонов П. П.',
    'C++ & HTML',
    'Ин. язык @',
  ])('leaves an ordinary text as the college wrote it: %s', (text) => {
    expect(plain(text)).toBe(text);
  });

  it.each([
    ['[id1|Директор]', '[\u2060id1|Директор]'],
    ['[club1|x] и [https://vk.com|y]', '[\u2060club1|x] и [\u2060https://vk.com|y]'],
    ['@all подъём', '@\u2060all подъём'],
    ['@все', '@\u2060все'],
    ['*id1 (Аня)', '*\u2060id1 (Аня)'],
    ['@\u200Bid1', '@\u2060id1'],
    ['[\u202Eid1|x]', '[\u2060id1|x]'],
  ])('keeps a hostile name from mentioning anybody: %j', (text, safe) => {
    expect(plain(text)).toBe(safe);
  });

  it('keeps a text on its line', () => {
    expect(plain('Мате\r\nматика\u2028и\u0000\u0007 физика')).toBe('Мате матика и физика');
  });

  it('lets no mix of signs through, and changes nothing the second time', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '|',
      '@',
      '*',
      'id1',
      'club1',
      'all',
      'ALL',
      'все',
      '\u2060',
      '\u202E',
      '\u200B',
      '\n',
      ' ',
      'А',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const safe = plain(pieces.join(''));
        expect(safe).not.toMatch(/\[[^\u2060[\]][^[\]]*\||[@*](id|club|all|все)|[\u202E\u200B\n]/i);
        expect(plain(safe)).toBe(safe);
      }),
      { numRuns: 2_000 },
    );
  });
});
