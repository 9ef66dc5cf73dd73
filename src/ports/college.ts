import type { TaughtSubject } from '../domain/chats.js';
import type { Lesson } from '../domain/lessons.js';
import type { Group, Person } from '../domain/people.js';
import type { Guardian, Pupil } from '../domain/recipients.js';
import type { Bell } from '../domain/tables.js';
import type { Day, Instant } from '../domain/time.js';

/** The college's people and groups, as imported. Lists come in the order of ids. */
export interface Roster {
  /** Ids carry the kind: `student:2001`. */
  person(id: string): Promise<Person | undefined>;
  /** Those of these that exist. */
  persons(ids: readonly string[]): Promise<Person[]>;
  /** Whose phone or e-mail has this keyed hash: several, where people share one. */
  personsByContact(hash: string): Promise<Person[]>;
  studentsOf(groupIds: readonly string[]): Promise<Person[]>;
  parentsOf(studentIds: readonly string[]): Promise<Person[]>;
  /** Ids and groups alone of these groups' students: what a bell needs of thousands. */
  pupilsOf(groupIds: readonly string[]): Promise<Pupil[]>;
  /** Ids and children alone of these students' parents. */
  guardiansOf(studentIds: readonly string[]): Promise<Guardian[]>;
  /** Every person of the roster: for imports and the operator alone. */
  everyone(): Promise<Person[]>;
  groups(ids: readonly string[]): Promise<Group[]>;
  groupsCuratedBy(personId: string): Promise<Group[]>;
  /** By its name to the letter. */
  groupByName(name: string): Promise<Group | undefined>;
}

/** The college's lessons, as imported; days are the college's own. */
export interface Timetable {
  lesson(id: string): Promise<Lesson | undefined>;
  /** Those of these that exist, in no order. */
  lessons(ids: readonly string[]): Promise<Lesson[]>;
  /** Lessons of these groups with `from <= day <= to`, in the order of `byStart`. */
  ofGroups(groupIds: readonly string[], from: Day, to: Day): Promise<Lesson[]>;
  /** Likewise, of one teacher. */
  ofTeacher(personId: string, from: Day, to: Day): Promise<Lesson[]>;
  /** Remote, not cancelled, `from < startsAt <= to`. */
  remoteStarting(from: Instant, to: Instant): Promise<Lesson[]>;
  /** Distinct subjects of these groups with their teachers, over the whole timetable known. */
  subjectsOfGroups(groupIds: readonly string[]): Promise<TaughtSubject[]>;
  /** Distinct (group, subject) that this teacher gives. */
  subjectsOfTeacher(personId: string): Promise<TaughtSubject[]>;
  /** The call's address as the teacher gives it, in place of any other. */
  setLink(lessonId: string, link: string): Promise<void>;
  /** Marks «Начать сейчас» once; false when it was marked already. */
  markStarted(lessonId: string, at: Instant): Promise<boolean>;
}

/** One import's outcome, applied as a whole: a crash in between is finished at the next start. */
export interface RosterChanges {
  readonly persons: {
    readonly put: readonly Person[];
    readonly remove: readonly string[];
    /** People known under a new id (the old one is in `remove`): what is kept by person id, e.g. bindings, follows. */
    readonly renamed?: readonly { readonly from: string; readonly to: string }[];
  };
  readonly groups: { readonly put: readonly Group[]; readonly remove: readonly string[] };
  readonly lessons: { readonly put: readonly Lesson[]; readonly remove: readonly string[] };
  /** Absent = the file said nothing of bells. */
  readonly bells?: readonly Bell[];
}

/** What an import compares with and writes to. */
export interface RosterStore {
  /** Every person of the roster. */
  everyone(): Promise<Person[]>;
  /** Every group. */
  allGroups(): Promise<Group[]>;
  /** Lessons of these groups with `from <= day <= to`, in no order. */
  lessonsOf(groupIds: readonly string[], from: Day, to: Day): Promise<Lesson[]>;
  /** When pairs are, as far as the college has said. */
  bells(): Promise<Bell[]>;
  /** Writes all of it, now or, after a crash, by `resume`. */
  apply(changes: RosterChanges, progress: (done: number, total: number) => void): Promise<void>;
  /** Finishes an import that a crash cut short. */
  resume(): Promise<void>;
}
