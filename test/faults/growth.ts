/** What the bot's own `/metrics` told at one moment. */
export interface Look {
  /** Milliseconds. */
  readonly at: number;
  readonly residentMb: number;
  readonly heapMb: number;
  /** Timers, sockets and requests that keep the process alive, as Node counts them. */
  readonly active: number;
  /** Since the look before this one, ms. */
  readonly lagP99: number;
}

const MB = 1_048_576;
const HOUR = 3_600_000;

/** @throws Error when a metric that is needed is not there */
export function readLook(metrics: string, at: number): Look {
  const value = (name: string): number => {
    const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
    if (found === undefined) throw new Error(`/metrics has no ${name}`);
    return Number(found);
  };
  return {
    at,
    residentMb: value('process_resident_memory_bytes') / MB,
    heapMb: value('nodejs_heap_size_used_bytes') / MB,
    active: value('nodejs_active_resources_total'),
    lagP99: value('nodejs_eventloop_lag_p99_seconds') * 1_000,
  };
}

/** Parts of a run whose lowest values are compared: between two garbage collections memory only goes up. */
const PARTS = 16;

export interface Growth {
  /** Units an hour, by the line of least squares through the floors. */
  readonly perHour: number;
  /** The line's own standard error, of the same units. */
  readonly error: number;
}

/** How fast the floor of a value that swings rises. */
export function growthOf(points: readonly { readonly at: number; readonly value: number }[]): Growth {
  const size = Math.max(1, Math.floor(points.length / PARTS));
  const floors = Array.from({ length: Math.floor(points.length / size) }, (_, part) =>
    points.slice(part * size, (part + 1) * size).reduce((low, one) => (one.value < low.value ? one : low)),
  );
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const at = mean(floors.map((floor) => floor.at));
  const value = mean(floors.map((floor) => floor.value));
  const spread = floors.reduce((sum, floor) => sum + (floor.at - at) ** 2, 0);
  const slope = floors.reduce((sum, floor) => sum + (floor.at - at) * (floor.value - value), 0) / spread;
  const off = floors.reduce((sum, floor) => sum + (floor.value - value - slope * (floor.at - at)) ** 2, 0);
  return { perHour: slope * HOUR, error: Math.sqrt(off / (floors.length - 2) / spread) * HOUR };
}
