import { type Connection, type Model, type mongo, Schema } from 'mongoose';
import type { Lesson } from '../domain/lessons.js';
import type { Group, Person } from '../domain/people.js';
import type { Bell } from '../domain/tables.js';
import type { RosterChanges } from '../ports.js';
import { marker } from './marks.js';
import { modelOf, schemaOptions, unlessThere } from './model.js';
import { followRenames, type Rename } from './person-renames.js';

/** What is written to the database in one go. */
const CHUNK_MAX = 1_000;
/** A rename takes several queries; a chunk must be done well within the journal's lease. */
const RENAMES_MAX = 50;

/** A part of an import, by the collection it goes to; carried out twice it leaves the same. */
export type ImportChunk =
  | { readonly kind: 'groups'; readonly put: readonly Group[]; readonly remove: readonly string[] }
  | { readonly kind: 'persons'; readonly put: readonly Person[]; readonly remove: readonly string[] }
  | { readonly kind: 'renames'; readonly put: readonly Rename[] }
  | { readonly kind: 'lessons'; readonly put: readonly Lesson[]; readonly remove: readonly string[] }
  | { readonly kind: 'bells'; readonly put: readonly Bell[] };

/** All bells in one document, since they are replaced as a whole. */
interface BellsDoc {
  _id: 'all';
  bells: Bell[];
}

const bellsSchema = new Schema<BellsDoc>(
  { _id: String, bells: [{ _id: false, pair: Number, start: String, end: String, weekday: Number }] },
  schemaOptions,
);

/** The bells' one document. */
export const bellsModel = (connection: Connection): Model<BellsDoc> =>
  modelOf(connection, 'bells', bellsSchema);

function slices<Item>(items: readonly Item[], size = CHUNK_MAX): Item[][] {
  const parts: Item[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

/** The changes cut into chunks: groups before their people, people before their lessons. */
export function cutIntoChunks({ groups, persons, lessons, bells }: RosterChanges): ImportChunk[] {
  return [
    ...slices(groups.put).map((put): ImportChunk => ({ kind: 'groups', put, remove: [] })),
    ...slices(groups.remove).map((remove): ImportChunk => ({ kind: 'groups', put: [], remove })),
    ...slices(persons.put).map((put): ImportChunk => ({ kind: 'persons', put, remove: [] })),
    ...slices(persons.renamed ?? [], RENAMES_MAX).map((put): ImportChunk => ({ kind: 'renames', put })),
    ...slices(persons.remove).map((remove): ImportChunk => ({ kind: 'persons', put: [], remove })),
    ...slices(lessons.put).map((put): ImportChunk => ({ kind: 'lessons', put, remove: [] })),
    ...slices(lessons.remove).map((remove): ImportChunk => ({ kind: 'lessons', put: [], remove })),
    ...(bells ? [{ kind: 'bells', put: bells } as const] : []),
  ];
}

/** Records in a chunk, for the progress shown. */
export const sizeOf = (chunk: ImportChunk): number =>
  chunk.put.length + ('remove' in chunk ? chunk.remove.length : 0);

interface Stored extends mongo.Document {
  _id: string;
}

/** New records are inserted, known ones replaced as a whole: inserts of many are several times as quick as upserts. */
async function write(
  collection: mongo.Collection<Stored>,
  put: readonly (Group | Person | Lesson)[],
  remove: readonly string[],
): Promise<void> {
  const docs: Stored[] = put.map(({ id, ...fields }) => ({ _id: id, ...fields }));
  const ids = docs.map((doc) => doc._id);
  const stored = await collection.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const known = new Set(stored.map((doc) => doc._id));
  const added = docs.filter((doc) => !known.has(doc._id));
  const replaced = docs.filter((doc) => known.has(doc._id));
  // Whatever is there by now was put there by the same journal: a failure here could never be resumed from.
  if (added.length > 0) await unlessThere(() => collection.insertMany(added, { ordered: false }));
  if (replaced.length > 0) {
    const replacements = replaced.map((doc) => ({
      replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true },
    }));
    await collection.bulkWrite(replacements, { ordered: false });
  }
  if (remove.length > 0) await collection.deleteMany({ _id: { $in: [...remove] } });
}

/** Writes chunks to where the bot reads them from. */
export function chunkWriter(connection: Connection): (chunk: ImportChunk) => Promise<void> {
  const bells = bellsModel(connection);
  const follow = followRenames(connection);
  const mark = marker(connection);
  return async (chunk) => {
    const about = chunk.kind === 'lessons' ? 'timetable' : 'roster';
    await mark(about);
    if (chunk.kind === 'bells') {
      await bells.updateOne({ _id: 'all' }, { $set: { bells: [...chunk.put] } }, { upsert: true });
    } else if (chunk.kind === 'renames') {
      await follow(chunk.put);
    } else {
      await write(connection.collection<Stored>(chunk.kind), chunk.put, chunk.remove);
    }
    await mark(about);
  };
}
