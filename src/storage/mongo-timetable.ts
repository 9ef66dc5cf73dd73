import { type Connection, type Model, Schema, type QueryFilter } from 'mongoose';
import type { TaughtSubject } from '../domain/chats.js';
import { byStart, subjectKey, type Lesson } from '../domain/lessons.js';
import type { Day } from '../domain/time.js';
import type { Timetable } from '../ports.js';
import { groupedBy } from './grouped.js';
import { modelOf, schemaOptions, trusted } from './model.js';
import { together } from '../together.js';

/** Timetables of one turn that are read together. */
const TOGETHER = 100;

export type LessonDoc = Omit<Lesson, 'id'> & { _id: string };

const lessonSchema = new Schema<LessonDoc>(
  {
    _id: String,
    day: String,
    pair: Number,
    startsAt: Number,
    endsAt: Number,
    groupId: String,
    subgroup: String,
    subject: String,
    teacherId: String,
    teacherName: String,
    room: String,
    building: String,
    mode: String,
    link: String,
    change: String,
    startedAt: Number,
  },
  schemaOptions,
);
lessonSchema.index({ groupId: 1, day: 1 });
lessonSchema.index({ teacherId: 1, day: 1 }, { sparse: true });
lessonSchema.index({ startsAt: 1 }, { partialFilterExpression: { mode: 'remote' } });

/** Lessons, one document each. */
export const lessonModel = (connection: Connection): Model<LessonDoc> =>
  modelOf(connection, 'lessons', lessonSchema);

const toLesson = ({ _id, ...rest }: LessonDoc): Lesson => ({ id: _id, ...rest });

/** Lessons that match, in the order of `byStart`. */
async function lessonsWhere(lessons: Model<LessonDoc>, query: QueryFilter<LessonDoc>) {
  return (await lessons.find(query).lean<LessonDoc[]>()).map(toLesson).sort(byStart);
}

/** Lessons of these groups with `from <= day <= to`, in the order of `byStart`. */
export const lessonsOfGroups = (
  lessons: Model<LessonDoc>,
  groupIds: readonly string[],
  from: Day,
  to: Day,
): Promise<Lesson[]> =>
  lessonsWhere(lessons, {
    groupId: trusted({ $in: [...groupIds] }),
    day: trusted({ $gte: from, $lte: to }),
  });

/** Days of some groups that are asked for. */
interface Span {
  readonly groupIds: readonly string[];
  readonly from: Day;
  readonly to: Day;
}

const daysOf = ({ from, to }: Span): string => `${from}/${to}`;

interface Taught {
  groupId: string;
  subject: string;
  teacherId?: string;
}

/** Merges spellings of one subject in one group; of several the alphabetically first is shown, so that it stays the same. */
function mergeSubjects(rows: readonly Taught[]): TaughtSubject[] {
  const merged = new Map<string, { groupId: string; subject: string; teachers: Set<string> }>();
  const sorted = [...rows].sort(
    (a, b) => a.groupId.localeCompare(b.groupId) || a.subject.localeCompare(b.subject, 'ru'),
  );
  for (const { groupId, subject, teacherId } of sorted) {
    const key = JSON.stringify([groupId, subjectKey(subject)]);
    const known = merged.get(key) ?? { groupId, subject, teachers: new Set<string>() };
    if (teacherId !== undefined) known.teachers.add(teacherId);
    merged.set(key, known);
  }
  return [...merged.values()].map(({ groupId, subject, teachers }) => ({
    groupId,
    subject,
    teacherIds: [...teachers].sort(),
  }));
}

/** The timetable as the bot reads it, and the two things that a teacher changes in it. */
export function mongoTimetable(connection: Connection): Timetable {
  const lessons = lessonModel(connection);
  const subjectsWhere = async (match: Record<string, unknown>) => {
    const rows = await lessons.aggregate<{ _id: Taught }>([
      { $match: match },
      { $group: { _id: { groupId: '$groupId', subject: '$subject', teacherId: '$teacherId' } } },
    ]);
    return mergeSubjects(rows.map((row) => row._id));
  };

  // At the break a whole college asks for its day at once: groups that ask for the same days are read in one go.
  const ofGroups = together<Span, Lesson[]>(TOGETHER, async (spans) => {
    const alike = [...groupedBy(spans, daysOf)].map(async ([days, some]) => {
      const [from = '', to = ''] = days.split('/');
      const groupIds = [...new Set(some.flatMap((span) => span.groupIds))];
      return [days, await lessonsOfGroups(lessons, groupIds, from, to)] as const;
    });
    const found = new Map(await Promise.all(alike));
    return spans.map((span) =>
      (found.get(daysOf(span)) ?? []).filter(({ groupId }) => span.groupIds.includes(groupId)),
    );
  });

  return {
    async lesson(id) {
      const doc = await lessons.findOne({ _id: id }).lean<LessonDoc>();
      return doc ? toLesson(doc) : undefined;
    },
    lessons: (ids) => lessonsWhere(lessons, { _id: trusted({ $in: [...ids] }) }),
    ofGroups: (groupIds, from, to) => ofGroups({ groupIds, from, to }),
    ofTeacher: (personId, from, to) =>
      lessonsWhere(lessons, { teacherId: personId, day: trusted({ $gte: from, $lte: to }) }),
    remoteStarting: (from, to) =>
      lessonsWhere(lessons, {
        mode: 'remote',
        startsAt: trusted({ $gt: from, $lte: to }),
        change: trusted({ $ne: 'cancelled' }),
      }),
    subjectsOfGroups: (groupIds) => subjectsWhere({ groupId: { $in: [...groupIds] } }),
    subjectsOfTeacher: (personId) => subjectsWhere({ teacherId: personId }),
    async setLink(lessonId, link) {
      await lessons.updateOne({ _id: lessonId }, { $set: { link } });
    },
    async markStarted(lessonId, at) {
      const result = await lessons.updateOne(
        { _id: lessonId, startedAt: trusted({ $exists: false }) },
        { $set: { startedAt: at } },
      );
      return result.matchedCount === 1;
    },
  };
}
