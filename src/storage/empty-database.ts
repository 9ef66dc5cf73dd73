import mongoose from 'mongoose';

/**
 * Takes everything out of a database but the named collections; indexes stay. For the demo, whose people are made up.
 * @param uri a MongoDB connection string with the database's name
 */
export async function emptyDatabase(uri: string, keep: readonly string[]): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    const found = (await connection.listCollections()).map(({ name }) => name);
    const emptied = found.filter((name) => !keep.includes(name) && !name.startsWith('system.'));
    await Promise.all(emptied.map((name) => connection.collection(name).deleteMany({})));
  } finally {
    await connection.close();
  }
}
