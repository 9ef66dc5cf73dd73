import type { ChannelId } from '../domain/people.js';
import { MINUTE } from '../domain/time.js';
import type { Probe, ProbeResult } from '../http/health.js';
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

const orSilent = (answers: boolean): ProbeResult => (answers ? 'ok' : { reason: 'не отвечает' });

/** What the bot can't do its work without: the database, the messengers, and notices that go on. */
export const createProbes = ({ ping, ledger, channels, clock }: Deps): readonly Probe[] => [
  { name: 'database', check: async () => orSilent(await ping(PING_MAX)) },
  ...[...channels].map(([name, { ready }]): Probe => ({ name, check: async () => orSilent(await ready()) })),
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
