import { type Connection, type Model, Schema, type QueryFilter } from 'mongoose';
import type { Group, Person, PersonKind, StaffRole } from '../domain/people.js';
import type { Day } from '../domain/time.js';
import type { Roster } from '../ports.js';
import { modelOf, rawOf, schemaOptions, trusted } from './model.js';

/** A person as stored: the fields of every kind side by side. */
export interface PersonDoc {
  _id: string;
  kind: PersonKind;
  lastName: string;
  firstName: string;
  middleName?: string;
  contacts: string[];
  groupId?: string;
  birthDate?: Day;
  childIds?: string[];
  role?: StaffRole;
}

export type GroupDoc = Omit<Group, 'id'> & { _id: string };

const personSchema = new Schema<PersonDoc>(
  {
    _id: String,
    kind: String,
    lastName: String,
    firstName: String,
    middleName: String,
    contacts: [String],
    groupId: String,
    birthDate: String,
    childIds: { type: [String], default: undefined },
    role: String,
  },
  schemaOptions,
);
personSchema.index({ contacts: 1 });
personSchema.index({ groupId: 1 }, { sparse: true });
personSchema.index({ childIds: 1 }, { sparse: true });

const groupSchema = new Schema<GroupDoc>(
  {
    _id: String,
    name: String,
    course: Number,
    specialtyCode: String,
    department: String,
    curatorId: String,
  },
  schemaOptions,
);
groupSchema.index({ name: 1 });
groupSchema.index({ curatorId: 1 }, { sparse: true });

/** People of the college, one document each. */
export const personModel = (connection: Connection): Model<PersonDoc> =>
  modelOf(connection, 'persons', personSchema);

/** Groups of the college, one document each. */
export const groupModel = (connection: Connection): Model<GroupDoc> =>
  modelOf(connection, 'groups', groupSchema);

/** A person out of their document. Throws when the document lacks what its kind requires. */
export function toPerson(doc: PersonDoc): Person {
  const base = {
    id: doc._id,
    lastName: doc.lastName,
    firstName: doc.firstName,
    ...(doc.middleName !== undefined && { middleName: doc.middleName }),
    contacts: doc.contacts,
  };
  if (doc.kind === 'student' && doc.groupId !== undefined) {
    return {
      ...base,
      kind: 'student',
      groupId: doc.groupId,
      ...(doc.birthDate !== undefined && { birthDate: doc.birthDate }),
    };
  }
  if (doc.kind === 'parent') return { ...base, kind: 'parent', childIds: doc.childIds ?? [] };
  if (doc.kind === 'staff' && doc.role !== undefined) return { ...base, kind: 'staff', role: doc.role };
  if (doc.kind === 'teacher') return { ...base, kind: 'teacher' };
  throw new Error(`A stored ${doc.kind} is incomplete`);
}

/** A group out of its document. */
export const toGroup = ({ _id, ...rest }: GroupDoc): Group => ({ id: _id, ...rest });

/** The roster as the bot reads it. Lists come in the order of ids. */
export function mongoRoster(connection: Connection): Roster {
  const people = personModel(connection);
  const groups = groupModel(connection);
  const persons = async (query: QueryFilter<PersonDoc>) =>
    (await people.find(query).sort({ _id: 1 }).lean<PersonDoc[]>()).map(toPerson);
  const groupList = async (query: QueryFilter<GroupDoc>) =>
    (await groups.find(query).sort({ _id: 1 }).lean<GroupDoc[]>()).map(toGroup);

  return {
    async person(id) {
      const doc = await people.findOne({ _id: id }).lean<PersonDoc>();
      return doc ? toPerson(doc) : undefined;
    },
    persons: (ids) => persons({ _id: trusted({ $in: [...ids] }) }),
    personsByContact: (hash) => persons({ contacts: hash }),
    studentsOf: (groupIds) => persons({ groupId: trusted({ $in: [...groupIds] }) }),
    parentsOf: (studentIds) => persons({ childIds: trusted({ $in: [...studentIds] }) }),
    async pupilsOf(groupIds) {
      const docs = await rawOf(people)
        .find({ groupId: { $in: [...groupIds] } }, { projection: { groupId: 1 } })
        .toArray();
      return docs.flatMap(({ _id, groupId }) => (groupId === undefined ? [] : [{ id: _id, groupId }]));
    },
    async guardiansOf(studentIds) {
      const docs = await rawOf(people)
        .find({ childIds: { $in: [...studentIds] } }, { projection: { childIds: 1 } })
        .toArray();
      return docs.map(({ _id, childIds = [] }) => ({ id: _id, childIds }));
    },
    everyone: () => persons({}),
    groups: (ids) => groupList({ _id: trusted({ $in: [...ids] }) }),
    groupsCuratedBy: (personId) => groupList({ curatorId: personId }),
    async groupByName(name) {
      return (await groupList({ name }))[0];
    },
  };
}
