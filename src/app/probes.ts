import type { ChannelId } from '../domain/people.js';
import { MINUTE } from '../domain/time.js';
import type { Probe } from '../http/health.js';
import type { Clock, NoticeLedger } from '../ports.js';

const PING_MAX = 2_000;
/** A try that is due is made within seconds, whatever the messenger says to it. */
const TRY_MAX = MINUTE;

interface Deps {
  readonly ping: (deadlineMs: number) => Promise<boolean>;
  readonly ledger: Pick<NoticeLedger, 'oldestTry'>;
  readonly channels: ReadonlyMap<ChannelId, { ready(): Promise<boolean> }>;
  /** College time. */
  readonly clock: Clock;
}

const SILENT = { reason: 'не отвечает' } as const;
/** Without the database nothing may leave, and a messenger that was not asked is not to blame. */
const UNASKED = { reason: 'без базы не спросить' } as const;

/** What the bot can't do its work without: the database, the messengers, and notices that go on. */
export const createProbes = ({ ping, ledger, channels, clock }: Deps): readonly Probe[] => [
  { name: 'database', check: async () => ((await ping(PING_MAX)) ? 'ok' : SILENT) },
  ...[...channels].map(
    ([name, { ready }]): Probe => ({
      name,
      check: async () => {
        const [answers, stored] = await Promise.all([ready(), ping(PING_MAX)]);
        if (answers) return 'ok';
        return stored ? SILENT : UNASKED;
      },
    }),
  ),
  {
    name: 'queue',
    check: async () => {
      const now = clock.now();
      const tries = await Promise.all([...channels.keys()].map((channel) => ledger.oldestTry(channel, now)));
      const stands = tries.some((at) => at !== undefined && now - at > TRY_MAX);
      return stands ? { reason: 'уведомления ждут дольше минуты' } : 'ok';
    },
  },
];
