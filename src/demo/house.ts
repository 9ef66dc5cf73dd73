import type { App } from '../app.js';
import { type AccountRef, fullName } from '../domain/people.js';
import { dayOf, type Zone } from '../domain/time.js';
import type { House } from '../sandbox/page/house.js';
import { demoCollege } from '../sources/demo.js';
import { emptyDatabase } from '../storage/empty-database.js';
import { createImportCollege } from '../usecases/import-college.js';

/** Where Long Poll stands and what was handled outlive a new beginning: the stand-in goes on counting. */
const OUTLIVE = ['leases', 'inbox'];

interface Parts {
  readonly app: Pick<App, 'storage' | 'security'>;
  /** Whose number it is in which messenger. */
  readonly accountOf: (userId: number) => AccountRef;
  readonly databaseUri: string;
  readonly callHosts: readonly string[];
  readonly zone: Zone;
  readonly now: () => number;
}

/** The demo's college, and what its page may do with the bot behind it. */
export function createDemoHouse({ app, accountOf, databaseUri, callHosts, zone, now }: Parts) {
  const { storage, security } = app;
  const importCollege = createImportCollege({ store: storage.rosterStore, security, callHosts, zone });

  /** The demo's week moves on with the days; nothing of what visitors did is lost by it. */
  const loadCollege = async (at: number): Promise<void> => {
    const report = await importCollege(demoCollege(dayOf(at, zone)), { force: true });
    if (!report.ok) throw new Error('The demo college could not be imported');
  };

  const house: Pick<House, 'boundAs' | 'bind' | 'startAnew'> = {
    boundAs: async (userId) => (await storage.bindings.ofAccount(accountOf(userId))).map(({ kind }) => kind),

    async bind(userId, name) {
      const persons = (await storage.roster.everyone()).filter((person) => fullName(person) === name);
      for (const { id: personId, kind } of persons) {
        await storage.bindings.bind({
          account: accountOf(userId),
          personId,
          kind,
          boundAt: now(),
          consent: { at: now(), text: 'elsewhere' },
          notify: true,
          remindFor: [],
          reachable: true,
        });
      }
      return persons.length > 0;
    },

    async startAnew(at) {
      await emptyDatabase(databaseUri, OUTLIVE);
      await loadCollege(at);
    },
  };
  return { ...house, loadCollege };
}
