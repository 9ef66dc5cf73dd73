import type { Connection } from 'mongoose';
import { z } from 'zod';

/** What the database says of itself, its clock among it. */
const hello = z.object({ localTime: z.date() });

/** The database's own clock, epoch ms. */
export async function databaseTime(connection: Connection): Promise<number> {
  return hello.parse(await connection.db?.command({ hello: 1 })).localTime.getTime();
}
