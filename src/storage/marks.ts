import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf, rawOf, schemaOptions } from './model.js';

/** Something that happened to nobody in particular, and when it last did, by the database's own clock. */
interface MarkDoc {
  _id: 'roster' | 'timetable' | 'unbound' | 'chat';
  at: Date;
}

const schema = new Schema<MarkDoc>({ _id: String, at: Date }, schemaOptions);

/** One document for each kind of change that is not told one by one. */
export const markModel = (connection: Connection): Model<MarkDoc> => modelOf(connection, 'marks', schema);

/**
 * Remembers that something happens. To be called before the change itself, in case the process dies in it, and after it:
 * whoever looked in between has seen the change or will see the second mark.
 */
export function marker(connection: Connection): (mark: MarkDoc['_id']) => Promise<void> {
  const marks = markModel(connection);
  return async (mark) => {
    await rawOf(marks).updateOne({ _id: mark }, { $currentDate: { at: true } }, { upsert: true });
  };
}
