import type { LessonChange, LessonMode } from './lessons.js';
import type { StaffRole } from './people.js';
import type { Day } from './time.js';

/** Where a row stands in its file, to name it when it is bad. */
export interface Place {
  readonly file: string;
  readonly sheet?: string;
  /** 1-based line of a text file or row of a sheet. */
  readonly line: number;
}

/**
 * Optional columns of a row: absent = the source has no such column and says nothing (what is known stays);
 * empty text = the column is there and blank (what is known is cleared).
 */
interface Row {
  readonly place: Place;
}

interface ContactColumns {
  readonly phone?: string;
  readonly email?: string;
}

interface NameColumns {
  readonly lastName: string;
  readonly firstName: string;
  readonly middleName?: string;
}

export interface GroupRow extends Row {
  readonly id?: string;
  readonly name: string;
  readonly specialtyCode?: string;
  readonly course?: number;
  readonly curatorId?: string;
  readonly department?: string;
}
export interface TeacherRow extends Row, NameColumns, ContactColumns {
  readonly id?: string;
}
export interface StudentRow extends Row, NameColumns, ContactColumns {
  readonly id?: string;
  readonly birthDate?: Day;
  readonly group: string;
  /** Lower case as written; anything but active/учится/blank means that the student has left. */
  readonly status?: string;
}
export interface ParentRow extends Row, NameColumns, ContactColumns {
  readonly id?: string;
  readonly studentId: string;
  readonly relation?: string;
}
export interface StaffRow extends Row, NameColumns, ContactColumns {
  readonly id?: string;
  readonly role: StaffRole;
}
export interface LessonRow extends Row {
  readonly id?: string;
  readonly day: Day;
  readonly pair?: number;
  /** `HH:mm`; absent when the page prints pair numbers only. */
  readonly start?: string;
  readonly end?: string;
  readonly group: string;
  readonly subgroup?: string;
  readonly subject: string;
  readonly teacherId?: string;
  readonly teacher?: string;
  readonly room?: string;
  readonly building?: string;
  /** Absent: the source doesn't tell (no format, link or room); what is known stays, else onsite. */
  readonly mode?: LessonMode;
  readonly link?: string;
  /** `none`: the source marks changes, and this lesson has none. */
  readonly change?: LessonChange | 'none';
}
/** What a timetable speaks for beyond its rows: a grid's empty column or an empty day. */
export interface Coverage {
  readonly groups: readonly string[];
  readonly days: readonly Day[];
}
export interface BellRow extends Row {
  readonly pair: number;
  readonly start: string;
  readonly end: string;
  /** 1 = Monday … 7 = Sunday; absent = every day. */
  readonly weekday?: number;
}

export type TableName = 'groups' | 'teachers' | 'students' | 'parents' | 'staff' | 'lessons' | 'bells';

/** One table as read from one file or sheet: typed rows, not yet checked against each other. */
export type Table =
  | { readonly name: 'groups'; readonly hasIds: boolean; readonly rows: readonly GroupRow[] }
  | { readonly name: 'teachers'; readonly hasIds: boolean; readonly rows: readonly TeacherRow[] }
  | { readonly name: 'students'; readonly hasIds: boolean; readonly rows: readonly StudentRow[] }
  | { readonly name: 'parents'; readonly hasIds: boolean; readonly rows: readonly ParentRow[] }
  | { readonly name: 'staff'; readonly hasIds: boolean; readonly rows: readonly StaffRow[] }
  | {
      readonly name: 'lessons';
      readonly hasIds: boolean;
      readonly rows: readonly LessonRow[];
      readonly covers?: Coverage;
    }
  | { readonly name: 'bells'; readonly hasIds: boolean; readonly rows: readonly BellRow[] };

/** A row (or file) that can't be taken, and why, in Russian. */
export interface ImportProblem extends Place {
  readonly column: string;
  readonly reason: string;
}

export interface Counts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
}

/** What an import did, or why it did nothing. */
export interface ImportReport {
  readonly ok: boolean;
  readonly tables: Partial<Record<TableName, Counts>>;
  readonly errors: readonly ImportProblem[];
}

/** Lesson times by pair, as last imported. */
export interface Bell {
  readonly pair: number;
  readonly start: string;
  readonly end: string;
  readonly weekday?: number;
}
