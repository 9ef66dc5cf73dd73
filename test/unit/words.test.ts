import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, weekdayOf } from '../../src/domain/time.js';
import { askedIn, dayIn, subjectsNamed, writtenDate } from '../../src/domain/words.js';

const TODAY = '2026-11-25'; // a Wednesday
const day = fc.integer({ min: -180, max: 180 }).map((days) => addDays(TODAY, days));
const MONTHS = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ');
const partsOf = (of: string) => {
  const [year = '', month = '', date = ''] = of.split('-');
  return { year, month: Number(month), date: Number(date) };
};

describe('a day in words', () => {
  it.each([
    ['сегодня', '2026-11-25'],
    ['Что завтра?', '2026-11-26'],
    ['а послезавтра что', '2026-11-27'],
    ['вчера', '2026-11-24'],
    ['в пятницу', '2026-11-27'],
    ['пн', '2026-11-30'],
    ['Среда', '2026-11-25'],
    ['25.11', '2026-11-25'],
    ['на 1.12.2026', '2026-12-01'],
    ['2026-12-01', '2026-12-01'],
    ['10.01', '2027-01-10'],
    ['3 марта', '2027-03-03'],
    ['3 мая', '2027-05-03'],
    ['воскресенье', '2026-11-29'],
  ])('«%s» is %s', (text, expected) => {
    expect(dayIn(text, TODAY)).toBe(expected);
  });

  it('any date near today is understood in each way of writing it', () => {
    fc.assert(
      fc.property(day, (wanted) => {
        const { year, month, date } = partsOf(wanted);
        for (const text of [
          `${date}.${month}`,
          `${String(date).padStart(2, '0')}.${String(month).padStart(2, '0')}`,
          `${date}.${month}.${year}`,
          wanted,
          `что ${date} ${MONTHS[month - 1]}?`,
          `${date} ${MONTHS[month - 1]} ${year} г.`,
        ])
          expect(dayIn(text, TODAY), text).toBe(wanted);
        expect(writtenDate(`${date} ${MONTHS[month - 1]} ${year}`)).toBe(wanted);
      }),
    );
  });

  it('a weekday is within the next seven days', () => {
    const names = ['понедельник', 'вторник', 'среду', 'четверг', 'пятницу', 'субботу', 'воскресенье'];
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 7 }), (today, weekday) => {
        const found = dayIn(`в ${names[weekday - 1]}`, today) ?? '';
        expect(weekdayOf(found)).toBe(weekday);
        expect(found >= today && found < addDays(today, 7)).toBe(true);
      }),
    );
  });

  it.each(['31.02', '99.99', '5 математика', 'маша', 'средний', '12', 'нет', ''])(
    '«%s» names none',
    (text) => {
      expect(dayIn(text, TODAY)).toBeUndefined();
    },
  );
});

describe('a question in words', () => {
  it.each([
    ['что сейчас', { kind: 'now' }],
    ['Какая сейчас пара?', { kind: 'now' }],
    ['где сейчас пара', { kind: 'now' }],
    ['следующая', { kind: 'next' }],
    ['где следующая пара', { kind: 'next' }],
    ['когда начало', { kind: 'next' }],
    ['во сколько первая', { kind: 'first' }],
    ['первая пара завтра', { kind: 'first-of', day: '2026-11-26' }],
    ['во сколько завтра', { kind: 'first-of', day: '2026-11-26' }],
    ['расписание на неделю', { kind: 'week' }],
    ['следующая неделя', { kind: 'week' }],
    ['пары на завтра', { kind: 'day', day: '2026-11-26' }],
    ['где физика', { kind: 'subject', words: 'физика' }],
    ['подскажите, во сколько завтра будет английский язык', { kind: 'subject', words: 'английский язык' }],
    ['где пятница', { kind: 'day', day: '2026-11-27' }],
  ])('«%s»', (text, expected) => {
    expect(askedIn(text, TODAY)).toEqual(expected);
  });

  it.each(['привет', 'не приходит код', 'спасибо', '123456', 'Первов Алексей'])(
    '«%s» asks nothing',
    (text) => {
      expect(askedIn(text, TODAY)).toBeUndefined();
    },
  );

  it('whatever is written is read at once, never with an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const asked = askedIn(text, TODAY);
        if (asked?.kind === 'subject') expect(asked.words).not.toBe('');
      }),
      { numRuns: 300 },
    );
    const begun = performance.now();
    for (const part of ['где ', 'а ', ' ', '1.', 'во сколько завтра ', 'ы'])
      askedIn(part.repeat(Math.ceil(4_096 / part.length)), TODAY);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe('subjects named', () => {
  const subjects = [
    'Физика',
    'Физическая культура',
    'МДК.01.01 Разработка модулей',
    'Иностранный язык',
    'ОБЖ',
  ];

  it.each([
    ['физику', ['Физика']],
    ['физическая культура', ['Физическая культура']],
    ['обж', ['ОБЖ']],
    ['иностранного', ['Иностранный язык']],
    ['мдк', ['МДК.01.01 Разработка модулей']],
    ['химия', []],
    ['на', []],
  ])('«%s»', (words, expected) => {
    expect(subjectsNamed(words, subjects)).toEqual(expected);
  });

  it('a subject’s own name finds it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...subjects), (subject) => {
        expect(subjectsNamed(subject, subjects)).toContain(subject);
      }),
    );
  });
});
