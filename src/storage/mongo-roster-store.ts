import type { Connection } from 'mongoose';
import type { Bell } from '../domain/tables.js';
import type { RosterStore } from '../ports.js';
import { bellsModel, chunkWriter, cutIntoChunks, sizeOf } from './import-chunks.js';
import { importJournal } from './import-journal.js';
import { groupModel, personModel, toGroup, toPerson, type GroupDoc, type PersonDoc } from './mongo-roster.js';
import { lessonModel, lessonsOfGroups } from './mongo-timetable.js';

/** The roster and timetable as an import sees them. */
export function mongoRosterStore(connection: Connection): RosterStore {
  const people = personModel(connection);
  const groups = groupModel(connection);
  const lessons = lessonModel(connection);
  const bells = bellsModel(connection);
  const journal = importJournal(connection, chunkWriter(connection));

  return {
    async everyone() {
      return (await people.find().sort({ _id: 1 }).lean<PersonDoc[]>()).map(toPerson);
    },
    async allGroups() {
      return (await groups.find().sort({ _id: 1 }).lean<GroupDoc[]>()).map(toGroup);
    },
    lessonsOf: (groupIds, from, to) => lessonsOfGroups(lessons, groupIds, from, to),
    async bells() {
      const doc = await bells.findOne({ _id: 'all' }).lean<{ bells: Bell[] }>();
      return doc?.bells ?? [];
    },
    async apply(changes, progress) {
      const chunks = cutIntoChunks(changes);
      if (chunks.length === 0) return;
      const total = chunks.reduce((sum, chunk) => sum + sizeOf(chunk), 0);
      let done = 0;
      progress(done, total);
      await journal.run(chunks, (chunk) => {
        done += sizeOf(chunk);
        progress(done, total);
      });
    },
    resume: () => journal.resume(),
  };
}
