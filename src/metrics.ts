import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { DropReason } from './domain/notices.js';
import type { ChannelId } from './domain/people.js';
import { within } from './errors.js';
import type { Metrics } from './ports.js';

/** How long a scrape waits for the database. */
const LAG_WITHIN_MS = 1_000;
const DROP_REASONS: readonly DropReason[] = ['expired', 'lesson-changed', 'unbound', 'refused'];

export interface MetricsOptions {
  /** Those that are switched on: their counters start at zero, so that rates are seen from the first notice on. */
  readonly channels: readonly ChannelId[];
  /** Age in seconds of the oldest notice that is due and unfinished; 0 when there is none. */
  readonly queueLag: () => Promise<number>;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

/** The `Metrics` port over a registry of its own (names: the contract), and the page that Prometheus reads. */
export function createMetrics({ channels, queueLag }: MetricsOptions): {
  metrics: Metrics;
  render: () => Promise<MetricsPage>;
} {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const sent = new Counter({
    name: 'zvonok_notices_sent_total',
    help: 'Recipients whom a notice reached',
    labelNames: ['channel'],
    registers,
  });
  const gone = new Counter({
    name: 'zvonok_notices_gone_total',
    help: 'Recipients who can not be written to any more',
    labelNames: ['channel'],
    registers,
  });
  const dropped = new Counter({
    name: 'zvonok_notices_dropped_total',
    help: 'Recipients given up, by reason',
    labelNames: ['channel', 'reason'],
    registers,
  });
  const redriven = new Counter({
    name: 'zvonok_notices_redriven_total',
    help: 'Recipients dropped as refused to whom an operator had it sent again: to be taken off what was dropped',
    labelNames: ['channel'],
    registers,
  });
  const repeated = new Counter({
    name: 'zvonok_notices_repeated_total',
    help: 'Sends to recipients who may have been told already: after a crash, or an answer that was lost',
    labelNames: ['channel'],
    registers,
  });
  const replyTime = new Histogram({
    name: 'zvonok_reply_seconds',
    help: 'From an update to its answer',
    labelNames: ['channel'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10],
    registers,
  });
  const rests = new Counter({
    name: 'zvonok_messenger_rests_total',
    help: 'Requests that the messenger refused because too many came, by its code',
    labelNames: ['channel', 'code'],
    registers,
  });
  const restSeconds = new Counter({
    name: 'zvonok_messenger_rest_seconds_total',
    help: 'Time for which nothing was to be sent after such refusals',
    labelNames: ['channel'],
    registers,
  });
  new Gauge({
    name: 'zvonok_queue_lag_seconds',
    help: 'Age of the oldest notice that is due and unfinished; absent while the database does not say',
    registers,
    async collect() {
      try {
        this.set(await within(LAG_WITHIN_MS, queueLag()));
      } catch {
        this.remove();
      }
    },
  });
  for (const channel of channels) {
    sent.inc({ channel }, 0);
    gone.inc({ channel }, 0);
    redriven.inc({ channel }, 0);
    repeated.inc({ channel }, 0);
    restSeconds.inc({ channel }, 0);
    for (const reason of DROP_REASONS) dropped.inc({ channel, reason }, 0);
  }
  return {
    metrics: {
      noticesSent: (channel, count) => sent.inc({ channel }, count),
      noticesGone: (channel, count) => gone.inc({ channel }, count),
      noticesRepeated: (channel, count) => repeated.inc({ channel }, count),
      noticesDropped: (channel, reason, count) => dropped.inc({ channel, reason }, count),
      noticesRedriven: (channel, count) => redriven.inc({ channel }, count),
      messengerRested: (channel, code, ms) => {
        rests.inc({ channel, code }, 1);
        restSeconds.inc({ channel }, ms / 1_000);
      },
      replyTime: (channel, ms) => replyTime.observe({ channel }, ms / 1_000),
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
