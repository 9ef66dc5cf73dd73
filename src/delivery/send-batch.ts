import { capabilities } from '../domain/capabilities.js';
import type { Batch, DropReason } from '../domain/notices.js';
import { isChatPeer } from '../domain/recipients.js';
import { SECOND } from '../domain/time.js';
import type { Logger } from '../logger.js';
import type { BatchResult, Bindings, Clock, Metrics, NoticeGateway, NoticeLedger } from '../ports.js';
import type { Check } from '../usecases/check-notices.js';
import { randomIdOf } from './random-id.js';
import type { createRecheck } from './recheck.js';
import { comesToTheSame, fatesOf, judge, keptRefusals, retryTime, tally, type Fates } from './verdict.js';

/** How long a claimed batch is its owner's. */
export const LEASE = 15 * SECOND;
/** A request to a messenger is given up after 8 s; with 2 s for the rest, none may start later than this after the claim. */
const LATEST_START = LEASE - 10 * SECOND;
/** What waits longer than this for its place, or for a messenger that does not answer, is given back. */
const LEAVE_WITHIN = 1.5 * SECOND;
/** What was checked longer ago than this is checked anew as it leaves: a change is to win within a second (R17). */
const FRESH = 0.3 * SECOND;

export interface SendDeps {
  readonly ledger: Pick<NoticeLedger, 'started' | 'finish'>;
  readonly bindings: Pick<Bindings, 'setReachable'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  /** Names this process in the ledger. */
  readonly owner: string;
  /** Milliseconds that never jump and go on while the process is stopped. */
  readonly monotonic: () => number;
  readonly recheck: ReturnType<typeof createRecheck>;
}

/** A batch in our hands. */
export interface Claimed {
  readonly batch: Batch;
  /** By `monotonic`, read before the claim was asked for. */
  readonly claimedAt: number;
  /** The news (`Changes.news`) before it was checked. */
  readonly news: string | undefined;
}

/** A batch that may leave. */
export interface Checked extends Claimed {
  readonly check: Check;
  /** By `monotonic`, read before the check was asked for. */
  readonly checkedAt: number;
}

/**
 * Takes one claimed and checked batch to its end: send, then record outcomes in one write. Whatever breaks off in between
 * (the process too) leaves the lease to end; the batch then goes again with the same `random_id`. Never throws.
 */
export function createSendBatch(deps: SendDeps) {
  const { ledger, bindings, metrics, clock, log, owner, monotonic, recheck } = deps;

  /** Only who still holds the lease counts: a batch that was taken over is counted by its new owner. */
  const finish = async (
    batch: Batch,
    result: BatchResult,
    drops: readonly (readonly [DropReason, number])[],
    fates: Fates,
  ) => {
    const { channel } = batch.notice;
    if (!(await ledger.finish(batch.id, owner, result))) {
      log.warn({ batch: batch.id }, 'lease lost before the outcome was recorded');
      return;
    }
    if (result.sent > 0) metrics.noticesSent(channel, result.sent);
    if (result.gone > 0) metrics.noticesGone(channel, result.gone);
    if (batch.again > 0) metrics.noticesRedriven(channel, batch.again);
    for (const [reason, count] of drops) if (count > 0) metrics.noticesDropped(channel, reason, count);
    log.debug({ batch: batch.id, ...fates }, 'outcomes recorded');
  };

  const drop = (batch: Batch, reason: DropReason): Promise<void> => {
    const dropped = batch.peers.length;
    return finish(
      batch,
      { sent: 0, gone: 0, dropped, retry: [], retryAt: clock.now(), tried: true },
      [[reason, dropped]],
      { [reason]: batch.peers.map(Number) },
    );
  };

  /** Recorded as not sent, or whoever takes it next would count a repeat that nobody has got. */
  const giveBack = (batch: Batch): Promise<void> => {
    const { peers: retry, maybeSent } = batch;
    const retryAt = retryTime(batch, clock.now(), { afterMs: 0, everybodys: true }, Math.random());
    return finish(batch, { sent: 0, gone: 0, dropped: 0, retry, retryAt, tried: false, maybeSent }, [], {});
  };

  /** Whether what was checked still holds: asked as it leaves, perhaps more than once. */
  const secondLook = ({ batch, check, ...known }: Checked): (() => Promise<boolean>) => {
    let { checkedAt, news } = known;
    return async () => {
      const askedAt = monotonic();
      if (askedAt - checkedAt < FRESH) return true;
      const second = await recheck({ batch, news });
      // Without a database nothing can be known, and what was known a moment ago is better than silence.
      if (second.kind === 'unknown') return true;
      checkedAt = askedAt;
      if (second.kind === 'unchanged') return true;
      news = second.news;
      return second.check !== undefined && comesToTheSame(batch, check, second.check, clock.now());
    };
  };

  async function send(gateway: NoticeGateway, checked: Checked): Promise<void> {
    const { batch, claimedAt, check } = checked;
    const { key, audience } = batch.notice;
    const { [audience]: message = batch.notice.message } = check.messages ?? {};
    const verdict = judge(batch, check, clock.now());
    if (verdict.kind === 'drop') {
      await drop(batch, verdict.reason);
      return;
    }
    const { peers, unbound, until } = verdict;
    const held = await gateway.turn?.(peers);
    const { dropsRepeats } = capabilities[gateway.channel];
    const stillRight = secondLook(checked);
    const isRight = held !== undefined || (await stillRight());
    if (isRight && !held && !dropsRepeats && !(await ledger.started(batch.id, owner, clock.now()))) return;
    // A process that was stopped for a while must not send what another has taken over meanwhile.
    const withinMs = Math.min(LEAVE_WITHIN, until - clock.now());
    if (!isRight || monotonic() - claimedAt > LATEST_START || withinMs <= 0) {
      log.warn({ batch: batch.id, isRight }, 'changed or too late to be sent, given back');
      await giveBack(batch);
      return;
    }
    const outcomes = held
      ? new Map(peers.map((peer) => [peer, held]))
      : await gateway.send(message, peers, randomIdOf(key), { withinMs, stillRight });
    const tallied = tally(peers, outcomes);
    const { sent, gone, retry, refused, tried } = tallied;
    if (tried && batch.maybeSent && !dropsRepeats) metrics.noticesRepeated(gateway.channel, peers.length);
    const maybeSent = tallied.maybeSent || (!tried && batch.maybeSent);

    const accounts = gone
      .filter((peer) => !isChatPeer(gateway.channel, peer))
      .map((id) => ({ channel: gateway.channel, id }));
    if (accounts.length > 0) await bindings.setReachable(accounts, false);
    let refusals = 0;
    for (const [reason, { length: recipients }] of refused) {
      refusals += recipients;
      log.error(
        { batch: batch.id, channel: gateway.channel, reason, recipients },
        'notice refused by the messenger, a fault of ours: npm run zvonok -- refused',
      );
    }
    const retryAt = retryTime(batch, clock.now(), tallied, Math.random());
    const kept = keptRefusals(batch, refused);
    await finish(
      batch,
      { sent, gone: gone.length, dropped: unbound, refused: kept, retry, retryAt, tried, maybeSent },
      [
        ['unbound', unbound],
        ['refused', refusals],
      ],
      fatesOf(batch.peers, peers, outcomes),
    );
  }

  return async (gateway: NoticeGateway, checked: Checked): Promise<void> => {
    try {
      await send(gateway, checked);
    } catch (error) {
      log.error({ batch: checked.batch.id, err: error }, 'batch broke off, its lease will end');
    } finally {
      gateway.pass?.(checked.batch.peers);
    }
  };
}
