import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCollege } from '../../src/sources/read-college.js';
import { importer, NOW, spots } from '../support/import-files.js';
import { memoryRosterStore, type MemoryRosterStore } from '../support/memory-roster-store.js';

const samples = fileURLToPath(new URL('../../../shared/data/import', import.meta.url));
const present = existsSync(samples);

async function run(store: MemoryRosterStore, zone: string, ...names: string[]) {
  const paths = names.length > 0 ? names.map((name) => join(samples, name)) : [samples];
  const files = await readCollege(paths, { zone, now: NOW });
  return {
    ...(await importer(store, zone)(files.tables, { force: false, problems: files.problems })),
    notes: files.notes,
  };
}

describe.skipIf(!present)(
  'the sample college (skipped where the samples do not lie beside the repository)',
  () => {
    it('goes in as one folder, each lesson once, and changes nothing the second time', async () => {
      const store = memoryRosterStore();
      const first = await run(store, 'Asia/Tomsk');
      expect(first.errors).toEqual([]);
      expect(first.notes.map(({ file }) => file)).toEqual(['README.txt', 'cg.htm']);
      expect([store.groups.size, store.people.size, store.lessons.size]).toEqual([3, 18, 8]);
      const again = await run(store, 'Asia/Tomsk');
      expect(
        Object.values(again.tables).every(({ added, changed, removed }) => added + changed + removed === 0),
      ).toBe(true);
      expect(store.applied).toBe(1);
    });

    it('in a college of another zone the calendar contradicts the table, and both its lines are named', async () => {
      const store = memoryRosterStore();
      const report = await run(store, 'Europe/Moscow');
      expect(spots(report)).toEqual(['lessons.ics:17 start', 'lessons.ics:27 start']);
      expect(store.applied).toBe(0);
    });

    it('goes in file by file; a source of the same lessons doubles none', async () => {
      const store = memoryRosterStore();
      const names = [
        'groups.csv',
        'teachers.csv',
        'students.csv',
        'parents.csv',
        'lessons.csv',
        'lessons.xlsx',
        'students-ru-1251.csv',
        'roster.xlsx',
        'timetable-grid.xlsx',
        'cg.htm',
        'lessons.ics',
      ];
      const added: Record<string, number> = {};
      for (const name of names) {
        const report = await run(store, 'Asia/Tomsk', name);
        expect(report.errors).toEqual([]);
        added[name] = Object.values(report.tables).reduce((sum, counts) => sum + counts.added, 0);
      }
      expect(added).toEqual({
        'groups.csv': 3,
        'teachers.csv': 5,
        'students.csv': 12,
        'parents.csv': 1,
        'lessons.csv': 6,
        'lessons.xlsx': 0,
        'students-ru-1251.csv': 0,
        'roster.xlsx': 0,
        'timetable-grid.xlsx': 1,
        'cg.htm': 0,
        'lessons.ics': 0,
      });
    });

    it('a page of pair numbers alone is refused without bells, every row of it', async () => {
      const store = memoryRosterStore();
      await run(store, 'Asia/Tomsk', 'students.csv');
      const report = await run(store, 'Asia/Tomsk', 'hg.htm');
      expect(spots(report)).toEqual(['hg.htm:2 pair', 'hg.htm:3 pair', 'hg.htm:4 pair']);
      expect(report.errors[0]?.reason).toContain('bells');
    });
  },
);
