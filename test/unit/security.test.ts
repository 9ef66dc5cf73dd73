import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountRef } from '../../src/domain/people.js';
import { MINUTE } from '../../src/domain/time.js';
import { createSecurity } from '../../src/security/security.js';

const security = createSecurity('a key for tests, long enough 0123456789');
const other = createSecurity('another key for tests, long enough 01234');
const NOW = Date.UTC(2026, 10, 25, 9, 0);
const account: AccountRef = { channel: 'vk', id: '123456789' };

describe('a person who types their phone', () => {
  const separator = fc.constantFrom('', ' ', '-', '\u00a0', '\u2011', '\u2013', '.', '\u202f');
  const mobile = fc.integer({ min: 9_000_000_000, max: 9_999_999_999 }).map(String);
  const written = fc
    .tuple(
      mobile,
      fc.constantFrom('8', '+7', '7', '', '007', '+8', 'тел. 8', 'tel:+7'),
      separator,
      separator,
      separator,
      fc.boolean(),
      fc.boolean(),
    )
    .map(([number, prefix, a, b, c, brackets, fullWidth]) => {
      const code = brackets ? `(${number.slice(0, 3)})` : number.slice(0, 3);
      const text = `${prefix}${a}${code}${b}${number.slice(3, 6)}${c}${number.slice(6, 8)}${c}${number.slice(8)}`;
      const wide = text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
      return { number, text: fullWidth ? wide : text };
    });

  test('is understood in every usual form, always as the same phone', () => {
    fc.assert(
      fc.property(written, ({ number, text }) => {
        expect(security.parseContact(text)).toEqual({ kind: 'phone', value: `+7${number}` });
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['+375 29 123-45-67', '+375291234567'],
    ['00375291234567', '+375291234567'],
    ['8 701 234 56 78', '+77012345678'],
    ['8 (495) 123-45-67', '+74951234567'],
  ])('may live abroad or have a landline: %s', (text, value) => {
    expect(security.parseContact(text)).toEqual({ kind: 'phone', value });
  });

  test.each([
    '',
    '123456',
    '912345678',
    '8 912 345 67 89 0',
    '+7 912',
    '12.05.2008',
    'завтра',
    '8912З456789',
    '+0000000000',
    '+7 912 345 67 89 доб. 12',
    '8 912 345 67 89, 8 903 345 67 89',
    '+9999999999999',
    '9'.repeat(10_000),
  ])('is asked again after what is no phone: %s', (text) => {
    expect(security.parseContact(text)).toBeUndefined();
  });
});

describe('a person who types their e-mail', () => {
  test.each([
    ['Petrova.Anna@Mail.RU', 'petrova.anna@mail.ru'],
    ['  anna+college@example.com ', 'anna+college@example.com'],
    ['ａnna@mail.ru', 'anna@mail.ru'],
    ['mailto:anna@mail.ru', 'anna@mail.ru'],
    ['anna@почта.рф', 'anna@xn--80a1acny.xn--p1ai'],
    ['anna\u200b@mail.ru', 'anna@mail.ru'],
  ])('is understood: %s', (text, value) => {
    expect(security.parseContact(text)).toEqual({ kind: 'email', value });
  });

  test.each([
    'a@b',
    '@mail.ru',
    'anna@',
    'a b@mail.ru',
    'anna@mail.ru\r\nBcc: x@evil.ru',
    'anna@mail.ru,x@evil.ru',
    '<anna@mail.ru>',
    'anna@@mail.ru',
    'анна@mail.ru',
    'anna@mail..ru',
    '.anna@mail.ru',
    'anna@127.0.0.1',
    'anna@-mail.ru',
    `${'a'.repeat(300)}@mail.ru`,
  ])('can put nothing into a letter that is no address: %s', (text) => {
    expect(security.parseContact(text)).toBeUndefined();
  });
});

test('whatever was understood once is understood the same again', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress(),
        fc.string(),
        fc.string({ unit: fc.constantFrom(...'+78()-. 0123456789@a'.split('')) }),
      ),
      (text) => {
        const contact = security.parseContact(text);
        if (contact) expect(security.parseContact(contact.value)).toEqual(contact);
      },
    ),
    { numRuns: 5_000 },
  );
});

describe('who reads a stolen database', () => {
  test('finds keyed hashes, different for phone and e-mail and for another key', () => {
    const phone = { kind: 'phone', value: '+79123456789' } as const;
    expect(security.hashContact(phone)).toMatch(/^[\w-]{43}$/);
    expect(security.hashContact(phone)).toBe(security.hashContact({ ...phone }));
    expect(security.hashContact(phone)).not.toBe(other.hashContact(phone));
    expect(security.hashContact(phone)).not.toBe(security.hashContact({ kind: 'email', value: phone.value }));
    expect(security.hashContact(phone)).not.toContain('9123456789');
  });

  test('finds a code fit for its own dialog only', () => {
    const mac = security.codeMac('123456', 'contact', account);
    expect(security.sameMac(mac, security.codeMac('123456', 'contact', { ...account }))).toBe(true);
    const foreign = [
      security.codeMac('123457', 'contact', account),
      security.codeMac('123456', 'contact2', account),
      security.codeMac('123456', 'contact', { channel: 'vk', id: '1' }),
      security.codeMac('123456', 'contact', { channel: 'telegram', id: account.id }),
      other.codeMac('123456', 'contact', account),
      '',
      mac.slice(1),
    ];
    for (const it of foreign) expect(security.sameMac(mac, it)).toBe(false);
  });
});

describe('a contact that waits for its code', () => {
  test('is read back as it was, and never twice written the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = security.seal(text);
        expect(security.unseal(sealed)).toBe(text);
        expect(security.seal(text)).not.toBe(sealed);
      }),
    );
    expect(security.seal('+79123456789')).not.toContain('9123456789');
  });

  test('is not read back when changed, cut or sealed by another key', () => {
    const sealed = security.seal('+79123456789');
    expect(other.unseal(sealed)).toBeUndefined();
    for (const it of ['', 'я', sealed.slice(0, 20), sealed.slice(0, -4), `${sealed}AAAA`])
      expect(security.unseal(it)).toBeUndefined();
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(security.unseal(changed.toString('base64url'))).toBeUndefined();
    }
  });
});

test('codes are six digits, leading zeros too, and hardly ever repeat', () => {
  const codes = Array.from({ length: 5_000 }, () => security.newCode());
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(4_900);
});

describe('a person with a printed code', () => {
  test('sees eight signs of which none is taken for another', () => {
    for (let i = 0; i < 2_000; i++)
      expect(security.newInviteCode()).toMatch(/^[234678ACDEFGHJKMNPQRTVWXY9]{8}$/);
  });

  test('may type it in any case, with spaces and dashes, on a Russian keyboard', () => {
    const cyrillic: Record<string, string> = {
      A: 'А',
      E: 'Е',
      K: 'К',
      M: 'М',
      H: 'Н',
      P: 'Р',
      C: 'С',
      T: 'Т',
      Y: 'У',
      X: 'Х',
      '8': 'В',
      '3': 'З',
    };
    const typed = fc.tuple(
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom('', ' ', '-', '\u00a0', '—', '\u200b'),
    );
    fc.assert(
      fc.property(typed, ([lower, russian, gap]) => {
        const code = security.newInviteCode();
        const letters = russian ? Array.from(code, (sign) => cyrillic[sign] ?? sign).join('') : code;
        const text = `${letters.slice(0, 4)}${gap}${letters.slice(4)}`;
        expect(security.hashInvite(lower ? text.toLowerCase() : text)).toBe(security.hashInvite(code));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is not taken for another person by one wrong sign', () => {
    const hashes = new Set(
      ['ACDEFGHJ', 'ACDEFGHK', 'ACDEFGJH', '2CDEFGHJ'].map((code) => security.hashInvite(code)),
    );
    expect(hashes.size).toBe(4);
  });

  test.each([
    '',
    'ACDEFGH',
    'ACDEFGHJK',
    'ACDEFGH0',
    'завтра',
    '12345678',
    'ACDEFGH\u0000',
    'A'.repeat(10_000),
  ])('is asked again after what can be no code: %s', (text) => {
    expect(security.hashInvite(text)).toBeUndefined();
  });
});

describe('a join link', () => {
  const claim = { account, lessonId: 'l-7001_remote-lesson-24ch', until: NOW + 10 * MINUTE };
  const token = security.signJoin(claim);

  test('names its account and lesson until its end, on any process with the key', () => {
    const twin = createSecurity('a key for tests, long enough 0123456789');
    expect(twin.readJoin(token, NOW)).toEqual(claim);
    expect(twin.readJoin(token, claim.until - 1)).toEqual(claim);
    expect(twin.readJoin(token, claim.until)).toBeUndefined();
    expect(other.readJoin(token, NOW)).toBeUndefined();
    expect(token).toMatch(/^v1\.[\w-]{4}\.[\w-]+\.[\w-]{43}$/);
    expect(token.length).toBeLessThan(150);
  });

  test('never lives longer than ten minutes, though clocks may differ by one', () => {
    const long = security.signJoin({ ...claim, until: NOW + 60 * MINUTE });
    expect(security.readJoin(long, NOW)).toBeUndefined();
    expect(security.readJoin(token, NOW - MINUTE)).toEqual(claim);
  });

  test('admits nobody when a single sign of it is changed', () => {
    let tried = 0;
    const sign = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %'.split(''),
    );
    const mutation = fc.tuple(
      fc.nat(token.length - 1),
      sign,
      fc.constantFrom('replace', 'insert', 'delete', 'cut', 'append'),
    );
    fc.assert(
      fc.property(mutation, ([at, put, how]) => {
        const mutant = {
          replace: token.slice(0, at) + put + token.slice(at + 1),
          insert: token.slice(0, at) + put + token.slice(at),
          delete: token.slice(0, at) + token.slice(at + 1),
          cut: token.slice(0, at),
          append: token + put.repeat((at % 3) + 1),
        }[how];
        if (mutant === token) return;
        tried += 1;
        expect(mutant && security.readJoin(mutant, NOW)).toBeFalsy();
      }),
      { numRuns: 11_000 },
    );
    expect(tried).toBeGreaterThan(10_000);
  });

  test('admits nobody with parts of two links, another spelling of the mac or a payload made up', () => {
    const stranger = security.signJoin({ ...claim, account: { channel: 'vk', id: '1' } });
    const [, key, payload, mac] = token.split('.');
    const [, , strangersPayload] = stranger.split('.');
    const hex = Buffer.from(mac ?? '', 'base64url').toString('hex');
    const forged = [
      `v1.${key}.${strangersPayload}.${mac}`,
      `v1.${key}.${payload}.${hex}`,
      `v1.${key}.${payload}.${mac}=`,
      `v2.${key}.${payload}.${mac}`,
      `v1.${key}.${payload}.`,
      `v1.${key}.${payload}`,
      '....',
      '.',
      '',
      'x'.repeat(100_000),
      `${token}\n`,
      '__proto__',
    ];
    for (const it of forged) expect(security.readJoin(it, NOW)).toBeUndefined();
  });

  test('keeps an account whose number has odd signs', () => {
    const odd = { ...claim, account: { channel: 'max', id: 'я".]{' } as const };
    expect(security.readJoin(security.signJoin(odd), NOW)).toEqual(odd);
  });
});

test('short ids are stable, short and safe in a button', () => {
  expect(security.shortId('урок')).toBe(security.shortId('урок'));
  expect(security.shortId('урок')).toMatch(/^[\w-]{16}$/);
  expect(new Set(Array.from({ length: 5_000 }, (_, i) => security.shortId(`l${i}`))).size).toBe(5_000);
});
