import type { Connection } from 'mongoose';
import { rawOf, unlessThere } from './model.js';
import { bindingId, bindingModel, type BindingDoc } from './mongo-bindings.js';
import { inviteModel } from './mongo-invites.js';

/** A person whose id has changed while they stayed the same. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/**
 * Lets what is kept by person id follow people to their new ids: bindings, parents' reminders, invites. Done again, or
 * again after a crash, it leaves the same. Somebody bound to the new id already stays bound.
 */
export function followRenames(connection: Connection): (renames: readonly Rename[]) => Promise<void> {
  const bindings = bindingModel(connection);
  const invites = inviteModel(connection);

  /** The id holds the person, so the binding is written anew before the old one goes. */
  async function rebind(doc: BindingDoc, to: string): Promise<void> {
    const moved = { ...doc, _id: bindingId(doc.channel, to), personId: to };
    await unlessThere(() => rawOf(bindings).insertOne(moved));
    await bindings.deleteOne({ _id: doc._id });
  }

  return async (renames) => {
    for (const { from, to } of renames) {
      const bound = await bindings.find({ personId: from }).lean<BindingDoc[]>();
      for (const doc of bound) await rebind(doc, to);
      await bindings.updateMany({ remindFor: from }, { $addToSet: { remindFor: to } });
      await bindings.updateMany({ remindFor: from }, { $pull: { remindFor: from } });
      await invites.updateMany({ personId: from }, { $set: { personId: to } });
    }
  };
}
