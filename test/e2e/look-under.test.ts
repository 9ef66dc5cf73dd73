import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journal } from '../../src/demo/journal.js';
import { createLookUnder } from '../../src/demo/look-under.js';
import type { Table } from '../../src/domain/tables.js';
import type { LogLine } from '../../src/sandbox/page/house.js';
import { stageIn } from '../dialogs/cast.js';
import { collegeTables } from '../support/college-tables.js';
import { startHouse, type House } from '../support/house.js';

describe('what the bot keeps of a person, for whoever tries it', () => {
  const journal = new Journal();
  const lines: LogLine[] = [];
  let house: House;
  let look: ReturnType<typeof createLookUnder>;
  beforeAll(async () => {
    journal.on((line) => lines.push(line));
    house = await startHouse({ onLog: (line) => journal.take(line) });
    look = createLookUnder({ storage: house.app.storage, journal, accountOf: house.account });
  });
  afterAll(() => house.stop());

  it('tells the scene, its step and its state while a dialog goes on, and the log names the account alone', async () => {
    const guest = stageIn(house).stranger(100_801, 'Гость');
    guest.says('Привязать учебный профиль VK ID');
    await guest.expects(/./);
    await guest.presses('Продолжить');
    await guest.expects(/./);
    guest.says('+7 900 000-20-01');
    await guest.expects(/./);
    const { bound, dialog, notices } = await look(100_801);
    expect({ bound, notices }).toEqual({ bound: [], notices: [] });
    expect(dialog).toMatchObject({ scene: 'binding', step: 'code' });
    const own = lines.filter(({ fields }) => JSON.stringify(fields).includes('100801'));
    expect(own.map(({ text }) => text)).toContain('a person is answered');
    expect(JSON.stringify(lines)).not.toContain('900 000');
    expect(JSON.stringify(lines)).not.toContain(house.lastCode());
  });

  it('tells of each notice whether it was sent, to somebody who can’t be reached, or dropped and why', async () => {
    const { bound } = stageIn(house);
    const told = await bound(100_802, 'Студент', 'student:2001');
    const blocked = await bound(100_803, 'Студентка', 'student:2002');
    // The bot has not heard of it: VK's refusal is the first that tells.
    blocked.person.allowed = 'no';
    await house.clock.to('10:10');
    await told.expects(/^Началось занятие: Математика/);
    expect((await look(100_802)).notices).toEqual([
      expect.objectContaining({ outcome: 'sent', text: expect.stringContaining('Математика') }),
    ]);
    expect((await look(100_803)).notices).toEqual([expect.objectContaining({ outcome: 'gone' })]);
    expect((await look(100_803)).bound).toEqual([
      { name: 'Второва Виктория', kind: 'student', notify: true, reachable: false },
    ]);
  });

  it('tells what is planned a moment before the bell, and that a lesson called off meanwhile rang for nobody', async () => {
    await house.clock.to('12:09');
    house.clock.moveTo(house.clock.now() + 40_000);
    await house.app.tick();
    const [planned] = (await look(100_802)).notices;
    expect(planned).toMatchObject({ outcome: 'planned', tries: 0, text: expect.stringContaining('Физика') });
    await house.import(calledOff('L-3'));
    await house.clock.to('12:10');
    await house.app.tick();
    const [dropped] = (await look(100_802)).notices;
    expect(dropped).toMatchObject({ key: planned?.key, outcome: 'dropped', reason: 'lesson-changed' });
  });
});

/** The college's tables with one lesson cancelled. */
function calledOff(id: string): readonly Table[] {
  return collegeTables.map((table) =>
    table.name === 'lessons'
      ? {
          ...table,
          rows: table.rows.map((row) => (row.id === id ? { ...row, change: 'cancelled' as const } : row)),
        }
      : table,
  );
}
