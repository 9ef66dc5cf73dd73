import mongoose from 'mongoose';

const EVERY = 1_000;
const READ_WITHIN = 5_000;

interface Planned {
  readonly _id: string;
  readonly peers: number;
}

/** Given up as well, but kept for another try. */
const refused = { $size: { $ifNull: ['$refused', []] } };

/**
 * Looks into the database every second: each recipient who was planned waits in a batch, or is counted there as sent, gone or
 * dropped, and nobody is both or neither (R7). Sums stay what they are whenever they are read: an outcome is one write of one document.
 */
export class Conservation {
  looks = 0;
  readonly #wrong: string[] = [];
  readonly #connection: mongoose.Connection;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(databaseUri: string) {
    this.#connection = mongoose.createConnection(databaseUri, { serverSelectionTimeoutMS: READ_WITHIN });
    // What is read while the database is away is read at the next look.
    this.#connection.on('error', () => undefined);
    this.#connection.asPromise().catch(() => undefined);
  }

  get faults(): readonly string[] {
    return this.#wrong.length === 0 ? [] : [`счёт не сошёлся: ${this.#wrong.length} (${this.#wrong[0]})`];
  }

  start(): void {
    let busy = false;
    this.#timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.#looking = this.#look()
        .catch(() => undefined)
        .finally(() => (busy = false));
    }, EVERY);
  }

  /** Looks a last time. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
    await this.#look().catch(() => this.#wrong.push('последний взгляд в базу не удался'));
    await this.#connection.close();
  }

  async #look(): Promise<void> {
    // Notices first: whatever batches are read later, those of an expanded notice are all there.
    const planned = await this.#connection
      .collection('notices')
      .aggregate<Planned>([{ $match: { expanded: true } }, { $project: { peers: { $size: '$peers' } } }])
      .toArray();
    const counted = await this.#connection
      .collection('batches')
      .aggregate<Planned>([
        {
          $group: {
            _id: '$notice.key',
            peers: { $sum: { $add: [{ $size: '$peers' }, '$sent', '$gone', '$dropped', refused] } },
          },
        },
      ])
      .toArray();
    const sums = new Map(counted.map(({ _id, peers }) => [_id, peers]));
    this.looks += 1;
    for (const { _id, peers } of planned)
      if (sums.get(_id) !== peers)
        this.#wrong.push(`${_id}: запланировано ${peers}, учтено ${sums.get(_id) ?? 0}`);
  }
}
