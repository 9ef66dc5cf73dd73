import type { Instant, Zone } from '../domain/time.js';
import type { RefusedNotice, RefusedNotices } from '../ports.js';
import { refused as texts } from '../texts/refused.js';
import { alignedTable } from './table.js';

export interface RefusedOptions {
  readonly send?: boolean;
  readonly json?: boolean;
}

export interface RefusedDeps {
  readonly refusedNotices: RefusedNotices;
  /** The database's clock: the bot's own follows it. */
  readonly now: () => Promise<Instant>;
  readonly zone: Zone;
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (text: string) => void;
}

/** The JSON of a command that could not look, with the reason. */
export const refusedRefusal = (reason: string) => ({ ok: false, again: 0, refused: [], errors: [reason] });

/**
 * The `refused` command: shows what messengers refused for a fault of ours, or gives all of it that is not too late another
 * try, which a running bot makes. Returns the process's exit code.
 */
export async function runRefused({ send, json }: RefusedOptions, deps: RefusedDeps): Promise<number> {
  const { refusedNotices, out, complain } = deps;
  const now = await deps.now();
  const again = send ? await refusedNotices.sendAgain(now) : 0;
  const kept = await refusedNotices.list();
  if (json) {
    const rows = kept.map((row) => asJson(row, now));
    out(`${JSON.stringify({ ok: true, again, refused: rows, errors: [] })}\n`);
    return 0;
  }
  const worth = kept.filter(({ until }) => until > now).reduce((sum, { recipients }) => sum + recipients, 0);
  if (send) {
    out(`${again > 0 ? texts.sentAgain(again) : texts.nobody()}\n`);
    if (worth > 0) complain(texts.busy(worth));
    return 0;
  }
  out(`${kept.length > 0 ? table(kept, now, deps.zone) : texts.none()}\n`);
  if (worth > 0) complain(texts.howToSend());
  return 0;
}

const asJson = ({ channel, lessonId, startsAt, reason, until, recipients }: RefusedNotice, now: Instant) => ({
  channel,
  lesson: lessonId,
  start: new Date(startsAt).toISOString(),
  reason,
  recipients,
  until: new Date(until).toISOString(),
  late: until <= now,
});

const table = (rows: readonly RefusedNotice[], now: Instant, zone: Zone): string =>
  alignedTable([
    [...texts.heads()],
    ...rows.map(({ channel, lessonId, startsAt, reason, until, recipients }) => [
      texts.messenger(channel),
      lessonId,
      texts.start(startsAt, zone),
      texts.reason(reason),
      String(recipients),
      texts.until(until, until <= now, zone),
    ]),
  ]);
