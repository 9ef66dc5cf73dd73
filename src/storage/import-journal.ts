import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, Schema } from 'mongoose';
import { AppError } from '../errors.js';
import type { ImportChunk } from './import-chunks.js';
import { modelOf, rawOf, schemaOptions, trusted, unlessThere } from './model.js';

/** The one import under way. `writing`: may be thrown away; `ready`: must be carried through. */
interface HeadDoc {
  _id: string;
  importId: string;
  state: 'writing' | 'ready';
  worker: string;
  /** By the database's own clock: an operator's command and the bot needn't agree on the time. */
  leaseUntil: Date;
  chunks: number;
  /** The first chunk that isn't carried out yet. */
  next: number;
}

interface ChunkDoc {
  _id: string;
  importId: string;
  chunk: ImportChunk;
}

const HEAD = 'import';
/** A chunk is written in well under this, even by a busy machine; it is also how long a start may wait after a crash. */
const LEASE_MS = 5_000;
const POLL_MS = 100;

const headSchema = new Schema<HeadDoc>(
  {
    _id: String,
    importId: String,
    state: String,
    worker: String,
    leaseUntil: Date,
    chunks: Number,
    next: Number,
  },
  schemaOptions,
);
const chunkSchema = new Schema<ChunkDoc>(
  { _id: String, importId: String, chunk: Schema.Types.Mixed },
  schemaOptions,
);
chunkSchema.index({ importId: 1 });

const lease = { leaseUntil: { $add: ['$$NOW', LEASE_MS] } };
const leaseIsOver = { $expr: { $lte: ['$leaseUntil', '$$NOW'] } };
const chunkId = (importId: string, number: number): string => `${importId}:${number}`;

const underWay = (): AppError =>
  new AppError('import-under-way', 'Уже идёт другой импорт. Повторите, когда он закончится.');
const takenOver = (): AppError =>
  new AppError(
    'import-taken-over',
    'Импорт занял слишком много времени и передан другому процессу. Повторите импорт.',
  );

/** Who works at which import. */
interface Turn {
  readonly importId: string;
  readonly worker: string;
}

/**
 * A write-ahead journal for one import at a time: all chunks are written first, then the head is flipped to `ready` in one
 * write, then they are carried out. Before the flip nothing has happened; after it everything will, by whoever comes next.
 */
export function importJournal(connection: Connection, carryOut: (chunk: ImportChunk) => Promise<void>) {
  const heads = modelOf(connection, 'imports', headSchema);
  const chunks = modelOf(connection, 'import_chunks', chunkSchema);

  /** Goes on only while the import is this worker's: of two who carry out at once the later could undo newer data. */
  async function hold({ importId, worker }: Turn, change: Partial<HeadDoc>): Promise<void> {
    const held = await heads.updateOne({ _id: HEAD, importId, worker }, [{ $set: { ...change, ...lease } }], {
      updatePipeline: true,
    });
    if (held.matchedCount === 0) throw takenOver();
  }

  /** The head goes first: without it chunks are rubbish, without chunks a `ready` head would be a promise broken. */
  async function close({ importId, worker }: Turn): Promise<void> {
    await heads.deleteOne({ _id: HEAD, importId, worker });
    await chunks.deleteMany({ importId });
  }

  /** Throws `AppError` (`import-under-way`) when another import is at work or waits to be finished. */
  async function open(): Promise<Turn> {
    const turn = { importId: randomUUID(), worker: randomUUID() };
    await rawOf(heads).deleteOne({ _id: HEAD, state: 'writing', ...leaseIsOver });
    const opened = await unlessThere(() =>
      // Matches no document ever, so it inserts or fails; an insert by pipeline can ask for the database's time.
      heads.updateOne(
        { _id: HEAD, importId: turn.importId },
        [{ $set: { ...turn, state: 'writing', chunks: 0, next: 0, ...lease } }],
        { upsert: true, updatePipeline: true },
      ),
    );
    if (!opened) throw underWay();
    await chunks.deleteMany({ importId: trusted({ $ne: turn.importId }) });
    return turn;
  }

  async function write(turn: Turn, parts: readonly ImportChunk[]): Promise<void> {
    for (const [number, chunk] of parts.entries()) {
      await rawOf(chunks).insertOne({
        _id: chunkId(turn.importId, number),
        importId: turn.importId,
        chunk,
      });
      await hold(turn, {});
    }
    await hold(turn, { state: 'ready', chunks: parts.length });
  }

  async function carryThrough(turn: Turn, carriedOut: (chunk: ImportChunk) => void): Promise<void> {
    const head = await heads.findOne({ _id: HEAD, ...turn }).lean<HeadDoc>();
    if (!head) throw takenOver();
    for (let number = head.next; number < head.chunks; number += 1) {
      const doc = await chunks.findOne({ _id: chunkId(turn.importId, number) }).lean<ChunkDoc>();
      if (!doc) throw takenOver();
      await carryOut(doc.chunk);
      await hold(turn, { next: number + 1 });
      carriedOut(doc.chunk);
    }
    await close(turn);
  }

  /** An import whose worker is gone, taken over; undefined when there is none or its worker is alive. */
  async function adopt(): Promise<{ turn: Turn; state: HeadDoc['state'] } | undefined> {
    const seen = await heads.findOne({ _id: HEAD }).lean<HeadDoc>();
    if (!seen) return undefined;
    const worker = randomUUID();
    for (;;) {
      // A worker that is alive renews its lease, and then this matches nothing any more.
      const same = { _id: HEAD, importId: seen.importId, leaseUntil: seen.leaseUntil };
      const taken = await rawOf(heads).updateOne({ ...same, ...leaseIsOver }, [
        { $set: { worker, ...lease } },
      ]);
      if (taken.matchedCount === 1) {
        return { turn: { importId: seen.importId, worker }, state: seen.state };
      }
      if (!(await heads.exists(same))) return undefined;
      await wait(POLL_MS);
    }
  }

  return {
    /** Writes all parts, then carries them out. On an error before all are written nothing has happened. */
    async run(parts: readonly ImportChunk[], carriedOut: (chunk: ImportChunk) => void): Promise<void> {
      const turn = await open();
      try {
        await write(turn, parts);
      } catch (error) {
        // Best effort: whatever stays is thrown away by the next one.
        await heads.deleteOne({ _id: HEAD, ...turn, state: 'writing' }).catch(() => undefined);
        throw error;
      }
      await carryThrough(turn, carriedOut);
    },

    /** Finishes what a crash cut short, or throws it away where it wasn't complete. Waits for a dead worker's lease to end. */
    async resume(): Promise<void> {
      const adopted = await adopt();
      if (!adopted) return;
      if (adopted.state === 'ready') await carryThrough(adopted.turn, () => undefined);
      else await close(adopted.turn);
    },
  };
}
